/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attempts.h"

enum { PAIRS_MAX = 65536 };

struct pair {
    struct host_addr client;
    struct host_addr server;
};

/* What was known of a pair before the end of the capture. */
struct change {
    struct pair pair;
    struct attempt before;
};

struct attempts {
    GHashTable *by_pair; /* struct pair -> struct attempt */
    bool at_end;
    GArray *changes; /* struct change, since the end began; in their order */
};

static guint pair_hash(gconstpointer key)
{
    const struct pair *pair = key;

    return host_addr_hash(&pair->client) * 31 + host_addr_hash(&pair->server);
}

static gboolean pair_equal(gconstpointer a, gconstpointer b)
{
    const struct pair *left = a, *right = b;

    return host_addr_equal(&left->client, &right->client) &&
           host_addr_equal(&left->server, &right->server);
}

struct attempts *attempts_new(void)
{
    struct attempts *attempts = g_new0(struct attempts, 1);

    attempts->by_pair = g_hash_table_new_full(pair_hash, pair_equal, g_free, g_free);
    attempts->changes = g_array_new(FALSE, FALSE, sizeof(struct change));
    return attempts;
}

void attempts_free(struct attempts *attempts)
{
    g_hash_table_destroy(attempts->by_pair);
    g_array_free(attempts->changes, TRUE);
    g_free(attempts);
}

static struct pair pair_of(const struct association *association)
{
    return (struct pair){association->client, association->server};
}

struct attempt attempts_last(const struct attempts *attempts, const struct association *association)
{
    struct pair pair = pair_of(association);
    const struct attempt *attempt = g_hash_table_lookup(attempts->by_pair, &pair);

    return attempt ? *attempt : (struct attempt){0};
}

static struct attempt *entry_of(struct attempts *attempts, const struct pair *pair)
{
    struct attempt *attempt = g_hash_table_lookup(attempts->by_pair, pair);

    if (!attempt && g_hash_table_size(attempts->by_pair) < PAIRS_MAX) {
        attempt = g_new0(struct attempt, 1);
        g_hash_table_insert(attempts->by_pair, g_memdup2(pair, sizeof *pair), attempt);
    }
    return attempt;
}

static void keep_before(struct attempts *attempts, const struct pair *pair,
                        const struct attempt *attempt)
{
    struct change change = {*pair, *attempt};

    g_array_append_val(attempts->changes, change);
}

void attempts_note(struct attempts *attempts, const struct association *association)
{
    struct pair pair = pair_of(association);
    struct attempt *attempt = entry_of(attempts, &pair);

    if (!attempt)
        return;
    if (attempts->at_end)
        keep_before(attempts, &pair, attempt);
    attempt->answer_ns = association->answer_ns;
    attempt->finding = association->finding;
}

void attempts_note_setup(struct attempts *attempts, const struct association *association)
{
    struct pair pair = pair_of(association);
    struct attempt *attempt = entry_of(attempts, &pair);

    if (!attempt)
        return;
    attempt->refused_setup = association->finding;
    if (association->finding == 0)
        attempt->setup_frame = association->answer_frame;
}

void attempts_begin_end(struct attempts *attempts)
{
    attempts->at_end = true;
}

void attempts_take_back_end(struct attempts *attempts)
{
    for (guint i = attempts->changes->len; i-- > 0;) {
        struct change *change = &g_array_index(attempts->changes, struct change, i);

        *entry_of(attempts, &change->pair) = change->before;
    }
    g_array_set_size(attempts->changes, 0);
    attempts->at_end = false;
}
