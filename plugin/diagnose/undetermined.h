/* Attempts without an outcome: listed, so that nobody takes them for healthy.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_UNDETERMINED_H
#define DCOMAUTH_UNDETERMINED_H

#include "../ledger/rpc/association.h"
#include "report.h"

/* What is known of the attempt, in a new record; undetermined_free() it. */
struct report_undetermined *undetermined_new(const struct association *association);
struct report_undetermined *undetermined_copy(const struct report_undetermined *record);

/* Frees a record; takes what lists of them take. */
void undetermined_free(gpointer record);

#endif
