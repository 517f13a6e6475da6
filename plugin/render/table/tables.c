/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tables.h"

#include "../tap/statistics.h"

#include <string.h>

void tables_register(void)
{
    table_causes_register();
    table_findings_register();
    table_kdcs_register();
}

/* Two windows on one table share it, and each keeps pointers to the rows that it shows: rows stay
 * until no other window is there. */
static GPtrArray *retired_rows;
static GPtrArray *table_uis; /* stat_tap_table_ui * */

void table_register(stat_tap_table_ui *ui)
{
    static tap_param filter = {PARAM_FILTER, "filter", "Filter", NULL, TRUE};

    if (!table_uis) {
        table_uis = g_ptr_array_new();
        retired_rows = g_ptr_array_new_with_free_func(g_free);
    }
    ui->group = REGISTER_PACKET_STAT_GROUP_UNSORTED;
    ui->nparams = 1;
    ui->params = &filter;
    ui->stat_tap_free_table_item_cb = table_free_item;
    ui->stat_filter_check_cb = table_check_option;
    if (!ui->tap_name)
        ui->tap_name = TAP_NAME;
    if (!ui->stat_tap_init_cb)
        ui->stat_tap_init_cb = table_begin;
    if (!ui->stat_tap_reset_table_cb)
        ui->stat_tap_reset_table_cb = table_reset;
    g_ptr_array_add(table_uis, ui);
    register_stat_tap_table_ui(ui);
}

static unsigned open_windows(void)
{
    unsigned count = 0;

    for (guint i = 0; i < table_uis->len; i++)
        count += ((const stat_tap_table_ui *)table_uis->pdata[i])->refcount;
    return count;
}

void table_begin(stat_tap_table_ui *ui)
{
    stat_tap_table *table = stat_tap_find_table(ui, ui->title);

    if (open_windows() <= 1)
        g_ptr_array_set_size(retired_rows, 0);
    if (table)
        table_reset(table);
    else
        stat_tap_add_table(ui, stat_tap_init_table(ui->title, (int)ui->nfields, 0, NULL));
}

bool table_counts(const struct tap_part *part)
{
    return part->role == FRAME_IS_ANSWER ||
           (part->role == FRAME_IS_BIND && part->finding->answer_frame == 0);
}

stat_tap_table *table_of(void *tap_data)
{
    const stat_data_t *data = tap_data;

    return g_array_index(data->stat_tap_data->tables, stat_tap_table *, 0);
}

void table_add_row(stat_tap_table *table, const stat_tap_table_item_type *row)
{
    stat_tap_init_table_row(table, table->num_elements, table->num_fields, row);
}

void table_free_item(stat_tap_table *table _U_, unsigned row _U_, unsigned column _U_,
                     stat_tap_table_item_type *item)
{
    if (item->type == TABLE_ITEM_STRING)
        g_free((char *)item->value.string_value);
    item->type = TABLE_ITEM_NONE;
}

void table_reset(stat_tap_table *table)
{
    for (unsigned row = 0; row < table->num_elements; row++) {
        for (unsigned column = 0; column < table->num_fields; column++)
            table_free_item(table, row, column, &table->elements[row][column]);
        g_ptr_array_add(retired_rows, table->elements[row]);
    }
    g_free(table->elements);
    table->elements = NULL;
    table->num_elements = 0;
}

void table_check_option(const char *option, const char **filter _U_, char **error)
{
    for (guint i = 0; i < table_uis->len; i++) {
        const stat_tap_table_ui *ui = table_uis->pdata[i];
        size_t length = strlen(ui->cli_string);

        if (strncmp(option, ui->cli_string, length) == 0 &&
            (option[length] == '\0' || option[length] == ','))
            return;
    }
    *error = statistics_unknown_option(option);
}

stat_tap_table_item_type table_uint(unsigned value)
{
    return (stat_tap_table_item_type){.type = TABLE_ITEM_UINT, .value.uint_value = value};
}

stat_tap_table_item_type table_text(char *owned)
{
    return (stat_tap_table_item_type){.type = TABLE_ITEM_STRING, .value.string_value = owned};
}
