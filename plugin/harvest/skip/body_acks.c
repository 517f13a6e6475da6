/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "body_acks.h"

static int32_t distance(uint32_t from, uint32_t to)
{
    return (int32_t)(to - from);
}

/* A segment that is sent again may begin where no other did, but twice as long is none. */
bool body_acks_may_be_left(const struct flow_side *receiver, const struct flow_side *sender,
                           const struct acknowledgement *ack)
{
    const struct flow_gap *gap = &sender->gap;

    return ack->is_plain && gap->is_open && receiver->has_kept_ack &&
           distance(gap->from, receiver->kept_ack) >= 0 &&
           distance(receiver->acknowledged, ack->number) > 0 &&
           distance(ack->number, gap->to) > 2 * sender->longest;
}

void body_acks_note(struct flow_side *receiver, const struct acknowledgement *ack, bool is_left)
{
    receiver->acknowledged = ack->number;
    if (is_left)
        return;
    receiver->kept_ack = ack->number;
    receiver->has_kept_ack = ack->has_window;
}
