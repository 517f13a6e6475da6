/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "switched_off.h"

#include <epan/packet.h>
#include <epan/prefs-int.h>
#include <epan/prefs.h>

#include <string.h>

static bool preference_is(const char *name, bool wanted)
{
    const char *dot = strchr(name, '.');
    g_autofree char *module_name = g_strndup(name, (size_t)(dot - name));
    module_t *module = prefs_find_module(module_name);
    pref_t *preference = module ? prefs_find_preference(module, dot + 1) : NULL;

    return !preference || (prefs_get_bool_value(preference, pref_current) != 0) == wanted;
}

static bool protocol_is(const char *name, bool wanted)
{
    int id = proto_get_id_by_filter_name(name);

    return id < 0 || (proto_is_protocol_enabled(find_protocol_by_id(id)) != 0) == wanted;
}

static bool heuristic_is(const char *name, bool wanted)
{
    const heur_dtbl_entry_t *entry = find_heur_dissector_by_unique_short_name(name);

    return !entry || (entry->enabled != 0) == wanted;
}

static bool is_as_wanted(const struct setting_row *row)
{
    switch (row->kind) {
    case SETTING_PREFERENCE:
        return preference_is(row->name, row->wanted);
    case SETTING_PROTOCOL:
        return protocol_is(row->name, row->wanted);
    case SETTING_HEURISTIC:
        return heuristic_is(row->name, row->wanted);
    }
    return true;
}

settings_set harvest_switched_off(void)
{
    settings_set set = 0;

    for (unsigned i = 0; i < SETTING_COUNT; i++)
        if (!is_as_wanted(setting_row((enum setting)i)))
            set |= UINT64_C(1) << i;
    return set;
}
