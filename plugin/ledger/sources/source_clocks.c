/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sources_parts.h"

/* The sightings of one packet. */
struct chain {
    const struct sighting *list[SIGHTINGS_OF_PACKET_MAX];
    unsigned count;
};

static struct chain chain_of(const struct sources *sources, guint place)
{
    struct chain chain = {.count = 0};

    for (; place > 0 && chain.count < SIGHTINGS_OF_PACKET_MAX; chain.count++) {
        chain.list[chain.count] = sighting_at(sources, place);
        place = chain.list[chain.count]->previous;
    }
    return chain;
}

/* The one sighting of another source that may be the same packet; NULL for none or several, as
 * where a packet was repeated. */
static const struct sighting *only_match(const struct chain *chain, const struct sighting *sighting,
                                         unsigned source)
{
    const struct sighting *match = NULL;

    for (unsigned i = 0; i < chain->count; i++) {
        if (chain->list[i]->source != source || !sightings_may_be_same(sighting, chain->list[i]))
            continue;
        if (match)
            return NULL;
        match = chain->list[i];
    }
    return match;
}

static void add_pair(GPtrArray *table, const struct sighting *left, const struct sighting *right)
{
    guint place = (guint)left->source * SOURCES_MAX + right->source;
    struct clock_pair pair = {left->time_ns, right->time_ns, left->hosts, left->is_forward};

    if (!table->pdata[place])
        table->pdata[place] = g_array_new(FALSE, FALSE, sizeof(struct clock_pair));
    g_array_append_val((GArray *)table->pdata[place], pair);
}

static void add_pairs(GPtrArray *table, const struct chain *chain)
{
    for (unsigned i = 0; i < chain->count; i++) {
        for (unsigned j = 0; j < chain->count; j++) {
            const struct sighting *left = chain->list[i], *right = chain->list[j];

            if (left->source != right->source && only_match(chain, left, right->source) == right &&
                only_match(chain, right, left->source) == left)
                add_pair(table, left, right);
        }
    }
}

static void free_pairs(gpointer data)
{
    if (data)
        g_array_free(data, TRUE);
}

/* GArray * of struct clock_pair or NULL at left * SOURCES_MAX + right. */
static GPtrArray *common_packets(const struct sources *sources)
{
    GPtrArray *table = g_ptr_array_new_full(SOURCES_MAX * SOURCES_MAX, free_pairs);
    GHashTableIter iter;
    gpointer last; /* struct place * */

    g_ptr_array_set_size(table, SOURCES_MAX * SOURCES_MAX);
    g_hash_table_iter_init(&iter, sources->fingerprint);
    while (sources->list->len > 1 && g_hash_table_iter_next(&iter, &last, NULL)) {
        const struct chain chain = chain_of(sources, ((const struct place *)last)->place_and_one);

        if (chain.count > 1)
            add_pairs(table, &chain);
    }
    return table;
}

static guint pairs_between(const GPtrArray *table, guint left, guint right)
{
    const GArray *pairs = table->pdata[left * SOURCES_MAX + right];

    return pairs ? pairs->len : 0;
}

/* The pair of a source that has its clock and one that has not, with the most in common. */
static guint best_place(const GPtrArray *table, const struct source_clock *clocks, guint count)
{
    guint most = CLOCK_PAIRS_MIN - 1, best = 0;

    for (guint i = 0; i < count; i++) {
        for (guint j = 0; j < count; j++) {
            if (!clocks[i].is_known || clocks[j].is_known || pairs_between(table, i, j) <= most)
                continue;
            most = pairs_between(table, i, j);
            best = i * SOURCES_MAX + j;
        }
    }
    return best;
}

struct source_clock *sources_clocks(const struct sources *sources)
{
    guint count = sources->list->len, place;
    struct source_clock *clocks = g_new0(struct source_clock, count + 1);
    g_autoptr(GPtrArray) table = common_packets(sources);

    clocks[0].is_known = true; /* the others are measured by it */
    while ((place = best_place(table, clocks, count)) != 0) {
        const struct source_clock *by = &clocks[place / SOURCES_MAX];
        struct source_clock *clock = &clocks[place % SOURCES_MAX];
        double apart;

        clock->is_known = clock_fit_find(table->pdata[place], &clock->fit);
        apart = (double)(clock->fit.middle_ns - by->fit.middle_ns) / 1e9;
        clock->fit.offset += by->fit.offset + by->fit.drift_ppm / 1e6 * apart;
        clock->fit.drift_ppm += by->fit.drift_ppm;
        clock->fit.spread += by->fit.spread;
        if (by->fit.directions == 1)
            clock->fit.directions = 1;
    }
    clocks[0].is_known = false;
    return clocks;
}
