/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../tap/current.h"
#include "../tap/tap.h"
#include "../words/text.h"
#include "tables.h"

enum column {
    COLUMN_KDC,
    COLUMN_AS_OK,
    COLUMN_TGS_OK,
    COLUMN_ERRORS,
    COLUMN_TGT_ACCEPTED,
    COLUMN_TGT_REFUSED,
    COLUMN_UNANSWERED,
    COLUMN_COUNT
};

static stat_tap_table_item columns[COLUMN_COUNT] = {
    [COLUMN_KDC] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "KDC", "%s"},
    [COLUMN_AS_OK] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "AS ok", "%u"},
    [COLUMN_TGS_OK] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "TGS ok", "%u"},
    [COLUMN_ERRORS] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Errors", "%s"},
    [COLUMN_TGT_ACCEPTED] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "TGTs accepted", "%s"},
    [COLUMN_TGT_REFUSED] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "TGTs refused", "%s"},
    [COLUMN_UNANSWERED] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Unanswered", "%u"},
};

/* A KDC has its row where one of the frames that the filter lets through is to it or from it. */
static GHashTable *seen;      /* struct host_addr, all of seen_order */
static GPtrArray *seen_order; /* struct host_addr *, owned */
static GHashTable *waiting;   /* struct host_addr -> row: KDCs without a row yet; NULL: not made */

static void free_row(gpointer data)
{
    stat_tap_table_item_type *row = data;

    for (unsigned i = 0; i < COLUMN_COUNT; i++)
        table_free_item(NULL, 0, i, &row[i]);
    g_free(row);
}

static stat_tap_table_item_type *new_row(const struct report_kdc *kdc)
{
    stat_tap_table_item_type *row = g_new(stat_tap_table_item_type, COLUMN_COUNT);

    row[COLUMN_KDC] = table_text(text_address(&kdc->address));
    row[COLUMN_AS_OK] = table_uint(kdc->as_ok);
    row[COLUMN_TGS_OK] = table_uint(kdc->tgs_ok);
    row[COLUMN_ERRORS] = table_text(text_code_counts(kdc->errors));
    row[COLUMN_TGT_ACCEPTED] = table_text(text_etype_array(kdc->tgt_etypes_accepted));
    row[COLUMN_TGT_REFUSED] = table_text(text_etype_array(kdc->tgt_etypes_refused));
    row[COLUMN_UNANSWERED] = table_uint(kdc->unanswered);
    return row;
}

static void make_rows(void)
{
    struct report *report = current_report();

    waiting = g_hash_table_new_full(host_addr_hash, host_addr_hash_equal, g_free, free_row);
    for (guint i = 0; i < report->kdcs->len; i++) {
        const struct report_kdc *kdc = g_ptr_array_index(report->kdcs, i);

        g_hash_table_replace(waiting, g_memdup2(&kdc->address, sizeof kdc->address), new_row(kdc));
    }
    report_free(report);
}

static void show_row(stat_tap_table *table, const struct host_addr *addr)
{
    gpointer key;
    gpointer row;

    if (!g_hash_table_steal_extended(waiting, addr, &key, &row))
        return;
    table_add_row(table, row);
    g_free(key);
    g_free(row);
}

static void forget(void)
{
    g_clear_pointer(&waiting, g_hash_table_destroy);
    g_hash_table_remove_all(seen);
    g_ptr_array_set_size(seen_order, 0);
}

static void reset(stat_tap_table *table)
{
    forget();
    table_reset(table);
}

static void begin(stat_tap_table_ui *ui)
{
    forget();
    table_begin(ui);
}

/* --- a first pass knows what a KDC did only at its end --- */

static void fill(void *data)
{
    stat_tap_table *table = *(stat_tap_table **)data;

    table_reset(table);
    g_clear_pointer(&waiting, g_hash_table_destroy);
    make_rows();
    for (guint i = 0; i < seen_order->len; i++)
        show_row(table, g_ptr_array_index(seen_order, i));
}

/* Listeners are drawn newest first: one that is made while frames go by fills the table before
 * Wireshark's own listener prints it. */
static void fill_at_end(stat_tap_table *shown)
{
    static stat_tap_table *table;
    static bool registered;
    GString *error;

    table = shown;
    if (registered)
        return;
    registered = true;
    error = register_tap_listener(TAP_EVERY_FRAME, &table, NULL, TL_REQUIRES_NOTHING, NULL, NULL,
                                  fill, NULL);
    if (error)
        g_string_free(error, TRUE);
}

static void see(stat_tap_table *table, const struct host_addr *addr, bool all_known)
{
    if (!host_addr_known(addr) || g_hash_table_contains(seen, addr))
        return;
    g_ptr_array_add(seen_order, g_memdup2(addr, sizeof *addr));
    g_hash_table_add(seen, g_ptr_array_index(seen_order, seen_order->len - 1));
    if (all_known)
        show_row(table, addr);
}

static tap_packet_status take_frame(void *data, packet_info *pinfo, epan_dissect_t *edt _U_,
                                    const void *tapped _U_, tap_flags_t flags _U_)
{
    stat_tap_table *table = table_of(data);
    const struct host_addr source = tap_host(&pinfo->src);
    const struct host_addr target = tap_host(&pinfo->dst);
    bool all_known = !tap_first_pass();

    if (!all_known)
        fill_at_end(table);
    else if (!waiting)
        make_rows();
    see(table, &source, all_known);
    see(table, &target, all_known);
    return TAP_PACKET_REDRAW;
}

void table_kdcs_register(void)
{
    static stat_tap_table_ui ui = {
        .title = "DCOM auth diagnosis: KDCs",
        .tap_name = TAP_EVERY_FRAME,
        .cli_string = "dcomauth,kdcs",
        .stat_tap_init_cb = begin,
        .packet_func = take_frame,
        .stat_tap_reset_table_cb = reset,
        .nfields = COLUMN_COUNT,
        .fields = columns,
    };

    seen = g_hash_table_new(host_addr_hash, host_addr_hash_equal);
    seen_order = g_ptr_array_new_with_free_func(g_free);
    table_register(&ui);
}
