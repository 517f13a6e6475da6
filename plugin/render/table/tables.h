/* Wireshark's own statistics tables: in its Statistics menu, and by `tshark -z`.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_TABLES_H
#define DCOMAUTH_TABLES_H

#include "../../compat.h"
#include "../tap/tap.h"

#include <epan/stat_tap_ui.h>

void tables_register(void);

/* -z dcomauth,causes, -z dcomauth,findings and -z dcomauth,kdcs */
void table_causes_register(void);
void table_findings_register(void);
void table_kdcs_register(void);

/* --- what the tables need --- */

/* Whether this part of a frame stands for the finding as a whole: its answer, or its bind where
 * there is no answer. */
bool table_counts(const struct tap_part *part);

/* Registers a table, which stays. Fills in what all tables have in common, and where it is NULL the
 * project's own tap, table_begin() and table_reset(). */
void table_register(stat_tap_table_ui *ui);

/* The one table of the window or option, made where it is new and emptied where it is not. */
void table_begin(stat_tap_table_ui *ui);

/* The table behind the first argument of a tap callback. */
stat_tap_table *table_of(void *tap_data);

void table_add_row(stat_tap_table *table, const stat_tap_table_item_type *row);

/* The callbacks that free the texts of a table; a text in a row is the table's to g_free(). */
void table_reset(stat_tap_table *table);
void table_free_item(stat_tap_table *table, unsigned row, unsigned column,
                     stat_tap_table_item_type *item);

/* Wireshark takes any option that begins with the table's own: only ",filter" may follow. */
void table_check_option(const char *option, const char **filter, char **error);

stat_tap_table_item_type table_uint(unsigned value);
stat_tap_table_item_type table_text(char *owned);

#endif
