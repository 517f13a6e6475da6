/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source_tree.h"

#include "completion.h"
#include "emit.h"

static uint32_t stream_of(const struct pdu *pdus)
{
    const struct pdu *pdu = pdus;
    const struct item *stream;

    while (pdu && pdu->scope != FIELD_TCP)
        pdu = pdu->next;
    stream = pdu ? pdu_first(pdu, FIELD_TCP_STREAM) : NULL;
    return stream ? item_uint(stream) : EVENT_NO_STREAM;
}

void source_tree_frame(const struct harvest_client *client, packet_info *pinfo, proto_tree *tree,
                       int64_t first_ns)
{
    struct emitter emitter = {.pinfo = pinfo,
                              .scope = client->scope,
                              .sink = client->take,
                              .user_data = client->user_data};
    const struct pdu *pdus;

    if (!tree || !client->begin_frame(pinfo, client->user_data))
        return;
    completion_begin_frame(pinfo);
    pdus = pdus_collect(tree->first_child, NULL, pinfo->pool);
    while (completion_find(pinfo, pdus))
        pdus = pdus_collect(tree->first_child, NULL, pinfo->pool);
    emitter.origin = origin_of_frame(pinfo, stream_of(pdus), first_ns);
    emit_pdus(&emitter, pdus);
}
