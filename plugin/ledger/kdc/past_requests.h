/* Requests that are forgotten, as far as to know a late copy: in a capture merged from two clocks
 * it may come hours later. Wireshark 4.4 takes the copy of a TCP connection that was closed for a
 * new one, 4.0 for retransmissions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PAST_REQUESTS_H
#define DCOMAUTH_PAST_REQUESTS_H

#include "../../event/event.h"

struct past_requests;

struct past_requests *past_requests_new(void);
void past_requests_free(struct past_requests *past);

/* Remembers a request from client to kdc by its nonce, which RFC 4120 5.4.1 wants to be fresh. */
void past_requests_add(struct past_requests *past, const struct host_addr *client,
                       const struct host_addr *kdc, uint16_t client_port, uint32_t nonce);

/* Whether this one is a copy of one that is remembered; then its answer will be one, too. */
bool past_requests_take_copy(struct past_requests *past, const struct host_addr *client,
                             const struct host_addr *kdc, uint16_t client_port, uint32_t nonce);

/* Whether an answer without a request is that to a copy. */
bool past_requests_answers_copy(const struct past_requests *past, const struct host_addr *client,
                                const struct host_addr *kdc, uint16_t client_port);

#endif
