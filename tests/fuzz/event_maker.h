/* Makes events out of bytes, from small sets of hosts, streams, names and codes, so that requests
 * meet their answers and legs their attempts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FUZZ_EVENT_MAKER_H
#define DCOMAUTH_FUZZ_EVENT_MAKER_H

#include "bytes.h"
#include "event/event.h"

enum { MAKER_CONNECTIONS = 8, MAKER_TEXTS = 64, MAKER_TEXT_SIZE = 48 };

struct maker_connection {
    uint8_t client, server; /* indices of hosts */
    uint16_t client_port, server_port;
    uint32_t stream;
    uint32_t call_id;
};

struct event_maker {
    struct bytes input;
    uint32_t frame;
    int64_t time_ns;
    uint32_t streams;
    uint16_t next_port;
    uint32_t nonce;
    struct maker_connection connections[MAKER_CONNECTIONS];
    char texts[MAKER_TEXTS][MAKER_TEXT_SIZE]; /* of the event that was made last */
    unsigned text_count;
};

void event_maker_init(struct event_maker *maker, struct bytes input);

/* False when the input has come to its end. What the event points to lives until the next call. */
bool event_maker_next(struct event_maker *maker, struct event *event);

#endif
