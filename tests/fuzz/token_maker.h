/* The parts of made events that carry names and credentials.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FUZZ_TOKEN_MAKER_H
#define DCOMAUTH_FUZZ_TOKEN_MAKER_H

#include "event_maker.h"

/* A name as a capture might hold it, or NULL. */
const char *token_maker_text(struct event_maker *maker);

void token_maker_kerberos(struct event_maker *maker, struct krb_message *message);
void token_maker_auth(struct event_maker *maker, struct auth_token *token);

#endif
