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
    const GPtrArray *undetermined; /* struct report_undetermined *, or NULL where it was lifted */
    const struct stray_faults *stray_faults;
    uint32_t healthy;          /* attempts with an auth verifier that are well */
    uint32_t attempt_findings; /* findings of such attempts */
    uint32_t copies;           /* attempts that another source has, too */
};

/* An empty report with all lists made; an empty row for a KDC. */
struct report *report_new(void);
struct report_kdc *report_kdc_new(const struct host_addr *address);

/* For lists of struct report_unlinked *. */
void report_unlinked_free(gpointer data);

/* The report as of now; free it with report_free(), before the findings. */
struct report *report_make(const struct report_sources *sources);

#endif
