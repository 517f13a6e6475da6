/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel_parts.h"

#include <string.h>

enum {
    SERVER_IDLE_NS = 1000000000, /* a server that closes this much later is tired, not refusing */
    CLIENT_GOES_ON_NS = 1000000000, /* by then it has sent its next leg, if it has one */
};

static void interface_free(gpointer data)
{
    struct channel_interface *interface = data;

    g_free(interface->uuid);
    g_free(interface->name);
    g_free(interface);
}

static void association_destroy(gpointer association)
{
    association_free(association);
}

struct channel *channel_new(uint64_t pipe)
{
    struct channel *channel = g_new0(struct channel, 1);

    channel->pipe = pipe;
    channel->associations = g_ptr_array_new_with_free_func(association_destroy);
    channel->interfaces = g_hash_table_new_full(NULL, NULL, NULL, interface_free);
    return channel;
}

void channel_free(struct channel *channel)
{
    if (!channel)
        return;
    g_ptr_array_free(channel->associations, TRUE);
    g_hash_table_destroy(channel->interfaces);
    g_free(channel->calls);
    g_free(channel);
}

struct association *channel_make_association(enum association_kind kind,
                                             const struct channel_endpoints *endpoints)
{
    struct association *association = association_new(kind);

    association->client = endpoints->client;
    association->server = endpoints->server;
    association->client_port = endpoints->client_port;
    association->server_port = endpoints->server_port;
    association->tcp_stream = endpoints->tcp_stream;
    association->connection_frame = endpoints->connection_frame;
    association->connection_ns = endpoints->connection_ns;
    association->is_rpc_port = endpoints->is_rpc_port;
    association->server_seen = endpoints->server_seen;
    association->shows_pipe = endpoints->shows_pipe;
    association->session_frame = endpoints->session_frame;
    association->session_user = g_strdup(endpoints->session_user);
    return association;
}

struct association *channel_latest_of_context(const struct channel *channel, uint32_t context_id)
{
    for (guint i = channel->associations->len; i-- > 0;) {
        struct association *association = channel->associations->pdata[i];
        if (association->auth_context_id == context_id)
            return association;
    }
    return NULL;
}

struct channel_call *channel_find_call(struct channel *channel, uint32_t call_id)
{
    for (unsigned i = 0; i < channel->call_count; i++)
        if (channel->calls[i].used && channel->calls[i].call_id == call_id)
            return &channel->calls[i];
    return NULL;
}

/* Where all slots are taken, the oldest call loses its own. */
static struct channel_call *take_slot(struct channel *channel)
{
    unsigned count = channel->call_count;

    if (channel->next_call >= count)
        channel->next_call = 0;
    if ((count == 0 || channel->calls[channel->next_call].used) && count < CHANNEL_CALLS_MAX) {
        channel->call_count = MAX(2 * count, 2);
        channel->calls = g_renew(struct channel_call, channel->calls, channel->call_count);
        memset(channel->calls + count, 0, (channel->call_count - count) * sizeof *channel->calls);
        channel->next_call = count;
    }
    return &channel->calls[channel->next_call++];
}

struct channel_call *channel_add_call(struct channel *channel, uint32_t call_id)
{
    struct channel_call *call = channel_find_call(channel, call_id);

    if (!call)
        call = take_slot(channel);
    *call = (struct channel_call){.used = true, .call_id = call_id};
    return call;
}

void channel_forget_calls_of(struct channel *channel, const struct association *association)
{
    for (unsigned i = 0; i < channel->call_count; i++)
        if (channel->calls[i].association == association)
            channel->calls[i].used = false;
}

void channel_settle(struct association *association, enum answer_kind answer,
                    const struct event_origin *origin, enum association_state state,
                    const struct connections_observer *observer)
{
    association_set_answer(association, answer, origin);
    association->state = state;
    observer->settled(association, observer->user_data);
}

/* The server's token did not satisfy the client, who did not go on: the token was the answer. */
void channel_settle_by_token(struct association *association, enum association_state state,
                             const struct connections_observer *observer)
{
    struct event_origin origin = {.frame = association->refusing_frame,
                                  .time_ns = association->refusing_ns,
                                  .relative_ns = association->refusing_relative_ns};

    channel_settle(association, ANSWER_TOKEN, &origin, state, observer);
}

void channel_settle_proven(struct association *association, enum association_state state,
                           const struct connections_observer *observer)
{
    struct event_origin origin = {.frame = association->proven_frame,
                                  .time_ns = association->proven_ns,
                                  .relative_ns = association->proven_relative_ns};

    channel_settle(association, ANSWER_SUCCESS, &origin, state, observer);
}

static void remember_interfaces(struct channel *channel, const struct rpc_pdu *pdu)
{
    for (unsigned i = 0; i < pdu->context_count; i++) {
        gpointer key = GUINT_TO_POINTER(pdu->contexts[i].id);

        if (!pdu->contexts[i].uuid)
            continue;
        if (g_hash_table_size(channel->interfaces) >= CHANNEL_CONTEXTS_MAX &&
            !g_hash_table_contains(channel->interfaces, key))
            return;
        /* The first context item of an id names the interface; NDR64 and bind-time feature
         * negotiation repeat it with other transfer syntaxes under other ids. */
        struct channel_interface *interface = g_new0(struct channel_interface, 1);
        interface->uuid = g_strdup(pdu->contexts[i].uuid);
        interface->name = g_strdup(pdu->contexts[i].interface);
        g_hash_table_insert(channel->interfaces, key, interface);
    }
}

void channel_set_interface(const struct channel *channel, struct association *association,
                           uint16_t context_id)
{
    const struct channel_interface *interface =
        g_hash_table_lookup(channel->interfaces, GUINT_TO_POINTER(context_id));

    if (!interface)
        return;
    g_free(association->interface_uuid);
    g_free(association->interface);
    association->interface_uuid = g_strdup(interface->uuid);
    association->interface = g_strdup(interface->name);
}

void channel_copy_extended_errors(struct association *association, const struct rpc_pdu *pdu)
{
    association->has_extended_error = pdu->has_extended_error;
    association->extended_error_count = MIN(pdu->extended_error_count, EVENT_EXTENDED_ERRORS_MAX);
    memcpy(association->extended_errors, pdu->extended_errors, sizeof association->extended_errors);
}

static void add_plain_bind(struct channel *channel, const struct event_origin *origin)
{
    if (channel->plain_bind.frame == 0)
        channel->plain_bind =
            (struct channel_plain_bind){.frame = origin->frame, .time_ns = origin->time_ns};
}

bool channel_add_pdu(struct channel *channel, const struct channel_endpoints *endpoints,
                     const struct event_origin *origin, const struct rpc_pdu *pdu,
                     const struct connections_observer *observer)
{
    switch (pdu->type) {
    case RPC_BIND:
    case RPC_ALTER_CONTEXT:
        remember_interfaces(channel, pdu);
        if (pdu->has_auth)
            return channel_add_leg(channel, endpoints, origin, pdu, observer);
        if (pdu->type == RPC_BIND)
            add_plain_bind(channel, origin);
        else
            channel_add_plain_alter(channel, pdu);
        return false;
    case RPC_AUTH3:
        return pdu->has_auth && channel_add_leg(channel, endpoints, origin, pdu, observer);
    case RPC_BIND_ACK:
    case RPC_ALTER_CONTEXT_RESP:
        channel_add_ack(channel, origin, pdu, observer);
        return false;
    case RPC_BIND_NAK:
        channel_add_nak(channel, origin, pdu, observer);
        return false;
    case RPC_REQUEST:
        if (pdu->first_fragment)
            channel_add_request(channel, pdu);
        return false;
    case RPC_RESPONSE:
    case RPC_FAULT:
        if (pdu->first_fragment)
            channel_add_call_answer(channel, endpoints, origin, pdu, observer);
        return false;
    }
    return false;
}

/* --- the end --- */

static bool request_outstanding(const struct channel *channel,
                                const struct association *association)
{
    for (unsigned i = 0; i < channel->call_count; i++)
        if (channel->calls[i].used && channel->calls[i].is_request &&
            channel->calls[i].association == association)
            return true;
    return false;
}

/* The server closed: a refusal only where it owed an answer, or did so at once after AUTH3. */
static enum answer_kind answer_of_server_close(const struct channel *channel,
                                               const struct association *association,
                                               const struct event_origin *origin)
{
    if (association->leg_in_flight)
        return ANSWER_LOST;
    if (association->state == ASSOCIATION_UNPROVEN &&
        (request_outstanding(channel, association) ||
         origin->time_ns - association->last_leg_ns < SERVER_IDLE_NS))
        return ANSWER_LOST;
    return ANSWER_CLOSED;
}

static enum answer_kind answer_of_client_close(const struct association *association)
{
    /* Without any frame of the server the capture shows one direction only. */
    return association->leg_in_flight && association->server_seen ? ANSWER_SILENT : ANSWER_CLOSED;
}

void channel_close(struct channel *channel, const struct event_origin *origin, bool by_server,
                   const struct connections_observer *observer)
{
    for (guint i = 0; i < channel->associations->len; i++) {
        struct association *association = channel->associations->pdata[i];

        switch (association->state) {
        case ASSOCIATION_HANDSHAKE:
        case ASSOCIATION_UNPROVEN:
            association->server_seen |= by_server;
            association->closed_by = by_server ? CLOSED_BY_SERVER : CLOSED_BY_CLIENT;
            association->was_last_try = i + 1 == channel->associations->len;
            if (association_is_unsatisfied(association))
                channel_settle_by_token(association, ASSOCIATION_ENDED, observer);
            else
                channel_settle(association,
                               by_server ? answer_of_server_close(channel, association, origin)
                                         : answer_of_client_close(association),
                               origin, ASSOCIATION_ENDED, observer);
            break;
        case ASSOCIATION_COMPLETE:
            channel_settle_proven(association, ASSOCIATION_ENDED, observer);
            break;
        case ASSOCIATION_WORKING:
        case ASSOCIATION_ENDED:
            break;
        }
    }
}

static void end_after_refusal(struct association *association, const struct event_origin *last,
                              const struct connections_observer *observer)
{
    association->is_cut_off = last->time_ns - association->refusing_ns < CLIENT_GOES_ON_NS;
    channel_settle_by_token(association, association->state, observer);
    association->is_cut_off = false;
}

void channel_end_capture(struct channel *channel, const struct event_origin *last,
                         const struct connections_observer *observer)
{
    for (guint i = 0; i < channel->associations->len; i++) {
        struct association *association = channel->associations->pdata[i];

        if (association->state == ASSOCIATION_ENDED || association->state == ASSOCIATION_WORKING)
            continue;
        /* The state stays, so that a live capture may still give the real outcome. */
        if (association->state == ASSOCIATION_COMPLETE)
            channel_settle_proven(association, association->state, observer);
        else if (association_is_unsatisfied(association))
            end_after_refusal(association, last, observer);
        else
            channel_settle(association, ANSWER_NONE, last, association->state, observer);
    }
}

void channel_add_unreadable(struct channel *channel)
{
    for (guint i = 0; i < channel->associations->len; i++) {
        struct association *association = channel->associations->pdata[i];

        if (association->state != ASSOCIATION_ENDED && association->state != ASSOCIATION_WORKING)
            association->bytes_missing = true;
    }
}
