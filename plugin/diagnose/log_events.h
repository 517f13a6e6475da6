/* Which events the logs of Windows hold for a refusal.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_LOG_EVENTS_H
#define DCOMAUTH_LOG_EVENTS_H

#include "case.h"

/* Appends "KDC 14" and the like to events, as new strings. */
void log_events_fill(const struct diagnosis_case *subject, enum verdict verdict, GPtrArray *events);

#endif
