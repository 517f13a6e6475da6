/* Pairs of hosts with traffic between them that cannot be read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WRAPPED_H
#define DCOMAUTH_WRAPPED_H

#include "../../event/event.h"

#include <glib.h>

struct wrapped_pair {
    enum wrapping wrapping;
    struct host_addr one; /* who sent the first packet */
    struct host_addr other;
    uint32_t packets; /* of what is known by its port, the SYNs */
    uint32_t frame;   /* the first */
};

/* An array of struct wrapped_pair, in the order of the first frames; bounded. */
GArray *wrapped_new(void);
void wrapped_add(GArray *pairs, const struct event *event);

#endif
