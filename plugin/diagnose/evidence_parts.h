/* Parts of the evidence that stand apart: for evidence.c only.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_EVIDENCE_PARTS_H
#define DCOMAUTH_EVIDENCE_PARTS_H

#include "case.h"

/* What is odd about the bind itself: its level, its token, its association group, its ends. */
void evidence_of_bind(const struct diagnosis_case *subject, GArray *evidence);

/* Who was called, and who answered: by the server's KRB-ERROR, by its CHALLENGE, by DNS. */
void evidence_of_hosts(const struct diagnosis_case *subject, GArray *evidence);

/* What the names of a refused request tell: an SPN that can be none, an account whose wrong
 * password counted twice. */
void evidence_of_names(const struct diagnosis_case *subject, const struct kdc_exchange *exchange,
                       GArray *evidence);

#endif
