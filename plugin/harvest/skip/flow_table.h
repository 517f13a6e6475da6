/* What has been learned of each TCP connection that a capture shows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FLOW_TABLE_H
#define DCOMAUTH_FLOW_TABLE_H

#include "../../wire/bytes.h"

#include <glib.h>

/* More connections than that are not remembered, and nothing of them is left out; some 40 MiB. */
enum { FLOWS_MAX = 1 << 18 };

struct flow_end {
    struct bytes address; /* 4 bytes, or 16 */
    uint16_t port;
};

enum flow_content { FLOW_IS_NEW, FLOW_IS_WANTED, FLOW_IS_OTHER };

/* Sequence numbers, the end not included; they wrap. */
struct flow_gap {
    bool is_open;
    uint32_t from, to;
};

/* What one end has sent. */
struct flow_side {
    bool is_seen;
    struct flow_gap gap;   /* what need not be dissected */
    uint16_t longest;      /* data in one segment */
    bool has_kept_ack;     /* with a window that was not zero */
    uint32_t acknowledged; /* in the last segment */
    uint32_t kept_ack;     /* in the last one that was not left */
};

struct flow {
    uint8_t content; /* enum flow_content */
    uint8_t looks;   /* how many segments with data were looked at */
    bool encryption_is_told;
    struct flow_side sides[2];
};

struct flow_table;

struct flow_table *flow_table_new(void);
void flow_table_free(struct flow_table *table);

/* The connection between two ends, whichever comes first; *direction is 0 or 1, the same for all
 * packets from one end. NULL where the table is full. The result is the table's, and stays valid as
 * long as it. Which connections a capture holds does not make it slow: no capture can know how they
 * are hashed. */
struct flow *flow_table_get(struct flow_table *table, const struct flow_end *source,
                            const struct flow_end *target, unsigned *direction);

#endif
