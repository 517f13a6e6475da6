/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "acknowledgement.h"

#include "../vocabulary/numbers.h"

enum {
    ACKNOWLEDGEMENT = 8, /* RFC 9293 3.1 */
    DATA_OFFSET = 12,
    FLAGS = 13,
    WINDOW = 14,
    HEADER_SIZE = 20,
    TIME_STAMPS_SIZE = 12,
    TIME_STAMPS = 0x0101080a, /* RFC 7323 appendix A */
};

static bool has_usual_options(struct bytes tcp)
{
    unsigned size = (bytes_u8(tcp, DATA_OFFSET) >> 4) * 4u;

    return size == HEADER_SIZE ||
           (size == HEADER_SIZE + TIME_STAMPS_SIZE && bytes_be32(tcp, HEADER_SIZE) == TIME_STAMPS);
}

bool acknowledgement_read(struct bytes tcp, size_t wire_length, struct acknowledgement *ack)
{
    uint8_t flags = bytes_u8(tcp, FLAGS);

    ack->number = bytes_be32(tcp, ACKNOWLEDGEMENT);
    ack->has_window = bytes_be16(tcp, WINDOW) > 0;
    ack->is_plain =
        wire_length == 0 && flags == TCP_FLAG_ACK && ack->has_window && has_usual_options(tcp);
    return flags & TCP_FLAG_ACK;
}
