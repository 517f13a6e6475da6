/* The menu entry that opens the report, with buttons to walk through the findings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_GUI_WINDOW_H
#define DCOMAUTH_GUI_WINDOW_H

void gui_window_register(int proto);

/* Closes what is open: the findings are gone. */
void gui_window_end_file(void);

#endif
