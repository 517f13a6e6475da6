/* What the user may set under Edit, Preferences, Protocols, DCOM auth.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PREFERENCES_H
#define DCOMAUTH_PREFERENCES_H

#include "diagnose/diagnosis.h"

void preferences_register(int proto);

/* A new diagnosis with the settings of now. switched_off: what else keeps it from seeing all. */
struct diagnosis *preferences_new_diagnosis(settings_set switched_off);

bool preferences_thorough(void);

/* The pane may open by itself where there is something to show. */
bool preferences_pane_may_open(void);

/* Frames that a report does not need may be left undissected where nothing else is wanted. */
bool preferences_skip(void);

#endif
