/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source_tree.h"

#include "emit.h"
#include "undissected.h"

static struct event_origin origin_of(const packet_info *pinfo, const struct pdu *pdus,
                                     int64_t first_ns)
{
    const struct pdu *tcp = pdus;
    const struct item *stream;
    struct segment_header header;
    bool has_header;

    while (tcp && tcp->scope != FIELD_TCP)
        tcp = tcp->next;
    stream = tcp ? pdu_first(tcp, FIELD_TCP_STREAM) : NULL;
    has_header = tcp && segment_header_of(tcp, pinfo, &header);
    return origin_of_frame(pinfo, stream ? item_uint(stream) : EVENT_NO_STREAM,
                           has_header ? &header : NULL, first_ns);
}

/* Inlined, it would be in the way of the fast source. */
G_GNUC_NO_INLINE void source_tree_frame(const struct harvest_client *client, packet_info *pinfo,
                                        proto_tree *tree, int64_t first_ns)
{
    struct emitter emitter = {.pinfo = pinfo,
                              .scope = client->scope,
                              .sink = client->take,
                              .user_data = client->user_data};
    const struct pdu *pdus;

    if (!tree || !client->begin_frame(pinfo, client->user_data))
        return;
    undissected_begin_frame(pinfo);
    pdus = pdus_collect(tree->first_child, NULL, pinfo->pool);
    while (undissected_find(pinfo, pdus))
        pdus = pdus_collect(tree->first_child, NULL, pinfo->pool);
    emitter.origin = origin_of(pinfo, pdus, first_ns);
    emit_pdus(&emitter, pdus);
}
