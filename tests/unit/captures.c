/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "captures.h"

#include <string.h>

#define NAT "192.0.2.1"

enum { CLIENT_PORT = 49200, NAT_PORT = 1024, SERVER_PORT = 135 };

struct sources *sources;
struct between between;
static uint32_t frame;
int64_t ahead_ns[CAPTURES_MAX];

void captures_setup(void)
{
    sources = sources_new(NULL);
    between = (struct between){.kind = BETWEEN_NOTHING};
    frame = 0;
    memset(ahead_ns, 0, sizeof ahead_ns);
}

void captures_teardown(void)
{
    sources_free(sources);
}

struct packet_identity segment(uint32_t number, bool from_client)
{
    struct packet_identity packet = {.fingerprint = (uint64_t)number << 2 | 2 | from_client,
                                     .has_payload = true,
                                     .begin = number,
                                     .end = number + 10};

    packet.fingerprint = packet.fingerprint << 1 | 1;
    packet.source = address_of(from_client ? CLIENT : SERVER);
    packet.target = address_of(from_client ? SERVER : CLIENT);
    packet.source_port = from_client ? CLIENT_PORT : SERVER_PORT;
    packet.target_port = from_client ? SERVER_PORT : CLIENT_PORT;
    return packet;
}

struct packet_identity reset(void)
{
    struct packet_identity packet = segment(110, false);

    packet.has_payload = false;
    packet.is_closing = true;
    packet.end = packet.begin;
    return packet;
}

struct packet_identity behind_nat(struct packet_identity packet, bool from_client)
{
    *(from_client ? &packet.source : &packet.target) = address_of(NAT);
    *(from_client ? &packet.source_port : &packet.target_port) = NAT_PORT;
    return packet;
}

uint32_t see(uint32_t interface, int64_t at_ns, struct packet_identity packet)
{
    struct captured_frame seen = {.number = ++frame,
                                  .time_ns = SCENE_START + at_ns + ahead_ns[interface],
                                  .interface = interface,
                                  .has_events = true,
                                  .packet = packet};

    sources_add(sources, &seen);
    return frame;
}

void exchange(void)
{
    see(AT_CLIENT, 0, segment(100, true));
    see(AT_SERVER, TRANSIT, segment(100, true));
    see(AT_SERVER, 2 * TRANSIT, segment(100, false));
    see(AT_CLIENT, 3 * TRANSIT, segment(100, false));
}

void look(uint32_t closing_frame)
{
    struct way_ends ends = {address_of(CLIENT), address_of(SERVER), CLIENT_PORT, SERVER_PORT};

    between = sources_translation(sources, &ends);
    sources_find_lost(sources, &ends, closing_frame, &between);
}

void look_behind_nat(void)
{
    struct way_ends ends = {address_of(NAT), address_of(SERVER), NAT_PORT, SERVER_PORT};

    between = sources_translation(sources, &ends);
    sources_find_lost(sources, &ends, 0, &between);
}

void expect_lost(uint32_t lost, bool from_client)
{
    look(0);
    ck_assert_int_eq(between.kind, BETWEEN_LOST);
    ck_assert_uint_eq(between.frame, lost);
    ck_assert_int_eq(between.from_client, from_client);
    ck_assert_str_eq(between.seen_by->name, from_client ? "interface 0" : "interface 1");
    ck_assert_str_eq(between.missed_by->name, from_client ? "interface 1" : "interface 0");
}

void expect_nothing(uint32_t closing_frame)
{
    look(closing_frame);
    ck_assert_int_eq(between.kind, BETWEEN_NOTHING);
}

void later(void)
{
    for (unsigned i = 0; i < sources_count(sources); i++)
        see(i, 5 * SECONDS, (struct packet_identity){0});
}
