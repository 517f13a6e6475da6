/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wrapped.h"

/* Of each kind: what there is much of leaves room for the others. */
enum { PAIRS_MAX = 64 };

GArray *wrapped_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(struct wrapped_pair));
}

static bool is_between(const struct wrapped_pair *pair, const struct event_origin *origin)
{
    return (host_addr_equal(&pair->one, &origin->source) &&
            host_addr_equal(&pair->other, &origin->target)) ||
           (host_addr_equal(&pair->one, &origin->target) &&
            host_addr_equal(&pair->other, &origin->source));
}

void wrapped_add(GArray *pairs, const struct event *event)
{
    const struct event_origin *origin = &event->origin;
    struct wrapped_pair fresh = {event->wrapping, origin->source, origin->target, 1, origin->frame};
    unsigned count = 0;

    for (guint i = 0; i < pairs->len; i++) {
        struct wrapped_pair *pair = &g_array_index(pairs, struct wrapped_pair, i);

        if (pair->wrapping != event->wrapping)
            continue;
        if (is_between(pair, origin)) {
            pair->packets++;
            return;
        }
        count++;
    }
    if (count < PAIRS_MAX)
        g_array_append_val(pairs, fresh);
}
