/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ip_packet.h"

enum {
    IPV4_HEADER_SIZE = 20, /* RFC 791 3.1 */
    IPV4_TOTAL_LENGTH = 2,
    IPV4_ID = 4,
    IPV4_FRAGMENT = 6,
    IPV4_MORE_FRAGMENTS = 0x2000,
    IPV4_OFFSET_MASK = 0x1fff,
    FRAGMENT_UNIT = 8,
    IPV4_PROTOCOL = 9,
    IPV4_SOURCE = 12,
    IPV4_TARGET = 16,
    IPV4_ADDRESS_SIZE = 4,
    IPV6_PAYLOAD_LENGTH = 4, /* RFC 8200 3 */
    IPV6_NEXT = 6,
    IPV6_SOURCE = 8,
    IPV6_TARGET = 24,
    IPV6_ADDRESS_SIZE = 16,
    IPV6_HEADER_SIZE = 40,
    EXTENSION_UNIT = 8, /* RFC 8200 4 */
    EXTENSIONS_MAX = 8,
    HOP_BY_HOP = 0,
    FRAGMENT_HEADER = 44, /* RFC 8200 4.5 */
    FRAGMENT_HEADER_SIZE = 8,
    FRAGMENT_BITS = 2,
    FRAGMENT_ID = 4,
    DESTINATION_OPTIONS = 60,
};

static struct bytes slice(struct bytes bytes, size_t offset, size_t size)
{
    return bytes_first(bytes_from(bytes, offset), size);
}

/* header_size and total are those on the wire. */
static bool cut(struct bytes bytes, size_t header_size, size_t total, struct ip_packet *packet)
{
    if (header_size > total || header_size > bytes.length)
        return false;
    packet->wire_length = total - header_size;
    packet->payload = slice(bytes, header_size, packet->wire_length);
    return true;
}

static size_t length_or_rest(size_t length, size_t rest)
{
    return length > 0 && length < rest ? length : rest;
}

static bool read_ipv4(struct bytes bytes, size_t rest, struct ip_packet *packet)
{
    size_t header_size = (size_t)(bytes_u8(bytes, 0) & 0xf) * 4;

    if (!bytes_have(bytes, 0, IPV4_HEADER_SIZE) || header_size < IPV4_HEADER_SIZE)
        return false;
    packet->protocol = bytes_u8(bytes, IPV4_PROTOCOL);
    packet->source = slice(bytes, IPV4_SOURCE, IPV4_ADDRESS_SIZE);
    packet->target = slice(bytes, IPV4_TARGET, IPV4_ADDRESS_SIZE);
    if (!cut(bytes, header_size, length_or_rest(bytes_be16(bytes, IPV4_TOTAL_LENGTH), rest),
             packet))
        return false;
    packet->fragment = (struct ip_fragment){
        .id = bytes_be16(bytes, IPV4_ID),
        .protocol = packet->protocol,
        .offset = (bytes_be16(bytes, IPV4_FRAGMENT) & IPV4_OFFSET_MASK) * FRAGMENT_UNIT,
        .length = (uint32_t)packet->wire_length,
        .more = bytes_be16(bytes, IPV4_FRAGMENT) & IPV4_MORE_FRAGMENTS,
    };
    packet->is_fragment = packet->fragment.more || packet->fragment.offset > 0;
    return true;
}

/* What the fragment header announces becomes the payload; one that stands for the whole (RFC 6946)
 * is no fragment. */
static bool read_fragment(struct ip_packet *packet)
{
    struct bytes header = packet->payload;
    uint16_t bits = bytes_be16(header, FRAGMENT_BITS);

    if (packet->protocol != FRAGMENT_HEADER)
        return true;
    if (!bytes_have(header, 0, FRAGMENT_HEADER_SIZE) || packet->wire_length < FRAGMENT_HEADER_SIZE)
        return false;
    packet->protocol = bytes_u8(header, 0);
    packet->payload = bytes_from(header, FRAGMENT_HEADER_SIZE);
    packet->wire_length -= FRAGMENT_HEADER_SIZE;
    packet->fragment = (struct ip_fragment){
        .id = bytes_be32(header, FRAGMENT_ID),
        .protocol = packet->protocol,
        .offset = bits & ~7u,
        .length = (uint32_t)packet->wire_length,
        .more = bits & 1,
    };
    packet->is_fragment = packet->fragment.more || packet->fragment.offset > 0;
    return true;
}

static bool read_ipv6(struct bytes bytes, size_t rest, struct ip_packet *packet)
{
    size_t size = IPV6_HEADER_SIZE, payload = bytes_be16(bytes, IPV6_PAYLOAD_LENGTH);
    uint8_t next = bytes_u8(bytes, IPV6_NEXT);

    if (!bytes_have(bytes, 0, IPV6_HEADER_SIZE))
        return false;
    for (int i = 0; i < EXTENSIONS_MAX && (next == HOP_BY_HOP || next == DESTINATION_OPTIONS);
         i++) {
        if (!bytes_have(bytes, size, EXTENSION_UNIT))
            return false;
        next = bytes_u8(bytes, size);
        size += EXTENSION_UNIT * (1 + (size_t)bytes_u8(bytes, size + 1));
    }
    packet->protocol = next;
    packet->is_fragment = false;
    packet->source = slice(bytes, IPV6_SOURCE, IPV6_ADDRESS_SIZE);
    packet->target = slice(bytes, IPV6_TARGET, IPV6_ADDRESS_SIZE);
    return cut(bytes, size, length_or_rest(payload ? payload + IPV6_HEADER_SIZE : 0, rest),
               packet) &&
           read_fragment(packet);
}

bool ip_packet_read(struct bytes bytes, size_t wire_length, struct ip_packet *packet)
{
    switch (bytes_u8(bytes, 0) >> 4) {
    case 4:
        return read_ipv4(bytes, wire_length, packet);
    case 6:
        return read_ipv6(bytes, wire_length, packet);
    default:
        return false;
    }
}
