/* "Conversation Filter" of a packet: the frames of the findings that it has part in.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_GUI_CONVERSATION_H
#define DCOMAUTH_GUI_CONVERSATION_H

void gui_conversation_register(void);

#endif
