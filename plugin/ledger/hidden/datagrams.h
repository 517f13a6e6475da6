/* IP datagrams of Kerberos in fragments, until all of them have come by.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_DATAGRAMS_H
#define DCOMAUTH_DATAGRAMS_H

#include "../../event/event.h"

enum { DATAGRAM_RANGES_MAX = 16 };

struct datagram_range {
    uint32_t from;
    uint32_t until;
};

struct datagram {
    struct host_addr source;
    struct host_addr target;
    uint32_t id;
    uint8_t protocol;
    uint16_t source_port; /* 0 without the first fragment */
    uint16_t target_port;
    uint32_t frame; /* the first that was seen of it */
    uint32_t end;   /* where the last fragment ends; 0 without that */
    struct datagram_range ranges[DATAGRAM_RANGES_MAX]; /* what was seen, ascending */
    unsigned range_count;
};

struct datagrams;

struct datagrams *datagrams_new(void);
void datagrams_free(struct datagrams *datagrams);

/* Takes a fragment and returns the port of the sender, 0 where no first fragment tells it. One that
 * completes its datagram has it forgotten; of those that stay incomplete the oldest are forgotten
 * when there are too many, but counted. */
uint16_t datagrams_add(struct datagrams *datagrams, const struct event *event);

/* Those of Kerberos of which fragments are missing, and the frame of the first. Those without their
 * first fragment have no ports and do not count. */
uint32_t datagrams_cut(const struct datagrams *datagrams, uint32_t *first_frame);

/* What is missing of the datagram whose first frame this is: "its bytes from 185 on". A new string;
 * NULL where nothing is known of it. */
char *datagrams_missing(const struct datagrams *datagrams, uint32_t frame);

#endif
