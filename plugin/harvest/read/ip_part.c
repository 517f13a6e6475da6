/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ip_part.h"

#include "../../wire/ip_packet.h"
#include "emit.h"
#include "tvb_bytes.h"

#include <string.h>

enum {
    ISAKMP_NAT_PORT = 4500, /* RFC 3948 2 */
    ESP_HEADER_SIZE = 8,    /* RFC 4303 2 */
    UDP_HEADER_SIZE = 8,
    WIREGUARD_DATA = 4 << 24, /* the type of a message with data, and three zero bytes */
    PORTS_SIZE = 4,
    ETHERNET_HEADER_SIZE = 14,
    ENCAPSULATION_MAX = 512, /* an IP header further back is not looked for */
};

static int proto_wireguard = -1;

void ip_part_begin_file(void)
{
    proto_wireguard = proto_get_id_by_filter_name("wg");
}

static bool is_packet_at(struct bytes bytes, size_t at, size_t wire_length,
                         const packet_info *pinfo, struct ip_packet *packet)
{
    size_t size = (size_t)pinfo->net_src.len;

    return ip_packet_read(bytes_from(bytes, at), wire_length - at, packet) &&
           packet->source.length == size &&
           memcmp(packet->source.at, pinfo->net_src.data, size) == 0 &&
           memcmp(packet->target.at, pinfo->net_dst.data, size) == 0;
}

/* The IP header is where the addresses stand that Wireshark shows for the frame. Most often that is
 * behind a plain Ethernet header; looked at first, it costs next to nothing. */
static bool find_packet(tvbuff_t *frame, const packet_info *pinfo, struct ip_packet *packet)
{
    struct bytes bytes = tvb_bytes(frame);
    size_t wire_length = tvb_reported_length(frame);

    if (ETHERNET_HEADER_SIZE < bytes.length &&
        is_packet_at(bytes, ETHERNET_HEADER_SIZE, wire_length, pinfo, packet))
        return true;
    for (size_t at = 0; at < ENCAPSULATION_MAX && at < bytes.length; at++) {
        if (is_packet_at(bytes, at, wire_length, pinfo, packet))
            return true;
    }
    return false;
}

static bool has_layer(const packet_info *pinfo, int protocol)
{
    wmem_list_frame_t *layer = wmem_list_head(pinfo->layers);

    while (layer && GPOINTER_TO_INT(wmem_list_frame_data(layer)) != protocol)
        layer = wmem_list_frame_next(layer);
    return layer != NULL;
}

/* Behind address translation ESP has the port of ISAKMP, and no zeros at its start. */
static bool is_esp_in_udp(struct bytes data, const packet_info *pinfo)
{
    return (pinfo->srcport == ISAKMP_NAT_PORT || pinfo->destport == ISAKMP_NAT_PORT) &&
           bytes_have(data, 0, ESP_HEADER_SIZE) && bytes_be32(data, 0) != 0;
}

static bool is_wireguard(struct bytes data, const packet_info *pinfo)
{
    return bytes_be32(data, 0) == WIREGUARD_DATA && has_layer(pinfo, proto_wireguard);
}

static bool is_wrapped(const struct ip_packet *packet, const packet_info *pinfo,
                       enum wrapping *kind)
{
    if (packet->is_fragment)
        return false;
    if (pinfo->ptype == PT_UDP && packet->protocol == IP_PROTOCOL_UDP) {
        struct bytes data = bytes_from(packet->payload, UDP_HEADER_SIZE);

        *kind = is_esp_in_udp(data, pinfo) ? WRAPPING_ESP_IN_UDP : WRAPPING_WIREGUARD;
        return *kind == WRAPPING_ESP_IN_UDP || is_wireguard(data, pinfo);
    }
    *kind = WRAPPING_ESP; /* what Wireshark could decrypt has a transport of its own */
    return packet->protocol == IP_PROTOCOL_ESP && pinfo->ptype != PT_TCP && pinfo->ptype != PT_UDP;
}

/* The ports of TCP and UDP stand in the first fragment only. */
static void set_ports(const struct ip_packet *packet, struct event_origin *origin)
{
    bool has_ports = packet->fragment.offset == 0 && bytes_have(packet->payload, 0, PORTS_SIZE) &&
                     (packet->protocol == IP_PROTOCOL_TCP || packet->protocol == IP_PROTOCOL_UDP);

    origin->transport = packet->protocol == IP_PROTOCOL_TCP   ? EVENT_TCP
                        : packet->protocol == IP_PROTOCOL_UDP ? EVENT_UDP
                                                              : EVENT_OTHER_TRANSPORT;
    origin->source_port = has_ports ? bytes_be16(packet->payload, 0) : 0;
    origin->target_port = has_ports ? bytes_be16(packet->payload, 2) : 0;
}

/* Where all is well a frame of TCP is one tvb: what was put together adds another. */
static bool may_be_part(const packet_info *pinfo)
{
    return (pinfo->net_src.type == AT_IPv4 || pinfo->net_src.type == AT_IPv6) &&
           pinfo->net_dst.type == pinfo->net_src.type &&
           (pinfo->ptype != PT_TCP || (pinfo->data_src && pinfo->data_src->next));
}

/* Inlined, its event would be cleared for all the frames that have none. */
static G_GNUC_NO_INLINE void emit_part(const struct harvest_client *client,
                                       const packet_info *pinfo, const struct ip_packet *packet,
                                       enum wrapping wrapping, int64_t first_ns)
{
    struct event event = {.kind = EVENT_WRAPPED};

    if (!client->begin_frame(pinfo, client->user_data))
        return;
    event.origin = origin_of_frame(pinfo, EVENT_NO_STREAM, NULL, first_ns);
    if (packet->is_fragment) {
        event.kind = EVENT_IP_FRAGMENT;
        event.fragment = packet->fragment;
        set_ports(packet, &event.origin);
    } else {
        event.wrapping = wrapping;
    }
    client->take(&event, client->user_data);
}

void ip_part_frame(const struct harvest_client *client, tvbuff_t *frame, packet_info *pinfo,
                   int64_t first_ns)
{
    enum wrapping wrapping = WRAPPING_ESP;
    struct ip_packet packet;

    if (may_be_part(pinfo) && find_packet(frame, pinfo, &packet) &&
        (packet.is_fragment || is_wrapped(&packet, pinfo, &wrapping)))
        emit_part(client, pinfo, &packet, wrapping, first_ns);
}
