/* The capture points of a file that several captures were merged into, and which packets they have
 * in common.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_SOURCES_H
#define DCOMAUTH_SOURCES_H

#include "../../event/captured_frame.h"
#include "clock_fit.h"

enum { SOURCES_MAX = 64, SIGHTINGS_MAX = 32768, SIGHTINGS_OF_PACKET_MAX = 8 };

struct source {
    char *name;
    bool is_named;      /* by whoever merged the captures */
    GArray *interfaces; /* uint32_t */
    uint32_t frames;
    int64_t last_ns; /* of its own clock */
};

/* The clock of a source against that of the first. */
struct source_clock {
    bool is_known;
    struct clock_fit fit;
};

/* Packets that one interface has twice, as no network has them. */
struct source_copies {
    uint32_t count;
    uint32_t first_frame; /* and its copy; 0 for none */
    uint32_t second_frame;
};

struct sources;

/* names: "client.cap=0;server.cap=1,2" (interfaces of a source), "" or NULL for none; each
 * interface without a name is a source. What has another form is ignored. */
struct sources *sources_new(const char *names);
void sources_free(struct sources *sources);

/* Counts the frame. A packet with an identity is remembered; of more than SIGHTINGS_MAX a sample
 * that is the same for every source. Beyond SOURCES_MAX interfaces all are the last source. */
void sources_add(struct sources *sources, const struct captured_frame *frame);

/* They stay as long as the sources. */
unsigned sources_count(const struct sources *sources);
const struct source *sources_get(const struct sources *sources, unsigned index);

/* The clock of each source, sources_count() of them; g_free() it. Where a source has nothing in
 * common with the first, it is measured by way of another. */
struct source_clock *sources_clocks(const struct sources *sources);

/* The shortest time between a packet and its answer on one interface; 0 where none was seen. */
int64_t sources_shortest_gap_ns(const struct sources *sources);

struct source_copies sources_copies(const struct sources *sources);

#endif
