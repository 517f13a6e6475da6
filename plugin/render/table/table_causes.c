/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../diagnose/culprit.h"
#include "../tap/tap.h"
#include "../words/text.h"
#include "tables.h"

enum column {
    COLUMN_CAUSE,
    COLUMN_FINDINGS,
    COLUMN_SEVERITY,
    COLUMN_VERDICT,
    COLUMN_CULPRIT,
    COLUMN_FIRST_SECONDS,
    COLUMN_LAST_SECONDS,
    COLUMN_FIRST_FRAME,
    COLUMN_LAST_FINDING,
    COLUMN_COUNT
};

static stat_tap_table_item columns[COLUMN_COUNT] = {
    [COLUMN_CAUSE] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Cause", "%u"},
    [COLUMN_FINDINGS] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Findings", "%u"},
    [COLUMN_SEVERITY] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Severity", "%s"},
    [COLUMN_VERDICT] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Verdict", "%s"},
    [COLUMN_CULPRIT] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "What to change", "%s"},
    [COLUMN_FIRST_SECONDS] = {TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "First seconds", "%s"},
    [COLUMN_LAST_SECONDS] = {TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "Last seconds", "%s"},
    [COLUMN_FIRST_FRAME] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "First frame", "%u"},
    [COLUMN_LAST_FINDING] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Last finding", "%u"},
};

static GHashTable *places; /* cause -> its row + 1, in the one table */

static stat_tap_table_item_type *row_of(const stat_tap_table *table, unsigned cause)
{
    guint place;

    if (!places)
        places = g_hash_table_new(NULL, NULL);
    if (table->num_elements == 0)
        g_hash_table_remove_all(places);
    place = GPOINTER_TO_UINT(g_hash_table_lookup(places, GUINT_TO_POINTER(cause)));
    return place > 0 ? table->elements[place - 1] : NULL;
}

static void add_row(stat_tap_table *table, const struct finding *finding)
{
    stat_tap_table_item_type row[COLUMN_COUNT] = {
        [COLUMN_CAUSE] = table_uint(finding->cause),
        [COLUMN_FINDINGS] = table_uint(1),
        [COLUMN_SEVERITY] = table_text(g_strdup(severity_id(finding->severity))),
        [COLUMN_VERDICT] = table_text(g_strdup(verdict_id(finding->verdict))),
        [COLUMN_CULPRIT] = table_text(culprit_text(finding)),
        [COLUMN_FIRST_SECONDS] = table_text(text_seconds(finding->relative_ns)),
        [COLUMN_LAST_SECONDS] = table_text(text_seconds(finding->relative_ns)),
        [COLUMN_FIRST_FRAME] = table_uint(finding->answer_frame),
        [COLUMN_LAST_FINDING] = table_uint(finding->id),
    };

    table_add_row(table, row);
    g_hash_table_insert(places, GUINT_TO_POINTER(finding->cause),
                        GUINT_TO_POINTER(table->num_elements));
}

static void replace_text(stat_tap_table_item_type *item, char *owned)
{
    g_free((char *)item->value.string_value);
    item->value.string_value = owned;
}

/* The severity of a cause is the worst of its findings. */
static void count(stat_tap_table_item_type *row, const struct finding *finding)
{
    row[COLUMN_FINDINGS].value.uint_value++;
    row[COLUMN_LAST_FINDING].value.uint_value = finding->id;
    replace_text(&row[COLUMN_LAST_SECONDS], text_seconds(finding->relative_ns));
    for (int i = SEVERITY_NOTE; i < (int)finding->severity; i++)
        if (g_strcmp0(row[COLUMN_SEVERITY].value.string_value, severity_id((enum severity)i)) == 0)
            replace_text(&row[COLUMN_SEVERITY], g_strdup(severity_id(finding->severity)));
}

/* The option given twice makes two listeners on this one table, and both see a finding in a row. */
static tap_packet_status take_part(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_,
                                   const void *tapped, tap_flags_t flags _U_)
{
    const struct tap_part *part = tapped;
    const struct finding *finding = part->finding;
    stat_tap_table_item_type *row = row_of(table_of(data), finding->cause);

    if (!table_counts(part) || (row && row[COLUMN_LAST_FINDING].value.uint_value == finding->id))
        return TAP_PACKET_DONT_REDRAW;
    if (row)
        count(row, finding);
    else
        add_row(table_of(data), finding);
    return TAP_PACKET_REDRAW;
}

void table_causes_register(void)
{
    static stat_tap_table_ui ui = {
        .title = "DCOM auth diagnosis: causes",
        .cli_string = "dcomauth,causes",
        .packet_func = take_part,
        .nfields = COLUMN_COUNT,
        .fields = columns,
    };

    table_register(&ui);
}
