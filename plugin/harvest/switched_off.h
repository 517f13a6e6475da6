/* Which settings keep Wireshark from showing what the diagnosis needs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_SWITCHED_OFF_H
#define DCOMAUTH_HARVEST_SWITCHED_OFF_H

#include "../event/settings.h"

/* Those that are not as they must be now. One that this version of Wireshark does not have is not
 * among them. */
settings_set harvest_switched_off(void);

#endif
