/* The way to the pane, an optional module that needs Qt: Wireshark loads it, tshark never.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PANE_MODULE_H
#define DCOMAUTH_PANE_MODULE_H

#include "../../pane/pane_seam.h"

/* Loads the module where this process has a window; says in one line why there is no pane. */
void pane_module_load(void);

/* Tells the pane, where there is one. */
void pane_module_tell(enum pane_event event);

#endif
