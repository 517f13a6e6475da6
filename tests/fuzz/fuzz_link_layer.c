/* Reads the input as a frame of each link layer, and judges it as one that may be left out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"
#include "harvest/skip/skip_judge.h"
#include "wire/ip_packet.h"

#include <glib.h>
#include <stdlib.h>

static struct skip_judge *judge;

int LLVMFuzzerInitialize(int *argument_count, char ***arguments)
{
    struct skip_ports *ports = g_new0(struct skip_ports, 1);

    (void)argument_count;
    (void)arguments;
    ports->tcp[445] = PORT_WANTED;
    ports->tcp[389] = PORT_OTHER_SERVICE;
    ports->udp[88] = PORT_OF_KDC;
    judge = skip_judge_new(ports, true);
    g_free(ports);
    return 0;
}

static void read_packet(struct bytes frame, enum link_layer layer)
{
    struct link_payload link = link_layer_read(layer, frame);
    struct ip_packet packet;

    if (link.network != NETWORK_IP)
        return;
    if (link.offset >= frame.length)
        abort();
    if (ip_packet_read(bytes_from(frame, link.offset), frame.length - link.offset, &packet) &&
        packet.payload.length > packet.wire_length)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    uint8_t *copy = g_memdup2(bytes, length);
    struct bytes frame = {copy, length};

    for (int layer = LINK_ETHERNET; layer <= LINK_COOKED_SECOND; layer++) {
        struct skip_part part;

        read_packet(frame, (enum link_layer)layer);
        skip_judge_frame(judge, (enum link_layer)layer, frame, length);
        part = skip_judge_bulk(judge, frame, false);
        if (part.from > part.to || part.to > length)
            abort();
    }
    g_free(copy);
    return 0;
}
