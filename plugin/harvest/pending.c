/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pending.h"

#include "com_contexts.h"

#include <epan/conversation.h>
#include <epan/dissectors/packet-dcerpc.h>
#include <epan/dissectors/packet-tcp.h>

static struct {
    const struct harvest_client *client;
    struct emitter emitter;
    GArray *events; /* struct event */
    int proto_tcp;
} pending;

static void add_event(const struct event *event, void *user_data)
{
    packet_info *pinfo = user_data;

    if (event->kind == EVENT_RPC)
        com_contexts_learn(pending_stream(pinfo), &event->rpc);
    g_array_append_vals(pending.events, event, 1);
}

void pending_begin_file(const struct harvest_client *client)
{
    pending.client = client;
    pending.events = g_array_new(FALSE, FALSE, sizeof(struct event));
    pending.proto_tcp = proto_get_id_by_filter_name("tcp");
}

void pending_end_file(void)
{
    g_array_free(pending.events, TRUE);
    pending.events = NULL;
}

bool pending_begin(const packet_info *pinfo)
{
    return pending.client->begin_frame(pinfo, pending.client->user_data);
}

const struct emitter *pending_emitter(packet_info *pinfo)
{
    pending.emitter = (struct emitter){
        .pinfo = pinfo, .scope = pending.client->scope, .sink = add_event, .user_data = pinfo};
    return &pending.emitter;
}

uint32_t pending_stream(const packet_info *pinfo)
{
    const conversation_t *conversation;
    const struct tcp_analysis *analysis;

    if (pinfo->ptype != PT_TCP)
        return EVENT_NO_STREAM;
    conversation = find_conversation(pinfo->num, &pinfo->src, &pinfo->dst, CONVERSATION_TCP,
                                     pinfo->srcport, pinfo->destport, 0);
    analysis = conversation ? conversation_get_proto_data(conversation, pending.proto_tcp) : NULL;
    return analysis ? analysis->stream : EVENT_NO_STREAM;
}

void pending_flush(packet_info *pinfo, int64_t first_ns)
{
    struct event_origin origin;
    uint64_t pipe;

    if (pending.events->len == 0)
        return;
    origin = origin_of_frame(pinfo, pending_stream(pinfo), first_ns);
    pipe = dcerpc_get_transport_salt(pinfo);
    for (guint i = 0; i < pending.events->len; i++) {
        struct event *event = &g_array_index(pending.events, struct event, i);

        event->origin = origin;
        if (event->kind == EVENT_RPC)
            event->rpc.pipe = pipe;
        pending.client->take(event, pending.client->user_data);
    }
    g_array_set_size(pending.events, 0);
}
