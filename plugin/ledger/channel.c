/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel.h"

#include <string.h>

enum {
    AUTH_TYPE_SCHANNEL = 68, /* one bind and one bind_ack: MS-NRPC 3.3.4.1 */
    AUTH_LEVEL_CONNECT = 2,
    SERVER_IDLE_NS = 1000000000, /* a server that closes this much later is tired, not refusing */
};

enum {
    FAULT_ACCESS_DENIED = 0x00000005u,
    FAULT_E_ACCESSDENIED = 0x80070005u,
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
    return association;
}

/* --- looking things up --- */

static struct association *latest_of_context(const struct channel *channel, uint32_t context_id)
{
    for (guint i = channel->associations->len; i-- > 0;) {
        struct association *association = channel->associations->pdata[i];
        if (association->auth_context_id == context_id)
            return association;
    }
    return NULL;
}

/* Requests at level CONNECT carry no verifier (MS-RPCE 2.2.1.1.8): they go by the latest context of
 * such a level. */
static struct association *latest_unprotected(const struct channel *channel)
{
    for (guint i = channel->associations->len; i-- > 0;) {
        struct association *association = channel->associations->pdata[i];
        if (association->auth_level <= AUTH_LEVEL_CONNECT)
            return association;
    }
    return NULL;
}

/* The association whose handshake an answer belongs to: by auth context where the answer has one,
 * else by the call id of the leg. */
static struct association *awaiting_answer(const struct channel *channel,
                                           const struct rpc_pdu *pdu)
{
    struct association *fallback = NULL;

    for (guint i = channel->associations->len; i-- > 0;) {
        struct association *association = channel->associations->pdata[i];

        if (association->state != ASSOCIATION_HANDSHAKE || association->call_id != pdu->call_id)
            continue;
        if (pdu->has_auth && association->auth_context_id == pdu->auth_context_id)
            return association;
        if (!fallback || (association->leg_in_flight && !fallback->leg_in_flight))
            fallback = association;
    }
    return fallback;
}

static struct channel_call *find_call(struct channel *channel, uint32_t call_id)
{
    for (unsigned i = 0; i < CHANNEL_CALLS_MAX; i++)
        if (channel->calls[i].used && channel->calls[i].call_id == call_id)
            return &channel->calls[i];
    return NULL;
}

static struct channel_call *add_call(struct channel *channel, uint32_t call_id)
{
    struct channel_call *call = find_call(channel, call_id);

    if (!call) {
        call = &channel->calls[channel->next_call];
        channel->next_call = (channel->next_call + 1) % CHANNEL_CALLS_MAX;
    }
    *call = (struct channel_call){.used = true, .call_id = call_id};
    return call;
}

static void forget_calls_of(struct channel *channel, const struct association *association)
{
    for (unsigned i = 0; i < CHANNEL_CALLS_MAX; i++)
        if (channel->calls[i].association == association)
            channel->calls[i].used = false;
}

/* --- settling --- */

static void settle(struct association *association, enum answer_kind answer,
                   const struct event_origin *origin, enum association_state state,
                   const struct connections_observer *observer)
{
    association_set_answer(association, answer, origin);
    association->state = state;
    observer->settled(association, observer->user_data);
}

/* The server's token did not satisfy the client, who did not go on: the token was the answer. */
static void settle_by_token(struct association *association, enum association_state state,
                            const struct connections_observer *observer)
{
    struct event_origin origin = {.frame = association->refusing_frame,
                                  .time_ns = association->refusing_ns,
                                  .relative_ns = association->refusing_relative_ns};

    settle(association, ANSWER_TOKEN, &origin, state, observer);
}

static void settle_proven(struct association *association, enum association_state state,
                          const struct connections_observer *observer)
{
    struct event_origin origin = {.frame = association->proven_frame,
                                  .time_ns = association->proven_ns,
                                  .relative_ns = association->proven_relative_ns};

    settle(association, ANSWER_SUCCESS, &origin, state, observer);
}

/* --- bind, alter_context, AUTH3 --- */

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

static void set_interface(const struct channel *channel, struct association *association,
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

static void drop_ended(struct channel *channel)
{
    for (guint i = 0; i < channel->associations->len; i++) {
        struct association *association = channel->associations->pdata[i];

        if (association->state == ASSOCIATION_ENDED || association->state == ASSOCIATION_WORKING) {
            forget_calls_of(channel, association);
            g_ptr_array_remove_index(channel->associations, i);
            return;
        }
    }
}

static struct association *open_association(struct channel *channel,
                                            const struct channel_endpoints *endpoints,
                                            const struct event_origin *origin,
                                            const struct rpc_pdu *pdu)
{
    if (channel->associations->len >= CHANNEL_ASSOCIATIONS_MAX)
        drop_ended(channel);
    if (channel->associations->len >= CHANNEL_ASSOCIATIONS_MAX)
        return NULL;

    const struct association *before = latest_of_context(channel, pdu->auth_context_id);
    struct association *association = channel_make_association(ASSOCIATION_RPC, endpoints);
    association->pipe = channel->pipe;
    association->attempt = before ? before->attempt + 1 : 1;
    association->bind_frame = origin->frame;
    association->bind_ns = origin->time_ns;
    association->opened_by_alter = pdu->type == RPC_ALTER_CONTEXT;
    association->auth_context_id = pdu->auth_context_id;
    association->auth_type = pdu->auth_type;
    association->auth_level = pdu->auth_level;
    if (pdu->context_count > 0)
        set_interface(channel, association, pdu->contexts[0].id);
    g_ptr_array_add(channel->associations, association);
    return association;
}

/* Returns whether the PDU opened a new attempt. */
static bool add_leg(struct channel *channel, const struct channel_endpoints *endpoints,
                    const struct event_origin *origin, const struct rpc_pdu *pdu,
                    const struct connections_observer *observer)
{
    struct association *association = latest_of_context(channel, pdu->auth_context_id);
    bool opens = false;

    /* A copy of a leg that is known (a capture merged from two places). */
    if (association && association->leg_in_flight && association->call_id == pdu->call_id &&
        pdu->type != RPC_AUTH3 && association->last_leg_frame == origin->frame)
        return false;
    if (!association || association->state != ASSOCIATION_HANDSHAKE || pdu->type == RPC_BIND) {
        if (pdu->type == RPC_AUTH3)
            return false;
        if (association && association->state == ASSOCIATION_HANDSHAKE &&
            association_is_unsatisfied(association))
            settle_by_token(association, ASSOCIATION_ENDED, observer);
        association = open_association(channel, endpoints, origin, pdu);
        if (!association)
            return false;
        opens = true;
    }
    association->call_id = pdu->call_id;
    association_add_leg(association, origin, &pdu->token);
    if (pdu->type == RPC_AUTH3) {
        association->state = ASSOCIATION_UNPROVEN;
        association->leg_in_flight = false;
    }
    struct channel_call *call = add_call(channel, pdu->call_id);
    call->association = association;
    return opens;
}

/* Whether the server's answer acknowledges the last leg, so that authentication is complete. */
static bool acknowledges_last_leg(const struct association *association, bool had_ap_rep,
                                  const struct rpc_pdu *pdu)
{
    if (association_is_unsatisfied(association))
        return false;
    if (pdu->token.result == SPNEGO_ACCEPT_COMPLETED || !pdu->has_auth ||
        association->auth_type == AUTH_TYPE_SCHANNEL)
        return true;
    /* The client's third leg took up the AP-REP, and the server did not complain. */
    if (had_ap_rep && pdu->token.result != SPNEGO_ACCEPT_INCOMPLETE)
        return true;
    return (association->credentials & (SENT_NTLM_AUTHENTICATE | SENT_NTLM_ANONYMOUS)) != 0 &&
           pdu->token.ntlm == NTLM_NONE && pdu->token.result == SPNEGO_NONE;
}

static void add_ack(struct channel *channel, const struct event_origin *origin,
                    const struct rpc_pdu *pdu, const struct connections_observer *observer)
{
    struct association *association = awaiting_answer(channel, pdu);

    if (!association)
        return;
    bool had_ap_rep = association->server_sent_ap_rep;
    if (!association->leg_in_flight)
        association->bytes_missing = true; /* the leg that it answers is not in the capture */
    association_add_answer(association, origin, &pdu->token);
    if (association_is_rejected(association)) {
        settle(association, ANSWER_TOKEN, origin, ASSOCIATION_ENDED, observer);
    } else if (acknowledges_last_leg(association, had_ap_rep, pdu)) {
        association->state = ASSOCIATION_COMPLETE;
        association->proven_frame = origin->frame;
        association->proven_ns = origin->time_ns;
        association->proven_relative_ns = origin->relative_ns;
    }
}

static void copy_extended_errors(struct association *association, const struct rpc_pdu *pdu)
{
    association->has_extended_error = pdu->has_extended_error;
    association->extended_error_count =
        MIN(pdu->extended_error_count, EVENT_EXTENDED_ERRORS_MAX);
    memcpy(association->extended_errors, pdu->extended_errors,
           sizeof association->extended_errors);
}

static void add_nak(struct channel *channel, const struct event_origin *origin,
                    const struct rpc_pdu *pdu, const struct connections_observer *observer)
{
    struct association *association = awaiting_answer(channel, pdu);

    if (!association)
        return;
    association->reject_reason = pdu->reject_reason;
    association->server_seen = true;
    copy_extended_errors(association, pdu);
    settle(association, ANSWER_BIND_NAK, origin, ASSOCIATION_ENDED, observer);
}

/* --- requests and their answers --- */

static void add_request(struct channel *channel, const struct rpc_pdu *pdu)
{
    struct association *association = pdu->has_auth
                                          ? latest_of_context(channel, pdu->auth_context_id)
                                          : latest_unprotected(channel);

    if (!association && (pdu->has_auth || channel->plain_bind.frame == 0))
        return;
    struct channel_call *call = add_call(channel, pdu->call_id);
    call->association = association;
    call->is_request = true;
    call->is_protected = pdu->has_auth;
    call->opnum = pdu->opnum;
    call->context_id = pdu->context_id;
    if (association && !association->has_opnum) {
        association->has_opnum = true;
        association->opnum = pdu->opnum;
        set_interface(channel, association, pdu->context_id);
    }
}

/* A bind without authentication, refused at its first request. */
static void refuse_plain_bind(struct channel *channel, const struct channel_endpoints *endpoints,
                              const struct event_origin *origin, const struct rpc_pdu *fault,
                              const struct channel_call *call,
                              const struct connections_observer *observer)
{
    struct association *association =
        channel_make_association(ASSOCIATION_UNAUTHENTICATED, endpoints);

    association->bind_frame = channel->plain_bind.frame;
    association->bind_ns = channel->plain_bind.time_ns;
    association->has_opnum = true;
    association->opnum = call->opnum;
    set_interface(channel, association, call->context_id);
    association->status = fault->status;
    settle(association, ANSWER_FAULT, origin, ASSOCIATION_ENDED, observer);
    association_free(association);
}

static void add_plain_answer(struct channel *channel, const struct channel_endpoints *endpoints,
                             const struct event_origin *origin, const struct rpc_pdu *pdu,
                             const struct channel_call *call,
                             const struct connections_observer *observer)
{
    bool first = !channel->plain_bind.answered;

    channel->plain_bind.answered = true;
    if (first && pdu->type == RPC_FAULT && channel->pipe == 0 &&
        (pdu->status == FAULT_ACCESS_DENIED || pdu->status == FAULT_E_ACCESSDENIED))
        refuse_plain_bind(channel, endpoints, origin, pdu, call, observer);
}

static void note_activation(struct channel *channel, struct association *association,
                            const struct event_origin *origin, const struct rpc_pdu *pdu,
                            const struct channel_call *call,
                            const struct connections_observer *observer)
{
    const struct channel_interface *interface =
        g_hash_table_lookup(channel->interfaces, GUINT_TO_POINTER(call->context_id));

    if (!interface || !association_is_activation(interface->uuid, call->opnum) ||
        !pdu->has_hresult)
        return;
    if (pdu->hresult == 0) {
        channel->activated_frame = origin->frame;
        return;
    }
    association->activated_before_frame = channel->activated_frame;
    observer->activated(association, origin, pdu->hresult, observer->user_data);
}

static void add_response(struct channel *channel, struct association *association,
                         const struct event_origin *origin, const struct rpc_pdu *pdu,
                         const struct channel_call *call,
                         const struct connections_observer *observer)
{
    switch (association->state) {
    case ASSOCIATION_ENDED:
        observer->worked_later(association, origin, observer->user_data);
        break;
    case ASSOCIATION_WORKING:
        break;
    case ASSOCIATION_COMPLETE:
        settle_proven(association, ASSOCIATION_WORKING, observer);
        break;
    default:
        settle(association, ANSWER_SUCCESS, origin, ASSOCIATION_WORKING, observer);
        break;
    }
    note_activation(channel, association, origin, pdu, call, observer);
}

/* A fault in answer to a leg or to the first request settles the association, whatever its status:
 * what the status means is for the diagnosis to say. */
static void add_fault(struct association *association, const struct event_origin *origin,
                      const struct rpc_pdu *pdu, const struct channel_call *call,
                      const struct connections_observer *observer)
{
    if (association->state == ASSOCIATION_WORKING) {
        observer->late_fault(association, origin, pdu->status, observer->user_data);
        return;
    }
    if (association->state == ASSOCIATION_ENDED)
        return;
    association->server_seen = true;
    association->status = pdu->status;
    association->request_protected = call->is_protected;
    copy_extended_errors(association, pdu);
    settle(association, ANSWER_FAULT, origin, ASSOCIATION_ENDED, observer);
}

static struct association *only_open_association(const struct channel *channel)
{
    struct association *open = NULL;

    for (guint i = 0; i < channel->associations->len; i++) {
        struct association *association = channel->associations->pdata[i];

        if (association->state == ASSOCIATION_ENDED || association->state == ASSOCIATION_WORKING)
            continue;
        if (open)
            return NULL;
        open = association;
    }
    return open;
}

static void add_call_answer(struct channel *channel, const struct channel_endpoints *endpoints,
                            const struct event_origin *origin, const struct rpc_pdu *pdu,
                            const struct connections_observer *observer)
{
    struct channel_call *known = find_call(channel, pdu->call_id);
    struct channel_call call = known ? *known : (struct channel_call){.used = false};

    if (known)
        known->used = false;
    /* Faults carry no auth verifier: where the call was not captured, a single open association is
     * the only one that can be meant. */
    if (!known && pdu->type == RPC_FAULT)
        call.association = only_open_association(channel);
    if (!call.association) {
        if (known && known->is_request)
            add_plain_answer(channel, endpoints, origin, pdu, &call, observer);
    } else if (pdu->type == RPC_FAULT) {
        add_fault(call.association, origin, pdu, &call, observer);
    } else if (call.is_request) {
        add_response(channel, call.association, origin, pdu, &call, observer);
    }
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
            return add_leg(channel, endpoints, origin, pdu, observer);
        if (pdu->type == RPC_BIND)
            add_plain_bind(channel, origin);
        return false;
    case RPC_AUTH3:
        return pdu->has_auth && add_leg(channel, endpoints, origin, pdu, observer);
    case RPC_BIND_ACK:
    case RPC_ALTER_CONTEXT_RESP:
        add_ack(channel, origin, pdu, observer);
        return false;
    case RPC_BIND_NAK:
        add_nak(channel, origin, pdu, observer);
        return false;
    case RPC_REQUEST:
        if (pdu->first_fragment)
            add_request(channel, pdu);
        return false;
    case RPC_RESPONSE:
    case RPC_FAULT:
        if (pdu->first_fragment)
            add_call_answer(channel, endpoints, origin, pdu, observer);
        return false;
    }
    return false;
}

/* --- the end --- */

static bool request_outstanding(const struct channel *channel,
                                const struct association *association)
{
    for (unsigned i = 0; i < CHANNEL_CALLS_MAX; i++)
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
            if (association_is_unsatisfied(association))
                settle_by_token(association, ASSOCIATION_ENDED, observer);
            else
                settle(association,
                       by_server ? answer_of_server_close(channel, association, origin)
                                 : answer_of_client_close(association),
                       origin, ASSOCIATION_ENDED, observer);
            break;
        case ASSOCIATION_COMPLETE:
            settle_proven(association, ASSOCIATION_ENDED, observer);
            break;
        case ASSOCIATION_WORKING:
        case ASSOCIATION_ENDED:
            break;
        }
    }
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
            settle_proven(association, association->state, observer);
        else if (association_is_unsatisfied(association))
            settle_by_token(association, association->state, observer);
        else
            settle(association, ANSWER_NONE, last, association->state, observer);
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
