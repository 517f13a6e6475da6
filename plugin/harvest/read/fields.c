/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fields.h"

#include <epan/packet.h>

enum { NAMES_MAX = 10 };

struct field_names {
    enum field field;
    const char *names[NAMES_MAX + 1];
};

static const struct field_names all_names[] = {
#define SCOPE(name, ...) {FIELD_##name, {__VA_ARGS__}},
#define BRANCH SCOPE
#define FIELD SCOPE
#include "fields.def"
#undef FIELD
#undef BRANCH
#undef SCOPE
};

/* The field of each id below lookup_size: looked up for every item of every tree. */
static uint8_t *lookup;
static int lookup_size;
static GArray *resolved_ids;

static void remember(int hfid, enum field field)
{
    if (hfid >= lookup_size) {
        int size = MAX(hfid + 1, 2 * lookup_size);

        lookup = g_realloc(lookup, (gsize)size);
        memset(lookup + lookup_size, FIELD_NONE, (size_t)(size - lookup_size));
        lookup_size = size;
    }
    lookup[hfid] = (uint8_t)field;
    g_array_append_val(resolved_ids, hfid);
}

/* Several fields may share one filter name; the lookup by name gives only one of them. */
static void resolve_name(const char *name, enum field field)
{
    int hfid = proto_registrar_get_id_byname(name);

    if (hfid < 0)
        return;
    for (int id = hfid; id != -1; id = proto_registrar_get_nth((guint)id)->same_name_prev_id)
        remember(id, field);
    for (const header_field_info *hfinfo = proto_registrar_get_nth((guint)hfid)->same_name_next;
         hfinfo; hfinfo = hfinfo->same_name_next)
        remember(hfinfo->id, field);
}

void fields_resolve(void)
{
    resolved_ids = g_array_new(FALSE, FALSE, sizeof(int));
    for (size_t i = 0; i < G_N_ELEMENTS(all_names); i++) {
        for (const char *const *name = all_names[i].names; *name; name++)
            resolve_name(*name, all_names[i].field);
    }
}

enum field fields_lookup(int hfid)
{
    return hfid >= 0 && hfid < lookup_size ? (enum field)lookup[hfid] : FIELD_NONE;
}

GArray *fields_wanted(void)
{
    GArray *wanted = g_array_sized_new(FALSE, FALSE, sizeof(int), resolved_ids->len);

    return g_array_append_vals(wanted, resolved_ids->data, resolved_ids->len);
}
