/* The foreign fields that the harvest reads, and how to recognise them in a tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_FIELDS_H
#define DCOMAUTH_HARVEST_FIELDS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Branches come first: their numbers are their bits in a path. */
enum field {
#define SCOPE(...)
#define FIELD(...)
#define BRANCH(name, ...) FIELD_##name,
#include "fields.def"
#undef BRANCH
    FIELD_BRANCH_COUNT,
    FIELD_LAST_BRANCH = FIELD_BRANCH_COUNT - 1,
#undef SCOPE
#define BRANCH(...)
#define SCOPE(name, ...) FIELD_##name,
#include "fields.def"
#undef SCOPE
    FIELD_SCOPE_END,
    FIELD_LAST_SCOPE = FIELD_SCOPE_END - 1,
#undef FIELD
#define SCOPE(...)
#define FIELD(name, ...) FIELD_##name,
#include "fields.def"
#undef SCOPE
#undef BRANCH
#undef FIELD
    FIELD_NONE
};

_Static_assert(FIELD_BRANCH_COUNT <= 64, "a path has 64 bits");
_Static_assert(FIELD_NONE <= UINT8_MAX, "the lookup table has bytes");

static inline uint64_t field_path_bit(enum field field)
{
    return UINT64_C(1) << field;
}

static inline bool field_is_branch(enum field field)
{
    return field < FIELD_BRANCH_COUNT;
}

static inline bool field_is_scope(enum field field)
{
    return field >= FIELD_BRANCH_COUNT && field < FIELD_SCOPE_END;
}

/* Looks all names up; call it once, after every dissector has registered. */
void fields_resolve(void);

/* The field that Wireshark's id stands for, or FIELD_NONE. */
enum field fields_lookup(int hfid);

/* All ids, as set_postdissector_wanted_hfids() takes them; a new array. */
GArray *fields_wanted(void);

#endif
