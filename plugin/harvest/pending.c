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
    bool has_rpc;
    uint32_t stream_frame; /* of which the stream is known */
    uint32_t stream;
    int proto_tcp;
} pending;

static void add_event(const struct event *event, void *user_data)
{
    if (event->kind == EVENT_RPC && event->rpc.context_count > 0)
        com_contexts_learn(pending_stream(user_data), &event->rpc);
    pending.has_rpc |= event->kind == EVENT_RPC;
    g_array_append_vals(pending.events, event, 1);
}

void pending_begin_file(const struct harvest_client *client)
{
    pending.client = client;
    pending.events = g_array_new(FALSE, FALSE, sizeof(struct event));
    pending.has_rpc = false;
    pending.stream_frame = 0;
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

static uint32_t find_stream(const packet_info *pinfo)
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

uint32_t pending_stream(const packet_info *pinfo)
{
    if (pending.stream_frame != pinfo->num) {
        pending.stream_frame = pinfo->num;
        pending.stream = find_stream(pinfo);
    }
    return pending.stream;
}

void pending_flush(packet_info *pinfo, int64_t first_ns)
{
    struct event_origin origin;
    uint64_t pipe;

    if (pending.events->len == 0)
        return;
    origin = origin_of_frame(pinfo, pending_stream(pinfo), first_ns);
    pipe = pending.has_rpc ? dcerpc_get_transport_salt(pinfo) : 0;
    for (guint i = 0; i < pending.events->len; i++) {
        struct event *event = &g_array_index(pending.events, struct event, i);

        event->origin = origin;
        if (event->kind == EVENT_RPC)
            event->rpc.pipe = pipe;
        pending.client->take(event, pending.client->user_data);
    }
    g_array_set_size(pending.events, 0);
    pending.has_rpc = false;
    pending.stream_frame = 0;
}
