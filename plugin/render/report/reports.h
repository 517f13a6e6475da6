/* The forms in which a whole report is written. All take the report as it is and write UTF-8.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_REPORTS_H
#define DCOMAUTH_REPORTS_H

#include "../../diagnose/report.h"
#include "ladder.h"

#include <stdio.h>

/* Width of the report for people. */
enum { REPORT_COLUMNS = 100 };

/* For people, to be read from top to bottom: by cause, or all findings in full. */
void report_write_text(FILE *out, const struct report *report, bool all);

/* The same by cause, at another width; g_free() it. */
char *report_text(const struct report *report, unsigned columns);

/* What the report says of one finding; g_free() it. */
char *report_finding_text(const struct finding *finding, unsigned columns);

/* For scripts: schema 2, one object. */
void report_write_json(FILE *out, const struct report *report);

/* The captures that the file was merged of, their clocks, and the commands that put them right. */
void report_write_clocks(FILE *out, const struct report *report);

/* One row for each finding, RFC 4180. */
void report_write_csv(FILE *out, const struct report *report);

/* One page that needs nothing else. clock: for the diagrams. */
void report_write_html(FILE *out, const struct report *report, const struct ladder_clock *clock);

#endif
