/* What the parts of the exchanges share: the messages (exchanges_messages.c), what TCP and ICMP
 * tell of them (exchanges_transport.c) and where they are kept (exchanges.c). Not for use outside
 * them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_EXCHANGES_PARTS_H
#define DCOMAUTH_EXCHANGES_PARTS_H

#include "exchanges.h"
#include "past_requests.h"

struct flow {
    struct host_addr client;
    struct host_addr kdc;
    uint16_t client_port;
    uint16_t transport;
};

struct node {
    struct kdc_exchange exchange; /* first, so that the two pointers convert */
    struct flow flow;
    GList *age_link;
    GList *client_link;
};

struct exchanges {
    const struct hosts *hosts;
    struct tickets *tickets;
    struct kdcs *kdcs;
    GHashTable *by_flow;   /* struct flow in the node -> struct node, the latest of the flow */
    GHashTable *by_client; /* struct host_addr -> GQueue of struct node, oldest first */
    GQueue by_age;         /* struct node, owned, oldest first */
    struct past_requests *past;
    int32_t *routine_codes;
    unsigned routine_code_count;
    exchange_visitor forgotten;
    void *forgotten_data;
    uint32_t total;
    uint32_t error_total;
    uint32_t orphans;
    uint32_t orphan_frame;
    struct reversed reversed;
    uint32_t unseen_answers;
    uint32_t unseen_answer_frame;
    bool any_kdc_frame;
};

/* A new one, the latest of its flow; others may be forgotten for it. */
struct kdc_exchange *exchanges_start(struct exchanges *exchanges, const struct flow *flow);

/* Forgets this one, which then is no longer valid. */
void exchanges_drop(struct exchanges *exchanges, struct kdc_exchange *exchange);

/* The latest of the flow, or NULL. */
struct kdc_exchange *exchanges_latest(const struct exchanges *exchanges, const struct flow *flow);

/* Ignores what is more than the list holds. */
void exchange_frames_add(struct exchange_frames *frames, uint32_t frame);

#endif
