/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../vocabulary/numbers.h"
#include "channel_parts.h"

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

void channel_add_request(struct channel *channel, const struct rpc_pdu *pdu)
{
    struct association *association = pdu->has_auth
                                          ? channel_latest_of_context(channel, pdu->auth_context_id)
                                          : latest_unprotected(channel);

    /* A request on a security context that the capture never saw set up is kept as well, so that
     * its fault hits no other one. */
    if (!association && !pdu->has_auth && channel->plain_bind.frame == 0)
        return;
    struct channel_call *call = channel_add_call(channel, pdu->call_id);
    call->association = association;
    call->is_request = true;
    call->is_protected = pdu->has_auth;
    call->opnum = pdu->opnum;
    call->context_id = pdu->context_id;
    if (association && !association->has_opnum) {
        association->has_opnum = true;
        association->opnum = pdu->opnum;
        channel_set_interface(channel, association, pdu->context_id);
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
    association->pipe = channel->pipe;
    association->request_refused = true;
    association->has_opnum = true;
    association->opnum = call->opnum;
    channel_set_interface(channel, association, call->context_id);
    association->status = fault->status;
    channel_settle(association, ANSWER_FAULT, origin, ASSOCIATION_ENDED, observer);
    association_free(association);
}

static void add_plain_answer(struct channel *channel, const struct channel_endpoints *endpoints,
                             const struct event_origin *origin, const struct rpc_pdu *pdu,
                             const struct channel_call *call,
                             const struct connections_observer *observer)
{
    bool first = !channel->plain_bind.answered;

    channel->plain_bind.answered = true;
    if (first && pdu->type == RPC_FAULT &&
        (pdu->status == FAULT_ACCESS_DENIED || pdu->status == HRESULT_E_ACCESSDENIED))
        refuse_plain_bind(channel, endpoints, origin, pdu, call, observer);
}

/* A bind says whose the call was: the one with authentication, else the one without. */
static struct association *channel_setup_of(struct channel *channel,
                                            const struct channel_endpoints *endpoints,
                                            const struct channel_call *call)
{
    struct association *association =
        channel_make_association(ASSOCIATION_UNAUTHENTICATED, endpoints);

    association->bind_frame =
        call->association ? call->association->bind_frame : channel->plain_bind.frame;
    association->bind_ns =
        call->association ? call->association->bind_ns : channel->plain_bind.time_ns;
    association->has_opnum = true;
    association->opnum = call->opnum;
    association->pipe = channel->pipe;
    channel_set_interface(channel, association, call->context_id);
    return association;
}

/* NetrServerAuthenticate and its kin: the status tells whether the account's secret is right. */
static void note_channel_setup(struct channel *channel, const struct channel_endpoints *endpoints,
                               const struct event_origin *origin, const struct rpc_pdu *pdu,
                               const struct channel_call *call,
                               const struct connections_observer *observer)
{
    const struct channel_interface *interface =
        g_hash_table_lookup(channel->interfaces, GUINT_TO_POINTER(call->context_id));

    if (!interface || !pdu->has_nt_status ||
        !association_is_channel_setup(interface->uuid, call->opnum))
        return;
    struct association *association = channel_setup_of(channel, endpoints, call);
    association->status = pdu->nt_status;
    association->state = ASSOCIATION_ENDED;
    association_set_answer(association, ANSWER_CALL_STATUS, origin);
    observer->channel_set_up(association, observer->user_data);
    association_free(association);
}

static void note_activation(struct channel *channel, struct association *association,
                            const struct event_origin *origin, const struct rpc_pdu *pdu,
                            const struct channel_call *call,
                            const struct connections_observer *observer)
{
    const struct channel_interface *interface =
        g_hash_table_lookup(channel->interfaces, GUINT_TO_POINTER(call->context_id));

    if (!interface || !association_is_activation(interface->uuid, call->opnum) || !pdu->has_hresult)
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
        channel_settle_proven(association, ASSOCIATION_WORKING, observer);
        break;
    default:
        channel_settle(association, ANSWER_SUCCESS, origin, ASSOCIATION_WORKING, observer);
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
    association->request_refused = call->is_request;
    association->request_protected = call->is_protected;
    channel_copy_extended_errors(association, pdu);
    channel_settle(association, ANSWER_FAULT, origin, ASSOCIATION_ENDED, observer);
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

/* Set up before the capture began, or by a bind that the capture lacks. */
static bool is_stray(const struct channel *channel, const struct channel_call *call)
{
    bool has_bind = channel->associations->len > 0 || channel->plain_bind.frame != 0;

    return !has_bind || (call->is_request && call->is_protected);
}

void channel_add_call_answer(struct channel *channel, const struct channel_endpoints *endpoints,
                             const struct event_origin *origin, const struct rpc_pdu *pdu,
                             const struct connections_observer *observer)
{
    struct channel_call *known = channel_find_call(channel, pdu->call_id);
    struct channel_call call = known ? *known : (struct channel_call){.used = false};

    if (known)
        known->used = false;
    /* Faults carry no auth verifier: where the call was not captured, a single open association is
     * the only one that can be meant. */
    if (!known && pdu->type == RPC_FAULT)
        call.association = only_open_association(channel);
    if (known && call.is_request && pdu->type == RPC_RESPONSE)
        note_channel_setup(channel, endpoints, origin, pdu, &call, observer);
    if (!call.association) {
        if (pdu->type == RPC_FAULT && is_stray(channel, &call))
            observer->stray_fault(origin, pdu->status, observer->user_data);
        else if (known && call.is_request && !call.is_protected)
            add_plain_answer(channel, endpoints, origin, pdu, &call, observer);
    } else if (pdu->type == RPC_FAULT) {
        add_fault(call.association, origin, pdu, &call, observer);
    } else if (call.is_request) {
        add_response(channel, call.association, origin, pdu, &call, observer);
    }
}
