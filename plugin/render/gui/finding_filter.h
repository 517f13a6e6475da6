/* The display filter that shows findings: all their frames, whatever part those have.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FINDING_FILTER_H
#define DCOMAUTH_FINDING_FILTER_H

#include <glib.h>

/* "dcomauth.finding == 2"; g_free() it. */
char *finding_filter(unsigned id);

/* "dcomauth.finding in {1..4, 7}" for ids (unsigned) that ascend; g_free() it. */
char *finding_filter_of_all(const GArray *ids);

#endif
