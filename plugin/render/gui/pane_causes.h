/* The causes of a capture as the pane lists them, with all their findings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PANE_CAUSES_H
#define DCOMAUTH_PANE_CAUSES_H

#include "../../diagnose/report.h"
#include "../../pane/pane_seam.h"

struct pane_causes;

/* Of the findings in the report, which is not kept; free it with pane_causes_free(). */
struct pane_causes *pane_causes_new(const struct report *report);
void pane_causes_free(struct pane_causes *causes); /* also NULL */

unsigned pane_causes_count(const struct pane_causes *causes);

/* The position of the cause that a finding belongs to, from 0. */
unsigned pane_causes_position(const struct pane_causes *causes, unsigned finding);

/* The ids of its findings, ascending, as unsigned; NULL where there is no such cause. */
const GArray *pane_causes_findings(const struct pane_causes *causes, unsigned position);

/* False where there is no such cause. The texts are owned by the causes. */
bool pane_causes_row(const struct pane_causes *causes, unsigned position, struct pane_cause *row);

#endif
