/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../vocabulary/numbers.h"
#include "exchange_rules.h"
#include "exchanges_parts.h"

static struct flow flow_of(const struct event_origin *origin)
{
    if (origin->source_port == KERBEROS_PORT)
        return (struct flow){origin->target, origin->source, origin->target_port, EVENT_TCP};
    return (struct flow){origin->source, origin->target, origin->source_port, EVENT_TCP};
}

void exchanges_add_connect(struct exchanges *exchanges, const struct event_origin *origin)
{
    struct flow flow = {origin->source, origin->target, origin->source_port, EVENT_TCP};
    struct kdc_exchange *exchange = exchanges_start(exchanges, &flow);

    exchange->connect_only = true;
    exchange_frames_add(&exchange->requests, origin->frame);
    exchange->request_ns = exchange->last_request_ns = origin->time_ns;
}

void exchanges_add_accept(struct exchanges *exchanges, const struct event_origin *origin)
{
    struct flow flow = {origin->target, origin->source, origin->target_port, EVENT_TCP};
    struct kdc_exchange *exchange = exchanges_latest(exchanges, &flow);

    exchanges->any_kdc_frame = true;
    if (!exchange)
        return;
    exchange->kdc_seen = true;
    if (exchange->connect_only)
        exchanges_of_client(exchanges, &origin->target, exchange_mark_retry, exchange);
}

void exchanges_add_unreachable(struct exchanges *exchanges, const struct host_addr *client,
                               uint16_t client_port, const struct host_addr *kdc)
{
    static const enum event_transport transports[] = {EVENT_TCP, EVENT_UDP};

    exchanges->any_kdc_frame = true; /* at least what comes back is in the capture */
    for (size_t i = 0; i < G_N_ELEMENTS(transports); i++) {
        struct flow flow = {*client, *kdc, client_port, (uint16_t)transports[i]};
        struct kdc_exchange *exchange = exchanges_latest(exchanges, &flow);

        if (exchange && exchange->state == EXCHANGE_WAITING && !exchange->answer_unseen)
            exchange->state = EXCHANGE_UNREACHABLE;
    }
}

void exchanges_add_unseen_answer(struct exchanges *exchanges, const struct event_origin *origin)
{
    struct flow flow = flow_of(origin);
    struct kdc_exchange *exchange = exchanges_latest(exchanges, &flow);

    if (!exchange || exchange->state != EXCHANGE_WAITING || exchange->answer_unseen)
        return;
    exchange->answer_unseen = true;
    exchanges->any_kdc_frame = true;
    if (exchanges->unseen_answers++ == 0)
        exchanges->unseen_answer_frame = exchange->requests.list[0];
    exchanges_of_client(exchanges, &exchange->client, exchange_mark_retry, exchange);
}

void exchanges_add_cut_answer(struct exchanges *exchanges, const struct event_origin *origin)
{
    struct flow flow = {origin->target, origin->source, origin->target_port,
                        (uint16_t)origin->transport};
    struct kdc_exchange *exchange = exchanges_latest(exchanges, &flow);

    exchanges->any_kdc_frame = true;
    if (exchange && exchange->state == EXCHANGE_WAITING && exchange->cut_answer_frame == 0)
        exchange->cut_answer_frame = origin->frame;
}

static bool mark_cut_rest(struct kdc_exchange *exchange, void *user_data)
{
    const struct event_origin *origin = user_data;

    if (exchange->state != EXCHANGE_WAITING || exchange->transport != EVENT_UDP ||
        !host_addr_equal(&exchange->kdc, &origin->source))
        return true;
    if (exchange->cut_answer_frame == 0)
        exchange->cut_answer_frame = origin->frame;
    return false;
}

void exchanges_add_cut_rest(struct exchanges *exchanges, const struct event_origin *origin)
{
    struct event_origin copy = *origin;

    exchanges_of_client(exchanges, &origin->target, mark_cut_rest, &copy);
}
