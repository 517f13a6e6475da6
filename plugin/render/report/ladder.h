/* What happened in a finding, as messages between lanes: the content of the ladder diagram.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_LADDER_H
#define DCOMAUTH_LADDER_H

#include "../../diagnose/finding.h"

enum {
    LADDER_KDCS_MAX = 4,      /* further ones share the last lane */
    LADDER_MESSAGES_MAX = 60, /* of a finding with more, the first */
};

/* Lanes from left to right: the client, the KDCs, the RPC server. */
struct ladder_lane {
    const char *title;
    struct host_addr address;
};

struct ladder_message {
    uint32_t frame;
    unsigned from; /* lane */
    unsigned to;
    bool has_time;
    int64_t relative_ns;
    char *label;
    bool failed;     /* a step that went wrong */
    bool unanswered; /* it got no answer */
};

struct ladder {
    GArray *lanes;    /* struct ladder_lane */
    GArray *messages; /* struct ladder_message, by frame */
};

/* Tells when a frame of a part of the capture was seen, since the first one; false where it
 * cannot. */
struct ladder_clock {
    bool (*find)(unsigned part, uint32_t frame, int64_t *relative_ns, const void *data);
    const void *data;
};

/* Free it with ladder_free(). The clock is asked for each frame, and not kept. */
struct ladder *ladder_new(const struct finding *finding, const struct ladder_clock *clock);
bool ladder_shows(const struct ladder *ladder, uint32_t frame);
void ladder_free(struct ladder *ladder);

#endif
