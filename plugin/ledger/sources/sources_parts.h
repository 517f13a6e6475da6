/* What the files of the sources share; no other includes it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_SOURCES_PARTS_H
#define DCOMAUTH_SOURCES_PARTS_H

#include "sources.h"

/* One packet as one source has it. */
struct sighting {
    uint64_t fingerprint;
    uint64_t endpoints; /* a hash of both addresses and ports, in their order */
    uint64_t hosts;     /* a hash of both addresses, in either order */
    int64_t time_ns;
    uint32_t frame;
    uint32_t previous; /* place + 1 of the sighting before with this fingerprint; 0 for none */
    uint32_t previous_of_way; /* the same, between these endpoints in this direction */
    uint32_t acknowledged;
    uint32_t begin;
    uint32_t end;
    uint16_t source;
    uint16_t ip_id;
    bool is_forward;
    bool has_payload;
    bool has_ack;
    bool is_opening;
    bool is_distinct; /* a payload, or the numbers of both directions: no other packet has these */
    bool is_closing;
};

/* The last packet of a source, of which the next may be the answer. */
struct last_packet {
    uint64_t endpoints;
    int64_t time_ns;
};

/* Where the last sighting of something is; its number is the key. */
struct place {
    uint64_t number;
    guint place_and_one; /* 0 for none */
};

struct sources {
    GPtrArray *list;         /* struct source * */
    GHashTable *interfaces;  /* number -> place in the list + 1 */
    uint32_t last_interface; /* most frames come from the same as the one before */
    guint last_place;
    struct last_packet last[SOURCES_MAX];
    GArray *sightings;       /* struct sighting */
    GHashTable *fingerprint; /* set of struct place, owned */
    GHashTable *ways;        /* the same by endpoints */
    GHashTable *followed;    /* set of uint64_t *: endpoints, in either order, of RPC over TCP */
    unsigned sampling_bits;  /* fingerprints that end in so many zeros are kept */
    int64_t shortest_gap_ns;
    struct source_copies copies;
};

/* The place + 1 of the last sighting; 0 for none. */
guint sources_find_place(GHashTable *places, uint64_t number);

/* The sighting at this place + 1, which is not 0. */
const struct sighting *sighting_at(const struct sources *sources, guint place_and_one);

/* One endpoint and the other, in this order. */
uint64_t sources_hash_of_way(const struct host_addr *from, uint16_t from_port,
                             const struct host_addr *to, uint16_t to_port);

/* Both, which have one fingerprint, may be the same packet: where that is not distinct the
 * addresses must agree, too, or for what opens a connection the identification. */
bool sightings_may_be_same(const struct sighting *left, const struct sighting *right);

#endif
