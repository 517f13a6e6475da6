/* What the capture cannot show, and what is worth knowing without being a finding.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_LIMITS_H
#define DCOMAUTH_LIMITS_H

#include "../ledger/ledger.h"
#include "finding.h"

/* Security faults on contexts that the capture never saw set up. */
struct stray_faults {
    uint32_t count;
    uint32_t frame; /* of the first */
    struct host_addr server;
    uint32_t status;
};

/* Append the sentence on them, if there are any. */
void limits_fill_faults(const struct stray_faults *faults, GPtrArray *limits);

/* Appends the limits that the ledger and the findings (const struct finding *) tell of. */
void limits_fill(const struct ledger *ledger, const GPtrArray *findings, GPtrArray *limits);

/* Appends sentences that are no finding: RC4 that still works. */
void notes_fill(const struct ledger *ledger, GPtrArray *notes);

#endif
