/* Answers that stand before what they answer: in one capture they cannot, so the two directions
 * come from clocks that differ.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_REVERSED_H
#define DCOMAUTH_REVERSED_H

#include "../../event/event.h"

enum { EARLY_ANSWERS_MAX = 64 };

struct reversed {
    uint32_t count;
    uint32_t frame; /* the first such answer */
    int64_t ns;     /* the most that one is early; the clocks differ by more */
};

/* Counts the answer of this frame, which is so much earlier than what it answers. What a capture
 * puts in the wrong order for a moment does not count. */
void reversed_add(struct reversed *reversed, uint32_t frame, int64_t early_ns);

/* SYN-ACKs of connections whose SYN has not come by: the latest ones. */
struct early_answers {
    struct early_answer {
        struct host_addr client;
        struct host_addr server;
        uint16_t client_port;
        uint16_t server_port;
        uint32_t sequence; /* of the SYN that it answers */
        uint32_t frame;
        int64_t time_ns;
    } list[EARLY_ANSWERS_MAX];
    unsigned next;
};

void early_answers_add(struct early_answers *answers, const struct event_origin *origin,
                       const struct tcp_segment *segment);

/* The one to this SYN, NULL where there was none. Valid until the next is added. */
const struct early_answer *early_answers_find(const struct early_answers *answers,
                                              const struct event_origin *syn, uint32_t sequence);

#endif
