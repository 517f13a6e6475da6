/* What the parts of a channel share: its handshakes (channel_handshake.c) and its calls
 * (channel_calls.c). Not for use outside them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CHANNEL_PARTS_H
#define DCOMAUTH_CHANNEL_PARTS_H

#include "channel.h"

/* The latest attempt on this auth context, or NULL. */
struct association *channel_latest_of_context(const struct channel *channel, uint32_t context_id);

/* The awaited call with this id, or NULL. */
struct channel_call *channel_find_call(struct channel *channel, uint32_t call_id);

/* A fresh entry for the call, in place of one with the same id or of the oldest. */
struct channel_call *channel_add_call(struct channel *channel, uint32_t call_id);
void channel_forget_calls_of(struct channel *channel, const struct association *association);

/* Gives the association its answer and its last state, and tells the observer. */
void channel_settle(struct association *association, enum answer_kind answer,
                    const struct event_origin *origin, enum association_state state,
                    const struct connections_observer *observer);
void channel_settle_by_token(struct association *association, enum association_state state,
                             const struct connections_observer *observer);
void channel_settle_proven(struct association *association, enum association_state state,
                           const struct connections_observer *observer);

/* Names the interface of the association after the presentation context. */
void channel_set_interface(const struct channel *channel, struct association *association,
                           uint16_t context_id);
void channel_copy_extended_errors(struct association *association, const struct rpc_pdu *pdu);

/* bind, alter_context, AUTH3 with an auth verifier; returns whether it opened a new attempt. */
bool channel_add_leg(struct channel *channel, const struct channel_endpoints *endpoints,
                     const struct event_origin *origin, const struct rpc_pdu *pdu,
                     const struct connections_observer *observer);
/* alter_context without an auth verifier: it asks for an interface on what is authenticated. */
void channel_add_plain_alter(struct channel *channel, const struct rpc_pdu *pdu);
void channel_add_ack(struct channel *channel, const struct event_origin *origin,
                     const struct rpc_pdu *pdu, const struct connections_observer *observer);
void channel_add_nak(struct channel *channel, const struct event_origin *origin,
                     const struct rpc_pdu *pdu, const struct connections_observer *observer);

/* request; response and fault. */
void channel_add_request(struct channel *channel, const struct rpc_pdu *pdu);
void channel_add_call_answer(struct channel *channel, const struct channel_endpoints *endpoints,
                             const struct event_origin *origin, const struct rpc_pdu *pdu,
                             const struct connections_observer *observer);

#endif
