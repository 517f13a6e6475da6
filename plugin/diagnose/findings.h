/* The findings of one capture, and which frame has part in which.
 *
 * What is found at the end of the capture holds only as long as the capture does not go on: it can
 * be taken back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FINDINGS_H
#define DCOMAUTH_FINDINGS_H

#include "diagnosis.h"
#include "finding.h"

struct findings;

struct findings *findings_new(void);
void findings_free(struct findings *findings);

/* The findings are of this part of the capture, and so many were there in the parts before it: ids
 * go on from there. To be called before the first finding. */
void findings_number(struct findings *findings, unsigned part, unsigned before);

/* The list (struct finding *), which it is up to the caller to free; none are left. */
GPtrArray *findings_take(struct findings *findings);

/* Takes over the finding, which frame settled_frame has settled, and gives it the next id. Returns
 * the id; 0 where there are REPORT_FINDINGS_MAX already: then the finding is freed. */
unsigned findings_add(struct findings *findings, struct finding *finding, uint32_t settled_frame);

/* Adds a piece of evidence, whose only word is the frame, to the finding with this id; 0: none. */
void findings_add_evidence(struct findings *findings, unsigned id, enum evidence_kind kind,
                           uint32_t frame);

/* The finding with this id, owned by the list; NULL where there is none. */
struct finding *findings_get(const struct findings *findings, unsigned id);

/* struct finding *, by id; owned by the list. */
const GPtrArray *findings_list(const struct findings *findings);

/* The id that the first of them has or will have. */
unsigned findings_first(const struct findings *findings);

/* How many of them cannot be taken back. */
unsigned findings_lasting_count(const struct findings *findings);

/* As diagnosis_frame_parts(). */
const GArray *findings_frame_parts(const struct findings *findings, uint32_t frame,
                                   bool first_pass);

/* What is added from here on can be taken back, */
void findings_begin_end(struct findings *findings);
/* and is: findings and evidence. */
void findings_take_back_end(struct findings *findings);

#endif
