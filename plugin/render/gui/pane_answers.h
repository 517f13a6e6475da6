/* What the core answers to the pane; see pane_seam.h for each. Not for use
 * outside this folder.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PANE_ANSWERS_H
#define DCOMAUTH_PANE_ANSWERS_H

#include "../../pane/pane_seam.h"
#include "../report/ladder.h"

/* --- pane_list.c: the capture as a whole, and the rows of the list --- */

void pane_look(struct pane_totals *totals);
struct pane_stamp pane_finding_stamp(unsigned id);
bool pane_finding_row(unsigned id, struct pane_finding *row);
bool pane_cause_mark(unsigned position, struct pane_mark *mark);
bool pane_cause_row(unsigned position, struct pane_cause *row);
const char *pane_headline(void);
const char *pane_looked_at(void);
const char *pane_limits(void);
unsigned pane_finding_of_frame(uint32_t frame, unsigned preferred);

/* The ids of the findings of a cause, as unsigned; NULL where there is none. */
const GArray *pane_findings_of_cause(unsigned position);

/* Forgets what pane_look() saw: the file has changed. */
void pane_forget(void);

/* --- pane_detail.c: everything about one finding --- */

const struct pane_detail *pane_finding_detail(unsigned id);

/* --- pane_forms.c: reports --- */

const char *pane_finding_text(unsigned id);
const char *pane_cause_text(unsigned position);
const char *pane_save(const char *path, enum pane_form form);

/* --- pane_wireshark.c: what Wireshark's window knows and does --- */

enum pane_file pane_file_state(void);
const char *pane_file_name(void);
uint32_t pane_current_frame(void);
bool pane_is_displayed(uint32_t frame);
void pane_go_to(uint32_t frame);
void pane_filter_finding(unsigned id);
void pane_filter_cause(unsigned position);
void pane_clear_filter(void);
bool pane_may_open(void);
const char *pane_state_file(void);

/* Wireshark's list of frames as a clock. */
struct ladder_clock pane_clock(void);

#endif
