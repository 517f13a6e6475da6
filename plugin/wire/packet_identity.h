/* What tells a packet from all others, on both sides of a router.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_PACKET_IDENTITY_H
#define DCOMAUTH_WIRE_PACKET_IDENTITY_H

#include "../event/captured_frame.h"
#include "ip_segment.h"

/* Reads the identity of the TCP segment or UDP datagram between the two addresses: sequence
 * numbers, flags and the first bytes of the payload (RFC 9293 3.1), or the payload of a datagram
 * (RFC 768). A router changes none of them; address translation none but addresses and ports.
 * *ip_offset and wire_length: as for ip_segment_find(). False, and *identity is zero, where there
 * is no such packet, or it came in fragments. */
bool packet_identity_read(struct bytes frame, size_t wire_length, const struct ip_pair *pair,
                          bool is_tcp, size_t *ip_offset, struct packet_identity *identity);

#endif
