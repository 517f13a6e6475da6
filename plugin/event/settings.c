/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings.h"

static const struct setting_row rows[SETTING_COUNT] = {
#define SETTING(id, kind_, name_, wanted_, scope_, cost_)                                          \
    [SETTING_##id] = {SETTING_##kind_, name_, wanted_, SETTING_##scope_, cost_},
#include "settings.def"
#undef SETTING
};

_Static_assert(SETTING_COUNT <= 64, "the settings fit into one word");

const struct setting_row *setting_row(enum setting setting)
{
    return &rows[setting];
}

settings_set settings_that_cost(settings_set set, bool has_fragments)
{
    settings_set left = set;

    for (unsigned i = 0; i < SETTING_COUNT; i++)
        if (rows[i].scope == SETTING_FRAGMENTED && !has_fragments)
            left &= ~(UINT64_C(1) << i);
    return left;
}
