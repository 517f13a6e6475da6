/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "seen_segments.h"

static bool is_same(const struct seen_segment *left, const struct seen_segment *right)
{
    return left->frame != 0 && left->sequence == right->sequence && left->length == right->length &&
           left->source_port == right->source_port;
}

bool seen_segments_add(struct seen_segments *seen, const struct event_origin *origin)
{
    const struct seen_segment segment = {origin->frame, origin->sequence, origin->segment_length,
                                         origin->source_port};

    if (!origin->has_sequence)
        return true;
    for (unsigned i = 0; i < SEEN_SEGMENTS_MAX; i++)
        if (is_same(&seen->list[i], &segment))
            return seen->list[i].frame == origin->frame;
    seen->list[seen->next] = segment;
    seen->next = (seen->next + 1) % SEEN_SEGMENTS_MAX;
    return true;
}
