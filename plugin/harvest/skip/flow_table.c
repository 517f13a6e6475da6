/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flow_table.h"

#include <string.h>

enum {
    ADDRESS_WORDS = 4,
    PORTS = 2 * ADDRESS_WORDS,
    ADDRESS_LENGTH,
    KEY_WORDS,
};

struct known_flow {
    uint32_t key[KEY_WORDS]; /* the lower end first */
    struct flow flow;
};

struct flow_table {
    GHashTable *flows; /* set of struct known_flow, owned */
};

/* Multilinear hashing, which is strongly universal: D. Lemire and O. Kaser, Strongly universal
 * string hashing is fast, The Computer Journal 57 (2014). A GHashTable hands its function nothing
 * but the key, so the secret is that of all tables. */
static uint64_t secret[KEY_WORDS + 1];

static void choose_secret(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(secret); i++)
        secret[i] = (uint64_t)g_random_int() << 32 | g_random_int();
}

static guint hash_flow(gconstpointer data)
{
    const struct known_flow *known = data;
    uint64_t sum = secret[KEY_WORDS];

    for (size_t i = 0; i < KEY_WORDS; i++)
        sum += secret[i] * known->key[i];
    return (guint)(sum >> 32);
}

static gboolean equal_flows(gconstpointer a, gconstpointer b)
{
    const struct known_flow *left = a, *right = b;

    return memcmp(left->key, right->key, sizeof left->key) == 0;
}

struct flow_table *flow_table_new(void)
{
    struct flow_table *table = g_new0(struct flow_table, 1);

    if (secret[0] == 0)
        choose_secret();
    table->flows = g_hash_table_new_full(hash_flow, equal_flows, g_free, NULL);
    return table;
}

void flow_table_free(struct flow_table *table)
{
    g_hash_table_destroy(table->flows);
    g_free(table);
}

/* Both addresses have the same length: they are of one packet. */
static bool is_lower(const struct flow_end *a, const struct flow_end *b)
{
    for (size_t i = 0; i < a->address.length; i += sizeof(uint32_t)) {
        uint32_t of_a = bytes_be32(a->address, i), of_b = bytes_be32(b->address, i);

        if (of_a != of_b)
            return of_a < of_b;
    }
    return a->port < b->port;
}

static void put_key(uint32_t *key, const struct flow_end *lower, const struct flow_end *upper)
{
    for (size_t i = 0; i < lower->address.length / sizeof *key && i < ADDRESS_WORDS; i++) {
        key[i] = bytes_be32(lower->address, i * sizeof *key);
        key[ADDRESS_WORDS + i] = bytes_be32(upper->address, i * sizeof *key);
    }
    key[PORTS] = (uint32_t)lower->port << 16 | upper->port;
    key[ADDRESS_LENGTH] = (uint32_t)lower->address.length;
}

struct flow *flow_table_get(struct flow_table *table, const struct flow_end *source,
                            const struct flow_end *target, unsigned *direction)
{
    struct known_flow wanted = {0}, *known;

    *direction = is_lower(target, source);
    put_key(wanted.key, *direction ? target : source, *direction ? source : target);
    known = g_hash_table_lookup(table->flows, &wanted);
    if (!known && g_hash_table_size(table->flows) < FLOWS_MAX) {
        known = g_memdup2(&wanted, sizeof wanted);
        g_hash_table_add(table->flows, known);
    }
    return known ? &known->flow : NULL;
}
