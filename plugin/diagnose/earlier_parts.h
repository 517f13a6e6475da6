/* What the parts of a capture before the one that is open have shown.
 *
 * A ring of files and tshark -M begin a new session: Wireshark numbers frames and streams anew and
 * knows nothing of before, while statistics go on. So does the report.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_EARLIER_PARTS_H
#define DCOMAUTH_EARLIER_PARTS_H

#include "causes.h"

struct earlier_parts;

struct earlier_parts *earlier_parts_new(void);
void earlier_parts_free(struct earlier_parts *earlier);

/* Forgets them all. */
void earlier_parts_clear(struct earlier_parts *earlier);

/* Takes over the report on a part that is over, and its findings (struct finding *, owned). */
void earlier_parts_add(struct earlier_parts *earlier, struct report *report, GPtrArray *findings);

/* Takes over the causes so far; those are owned by the earlier parts. */
void earlier_parts_keep_causes(struct earlier_parts *earlier, struct causes *causes);
const struct causes *earlier_parts_causes(const struct earlier_parts *earlier);

/* How many there are, and how many findings they have. */
unsigned earlier_parts_count(const struct earlier_parts *earlier);
unsigned earlier_parts_findings(const struct earlier_parts *earlier);

/* Takes over the report on the last part; returns that on all of them, with a limit that says what
 * belongs to which. Free it with report_free(), before the earlier parts are cleared. */
struct report *earlier_parts_report(const struct earlier_parts *earlier, struct report *last);

#endif
