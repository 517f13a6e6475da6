/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet_identity.h"

#include "../vocabulary/numbers.h"
#include "ip_packet.h"

enum {
    UDP_HEADER_SIZE = 8,
    SEGMENT_BYTES_MAX =
        64, /* sequence numbers tell segments apart; a short snap length is no harm */
    DATAGRAM_BYTES_MAX = 1536,
    FLAGS_THAT_STAY = TCP_FLAG_FIN | TCP_FLAG_SYN | TCP_FLAG_RST | TCP_FLAG_ACK,
};

/* Odd, with bits all over: the finalizer of SplitMix64. */
#define MIX_FIRST UINT64_C(0xbf58476d1ce4e5b9)
#define MIX_SECOND UINT64_C(0x94d049bb133111eb)

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * MIX_FIRST;
    hash = (hash ^ hash >> 27) * MIX_SECOND;
    return hash ^ hash >> 31;
}

static uint64_t mix_bytes(uint64_t hash, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.length; i += sizeof(uint64_t)) {
        struct bytes rest = bytes_from(bytes, i);
        uint64_t word = bytes_le64(rest, 0);

        for (size_t j = 0; rest.length < sizeof word && j < rest.length; j++)
            word = word * UINT64_C(257) + bytes_u8(rest, j) + 1;
        hash = mix(hash, word);
    }
    return hash;
}

static bool read_segment(const struct ip_payload *payload, struct packet_identity *identity)
{
    struct segment_header header;
    size_t header_size;
    uint64_t hash;

    if (!ip_payload_segment(payload, &header, &header_size))
        return false;
    hash = mix(IP_PROTOCOL_TCP, (uint64_t)header.sequence << 32 | header.acknowledgement);
    hash = mix(hash, (uint64_t)header.length << 32 | (header.flags & FLAGS_THAT_STAY));
    hash = mix_bytes(hash, bytes_first(bytes_from(payload->bytes, header_size), SEGMENT_BYTES_MAX));
    identity->fingerprint = hash | 1;
    identity->has_payload = header.length > 0;
    identity->is_closing = header.flags & (TCP_FLAG_FIN | TCP_FLAG_RST);
    identity->is_bare =
        header.length == 0 && !identity->is_closing && !(header.flags & TCP_FLAG_SYN);
    identity->has_ack = header.flags & TCP_FLAG_ACK;
    identity->acknowledged = header.acknowledgement;
    identity->begin = header.sequence;
    identity->end = header.sequence + header.length;
    return true;
}

static bool read_datagram(const struct ip_payload *payload, struct packet_identity *identity)
{
    struct bytes content = bytes_from(payload->bytes, UDP_HEADER_SIZE);

    if (content.length == 0)
        return false;
    identity->fingerprint = mix_bytes(mix(IP_PROTOCOL_UDP, payload->wire_length),
                                      bytes_first(content, DATAGRAM_BYTES_MAX)) |
                            1;
    identity->has_payload = true;
    return true;
}

bool packet_identity_read(struct bytes frame, size_t wire_length, const struct ip_pair *pair,
                          bool is_tcp, size_t *ip_offset, struct packet_identity *identity)
{
    struct ip_payload payload;

    *identity = (struct packet_identity){0};
    if (!ip_payload_find(frame, wire_length, pair, is_tcp ? IP_PROTOCOL_TCP : IP_PROTOCOL_UDP,
                         ip_offset, &payload) ||
        !(is_tcp ? read_segment : read_datagram)(&payload, identity))
        return false;
    identity->ip_id = payload.id;
    identity->source = host_addr_from_bytes(pair->source.at, pair->source.length);
    identity->target = host_addr_from_bytes(pair->target.at, pair->target.length);
    identity->source_port = bytes_be16(payload.bytes, 0);
    identity->target_port = bytes_be16(payload.bytes, 2);
    return true;
}
