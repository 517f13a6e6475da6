/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../vocabulary/numbers.h"
#include "channel_parts.h"

enum {
    RESULT_ACCEPTANCE = 0,
};

/* The association whose handshake an answer belongs to: by auth context where the answer has one,
 * else by the call id of the leg. */
static struct association *awaiting_answer(const struct channel *channel, const struct rpc_pdu *pdu)
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

static void drop_ended(struct channel *channel)
{
    for (guint i = 0; i < channel->associations->len; i++) {
        struct association *association = channel->associations->pdata[i];

        if (association->state == ASSOCIATION_ENDED || association->state == ASSOCIATION_WORKING) {
            channel_forget_calls_of(channel, association);
            g_ptr_array_remove_index(channel->associations, i);
            return;
        }
    }
}

/* MS-RPCE 2.2.1.1.7: under type 9 a token is an SPNEGO one, which offers mechanisms (RFC 4178
 * 4.2.1). */
static bool is_bare(const struct rpc_pdu *pdu)
{
    const struct auth_token *token = &pdu->token;

    return pdu->auth_type == AUTH_TYPE_SPNEGO && (token->has_krb || token->ntlm != NTLM_NONE) &&
           token->offered_mechs == 0 && token->chosen_mech == 0 && token->result == SPNEGO_NONE;
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

    const struct association *before = channel_latest_of_context(channel, pdu->auth_context_id);
    struct association *association = channel_make_association(ASSOCIATION_RPC, endpoints);
    association->pipe = channel->pipe;
    association->attempt = before ? before->attempt + 1 : 1;
    association->bind_frame = origin->frame;
    association->bind_ns = origin->time_ns;
    association->opened_by_alter = pdu->type == RPC_ALTER_CONTEXT;
    association->auth_context_id = pdu->auth_context_id;
    association->auth_type = pdu->auth_type;
    association->auth_level = pdu->auth_level;
    association->joins_group = pdu->type == RPC_BIND && !channel->has_group ? pdu->group_id : 0;
    association->bare_token = is_bare(pdu);
    if (pdu->context_count > 0)
        channel_set_interface(channel, association, pdu->contexts[0].id);
    g_ptr_array_add(channel->associations, association);
    return association;
}

/* Returns whether the PDU opened a new attempt. */
bool channel_add_leg(struct channel *channel, const struct channel_endpoints *endpoints,
                     const struct event_origin *origin, const struct rpc_pdu *pdu,
                     const struct connections_observer *observer)
{
    struct association *association = channel_latest_of_context(channel, pdu->auth_context_id);
    bool opens = false;

    /* A copy of a leg that is known. Wireshark leaves copies undissected, but of a segment that is
     * cut off it cannot tell. */
    if (association && association->leg_in_flight && association->call_id == pdu->call_id &&
        pdu->type != RPC_AUTH3 && (association->last_leg_frame == origin->frame || origin->cut))
        return false;
    if (!association || association->state != ASSOCIATION_HANDSHAKE || pdu->type == RPC_BIND) {
        if (pdu->type == RPC_AUTH3)
            return false;
        if (association && association->state == ASSOCIATION_HANDSHAKE &&
            association_is_unsatisfied(association))
            channel_settle_by_token(association, ASSOCIATION_ENDED, observer);
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
    } else {
        association->refusing_frame = 0; /* the client goes on, and the server owes an answer */
    }
    struct channel_call *call = channel_add_call(channel, pdu->call_id);
    call->association = association;
    return opens;
}

/* A fault in answer tells of the security context that the AUTH3 before it has set up. */
void channel_add_plain_alter(struct channel *channel, const struct rpc_pdu *pdu)
{
    for (guint i = channel->associations->len; i-- > 0;) {
        struct association *association = channel->associations->pdata[i];

        if (association->state == ASSOCIATION_UNPROVEN ||
            association->state == ASSOCIATION_COMPLETE) {
            channel_add_call(channel, pdu->call_id)->association = association;
            return;
        }
    }
}

/* Whether the server's answer acknowledges the last leg, so that authentication is complete. */
static bool acknowledges_last_leg(const struct association *association, bool had_ap_rep,
                                  const struct rpc_pdu *pdu)
{
    if (association_is_unsatisfied(association))
        return false;
    if (pdu->token.result == SPNEGO_ACCEPT_COMPLETED || !pdu->has_auth ||
        association->auth_type == AUTH_TYPE_NETLOGON)
        return true;
    /* The client's third leg took up the AP-REP, and the server did not complain. */
    if (had_ap_rep && pdu->token.result != SPNEGO_ACCEPT_INCOMPLETE)
        return true;
    return (association->credentials & (SENT_NTLM_AUTHENTICATE | SENT_NTLM_ANONYMOUS)) != 0 &&
           pdu->token.ntlm == NTLM_NONE && pdu->token.result == SPNEGO_NONE;
}

/* Then the client has nothing to call, whatever its credentials are worth (C706 12.6.3.1). */
static bool accepts_no_context(const struct rpc_pdu *pdu)
{
    for (unsigned i = 0; i < pdu->result_count; i++)
        if (pdu->results[i] == RESULT_ACCEPTANCE)
            return false;
    return pdu->result_count > 0 && pdu->result_count < EVENT_CONTEXTS_MAX;
}

void channel_add_ack(struct channel *channel, const struct event_origin *origin,
                     const struct rpc_pdu *pdu, const struct connections_observer *observer)
{
    struct association *association = awaiting_answer(channel, pdu);

    channel->has_group = true;
    if (!association)
        return;
    bool had_ap_rep = association->server_sent_ap_rep;
    if (!association->leg_in_flight)
        association->bytes_missing = true; /* the leg that it answers is not in the capture */
    association_add_answer(association, origin, &pdu->token);
    association->no_interface |= pdu->type == RPC_BIND_ACK && accepts_no_context(pdu);
    if (association_is_rejected(association)) {
        channel_settle(association, ANSWER_TOKEN, origin, ASSOCIATION_ENDED, observer);
    } else if (acknowledges_last_leg(association, had_ap_rep, pdu)) {
        association->state = ASSOCIATION_COMPLETE;
        association->proven_frame = origin->frame;
        association->proven_ns = origin->time_ns;
        association->proven_relative_ns = origin->relative_ns;
    }
}

void channel_add_nak(struct channel *channel, const struct event_origin *origin,
                     const struct rpc_pdu *pdu, const struct connections_observer *observer)
{
    struct association *association = awaiting_answer(channel, pdu);

    if (!association)
        return;
    association->reject_reason = pdu->reject_reason;
    association->server_seen = true;
    channel_copy_extended_errors(association, pdu);
    channel_settle(association, ANSWER_BIND_NAK, origin, ASSOCIATION_ENDED, observer);
}
