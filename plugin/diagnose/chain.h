/* Who acts for whom: the chain of tickets behind a case, from the logon to the refusal, as a piece
 * of evidence.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CHAIN_H
#define DCOMAUTH_CHAIN_H

#include "case.h"

/* Adds the line, where the capture shows whose ticket was presented. */
void chain_say(const struct diagnosis_case *subject, GArray *evidence);

#endif
