/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "frame_events.h"

#include "../../compat.h"
#include "../read/undissected.h"
#include "com_contexts.h"
#include "observe.h"

#include <epan/conversation.h>
#include <epan/dissectors/packet-dcerpc.h>
#include <epan/dissectors/packet-tcp.h>

static struct {
    const struct harvest_client *client;
    struct emitter emitter;
    GArray *events;        /* struct event */
    uint32_t frame;        /* of the events; 0 without any */
    uint32_t stream_frame; /* of which the stream is known */
    uint32_t stream;
    int proto_tcp;
} pending;

static void add_event(const struct event *event, void *user_data)
{
    (void)user_data;
    g_array_set_size(pending.events, pending.events->len + 1);
    event_copy(&g_array_index(pending.events, struct event, pending.events->len - 1), event);
}

void frame_events_begin_file(const struct harvest_client *client)
{
    pending.client = client;
    pending.events = g_array_new(FALSE, FALSE, sizeof(struct event));
    pending.frame = 0;
    pending.stream_frame = 0;
    pending.proto_tcp = proto_get_id_by_filter_name("tcp");
}

static void drop(void)
{
    g_array_set_size(pending.events, 0);
    observe_drop();
    pending.frame = 0;
    pending.stream_frame = 0;
}

void frame_events_end_file(void)
{
    drop();
    g_array_free(pending.events, TRUE);
    pending.events = NULL;
}

bool frame_events_begin(const packet_info *pinfo)
{
    if (!pending.client->begin_frame(pinfo, pending.client->user_data))
        return false;
    if (pending.frame != pinfo->num) {
        drop();
        pending.frame = pinfo->num;
        undissected_begin_frame(pinfo);
    }
    return true;
}

bool frame_events_has(const packet_info *pinfo)
{
    return pending.frame == pinfo->num;
}

unsigned frame_events_count(void)
{
    return pending.events->len;
}

const struct emitter *frame_events_emitter(packet_info *pinfo)
{
    pending.emitter =
        (struct emitter){.pinfo = pinfo, .scope = pending.client->scope, .sink = add_event};
    return &pending.emitter;
}

static uint32_t find_stream(const packet_info *pinfo)
{
    const conversation_t *conversation;
    const struct tcp_analysis *analysis;
    uint32_t stream;

    if (pinfo->ptype != PT_TCP)
        return EVENT_NO_STREAM;
    if (compat_tcp_stream(pinfo, &stream))
        return stream;
    conversation = find_conversation(pinfo->num, &pinfo->src, &pinfo->dst, CONVERSATION_TCP,
                                     pinfo->srcport, pinfo->destport, 0);
    analysis = conversation ? conversation_get_proto_data(conversation, pending.proto_tcp) : NULL;
    return analysis ? analysis->stream : EVENT_NO_STREAM;
}

uint32_t frame_events_stream(const packet_info *pinfo)
{
    if (pending.stream_frame != pinfo->num) {
        pending.stream_frame = pinfo->num;
        pending.stream = find_stream(pinfo);
    }
    return pending.stream;
}

static void hand_over(const struct event *event, void *user_data)
{
    (void)user_data;
    if (event->kind == EVENT_RPC && event->rpc.context_count > 0)
        com_contexts_learn(event->origin.tcp_stream, &event->rpc);
    pending.client->take(event, pending.client->user_data);
}

/* Wireshark keeps one pipe a frame: what it is at the end counts for all PDUs, as it does where the
 * tree of the whole frame is read. */
static void complete(struct event *event, const struct emitter *emitter)
{
    event->origin = emitter->origin;
    if (event->kind == EVENT_RPC)
        event->rpc.pipe = dcerpc_get_transport_salt(emitter->pinfo);
}

void frame_events_flush(packet_info *pinfo, const struct segment_header *segment, int64_t first_ns)
{
    struct emitter emitter = {.pinfo = pinfo, .scope = pending.client->scope, .sink = hand_over};

    emitter.origin = origin_of_frame(pinfo, frame_events_stream(pinfo), segment, first_ns);
    if (segment)
        emit_segment(&emitter, segment);
    for (guint i = 0; i < pending.events->len; i++) {
        struct event *event = &g_array_index(pending.events, struct event, i);

        observe_finish(&emitter, i);
        complete(event, &emitter);
        hand_over(event, NULL);
    }
    observe_finish(&emitter, pending.events->len);
    drop();
}
