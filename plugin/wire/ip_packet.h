/* The header of an IP packet, version 4 or 6, and the ports of what it carries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_IP_PACKET_H
#define DCOMAUTH_WIRE_IP_PACKET_H

#include "../event/ip_fragment.h"
#include "bytes.h"

/* Protocol numbers (IANA) that are asked for by name. */
enum ip_protocol { IP_PROTOCOL_TCP = 6, IP_PROTOCOL_UDP = 17, IP_PROTOCOL_ESP = 50 };

struct ip_packet {
    uint8_t protocol; /* behind the extension headers of version 6 that may stand before TCP */
    bool is_fragment;
    struct ip_fragment fragment; /* where it is one */
    struct bytes source, target; /* the addresses, 4 or 16 bytes; borrowed from the frame */
    struct bytes payload;        /* as far as it was captured */
    size_t wire_length;          /* of the payload */
};

/* Reads the header at the beginning of bytes, of which wire_length were on the wire. False where it
 * is none, or is cut off. A total length of 0 (the network card was to cut it into several) counts
 * as the rest of the frame. At most eight extension headers are followed. */
bool ip_packet_read(struct bytes bytes, size_t wire_length, struct ip_packet *packet);

#endif
