/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "between.h"

#include "sources_parts.h"

enum { BETWEEN_SIGHTINGS_MAX = 512, POINTS_MAX = 4 };

/* Longer than a packet needs from one point to the other, when it arrives at all. */
#define TRANSIT_NS INT64_C(20000000)

/* A capture that held a packet of the connection so shortly before has not ended. */
#define RECENT_NS INT64_C(1000000000)

/* Clocks of machines that run free differ by no more: 100 ppm. */
#define DRIFT_PART 10000

/* The packets of one direction, the last first. */
struct direction {
    const struct sighting *list[BETWEEN_SIGHTINGS_MAX];
    unsigned count;
};

/* Two sources, of which near is the one at the sender of the direction forth. */
struct points {
    unsigned near;
    unsigned far;
    int64_t forth_ns; /* clock of far minus clock of near when a packet goes forth, and back */
    int64_t back_ns;
};

static struct direction direction_of(const struct sources *sources, uint64_t endpoints)
{
    struct direction direction = {.count = 0};
    guint place = sources_find_place(sources->ways, endpoints);

    for (; place > 0 && direction.count < BETWEEN_SIGHTINGS_MAX; direction.count++) {
        direction.list[direction.count] = sighting_at(sources, place);
        place = direction.list[direction.count]->previous_of_way;
    }
    return direction;
}

/* The same packet as the other source has it, or NULL. */
static const struct sighting *seen_at(const struct sources *sources,
                                      const struct sighting *sighting, unsigned source)
{
    guint place = sources_find_place(sources->fingerprint, sighting->fingerprint);

    while (place > 0) {
        const struct sighting *other = sighting_at(sources, place);

        if (other->source == source && sightings_may_be_same(sighting, other))
            return other;
        place = other->previous;
    }
    return NULL;
}

/* No number is compared with one that is half of all numbers away (RFC 9293 3.4). */
static bool is_behind(uint32_t number, uint32_t other)
{
    return (int32_t)(number - other) > 0;
}

/* Up to which byte all arrived, however often they were sent; false where nothing did. */
static bool find_acknowledged(const struct direction *answers, uint32_t *number)
{
    bool is_found = false;

    for (unsigned i = 0; i < answers->count; i++) {
        const struct sighting *answer = answers->list[i];

        if (!answer->has_ack || (is_found && !is_behind(answer->acknowledged, *number)))
            continue;
        is_found = true;
        *number = answer->acknowledged;
    }
    return is_found;
}

/* A sender may repeat its bytes in other segments than before (RFC 9293 3.8.1). */
static bool arrived_otherwise(const struct direction *direction, const struct sighting *lost,
                              unsigned far)
{
    for (unsigned i = 0; i < direction->count; i++) {
        const struct sighting *other = direction->list[i];

        if (other->source == far && other->has_payload && !is_behind(other->begin, lost->begin) &&
            !is_behind(lost->end, other->end))
            return true;
    }
    return false;
}

/* The common packet that is nearest in time; its time at near, and how much later it is at far. */
static bool find_common(const struct sources *sources, const struct direction *direction,
                        unsigned near, unsigned far, int64_t about_ns, int64_t *near_ns,
                        int64_t *apart_ns)
{
    bool is_found = false;

    for (unsigned i = 0; i < direction->count; i++) {
        const struct sighting *one = direction->list[i];
        const struct sighting *other = one->source == near ? seen_at(sources, one, far) : NULL;

        if (!other || (is_found && ABS(one->time_ns - about_ns) >= ABS(*near_ns - about_ns)))
            continue;
        is_found = true;
        *near_ns = one->time_ns;
        *apart_ns = other->time_ns - one->time_ns;
    }
    return is_found;
}

/* What goes forth reaches far later than near, what comes back sooner; the offset of the clocks is
 * in both. */
static bool place_points(const struct sources *sources, const struct direction *forth,
                         const struct direction *back, struct points *points)
{
    int64_t forth_time = 0, back_time = 0;

    return find_common(sources, forth, points->near, points->far, 0, &forth_time,
                       &points->forth_ns) &&
           find_common(sources, back, points->near, points->far, forth_time, &back_time,
                       &points->back_ns) &&
           points->forth_ns - points->back_ns > ABS(forth_time - back_time) / DRIFT_PART;
}

/* The first packet with a payload that never reached far, and that nobody acknowledged. A path may
 * take the small packets behind a large one that it does not (RFC 2923 2.1). */
static const struct sighting *first_lost(const struct sources *sources,
                                         const struct direction *forth,
                                         const struct direction *back, const struct points *points)
{
    const struct sighting *lost = NULL;
    uint32_t acknowledged = 0;
    bool is_any_acknowledged = find_acknowledged(back, &acknowledged);

    for (unsigned i = 0; i < forth->count; i++) {
        const struct sighting *sighting = forth->list[i];

        if (sighting->source == points->near && sighting->has_payload &&
            !(is_any_acknowledged && !is_behind(sighting->end, acknowledged)) &&
            !seen_at(sources, sighting, points->far))
            lost = sighting;
    }
    return lost && arrived_otherwise(forth, lost, points->far) ? NULL : lost;
}

static bool find_lost(const struct sources *sources, const struct direction *forth,
                      const struct direction *back, const struct points *points,
                      struct between *between)
{
    const struct sighting *lost = first_lost(sources, forth, back, points);
    const struct source *far = sources_get(sources, points->far);

    if (!lost || far->last_ns < lost->time_ns + points->forth_ns + TRANSIT_NS)
        return false;
    between->kind = BETWEEN_LOST;
    between->frame = lost->frame;
    between->seen_by = sources_get(sources, points->near);
    between->missed_by = far;
    return true;
}

static bool was_there(const struct direction *direction, unsigned source, int64_t since_ns)
{
    for (unsigned i = 0; i < direction->count; i++)
        if (direction->list[i]->source == source && direction->list[i]->time_ns >= since_ns)
            return true;
    return false;
}

/* A packet that comes back was at far before, and so stands before it in the file, unless the
 * clocks turn that around. */
static bool find_forged(const struct sources *sources, const struct direction *forth,
                        const struct direction *back, const struct points *points,
                        uint32_t closing_frame, struct between *between)
{
    for (unsigned i = 0; i < back->count; i++) {
        const struct sighting *closing = back->list[i];
        int64_t since_ns = closing->time_ns + points->back_ns - RECENT_NS;

        if (closing->frame != closing_frame)
            continue;
        if (!closing->is_closing || closing->source != points->near || points->back_ns > 0 ||
            seen_at(sources, closing, points->far) ||
            !(was_there(back, points->far, since_ns) || was_there(forth, points->far, since_ns)))
            return false;
        between->kind = BETWEEN_FORGED;
        between->from_client = !between->from_client;
        between->frame = closing_frame;
        between->seen_by = sources_get(sources, points->near);
        between->missed_by = sources_get(sources, points->far);
        return true;
    }
    return false;
}

/* The same payload between other endpoints. */
static const struct sighting *translated(const struct sources *sources,
                                         const struct sighting *sighting)
{
    guint place = sources_find_place(sources->fingerprint, sighting->fingerprint);

    while (place > 0) {
        const struct sighting *other = sighting_at(sources, place);

        if (other->source != sighting->source && other->endpoints != sighting->endpoints &&
            sightings_may_be_same(sighting, other))
            return other;
        place = other->previous;
    }
    return NULL;
}

/* What goes to the server is at its other place before it is here, what comes back after. */
static bool other_is_nearer(const struct sources *sources, const struct direction *from_client,
                            const struct direction *from_server, unsigned here, unsigned there)
{
    int64_t forth_ns, back_ns, forth_time = 0, back_time = 0;

    return find_common(sources, from_client, here, there, 0, &forth_time, &forth_ns) &&
           find_common(sources, from_server, here, there, forth_time, &back_time, &back_ns) &&
           back_ns - forth_ns > ABS(forth_time - back_time) / DRIFT_PART;
}

static const struct sighting *find_translated(const struct sources *sources,
                                              const struct direction *direction,
                                              const struct sighting **here)
{
    for (unsigned i = 0; i < direction->count; i++) {
        const struct sighting *other = translated(sources, direction->list[i]);

        *here = direction->list[i];
        if (other)
            return other;
    }
    return NULL;
}

static bool look(const struct sources *sources, const struct direction *forth,
                 const struct direction *back, struct points points, uint32_t closing_frame,
                 struct between *between)
{
    if (!place_points(sources, forth, back, &points))
        return false;
    /* The addresses of a closing segment that was translated are not known at the other point. */
    return find_lost(sources, forth, back, &points, between) ||
           (!between->is_translated &&
            find_forged(sources, forth, back, &points, closing_frame, between));
}

/* The sources that hold packets of the connection. */
struct source_list {
    unsigned list[POINTS_MAX];
    unsigned count;
};

/* Of more than POINTS_MAX the first ones to come by. */
static void add_source(struct source_list *sources, unsigned source)
{
    for (unsigned i = 0; i < sources->count; i++)
        if (sources->list[i] == source)
            return;
    if (sources->count < POINTS_MAX)
        sources->list[sources->count++] = source;
}

static void add_sources_of(const struct direction *direction, struct source_list *sources)
{
    for (unsigned i = 0; i < direction->count; i++)
        add_source(sources, direction->list[i]->source);
}

/* Both directions, as each of the two may be the one where packets are lost. */
static bool look_both_ways(const struct sources *sources, const struct direction *from_client,
                           const struct direction *from_server, struct points points,
                           uint32_t closing_frame, struct between *between)
{
    between->from_client = true;
    if (look(sources, from_client, from_server, points, closing_frame, between))
        return true;
    between->from_client = false;
    return look(sources, from_server, from_client, points, closing_frame, between);
}

static struct direction from_client_of(const struct sources *sources, const struct way_ends *ends)
{
    return direction_of(sources, sources_hash_of_way(&ends->client, ends->client_port,
                                                     &ends->server, ends->server_port));
}

static struct direction from_server_of(const struct sources *sources, const struct way_ends *ends)
{
    return direction_of(sources, sources_hash_of_way(&ends->server, ends->server_port,
                                                     &ends->client, ends->client_port));
}

struct between sources_translation(const struct sources *sources, const struct way_ends *ends)
{
    struct between between = {.kind = BETWEEN_NOTHING};
    const struct sighting *here, *there;

    if (sources_count(sources) < 2)
        return between;
    const struct direction from_client = from_client_of(sources, ends);
    const struct direction from_server = from_server_of(sources, ends);

    there = find_translated(sources, &from_client, &here);
    if (!there)
        return between;
    between.is_translated = true;
    between.translated_frames[0] = MIN(here->frame, there->frame);
    between.translated_frames[1] = MAX(here->frame, there->frame);
    between.translated_source = there->source;
    between.is_copy =
        other_is_nearer(sources, &from_client, &from_server, here->source, there->source);
    return between;
}

void sources_find_lost(const struct sources *sources, const struct way_ends *ends,
                       uint32_t closing_frame, struct between *between)
{
    struct source_list points_of = {.count = 0};

    if (sources_count(sources) < 2)
        return;
    const struct direction from_client = from_client_of(sources, ends);
    const struct direction from_server = from_server_of(sources, ends);

    add_sources_of(&from_client, &points_of);
    add_sources_of(&from_server, &points_of);
    if (between->is_translated)
        add_source(&points_of, between->translated_source);
    for (unsigned i = 0; i < points_of.count; i++) {
        for (unsigned j = 0; j < points_of.count; j++) {
            struct points points = {.near = points_of.list[i], .far = points_of.list[j]};

            if (i != j &&
                look_both_ways(sources, &from_client, &from_server, points, closing_frame, between))
                return;
        }
    }
}
