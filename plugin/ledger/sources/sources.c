/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sources.h"

#include "../../event/number_hash.h"
#include "source_names.h"
#include "sources_parts.h"

#include <string.h>

/* No switch holds a packet for so long that it could be a copy for a mirror port. */
#define COPY_NS INT64_C(10000000)

enum { FOLLOWED_MAX = 16384, NO_PLACE = SOURCES_MAX };

static void source_free(gpointer data)
{
    struct source *source = data;

    g_free(source->name);
    g_array_free(source->interfaces, TRUE);
    g_free(source);
}

static guint place_of_name(const struct sources *sources, const char *name)
{
    for (guint i = 0; i < sources->list->len; i++)
        if (strcmp(sources_get(sources, i)->name, name) == 0)
            return i;
    return sources->list->len;
}

/* Makes the interface part of the source of that name, which may be new. */
static guint add_interface(struct sources *sources, const char *name, uint32_t interface,
                           bool is_named)
{
    guint place = place_of_name(sources, name);

    if (place == SOURCES_MAX)
        return SOURCES_MAX - 1;
    if (place == sources->list->len) {
        struct source *source = g_new0(struct source, 1);

        source->name = g_strdup(name);
        source->is_named = is_named;
        source->interfaces = g_array_new(FALSE, FALSE, sizeof(uint32_t));
        g_ptr_array_add(sources->list, source);
    }
    g_hash_table_insert(sources->interfaces, GUINT_TO_POINTER(interface),
                        GUINT_TO_POINTER(place + 1));
    g_array_append_val(((struct source *)sources->list->pdata[place])->interfaces, interface);
    return place;
}

static void add_named(const char *name, uint32_t interface, void *user_data)
{
    struct sources *sources = user_data;

    if (!g_hash_table_contains(sources->interfaces, GUINT_TO_POINTER(interface)))
        add_interface(sources, name, interface, true);
}

struct sources *sources_new(const char *names)
{
    struct sources *sources = g_new0(struct sources, 1);

    sources->last_place = NO_PLACE;
    sources->list = g_ptr_array_new_with_free_func(source_free);
    sources->interfaces = g_hash_table_new(NULL, NULL);
    sources->sightings = g_array_new(FALSE, FALSE, sizeof(struct sighting));
    sources->fingerprint = g_hash_table_new_full(number_hash, g_int64_equal, g_free, NULL);
    sources->ways = g_hash_table_new_full(number_hash, g_int64_equal, g_free, NULL);
    sources->followed = g_hash_table_new_full(number_hash, g_int64_equal, g_free, NULL);
    source_names_read(names, add_named, sources);
    return sources;
}

void sources_free(struct sources *sources)
{
    g_ptr_array_free(sources->list, TRUE);
    g_hash_table_destroy(sources->interfaces);
    g_array_free(sources->sightings, TRUE);
    g_hash_table_destroy(sources->fingerprint);
    g_hash_table_destroy(sources->ways);
    g_hash_table_destroy(sources->followed);
    g_free(sources);
}

static guint find_place(struct sources *sources, uint32_t interface)
{
    guint known =
        GPOINTER_TO_UINT(g_hash_table_lookup(sources->interfaces, GUINT_TO_POINTER(interface)));

    if (known > 0)
        return known - 1;
    g_autofree char *name = g_strdup_printf("interface %u", interface);
    return add_interface(sources, name, interface, false);
}

static guint place_of_interface(struct sources *sources, uint32_t interface)
{
    if (sources->last_interface != interface || sources->last_place == NO_PLACE) {
        sources->last_interface = interface;
        sources->last_place = find_place(sources, interface);
    }
    return sources->last_place;
}

/* --- packets --- */

static uint64_t mix(uint64_t one, uint64_t other)
{
    uint64_t product = (one ^ other >> 31) * UINT64_C(0x9e3779b97f4a7c15) + other;

    return product ^ product >> 29;
}

static uint64_t hash_of_endpoint(const struct host_addr *addr, uint16_t port)
{
    return mix((uint64_t)host_addr_hash(addr) << 16 | port, port);
}

uint64_t sources_hash_of_way(const struct host_addr *from, uint16_t from_port,
                             const struct host_addr *to, uint16_t to_port)
{
    return mix(hash_of_endpoint(from, from_port), hash_of_endpoint(to, to_port));
}

static uint64_t hash_of_endpoints(const struct packet_identity *packet, bool reverse)
{
    return reverse ? sources_hash_of_way(&packet->target, packet->target_port, &packet->source,
                                         packet->source_port)
                   : sources_hash_of_way(&packet->source, packet->source_port, &packet->target,
                                         packet->target_port);
}

/* What is looked up is most often changed right after that: one search does for both. */
static struct place *place_of(GHashTable *places, uint64_t number)
{
    struct place *place = g_hash_table_lookup(places, &number);

    if (!place) {
        place = g_new0(struct place, 1);
        place->number = number;
        g_hash_table_add(places, place);
    }
    return place;
}

guint sources_find_place(GHashTable *places, uint64_t number)
{
    const struct place *place = g_hash_table_lookup(places, &number);

    return place ? place->place_and_one : 0;
}

static struct sighting sighting_of(const struct captured_frame *frame, guint source)
{
    const struct packet_identity *packet = &frame->packet;
    uint64_t from = hash_of_endpoint(&packet->source, 0), to = hash_of_endpoint(&packet->target, 0);

    return (struct sighting){
        .fingerprint = packet->fingerprint,
        .endpoints = hash_of_endpoints(packet, false),
        .hosts = from < to ? mix(from, to) : mix(to, from),
        .time_ns = frame->time_ns,
        .frame = frame->number,
        .source = (uint16_t)source,
        .acknowledged = packet->acknowledged,
        .begin = packet->begin,
        .end = packet->end,
        .ip_id = packet->ip_id,
        .is_forward = from < to,
        .has_payload = packet->has_payload,
        .has_ack = packet->has_ack,
        .is_opening = !packet->has_payload && !packet->has_ack && !packet->is_closing,
        .is_distinct = packet->has_payload || (packet->has_ack && !packet->is_bare),
        .is_closing = packet->is_closing,
    };
}

const struct sighting *sighting_at(const struct sources *sources, guint place_and_one)
{
    return &g_array_index(sources->sightings, struct sighting, place_and_one - 1);
}

bool sightings_may_be_same(const struct sighting *left, const struct sighting *right)
{
    bool are_known = left->ip_id != 0 && right->ip_id != 0;

    if (are_known && left->ip_id != right->ip_id)
        return false;
    return left->is_distinct || left->endpoints == right->endpoints ||
           (left->is_opening && are_known);
}

/* The lowest bit is always set. */
static bool is_in_sample(const struct sources *sources, uint64_t fingerprint)
{
    return (fingerprint >> 1 & ((UINT64_C(1) << sources->sampling_bits) - 1)) == 0;
}

static void remember(struct sources *sources, struct sighting sighting, struct place *last)
{
    struct place *of_way = place_of(sources->ways, sighting.endpoints);

    sighting.previous = last->place_and_one;
    sighting.previous_of_way = of_way->place_and_one;
    g_array_append_val(sources->sightings, sighting);
    last->place_and_one = of_way->place_and_one = sources->sightings->len;
}

/* Keeps half of the fingerprints, the same half of every source. */
static void thin_out(struct sources *sources)
{
    GArray *all = sources->sightings;

    sources->sampling_bits++;
    g_hash_table_remove_all(sources->fingerprint);
    g_hash_table_remove_all(sources->ways);
    sources->sightings = g_array_new(FALSE, FALSE, sizeof(struct sighting));
    for (guint i = 0; i < all->len; i++) {
        struct sighting sighting = g_array_index(all, struct sighting, i);

        if (is_in_sample(sources, sighting.fingerprint))
            remember(sources, sighting, place_of(sources->fingerprint, sighting.fingerprint));
    }
    g_array_free(all, TRUE);
}

/* A packet repeated by its sender has another identification (RFC 6864 4.1). */
static void look_for_copy(struct sources *sources, const struct sighting *sighting, guint place)
{
    unsigned count = 0;

    for (; place > 0 && count < SIGHTINGS_OF_PACKET_MAX; count++) {
        const struct sighting *earlier = sighting_at(sources, place);

        if (earlier->source == sighting->source && earlier->ip_id == sighting->ip_id &&
            sighting->ip_id != 0 && earlier->endpoints == sighting->endpoints &&
            sighting->time_ns - earlier->time_ns >= COPY_NS) {
            if (sources->copies.count++ == 0) {
                sources->copies.first_frame = earlier->frame;
                sources->copies.second_frame = sighting->frame;
            }
            return;
        }
        place = earlier->previous;
    }
}

static unsigned sightings_of(const struct sources *sources, guint place)
{
    unsigned count = 0;

    for (; place > 0; count++)
        place = sighting_at(sources, place)->previous;
    return count;
}

static void note_gap(struct sources *sources, const struct captured_frame *frame, guint source)
{
    struct last_packet *last = &sources->last[source];
    int64_t gap = frame->time_ns - last->time_ns;

    if (frame->packet.is_bare)
        return;
    if (last->endpoints == hash_of_endpoints(&frame->packet, true) && gap > 0 &&
        (sources->shortest_gap_ns == 0 || gap < sources->shortest_gap_ns))
        sources->shortest_gap_ns = gap;
    *last = (struct last_packet){hash_of_endpoints(&frame->packet, false), frame->time_ns};
}

static void add_packet(struct sources *sources, const struct captured_frame *frame, guint source)
{
    struct sighting sighting = sighting_of(frame, source);
    struct place *last;

    note_gap(sources, frame, source);
    if (!is_in_sample(sources, sighting.fingerprint))
        return;
    last = place_of(sources->fingerprint, sighting.fingerprint);
    if (sightings_of(sources, last->place_and_one) >= SIGHTINGS_OF_PACKET_MAX)
        return;
    look_for_copy(sources, &sighting, last->place_and_one);
    remember(sources, sighting, last);
    if (sources->sightings->len >= SIGHTINGS_MAX)
        thin_out(sources);
}

/* What stays of a connection when a report skips frames is RPC over TCP, whole. */
static bool is_wanted(struct sources *sources, const struct captured_frame *frame)
{
    uint64_t ends =
        hash_of_endpoints(&frame->packet, false) ^ hash_of_endpoints(&frame->packet, true);

    bool is_followed = g_hash_table_contains(sources->followed, &ends);

    if (frame->carries_rpc && !is_followed && g_hash_table_size(sources->followed) < FOLLOWED_MAX)
        g_hash_table_add(sources->followed, g_memdup2(&ends, sizeof ends));
    return frame->has_events || is_followed;
}

void sources_add(struct sources *sources, const struct captured_frame *frame)
{
    guint place = place_of_interface(sources, frame->interface);
    struct source *source = sources->list->pdata[place];

    source->frames++;
    source->last_ns = MAX(source->last_ns, frame->time_ns);
    if (frame->packet.fingerprint != 0 && is_wanted(sources, frame))
        add_packet(sources, frame, place);
}

unsigned sources_count(const struct sources *sources)
{
    return sources->list->len;
}

const struct source *sources_get(const struct sources *sources, unsigned index)
{
    return sources->list->pdata[index];
}

int64_t sources_shortest_gap_ns(const struct sources *sources)
{
    return sources->shortest_gap_ns;
}

struct source_copies sources_copies(const struct sources *sources)
{
    return sources->copies;
}
