/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source_hooks.h"

#include "../skip/skip.h"
#include "com_contexts.h"
#include "disk_shares.h"
#include "frame_events.h"
#include "hooks.h"
#include "primed.h"
#include "private_tree.h"
#include "tcp_header.h"

void source_hooks_register_protoinfo(void)
{
    hooks_register_protoinfo();
    skip_register_protoinfo();
}

void source_hooks_register_handoff(void)
{
    hooks_register_handoff();
    primed_resolve();
}

bool source_hooks_begin_file(const struct harvest_client *client)
{
    skip_begin_file(client->may_skip);
    if (!hooks_install()) {
        skip_end_file();
        return false;
    }
    frame_events_begin_file(client);
    com_contexts_begin_file();
    hook_rpc_begin_file();
    tcp_header_begin_file();
    disk_shares_begin_file();
    hook_smb_begin_file();
    return true;
}

/* Between two files nothing is dissected; the next one decides. */
void source_hooks_end_file(void)
{
    hooks_remove();
    skip_end_file();
    frame_events_end_file();
    com_contexts_end_file();
    disk_shares_end_file();
    hook_smb_end_file();
    private_tree_end_file();
}

/* Inlined, it would be in the way of all the frames that have no need of it. */
static G_GNUC_NO_INLINE void harvest_frame_end(tvbuff_t *tvb, packet_info *pinfo, bool is_pending,
                                               int64_t first_ns)
{
    struct segment_header segment;
    bool has_segment = tcp_header_read(tvb, pinfo, is_pending, &segment);

    if (is_pending || (has_segment && frame_events_begin(pinfo)))
        frame_events_flush(pinfo, has_segment ? &segment : NULL, first_ns);
}

void source_hooks_frame(tvbuff_t *tvb, packet_info *pinfo, int64_t first_ns)
{
    bool is_pending = frame_events_has(pinfo);

    if (is_pending || tcp_header_may_matter(tvb, pinfo))
        harvest_frame_end(tvb, pinfo, is_pending, first_ns);
}
