/* The menu entry that opens the whole report with buttons to walk through the findings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_GUI_WINDOW_H
#define DCOMAUTH_GUI_WINDOW_H

void gui_window_register(int proto);

#endif
