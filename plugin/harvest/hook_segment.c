/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hooks.h"
#include "pending.h"

enum {
    SEQUENCE_OFFSET = 4, /* RFC 9293 3.1 */
    ACKNOWLEDGEMENT_OFFSET = 8,
    LENGTH_AND_FLAGS_OFFSET = 12,
    READ_SIZE = 16, /* Wireshark shows no flags without the window */
    HEADER_SIZE_MIN = 20,
    FLAGS_OF_INTEREST = 0x07, /* FIN, SYN, RST */
};

static uint32_t segment_length(tvbuff_t *tvb, const packet_info *pinfo, unsigned header_size)
{
    unsigned length = tvb_reported_length(tvb);

    return pinfo->fragmented || length < header_size ? 0 : length - header_size;
}

int hook_segment(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                 proto_tree *tree, void *data)
{
    unsigned length_and_flags =
        tvb_captured_length(tvb) < READ_SIZE ? 0 : tvb_get_ntohs(tvb, LENGTH_AND_FLAGS_OFFSET);
    unsigned header_size = (length_and_flags >> 12) * 4;

    if (length_and_flags & FLAGS_OF_INTEREST && header_size >= HEADER_SIZE_MIN &&
        pending_begin(pinfo)) {
        const struct segment_header header = {
            .flags = length_and_flags & 0xfff,
            .sequence = tvb_get_ntohl(tvb, SEQUENCE_OFFSET),
            .acknowledgement = tvb_get_ntohl(tvb, ACKNOWLEDGEMENT_OFFSET),
            .length = segment_length(tvb, pinfo, header_size),
        };

        emit_segment(pending_emitter(pinfo), &header);
    }
    return original_call(original, tvb, pinfo, tree, data);
}
