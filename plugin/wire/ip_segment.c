/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ip_segment.h"

#include "../vocabulary/numbers.h"
#include "ip_packet.h"

enum {
    IPV4_ADDRESS_SIZE = 4,
    IPV4_HEADER_SIZE = 20, /* RFC 791 3.1 */
    IPV4_WITHOUT_OPTIONS = 0x45,
    IPV4_PROTOCOL_OFFSET = 9,
    IPV4_ADDRESSES_OFFSET = 12,
    IPV6_ADDRESSES_OFFSET = 8, /* RFC 8200 3 */
    SEQUENCE_OFFSET = 4,       /* RFC 9293 3.1 */
    ACKNOWLEDGEMENT_OFFSET = 8,
    LENGTH_AND_FLAGS_OFFSET = 12,
    FLAGS_OFFSET = 13,
    READ_SIZE = 16, /* Wireshark shows no flags without the window */
    HEADER_SIZE_MIN = 20,
    FLAGS_OF_INTEREST = TCP_FLAG_FIN | TCP_FLAG_SYN | TCP_FLAG_RST,
    ENCAPSULATION_MAX = 512, /* an IP header further back is not looked for */
};

bool ip_payload_segment(const struct ip_payload *payload, struct segment_header *header,
                        size_t *header_size)
{
    struct bytes tcp = payload->bytes;
    uint32_t length_and_flags = bytes_be16(tcp, LENGTH_AND_FLAGS_OFFSET);
    size_t size = (length_and_flags >> 12) * 4;

    if (tcp.length < READ_SIZE || size < HEADER_SIZE_MIN)
        return false;
    *header_size = size;
    *header = (struct segment_header){
        .source_port = bytes_be16(tcp, 0),
        .target_port = bytes_be16(tcp, 2),
        .flags = length_and_flags & 0xfff,
        .sequence = bytes_be32(tcp, SEQUENCE_OFFSET),
        .acknowledgement = bytes_be32(tcp, ACKNOWLEDGEMENT_OFFSET),
        .length = payload->wire_length > size ? (uint32_t)(payload->wire_length - size) : 0,
    };
    return true;
}

/* The addresses come first: they tell soonest that no header begins here. */
static bool read_packet(struct bytes packet, size_t wire_length, const struct ip_pair *pair,
                        uint8_t protocol, struct ip_payload *payload)
{
    bool is_ipv4 = pair->source.length == IPV4_ADDRESS_SIZE;
    struct bytes addresses =
        bytes_from(packet, is_ipv4 ? IPV4_ADDRESSES_OFFSET : IPV6_ADDRESSES_OFFSET);
    struct ip_packet ip;

    if (!bytes_begin_with(addresses, pair->source.at, pair->source.length) ||
        !bytes_begin_with(bytes_from(addresses, pair->source.length), pair->target.at,
                          pair->target.length) ||
        bytes_u8(packet, 0) >> 4 != (is_ipv4 ? 4 : 6) ||
        !ip_packet_read(packet, wire_length, &ip) || ip.protocol != protocol || ip.is_fragment)
        return false;
    *payload = (struct ip_payload){
        .bytes = ip.payload,
        .wire_length = ip.wire_length,
        .id = is_ipv4 ? (uint16_t)ip.fragment.id : 0,
    };
    return true;
}

bool ip_payload_find(struct bytes frame, size_t wire_length, const struct ip_pair *pair,
                     uint8_t protocol, size_t *ip_offset, struct ip_payload *payload)
{
    size_t end = bytes_first(frame, ENCAPSULATION_MAX).length;

    if (*ip_offset < end && read_packet(bytes_from(frame, *ip_offset), wire_length - *ip_offset,
                                        pair, protocol, payload))
        return true;
    for (size_t offset = 0; offset < end; offset++) {
        if (read_packet(bytes_from(frame, offset), wire_length - offset, pair, protocol, payload)) {
            *ip_offset = offset;
            return true;
        }
    }
    return false;
}

bool ip_segment_find(struct bytes frame, size_t wire_length, const struct ip_pair *pair,
                     size_t *ip_offset, struct segment_header *header)
{
    struct ip_payload payload;
    size_t header_size;

    return ip_payload_find(frame, wire_length, pair, IP_PROTOCOL_TCP, ip_offset, &payload) &&
           ip_payload_segment(&payload, header, &header_size);
}

bool ip_segment_is_plain(struct bytes frame, size_t ip_offset, uint32_t source_port,
                         uint32_t target_port)
{
    struct bytes ip = bytes_from(frame, ip_offset);
    struct bytes tcp = bytes_from(ip, IPV4_HEADER_SIZE);

    return bytes_have(tcp, 0, HEADER_SIZE_MIN) && bytes_u8(ip, 0) == IPV4_WITHOUT_OPTIONS &&
           bytes_u8(ip, IPV4_PROTOCOL_OFFSET) == IP_PROTOCOL_TCP &&
           bytes_be32(tcp, 0) == (source_port << 16 | target_port) &&
           !(bytes_u8(tcp, FLAGS_OFFSET) & FLAGS_OF_INTEREST);
}
