/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "copies.h"

#include <glib.h>

/* No sender repeats a SYN that early, nor after its connection has come to work (RFC 6298 2). */
enum { COPY_WITHIN_NS = 250000000 };

/* Clocks that are set at all are nearer than that, wrong time zones included. */
#define APART_MAX_NS (24 * 3600 * INT64_C(1000000000))

void copies_add_syn(struct copies *copies, const struct event_origin *origin, int64_t syn_ns,
                    bool has_pdu)
{
    int64_t offset_ns = origin->time_ns - syn_ns;

    /* Of several copies one that comes late matters most. */
    bool is_known = copies->frame != 0 && (copies->is_late || !has_pdu);

    if (is_known || offset_ns <= 0 || offset_ns > APART_MAX_NS ||
        (!has_pdu && offset_ns > COPY_WITHIN_NS))
        return;
    copies->frame = origin->frame;
    copies->syn_ns = origin->time_ns;
    copies->offset_ns = offset_ns;
    copies->is_late = has_pdu;
    copies->is_proven = false;
}

bool copies_add_close(struct copies *copies, const struct event_origin *origin, int64_t closed_ns)
{
    int64_t offset_ns = origin->time_ns - closed_ns;

    /* All copies are later by the difference of the clocks, give or take the network's delay. */
    if (copies->frame == 0 || copies->is_proven ||
        ABS(offset_ns - copies->offset_ns) > copies->offset_ns / 2)
        return false;
    copies->is_proven = true;
    return true;
}
