/* Reads the input as two addresses, the wire length and the bytes of a frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire_target.h"

#include "wire/packet_identity.h"

enum { PAIR_OFFSET = 4, IPV4_SIZE = 4, IPV6_SIZE = 16, FRAME_OFFSET = PAIR_OFFSET + 2 * IPV6_SIZE };

static void read_frame(struct bytes frame, size_t missing, const struct ip_pair *pair, size_t at)
{
    size_t wire_length = frame.length + missing, offset = at;
    struct segment_header header;

    if (ip_segment_find(frame, wire_length, pair, &offset, &header))
        expect(offset < frame.length && header.length <= wire_length &&
               header.source_port <= UINT16_MAX && header.flags <= 0xfff);
    for (int is_tcp = 0; is_tcp <= 1; is_tcp++) {
        struct packet_identity identity;

        expect(packet_identity_read(frame, wire_length, pair, is_tcp, &offset, &identity) ==
               (identity.fingerprint != 0));
    }
    if (!ip_segment_is_plain(frame, at, bytes_be16(frame, at + 20), bytes_be16(frame, at + 22)))
        return;
    expect(frame.length >= at + 40);
}

static void read_input(struct bytes input)
{
    size_t size = bytes_u8(input, 0) & 1 ? IPV6_SIZE : IPV4_SIZE;
    struct bytes addresses = bytes_from(input, PAIR_OFFSET);
    const struct ip_pair pair = {
        bytes_first(addresses, size),
        bytes_first(bytes_from(addresses, size), size),
    };

    if (input.length >= FRAME_OFFSET)
        read_frame(bytes_from(input, FRAME_OFFSET), bytes_u8(input, 1), &pair, bytes_u8(input, 2));
}
