/* Why this cause and this link: sentences with frame numbers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_EVIDENCE_H
#define DCOMAUTH_EVIDENCE_H

#include "case.h"
#include "verdict.h"

/* Appends the evidence of the case to evidence, as new strings. */
void evidence_fill(const struct diagnosis_case *subject, const struct verdict_rule *rule,
                   GPtrArray *evidence);

#endif
