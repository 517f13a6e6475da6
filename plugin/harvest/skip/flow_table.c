/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flow_table.h"

#include <string.h>

struct known_flow {
    struct flow_end ends[2]; /* the key; the lower one first */
    struct flow flow;
};

struct flow_table {
    GHashTable *flows; /* set of struct known_flow, owned */
};

static int compare_ends(const struct flow_end *a, const struct flow_end *b)
{
    int order = memcmp(&a->address, &b->address, sizeof a->address);

    return order != 0 ? order : (int)a->port - (int)b->port;
}

static guint hash_flow(gconstpointer key)
{
    const struct known_flow *known = key;

    return host_addr_hash(&known->ends[0].address) * 31 +
           host_addr_hash(&known->ends[1].address) * 17 +
           (((guint)known->ends[0].port << 16) ^ known->ends[1].port);
}

static gboolean equal_flows(gconstpointer a, gconstpointer b)
{
    const struct known_flow *left = a, *right = b;

    return compare_ends(&left->ends[0], &right->ends[0]) == 0 &&
           compare_ends(&left->ends[1], &right->ends[1]) == 0;
}

struct flow_table *flow_table_new(void)
{
    struct flow_table *table = g_new0(struct flow_table, 1);

    table->flows = g_hash_table_new_full(hash_flow, equal_flows, g_free, NULL);
    return table;
}

void flow_table_free(struct flow_table *table)
{
    g_hash_table_destroy(table->flows);
    g_free(table);
}

struct flow *flow_table_get(struct flow_table *table, const struct flow_end *source,
                            const struct flow_end *target, unsigned *direction, bool *is_new)
{
    struct known_flow key = {0}, *known;

    *direction = compare_ends(source, target) > 0;
    key.ends[*direction] = *source;
    key.ends[!*direction] = *target;
    known = g_hash_table_lookup(table->flows, &key);
    *is_new = !known;
    if (!known && g_hash_table_size(table->flows) < FLOWS_MAX) {
        known = g_memdup2(&key, sizeof key);
        g_hash_table_add(table->flows, known);
    }
    return known ? &known->flow : NULL;
}
