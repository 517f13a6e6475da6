/* Preferences of Wireshark's own dissectors, as they are now.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PREFERENCE_H
#define DCOMAUTH_PREFERENCE_H

#include <stdbool.h>

/* False also where this version of Wireshark has no such preference. */
bool preference_is_on(const char *module_name, const char *name);
bool preference_has_text(const char *module_name, const char *name);
bool preference_exists(const char *module_name, const char *name);

#endif
