/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../tap/tap.h"
#include "../words/text.h"
#include "tables.h"

enum column {
    COLUMN_FINDING,
    COLUMN_FRAME,
    COLUMN_SECONDS,
    COLUMN_SEVERITY,
    COLUMN_VERDICT,
    COLUMN_CONFIDENCE,
    COLUMN_OUTCOME,
    COLUMN_CLIENT,
    COLUMN_USER,
    COLUMN_SERVER,
    COLUMN_SPN,
    COLUMN_KRB_ERROR,
    COLUMN_SUMMARY,
    COLUMN_COUNT
};

static stat_tap_table_item columns[COLUMN_COUNT] = {
    [COLUMN_FINDING] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Finding", "%u"},
    [COLUMN_FRAME] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Frame", "%u"},
    [COLUMN_SECONDS] = {TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "Seconds", "%s"},
    [COLUMN_SEVERITY] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Severity", "%s"},
    [COLUMN_VERDICT] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Verdict", "%s"},
    [COLUMN_CONFIDENCE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Confidence", "%s"},
    [COLUMN_OUTCOME] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Outcome", "%s"},
    [COLUMN_CLIENT] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Client", "%s"},
    [COLUMN_USER] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "User", "%s"},
    [COLUMN_SERVER] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Server", "%s"},
    [COLUMN_SPN] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "SPN", "%s"},
    [COLUMN_KRB_ERROR] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "KRB-ERROR", "%s"},
    [COLUMN_SUMMARY] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "What happened", "%s"},
};

static char *krb_error_cell(const struct finding *finding)
{
    const struct finding_krb_error *error = finding_main_error(finding);
    g_autofree char *code = NULL;

    if (!error)
        return g_strdup("none");
    code = text_krb_code(error->code);
    return g_strdup_printf("%s in frame %u", code, error->frame);
}

static void add_finding(stat_tap_table *table, const struct finding *finding)
{
    const char *user = finding->principal ? finding->principal : finding->ntlm_user;
    stat_tap_table_item_type row[COLUMN_COUNT] = {
        [COLUMN_FINDING] = table_uint(finding->id),
        [COLUMN_FRAME] = table_uint(finding->answer_frame),
        [COLUMN_SECONDS] = table_text(text_seconds(finding->relative_ns)),
        [COLUMN_SEVERITY] = table_text(g_strdup(severity_id(finding->severity))),
        [COLUMN_VERDICT] = table_text(g_strdup(verdict_id(finding->verdict))),
        [COLUMN_CONFIDENCE] = table_text(g_strdup(confidence_id(finding->confidence))),
        [COLUMN_OUTCOME] = table_text(g_strdup(outcome_id(finding->outcome))),
        [COLUMN_CLIENT] = table_text(text_address(&finding->client)),
        [COLUMN_USER] = table_text(text_clean(user ? user : "")),
        [COLUMN_SERVER] = table_text(text_address(&finding->server)),
        [COLUMN_SPN] = table_text(text_clean(finding->spn)),
        [COLUMN_KRB_ERROR] = table_text(krb_error_cell(finding)),
        [COLUMN_SUMMARY] = table_text(text_clean(finding->summary)),
    };

    table_add_row(table, row);
}

/* The option given twice makes two listeners on this one table, and both see a finding in a row. */
static bool is_last_row(const stat_tap_table *table, const struct finding *finding)
{
    return table->num_elements > 0 &&
           table->elements[table->num_elements - 1][COLUMN_FINDING].value.uint_value == finding->id;
}

static tap_packet_status take_part(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_,
                                   const void *tapped, tap_flags_t flags _U_)
{
    const struct tap_part *part = tapped;
    const struct finding *finding = part->finding;
    stat_tap_table *table = table_of(data);

    if (!table_counts(part) || is_last_row(table, finding))
        return TAP_PACKET_DONT_REDRAW;
    add_finding(table, finding);
    return TAP_PACKET_REDRAW;
}

void table_findings_register(void)
{
    static stat_tap_table_ui ui = {
        .title = "DCOM auth diagnosis: findings",
        .cli_string = "dcomauth,findings",
        .packet_func = take_part,
        .nfields = COLUMN_COUNT,
        .fields = columns,
    };

    table_register(&ui);
}
