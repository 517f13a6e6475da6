/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harvest.h"

#include "../clock.h"
#include "hooks/source_hooks.h"
#include "read/emit.h"
#include "read/ip_part.h"
#include "read/ports_without_rpc.h"
#include "read/source_tree.h"
#include "read/undissected.h"

static dissector_handle_t postdissector_handle;

/* Of the open file. */
static struct {
    const struct harvest_client *client;
    enum harvest_way way;
    bool has_first_frame;
    int64_t first_ns;
} file;

void harvest_register_protoinfo(void)
{
    source_hooks_register_protoinfo();
}

void harvest_register_handoff(dissector_handle_t postdissector)
{
    postdissector_handle = postdissector;
    fields_resolve();
    undissected_register_handoff();
    source_hooks_register_handoff();
}

void harvest_begin_file(const struct harvest_client *client, enum harvest_way way)
{
    file.client = client;
    file.way = way;
    file.has_first_frame = false;
    undissected_begin_file();
    ip_part_begin_file();
    ports_without_rpc_begin_file();
    if (way == HARVEST_FAST && !source_hooks_begin_file(client))
        file.way = HARVEST_THOROUGH;
    set_postdissector_wanted_hfids(postdissector_handle,
                                   file.way == HARVEST_THOROUGH ? fields_wanted() : NULL);
}

void harvest_end_file(void)
{
    if (file.way == HARVEST_FAST)
        source_hooks_end_file();
    file.way = HARVEST_OFF;
}

void harvest_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    if (!file.has_first_frame) {
        file.has_first_frame = true;
        file.first_ns = clock_of_frame(pinfo);
    }
    if (file.way != HARVEST_OFF)
        ip_part_frame(file.client, tvb, pinfo, file.first_ns);
    if (file.way == HARVEST_FAST)
        source_hooks_frame(tvb, pinfo, file.first_ns);
    else if (file.way == HARVEST_THOROUGH)
        source_tree_frame(file.client, pinfo, tree, file.first_ns);
}

void harvest_complete_tree(packet_info *pinfo, proto_tree *tree)
{
    if (tree && file.way != HARVEST_OFF)
        undissected_repeat(pinfo, tree);
}
