/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "primed.h"

#include "fields.h"

#include <epan/packet.h>

/* Whether a field is kept is one mark a field in all of Wireshark, no counter, and every tree that
 * is reset or freed wipes the marks of the fields that it holds and of their protocols. So the
 * marks are saved and put back: epan_dissect_prime_with_hfid() would take the fields of the user's
 * filter with it. */
struct mark {
    header_field_info *hfinfo;
    hf_ref_type least; /* what is needed */
    hf_ref_type saved;
};

static struct mark *marks;
static guint mark_count;

static void add_mark(GArray *array, header_field_info *hfinfo, hf_ref_type least)
{
    struct mark mark = {hfinfo, least, HF_REF_TYPE_NONE};

    g_array_append_val(array, mark);
}

static bool has_mark(const GArray *array, const header_field_info *hfinfo)
{
    for (guint i = 0; i < array->len; i++) {
        if (g_array_index(array, struct mark, i).hfinfo == hfinfo)
            return true;
    }
    return false;
}

void primed_resolve(void)
{
    GArray *array = g_array_new(FALSE, FALSE, sizeof(struct mark));
    GArray *wanted = fields_wanted();

    for (guint i = 0; i < wanted->len; i++)
        add_mark(array, proto_registrar_get_nth((guint)g_array_index(wanted, int, i)),
                 HF_REF_TYPE_DIRECT);
    for (guint i = 0; i < wanted->len; i++) {
        int parent = g_array_index(array, struct mark, i).hfinfo->parent;
        header_field_info *hfinfo = parent >= 0 ? proto_registrar_get_nth((guint)parent) : NULL;

        if (hfinfo && !has_mark(array, hfinfo))
            add_mark(array, hfinfo, HF_REF_TYPE_INDIRECT);
    }
    g_array_free(wanted, TRUE);
    mark_count = array->len;
    marks = (struct mark *)(void *)g_array_free(array, FALSE);
}

void primed_set(void)
{
    for (guint i = 0; i < mark_count; i++) {
        struct mark *mark = &marks[i];

        mark->saved = mark->hfinfo->ref_type;
        if (mark->saved < mark->least)
            mark->hfinfo->ref_type = mark->least;
    }
}

void primed_restore(void)
{
    for (guint i = 0; i < mark_count; i++)
        marks[i].hfinfo->ref_type = marks[i].saved;
}
