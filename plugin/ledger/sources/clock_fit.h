/* By how much two clocks differ, from packets that both have seen.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CLOCK_FIT_H
#define DCOMAUTH_CLOCK_FIT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* One packet, by both clocks. */
struct clock_pair {
    int64_t reference_ns;
    int64_t other_ns;
    uint64_t hosts;  /* between which it went, either way */
    bool is_forward; /* from the lower of the two addresses */
};

struct clock_fit {
    int64_t middle_ns; /* of the common packets, by the reference */
    double offset;     /* seconds to add to the other clock there */
    double drift_ppm;  /* by how much that grows: microseconds a second */
    /* In seconds. Both directions: half of what the smallest delays add up to, within which the
     * offset is right. One direction: by how much the delays vary. */
    double spread;
    uint32_t pairs;
    unsigned directions; /* 1: the offset holds a delay that is not known */
};

enum { CLOCK_PAIRS_MIN = 3, CLOCK_PAIRS_MAX = 4096 };

/* From struct clock_pair, which are sorted; of more than CLOCK_PAIRS_MAX an even sample counts.
 * Of both directions half of the difference of the smallest delays counts, as in NTP (RFC 5905 10).
 * False for fewer than CLOCK_PAIRS_MIN. */
bool clock_fit_find(GArray *pairs, struct clock_fit *fit);

#endif
