/* The causes of a capture as the pane lists them: the core's, each with all its findings.
 *
 * They grow with the findings: what is there already is not looked at again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PANE_CAUSES_H
#define DCOMAUTH_PANE_CAUSES_H

#include "../../diagnose/report.h"
#include "../../pane/pane_seam.h"

struct pane_causes;

struct pane_causes *pane_causes_new(void);
void pane_causes_free(struct pane_causes *causes); /* also NULL */

/* The next finding, whose number of a cause the core has given; only its id is kept. */
void pane_causes_add(struct pane_causes *causes, const struct finding *finding);

/* Takes over the sentences of the report on the same findings. */
void pane_causes_add_sentences(struct pane_causes *causes, const struct report *report);

/* Puts the worst first: error before warning before note, then by number of findings, then by
 * time. Those that have their place already keep it, unless anew is true: rows that jump cannot be
 * read. */
void pane_causes_sort(struct pane_causes *causes, bool anew);

unsigned pane_causes_count(const struct pane_causes *causes);

/* The position of the cause with this number, from 0. */
unsigned pane_causes_position(const struct pane_causes *causes, unsigned number);

/* The ids of its findings, ascending, as unsigned; NULL where there is no such cause. */
const GArray *pane_causes_findings(const struct pane_causes *causes, unsigned position);

/* Whether a row is still the same; false where there is no such cause. */
bool pane_causes_mark(const struct pane_causes *causes, unsigned position, struct pane_mark *mark);

/* False where there is no such cause. The texts last until the next call. */
bool pane_causes_row(const struct pane_causes *causes, unsigned position, struct pane_cause *row);

#endif
