/* What Wireshark may be told to leave out: preferences, protocols and heuristics that must be as
 * they are by default for a diagnosis to see all.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_SETTINGS_H
#define DCOMAUTH_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

enum setting {
#define SETTING(id, kind, name, wanted, scope, cost) SETTING_##id,
#include "settings.def"
#undef SETTING
    SETTING_COUNT
};

enum setting_kind { SETTING_PREFERENCE, SETTING_PROTOCOL, SETTING_HEURISTIC };

/* When a setting costs anything. */
enum setting_scope {
    SETTING_ALWAYS,
    SETTING_FRAGMENTED, /* only in a capture that holds IP fragments */
};

struct setting_row {
    enum setting_kind kind;
    const char *name; /* as Wireshark has it; of a preference with its module before a dot */
    bool wanted;      /* its value by default */
    enum setting_scope scope;
    const char *cost; /* completes "… is off: " */
};

/* A set of settings, bit by bit. */
typedef uint64_t settings_set;

#define SETTING_BIT(id) (UINT64_C(1) << SETTING_##id)

/* The row of a setting below SETTING_COUNT; static. */
const struct setting_row *setting_row(enum setting setting);

/* Those of the set that cost something, in a capture with or without IP fragments. */
settings_set settings_that_cost(settings_set set, bool has_fragments);

#endif
