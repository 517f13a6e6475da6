/* Why this cause and this link: which pieces of evidence.def a case has, in which order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_EVIDENCE_H
#define DCOMAUTH_EVIDENCE_H

#include "case.h"
#include "verdict.h"

/* Appends the evidence of the case to evidence, a list of struct evidence. */
void evidence_fill(const struct diagnosis_case *subject, const struct verdict_rule *rule,
                   GArray *evidence);

#endif
