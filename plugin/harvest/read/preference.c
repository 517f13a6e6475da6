/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "preference.h"

#include <epan/packet.h>
#include <epan/prefs-int.h>
#include <epan/prefs.h>

static pref_t *find(const char *module_name, const char *name)
{
    module_t *module = prefs_find_module(module_name);

    return module ? prefs_find_preference(module, name) : NULL;
}

bool preference_exists(const char *module_name, const char *name)
{
    return find(module_name, name) != NULL;
}

bool preference_is_on(const char *module_name, const char *name)
{
    pref_t *preference = find(module_name, name);

    return preference && prefs_get_bool_value(preference, pref_current);
}

bool preference_has_text(const char *module_name, const char *name)
{
    pref_t *preference = find(module_name, name);
    const char *text = preference ? prefs_get_string_value(preference, pref_current) : NULL;

    return text && *text;
}
