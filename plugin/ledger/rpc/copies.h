/* Whether a connection is in the capture twice, by two clocks: merged from two capture points.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_COPIES_H
#define DCOMAUTH_COPIES_H

#include "../../event/event.h"

/* What is known of the copies of one connection. */
struct copies {
    uint32_t frame;    /* the copy of its SYN; 0: none */
    int64_t syn_ns;    /* of the copy */
    int64_t offset_ns; /* by which the copy is later */
    bool is_late;      /* PDUs stood before it: the order of the frames is not that of events */
    bool is_proven;
};

/* A SYN that was seen before comes again: syn_ns is the time of the first, has_pdu says whether
 * PDUs have been seen since. */
void copies_add_syn(struct copies *copies, const struct event_origin *origin, int64_t syn_ns,
                    bool has_pdu);

/* The client closes what it had closed at closed_ns. Returns true where that proves, for the first
 * time, that the connection was captured twice. */
bool copies_add_close(struct copies *copies, const struct event_origin *origin, int64_t closed_ns);

#endif
