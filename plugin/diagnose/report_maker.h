/* Puts the report together from what the diagnosis holds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_REPORT_MAKER_H
#define DCOMAUTH_REPORT_MAKER_H

#include "../ledger/ledger.h"
#include "limits.h"
#include "report.h"
#include "tallies.h"

struct report_sources {
    const struct ledger *ledger;
    const GPtrArray *findings;     /* struct finding * */
    const struct tallies *tallies; /* of the exchanges that the ledger has forgotten */
    const GPtrArray *limits;       /* char * */
    const struct stray_faults *stray_faults;
    const struct smb_refusals *smb_refusals;
    uint32_t healthy;          /* attempts with an auth verifier that are well */
    uint32_t attempt_findings; /* findings of such attempts */
};

/* The report as of now; free it with report_free(), before the findings. */
struct report *report_make(const struct report_sources *sources);

#endif
