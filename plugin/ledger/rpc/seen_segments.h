/* Which TCP segments of a connection have given their PDUs already.
 *
 * Wireshark leaves most repeated segments undissected, but not what it takes for a fast
 * retransmission or for out of order, as in a capture that has every packet four times.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_SEEN_SEGMENTS_H
#define DCOMAUTH_SEEN_SEGMENTS_H

#include "../../event/event.h"

enum { SEEN_SEGMENTS_MAX = 8 };

/* All zero to begin with. */
struct seen_segments {
    struct seen_segment {
        uint32_t frame; /* 0: none yet */
        uint32_t sequence;
        uint32_t length;
        uint16_t source_port;
    } list[SEEN_SEGMENTS_MAX];
    unsigned next;
};

/* Takes note of the segment that a PDU came in. Returns false where an earlier frame, one of the
 * last few, held the same segment (RFC 9293 3.4): then the PDU is a copy. */
bool seen_segments_add(struct seen_segments *seen, const struct event_origin *origin);

#endif
