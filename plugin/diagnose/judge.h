/* What the ledger tells is judged as it comes: for diagnosis.c only.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_JUDGE_H
#define DCOMAUTH_JUDGE_H

#include "../ledger/ledger.h"
#include "accepted.h"
#include "attempts.h"
#include "causes.h"
#include "diagnosis.h"
#include "findings.h"
#include "report_maker.h"
#include "tallies.h"

/* What is counted of the attempts. */
struct counts {
    uint32_t healthy;
    uint32_t attempt_findings; /* of associations with an auth verifier */
    uint32_t copies;           /* told as another source has them */
};

struct diagnosis {
    const struct earlier_parts *earlier; /* or NULL */
    unsigned part;
    struct ledger *ledger;
    bool report_warnings;
    bool report_notes;
    struct findings *findings;
    struct attempts *attempts;
    struct accepted *accepted;
    struct causes *causes;
    GHashTable *noted_addresses; /* set of char *: announced addresses that have their note */
    struct tallies tallies;      /* of exchanges already forgotten */
    GPtrArray *undetermined;     /* struct report_undetermined *, owned; NULL where it was lifted */
    guint lasting_undetermined;  /* so many were there before the end */
    GPtrArray *limits;           /* char *, of the harvest and of single events */
    struct stray_faults stray_faults;
    struct counts counts;
    bool at_end;                  /* the capture has ended, for now */
    struct counts lasting_counts; /* those before the end */
    GPtrArray *judged_at_end;     /* struct association *, owned by the ledger */
    GPtrArray *linked_at_end;     /* struct kdc_exchange *, owned by the ledger */
};

/* Whom the ledger is to tell. */
struct ledger_observer judge_observer(struct diagnosis *diagnosis);

/* What is judged from here on can be taken back, */
void judge_begin_end(struct diagnosis *diagnosis);
/* and is. */
void judge_take_back_end(struct diagnosis *diagnosis);

#endif
