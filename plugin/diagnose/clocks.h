/* Captures merged from two places whose clocks differ: a cause may stand behind its effect.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CLOCKS_H
#define DCOMAUTH_CLOCKS_H

#include "../ledger/ledger.h"
#include "finding.h"

/* The connection of the finding has come by again, by a clock that is ahead. Where Kerberos failed
 * before the answer by that clock and behind it in the file, the finding says so, and is no longer
 * sure of its cause. */
void clocks_doubt(const struct ledger *ledger, const struct connection_copy *copy,
                  struct finding *finding);

#endif
