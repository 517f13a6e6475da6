/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render.h"

#include "gui/gui_conversation.h"
#include "gui/gui_flow.h"
#include "gui/gui_toolbar.h"
#include "gui/gui_window.h"
#include "gui/pane_module.h"
#include "packet/fields.h"
#include "packet/subtree.h"
#include "table/tables.h"
#include "tap/current.h"
#include "tap/statistics.h"
#include "tap/tap.h"

void render_register_protoinfo(int proto, current_source source)
{
    current_set_source(source);
    fields_register(proto);
    tap_register();
    gui_conversation_register();
    gui_flow_register(proto);
    gui_window_register(proto);
    gui_toolbar_register();
    pane_module_load();
}

void render_register_tap_listeners(void)
{
    statistics_register();
    tables_register();
}

void render_begin_file(void)
{
    pane_module_tell(PANE_FILE_BEGINS);
}

void render_end_file(void)
{
    pane_module_tell(PANE_FILE_ENDS);
    gui_window_end_file();
    gui_toolbar_end_file();
}

void render_plain_frame(packet_info *pinfo)
{
    tap_begin_frame(pinfo);
}

void render_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    subtree_show_frame(tvb, pinfo, tree);
}
