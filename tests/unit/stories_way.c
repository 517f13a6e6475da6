/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"

/* Two capture points with a router between: interface 0 at the client, 1 at the server. */

enum { TRANSIT_NS = 100000, NEAR = 0, FAR = 1 };

enum packet { SYN = 1, SYN_ACK, BIND, RESET, OTHERS, ACKNOWLEDGEMENT, BEHIND, REPACKED };

/* By sequence numbers; 0 where the packet has no payload. */
static const struct {
    uint32_t begin;
    uint32_t end;
} payloads[] = {[BIND] = {1, 100}, [BEHIND] = {100, 139}, [REPACKED] = {1, 139}};

/* The next frame of the scene; where it has the frame's number an event may follow in it. */
static void see(struct scene *scene, const struct scene_connection *connection, enum packet what,
                uint32_t interface, uint32_t number, int64_t time_ns)
{
    bool has_payload = (size_t)what < G_N_ELEMENTS(payloads) && payloads[what].end != 0;
    bool from_client = what == SYN || has_payload;
    const char *from = from_client ? connection->client : connection->server;
    const char *to = from_client ? connection->server : connection->client;
    struct captured_frame frame = {.number = number,
                                   .time_ns = time_ns,
                                   .interface = interface,
                                   .carries_rpc = what == BIND,
                                   .has_events = true};
    struct packet_identity *packet = &frame.packet;

    packet->fingerprint = ((uint64_t)connection->client_port << 8 | (uint64_t)what) << 1 | 1;
    packet->has_payload = has_payload;
    packet->is_closing = what == RESET;
    packet->is_bare = what == ACKNOWLEDGEMENT;
    packet->begin = has_payload ? payloads[what].begin : 1;
    packet->end = has_payload ? payloads[what].end : 1;
    packet->has_ack = what != SYN && what != RESET;
    /* What stands there in a SYN means nothing. */
    packet->acknowledged = what == ACKNOWLEDGEMENT || what == SYN ? 100 : 1;
    packet->source = address_of(from);
    packet->target = address_of(to);
    packet->source_port = from_client ? connection->client_port : connection->server_port;
    packet->target_port = from_client ? connection->server_port : connection->client_port;
    diagnosis_add_frame(scene->diagnosis, &frame);
}

static void see_next(struct scene *scene, const struct scene_connection *connection,
                     enum packet what, uint32_t interface, int64_t later_ns)
{
    see(scene, connection, what, interface, ++scene->frame, scene->now_ns + later_ns);
}

static struct scene_connection *handshake(struct scene *scene, int64_t transit_ns)
{
    struct scene_connection *connection = story_connect(scene);

    see_next(scene, connection, SYN, NEAR, 0);
    see_next(scene, connection, SYN, FAR, transit_ns);
    see_next(scene, connection, SYN_ACK, FAR, 2 * transit_ns);
    see_next(scene, connection, SYN_ACK, NEAR, 3 * transit_ns);
    return connection;
}

/* `status`: how many ns the packets need; `code`: what the other capture goes on with; `name`: the
 * captures end before the connection. */
static void bind_is_lost(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = handshake(scene, how->status);

    see(scene, connection, BIND, NEAR, scene->frame + 1, scene->now_ns);
    scene_bind(scene, connection, token_ap_req(scene));
    scene_wait(scene, 5 * INT64_C(1000000000));
    if (how->code != 0)
        see_next(scene, connection, (enum packet)how->code, FAR, 0);
    if (!how->name)
        scene_client_fin(scene, connection);
}

/* `code`: whether the capture at the server has it, too. */
static void reset(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = handshake(scene, TRANSIT_NS);

    see(scene, connection, BIND, NEAR, scene->frame + 1, scene->now_ns);
    scene_bind(scene, connection, token_ap_req(scene));
    see_next(scene, connection, BIND, FAR, TRANSIT_NS);
    scene_wait(scene, 3 * TRANSIT_NS);
    if (how->code)
        see_next(scene, connection, RESET, FAR, -TRANSIT_NS);
    see(scene, connection, RESET, NEAR, scene->frame + 1, scene->now_ns);
    scene_server_rst(scene, connection);
}

#define BIND_IS_LOST                                                                               \
    {                                                                                              \
        .tell = bind_is_lost, .told = "no-answer lost-between medium", .code = OTHERS,             \
        .status = TRANSIT_NS                                                                       \
    }

const struct story stories_way[] = {
    {"lost, or the server had acknowledged it",
     BIND_IS_LOST,
     {.tell = bind_is_lost,
      .told = "no-answer server-security-failure medium",
      .code = ACKNOWLEDGEMENT,
      .status = TRANSIT_NS}},
    {"lost before what came behind it, or repeated in another segment",
     {.tell = bind_is_lost,
      .told = "no-answer lost-between medium",
      .code = BEHIND,
      .status = TRANSIT_NS},
     {.tell = bind_is_lost,
      .told = "no-answer server-security-failure medium",
      .code = REPACKED,
      .status = TRANSIT_NS}},
    {"lost, or the other capture had ended",
     BIND_IS_LOST,
     {.tell = bind_is_lost,
      .told = "no-answer server-security-failure medium",
      .status = TRANSIT_NS}},
    {"lost on the way, or by a capture at the same place",
     BIND_IS_LOST,
     {.tell = bind_is_lost, .told = "no-answer server-security-failure medium", .code = OTHERS}},
    {"lost when the captures end, or acknowledged",
     {.tell = bind_is_lost,
      .told = "undetermined lost-between medium",
      .code = OTHERS,
      .status = TRANSIT_NS,
      .name = "open"},
     {.tell = bind_is_lost,
      .told = "",
      .code = ACKNOWLEDGEMENT,
      .status = TRANSIT_NS,
      .name = "open"}},
    {"RST that its sender never sent",
     {.tell = reset, .told = "connection-lost lost-between medium"},
     {.tell = reset, .told = "connection-lost server-security-failure medium", .code = 1}},
};
const size_t stories_way_count = G_N_ELEMENTS(stories_way);
