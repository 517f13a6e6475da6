/* The TCP segment of a frame, found without a dissection: behind the IP header whose addresses are
 * those of the frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_IP_SEGMENT_H
#define DCOMAUTH_WIRE_IP_SEGMENT_H

#include "bytes.h"

struct segment_header {
    uint32_t source_port;
    uint32_t target_port;
    uint32_t flags; /* enum tcp_flag and others */
    uint32_t sequence;
    uint32_t acknowledgement;
    uint32_t length; /* of the payload, on the wire */
};

/* What Wireshark shows as the innermost addresses of the frame, in network order. */
struct ip_pair {
    struct bytes source; /* 4 bytes, or 16 */
    struct bytes target; /* as many */
};

/* What a datagram carries: its bytes as far as they were captured, and its length on the wire. */
struct ip_payload {
    struct bytes bytes;
    size_t wire_length;
    uint16_t id; /* IPv4 identification (RFC 791 3.1); 0 in IPv6 */
};

/* Finds what is carried between the two addresses by this protocol; offsets and failures are those
 * of ip_segment_find(). */
bool ip_payload_find(struct bytes frame, size_t wire_length, const struct ip_pair *pair,
                     uint8_t protocol, size_t *ip_offset, struct ip_payload *payload);

/* Reads the TCP header of what is carried; *header_size: its length with options, which may be more
 * than was captured. */
bool ip_payload_segment(const struct ip_payload *payload, struct segment_header *header,
                        size_t *header_size);

/* Finds the segment between the two addresses and reads its header. *ip_offset: where the IP header
 * is looked for first, and then where it was found; only the first 512 bytes of a frame are looked
 * at. wire_length: of the frame. False where there is none, and where there is no telling: the
 * segment came in several fragments, or an IPv6 routing header hides its target. */
bool ip_segment_find(struct bytes frame, size_t wire_length, const struct ip_pair *pair,
                     size_t *ip_offset, struct segment_header *header);

/* A quick look that spares nearly all frames the rest: at this offset is an IPv4 header without
 * options, behind it a segment between these ports with neither SYN, FIN nor RST. */
bool ip_segment_is_plain(struct bytes frame, size_t ip_offset, uint32_t source_port,
                         uint32_t target_port);

#endif
