/* What single exchanges mean, and what two of them have to do with each other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_EXCHANGE_RULES_H
#define DCOMAUTH_EXCHANGE_RULES_H

#include "exchanges.h"

/* A retransmission or a copy of the packet that made the exchange. */
bool exchange_repeats_request(const struct kdc_exchange *exchange,
                              const struct krb_message *message);

/* The same client wants the same thing: the same logon, or a ticket for the same service. */
bool exchange_same_purpose(const struct kdc_exchange *a, const struct kdc_exchange *b);
bool exchange_is_user_to_user(const struct kdc_exchange *exchange);

/* A KDC that asks for pre-authentication knows the account and has a key for it: an earlier refusal
 * for lack of either is past. */
bool exchange_gets_past(const struct kdc_exchange *later, const struct kdc_exchange *earlier);

/* Not a referral to another realm. */
bool exchange_grants_what_was_asked(const struct kdc_exchange *exchange,
                                    const struct krb_message *answer);

/* A refusal that healthy traffic is full of; the README has the list. */
bool exchange_is_routine_by_nature(const struct kdc_exchange *exchange);

/* An exchange_visitor: user_data is a struct kdc_exchange of the same client, a connection that has
 * been accepted or a request over it. "Use TCP" was followed by it; whether its request was
 * answered shows only where the capture holds the request. */
bool exchange_mark_retry(struct kdc_exchange *earlier, void *user_data);

/* What a refusal says of the TGT that was presented. */
bool krb_code_proves_tgt_readable(int32_t code);
bool krb_code_is_of_unreadable_tgt(int32_t code);

#endif
