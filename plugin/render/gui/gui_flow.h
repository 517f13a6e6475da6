/* A type of Statistics > Flow Graph, and of `tshark -2 -z flow,dcomauth,standard`: the messages of
 * the findings, the failed ones in red.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_GUI_FLOW_H
#define DCOMAUTH_GUI_FLOW_H

void gui_flow_register(int proto);

#endif
