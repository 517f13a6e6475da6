/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harvest.h"

#include "../clock.h"
#include "completion.h"
#include "emit.h"

static dissector_handle_t postdissector_handle;

/* Of the open file. */
static struct {
    harvest_sink sink;
    void *user_data;
    bool has_first_frame;
    int64_t first_ns;
} file;

void harvest_register_handoff(dissector_handle_t postdissector)
{
    postdissector_handle = postdissector;
    fields_resolve();
    completion_register_handoff();
}

void harvest_begin_file(harvest_sink sink, void *user_data, bool thorough)
{
    (void)thorough; /* the tree source is the only one */
    file.sink = sink;
    file.user_data = user_data;
    file.has_first_frame = false;
    completion_begin_file();
    set_postdissector_wanted_hfids(postdissector_handle, fields_wanted());
}

void harvest_end_file(void)
{
    file.sink = NULL;
}

void harvest_frame(packet_info *pinfo, proto_tree *tree, wmem_allocator_t *scope)
{
    const struct pdu *pdus;
    struct emitter emitter = {
        .pinfo = pinfo, .scope = scope, .sink = file.sink, .user_data = file.user_data};

    if (!file.has_first_frame) {
        file.has_first_frame = true;
        file.first_ns = clock_ns(&pinfo->abs_ts);
    }
    if (!tree || !file.sink)
        return;
    completion_begin_frame(pinfo);
    pdus = pdus_collect(tree->first_child, pinfo->pool);
    while (completion_find(pinfo, pdus))
        pdus = pdus_collect(tree->first_child, pinfo->pool);
    emitter.origin = origin_of_frame(pinfo, pdus, file.first_ns);
    emit_pdus(&emitter, pdus);
}

void harvest_complete_tree(packet_info *pinfo, proto_tree *tree)
{
    if (tree && file.sink)
        completion_repeat(pinfo, tree);
}
