/* What the wire shows of an association, before any question of why.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_OUTCOME_H
#define DCOMAUTH_OUTCOME_H

#include "link.h"

enum outcome_tally {
    OUTCOME_IS_HEALTHY,
    OUTCOME_IS_OPEN,
    OUTCOME_IS_FINDING,
    OUTCOME_IS_COPY, /* the same call is told as the source nearer to the client has it */
};

/* Judges a settled association; *outcome is set where the answer is OUTCOME_IS_FINDING. links
 * are the KDC exchanges behind it. */
enum outcome_tally outcome_of(const struct association *association, const struct links *links,
                              enum outcome *outcome);

/* How bad the outcome is: whether the call failed, got worse than it should, or neither. links as
 * above. */
enum severity outcome_severity(enum outcome outcome, const struct association *association,
                               const struct links *links);

#endif
