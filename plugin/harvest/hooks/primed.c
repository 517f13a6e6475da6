/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "primed.h"

#include "../read/fields.h"

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

/* Those of Kerberos come first: its messages are by far the most frequent. */
static struct mark *marks;
static guint mark_count;
static guint kerberos_count;

/* What is wanted for itself may be the protocol of something else. */
static void add_mark(GArray *array, header_field_info *hfinfo, hf_ref_type least)
{
    struct mark mark = {hfinfo, least, HF_REF_TYPE_NONE};

    for (guint i = 0; i < array->len; i++) {
        struct mark *other = &g_array_index(array, struct mark, i);

        if (other->hfinfo == hfinfo) {
            other->least = MAX(other->least, least);
            return;
        }
    }
    g_array_append_val(array, mark);
}

static bool is_of_kerberos(const header_field_info *hfinfo)
{
    return g_str_has_prefix(hfinfo->abbrev, "kerberos") || g_str_has_prefix(hfinfo->abbrev, "_ws.");
}

static void add_field(GArray *array, header_field_info *hfinfo)
{
    header_field_info *parent =
        hfinfo->parent >= 0 ? proto_registrar_get_nth((guint)hfinfo->parent) : NULL;

    add_mark(array, hfinfo, HF_REF_TYPE_DIRECT);
    if (parent)
        add_mark(array, parent, HF_REF_TYPE_INDIRECT);
}

static void add_fields(GArray *array, const GArray *wanted, bool of_kerberos)
{
    for (guint i = 0; i < wanted->len; i++) {
        header_field_info *hfinfo = proto_registrar_get_nth((guint)g_array_index(wanted, int, i));

        if (is_of_kerberos(hfinfo) == of_kerberos)
            add_field(array, hfinfo);
    }
}

void primed_resolve(void)
{
    GArray *array = g_array_new(FALSE, FALSE, sizeof(struct mark));
    GArray *wanted = fields_wanted();

    add_fields(array, wanted, true);
    kerberos_count = array->len;
    add_fields(array, wanted, false);
    g_array_free(wanted, TRUE);
    mark_count = array->len;
    marks = (struct mark *)(void *)g_array_free(array, FALSE);
}

static guint count_of(enum primed_fields fields)
{
    if (fields == PRIMED_NONE)
        return 0;
    return fields == PRIMED_KERBEROS ? kerberos_count : mark_count;
}

void primed_set(enum primed_fields fields)
{
    guint count = count_of(fields);

    for (guint i = 0; i < count; i++) {
        struct mark *mark = &marks[i];

        mark->saved = mark->hfinfo->ref_type;
        if (mark->saved < mark->least)
            mark->hfinfo->ref_type = mark->least;
    }
}

void primed_restore(enum primed_fields fields)
{
    guint count = count_of(fields);

    for (guint i = 0; i < count; i++)
        marks[i].hfinfo->ref_type = marks[i].saved;
}
