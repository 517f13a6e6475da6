/* The toolbar "DCOM auth": a drop-down of findings that jumps to the one that is chosen.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_GUI_TOOLBAR_H
#define DCOMAUTH_GUI_TOOLBAR_H

void gui_toolbar_register(void);

/* Called with every frame that is rendered: the drop-down follows the findings. */
void gui_toolbar_follow(void);

/* The findings are gone. */
void gui_toolbar_end_file(void);

#endif
