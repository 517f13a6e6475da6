/* The diagnosis of the file that is open now, for the renderers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CURRENT_H
#define DCOMAUTH_CURRENT_H

#include "../../diagnose/diagnosis.h"

/* Where it is found; NULL while no file is open. */
typedef struct diagnosis *(*current_source)(void);

void current_set_source(current_source source);

/* NULL while no file is open. */
struct diagnosis *current_diagnosis(void);

/* The part of the capture that is open, from 1. */
unsigned current_part(void);

/* The report on all frames so far, empty while no file is open; free it with report_free(). */
struct report *current_report(void);

#endif
