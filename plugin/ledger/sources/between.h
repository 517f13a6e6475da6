/* What became of the packets of one connection between two capture points.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_BETWEEN_H
#define DCOMAUTH_BETWEEN_H

#include "sources.h"

struct way_ends {
    struct host_addr client;
    struct host_addr server;
    uint16_t client_port;
    uint16_t server_port;
};

enum between_kind {
    BETWEEN_NOTHING,
    BETWEEN_LOST,   /* a packet left one capture point and never reached the other */
    BETWEEN_FORGED, /* the connection was closed by a packet that its named sender never sent */
};

struct between {
    enum between_kind kind;
    uint32_t frame; /* the first packet that was lost, or the one that closes */
    bool from_client;
    const struct source *seen_by;   /* they stay as long as the sources */
    const struct source *missed_by; /* lost: near the receiver; forged: near the named sender */
    /* Packets of the connection are at another source with other addresses: two frames that are one
     * packet, and that source. It is a copy where the other source is nearer to the client. */
    bool is_translated;
    bool is_copy;
    uint32_t translated_frames[2];
    unsigned translated_source;
};

/* Whether the addresses of the connection are translated; kind is BETWEEN_NOTHING. At most
 * BETWEEN_SIGHTINGS_MAX packets of each direction are looked at, here and below. */
struct between sources_translation(const struct sources *sources, const struct way_ends *ends);

/* Adds to *between, which is from above, what was lost or forged. Compares every two sources that
 * hold packets of both directions of the connection, so that it is known which of them is nearer to
 * the client. closing_frame: the segment that closed it, 0 for none. Lost is what nobody
 * acknowledged and the other capture has in no form, while it goes on. */
void sources_find_lost(const struct sources *sources, const struct way_ends *ends,
                       uint32_t closing_frame, struct between *between);

#endif
