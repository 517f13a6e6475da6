/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tcp_header.h"

#include <string.h>

enum {
    IPV4_HEADER_SIZE = 20, /* RFC 791 3.1 */
    IPV4_WITHOUT_OPTIONS = 0x45,
    IPV4_LENGTH_OFFSET = 2,
    IPV4_FRAGMENT_OFFSET = 6,
    IPV4_FRAGMENT_MASK = 0x3fff, /* more fragments, and where this one belongs */
    IPV4_PROTOCOL_OFFSET = 9,
    IPV4_ADDRESSES_OFFSET = 12,
    IPV6_LENGTH_OFFSET = 4, /* RFC 8200 3 */
    IPV6_NEXT_OFFSET = 6,
    IPV6_ADDRESSES_OFFSET = 8,
    IPV6_HEADER_SIZE = 40,
    EXTENSION_UNIT = 8, /* RFC 8200 4 */
    EXTENSIONS_MAX = 8,
    HOP_BY_HOP = 0,
    DESTINATION_OPTIONS = 60,
    PROTOCOL_TCP = 6,
    SEQUENCE_OFFSET = 4, /* RFC 9293 3.1 */
    ACKNOWLEDGEMENT_OFFSET = 8,
    LENGTH_AND_FLAGS_OFFSET = 12,
    FLAGS_OFFSET = 13,
    READ_SIZE = 16, /* Wireshark shows no flags without the window */
    HEADER_SIZE_MIN = 20,
    FLAGS_OF_INTEREST = 0x07, /* FIN, SYN, RST */
    ENCAPSULATION_MAX = 512,  /* an IP header further back is not looked for */
};

struct bytes {
    const uint8_t *at;
    size_t length;
};

/* A segment: its bytes as far as they were captured, and its length on the wire. */
struct segment {
    struct bytes bytes;
    size_t wire_length;
};

static int proto_icmp = -1;
static int proto_icmpv6 = -1;
static size_t last_ip_offset; /* most frames of a capture have it there */

static uint32_t big_endian16(const uint8_t *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t big_endian32(const uint8_t *at)
{
    return big_endian16(at) << 16 | big_endian16(at + 2);
}

static bool cut_segment(const struct bytes *packet, size_t wire_length, size_t header_size,
                        struct segment *segment)
{
    if (header_size > wire_length || header_size > packet->length)
        return false;
    *segment = (struct segment){
        .bytes = {packet->at + header_size, MIN(packet->length, wire_length) - header_size},
        .wire_length = wire_length - header_size,
    };
    return true;
}

/* A length of 0 is that of a segment which the network card was to cut into several. */
static size_t length_or_rest(size_t length, size_t rest)
{
    return length > 0 ? MIN(length, rest) : rest;
}

static bool read_ipv4(const struct bytes *packet, size_t rest, struct segment *segment)
{
    const uint8_t *ip = packet->at;

    return packet->length >= IPV4_ADDRESSES_OFFSET && ip[0] >> 4 == 4 &&
           ip[IPV4_PROTOCOL_OFFSET] == PROTOCOL_TCP &&
           !(big_endian16(ip + IPV4_FRAGMENT_OFFSET) & IPV4_FRAGMENT_MASK) &&
           cut_segment(packet, length_or_rest(big_endian16(ip + IPV4_LENGTH_OFFSET), rest),
                       (size_t)(ip[0] & 0xf) * 4, segment);
}

static bool is_option_header(uint8_t type)
{
    return type == HOP_BY_HOP || type == DESTINATION_OPTIONS;
}

static bool read_ipv6(const struct bytes *packet, size_t rest, struct segment *segment)
{
    const uint8_t *ip = packet->at;
    size_t header_size = IPV6_HEADER_SIZE, payload;
    uint8_t next;

    if (packet->length < IPV6_HEADER_SIZE || ip[0] >> 4 != 6)
        return false;
    next = ip[IPV6_NEXT_OFFSET];
    for (int i = 0; i < EXTENSIONS_MAX && is_option_header(next); i++) {
        if (header_size + EXTENSION_UNIT > packet->length)
            return false;
        next = ip[header_size];
        header_size += EXTENSION_UNIT * (1 + (size_t)ip[header_size + 1]);
    }
    payload = big_endian16(ip + IPV6_LENGTH_OFFSET);
    return next == PROTOCOL_TCP &&
           cut_segment(packet, length_or_rest(payload > 0 ? payload + IPV6_HEADER_SIZE : 0, rest),
                       header_size, segment);
}

static bool read_header(const struct segment *segment, const packet_info *pinfo,
                        struct segment_header *header)
{
    const uint8_t *tcp = segment->bytes.at;
    uint32_t length_and_flags;
    size_t header_size;

    if (segment->bytes.length < READ_SIZE)
        return false;
    length_and_flags = big_endian16(tcp + LENGTH_AND_FLAGS_OFFSET);
    header_size = (length_and_flags >> 12) * 4;
    if (header_size < HEADER_SIZE_MIN)
        return false;
    *header = (struct segment_header){
        .source_port = big_endian16(tcp),
        .target_port = big_endian16(tcp + 2),
        .flags = length_and_flags & 0xfff,
        .sequence = big_endian32(tcp + SEQUENCE_OFFSET),
        .acknowledgement = big_endian32(tcp + ACKNOWLEDGEMENT_OFFSET),
        .length = (uint32_t)(segment->wire_length - MIN(segment->wire_length, header_size)),
    };
    return header->source_port == pinfo->srcport && header->target_port == pinfo->destport;
}

/* What an ICMP error quotes was sent before. proto_is_frame_protocol() compares names. */
static bool is_quoted(const packet_info *pinfo)
{
    wmem_list_frame_t *layer = wmem_list_head(pinfo->layers);

    for (; layer; layer = wmem_list_frame_next(layer)) {
        int protocol = GPOINTER_TO_INT(wmem_list_frame_data(layer));

        if (protocol == proto_icmp || protocol == proto_icmpv6)
            return true;
    }
    return false;
}

/* Nearly all segments are such ones, behind the same encapsulation as those before them. */
static bool is_of_no_interest(const struct bytes *frame, size_t ip_offset, const packet_info *pinfo)
{
    const uint8_t *ip = frame->at + ip_offset;
    const uint8_t *tcp = ip + IPV4_HEADER_SIZE;

    return ip_offset + IPV4_HEADER_SIZE + HEADER_SIZE_MIN <= frame->length &&
           ip[0] == IPV4_WITHOUT_OPTIONS && ip[IPV4_PROTOCOL_OFFSET] == PROTOCOL_TCP &&
           big_endian32(tcp) == (pinfo->srcport << 16 | pinfo->destport) &&
           !(tcp[FLAGS_OFFSET] & FLAGS_OF_INTEREST);
}

static bool read_packet(const struct bytes *frame, size_t wire_length, const packet_info *pinfo,
                        size_t ip_offset, struct segment *segment)
{
    bool is_ipv4 = pinfo->net_src.type == AT_IPv4;
    size_t size = (size_t)pinfo->net_src.len;
    size_t pair = ip_offset + (is_ipv4 ? IPV4_ADDRESSES_OFFSET : IPV6_ADDRESSES_OFFSET);
    const struct bytes packet = {frame->at + ip_offset, frame->length - ip_offset};

    return pair + 2 * size <= frame->length &&
           memcmp(frame->at + pair, pinfo->net_src.data, size) == 0 &&
           memcmp(frame->at + pair + size, pinfo->net_dst.data, size) == 0 &&
           (is_ipv4 ? read_ipv4 : read_ipv6)(&packet, wire_length - ip_offset, segment);
}

/* The IP header is where the addresses stand that Wireshark shows for the frame. */
static bool find_segment(const struct bytes *frame, size_t wire_length, const packet_info *pinfo,
                         struct segment *segment)
{
    size_t end = MIN(frame->length, ENCAPSULATION_MAX);

    if (last_ip_offset < end && read_packet(frame, wire_length, pinfo, last_ip_offset, segment))
        return true;
    for (size_t offset = 0; offset < end; offset++) {
        if (read_packet(frame, wire_length, pinfo, offset, segment)) {
            last_ip_offset = offset;
            return true;
        }
    }
    return false;
}

static bool is_ip(const packet_info *pinfo)
{
    return (pinfo->net_src.type == AT_IPv4 || pinfo->net_src.type == AT_IPv6) &&
           pinfo->net_dst.type == pinfo->net_src.type;
}

void tcp_header_begin_file(void)
{
    proto_icmp = proto_get_id_by_filter_name("icmp");
    proto_icmpv6 = proto_get_id_by_filter_name("icmpv6");
}

static struct bytes bytes_of(tvbuff_t *frame)
{
    size_t length = tvb_captured_length(frame);

    return (struct bytes){length > 0 ? tvb_get_ptr(frame, 0, (int)length) : NULL, length};
}

bool tcp_header_may_matter(tvbuff_t *frame, const packet_info *pinfo)
{
    struct bytes bytes;

    if (pinfo->ptype != PT_TCP)
        return false;
    bytes = bytes_of(frame);
    return bytes.length > 0 && !is_of_no_interest(&bytes, last_ip_offset, pinfo);
}

bool tcp_header_read(tvbuff_t *frame, const packet_info *pinfo, bool any,
                     struct segment_header *header)
{
    struct bytes bytes;
    struct segment segment;

    if (pinfo->ptype != PT_TCP || !is_ip(pinfo))
        return false;
    bytes = bytes_of(frame);
    return find_segment(&bytes, tvb_reported_length(frame), pinfo, &segment) &&
           read_header(&segment, pinfo, header) &&
           (is_segment_of_interest(header) ? !is_quoted(pinfo) : any);
}
