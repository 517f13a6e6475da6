/* What the report needs of exchanges that the ledger has forgotten.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_TALLIES_H
#define DCOMAUTH_TALLIES_H

#include "../ledger/kdc/exchanges.h"
#include "report.h"

struct tallies {
    GPtrArray *unlinked; /* struct report_unlinked *, REPORT_UNLINKED_MAX at most */
    uint32_t unlinked_total;
    GHashTable *routine; /* GINT_TO_POINTER(code) -> GUINT_TO_POINTER(count) */
};

void tallies_init(struct tallies *tallies);
void tallies_clear(struct tallies *tallies);

/* Starts tallies off as a copy of other. */
void tallies_copy(struct tallies *tallies, const struct tallies *other);

/* Counts a refused exchange: routine, or unlinked, or neither where it explains a finding. */
void tallies_add(struct tallies *tallies, const struct kdc_exchange *exchange);

#endif
