/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tap.h"

#include <epan/tap.h>

static int tap_id = -1;
static int frames_tap_id = -1;
static bool first_pass = true;

void tap_register(void)
{
    tap_id = register_tap(TAP_NAME);
    frames_tap_id = register_tap(TAP_OF_FRAMES);
}

void tap_begin_frame(packet_info *pinfo)
{
    first_pass = !pinfo->fd->visited;
    if (have_tap_listener(frames_tap_id))
        tap_queue_packet(frames_tap_id, pinfo, NULL);
}

bool tap_first_pass(void)
{
    return first_pass;
}

void tap_part(packet_info *pinfo, const struct finding *finding, enum frame_role role)
{
    struct tap_part *part;

    if (!have_tap_listener(tap_id))
        return;
    part = wmem_new(pinfo->pool, struct tap_part);
    *part = (struct tap_part){finding, role};
    tap_queue_packet(tap_id, pinfo, part);
}

struct host_addr tap_host(const address *addr)
{
    if (addr->type != AT_IPv4 && addr->type != AT_IPv6)
        return (struct host_addr){0};
    return host_addr_from_bytes(addr->data, (size_t)addr->len);
}
