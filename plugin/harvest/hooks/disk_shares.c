/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk_shares.h"

#include <glib.h>

enum { TREES_MAX = 65536 };

static GHashTable *trees; /* set of struct disk_tree, owned */

static guint disk_tree_hash(gconstpointer key)
{
    const struct disk_tree *tree = key;

    return (guint)(tree->session ^ tree->session >> 32) * 31 * 31 + tree->stream * 31 + tree->tree;
}

static gboolean disk_tree_equal(gconstpointer a, gconstpointer b)
{
    const struct disk_tree *left = a, *right = b;

    return left->session == right->session && left->stream == right->stream &&
           left->tree == right->tree;
}

void disk_shares_begin_file(void)
{
    trees = g_hash_table_new_full(disk_tree_hash, disk_tree_equal, g_free, NULL);
}

void disk_shares_end_file(void)
{
    g_clear_pointer(&trees, g_hash_table_destroy);
}

void disk_shares_set(const struct disk_tree *tree, bool is_disk)
{
    if (!is_disk)
        g_hash_table_remove(trees, tree);
    else if (g_hash_table_size(trees) < TREES_MAX && !g_hash_table_contains(trees, tree))
        g_hash_table_add(trees, g_memdup2(tree, sizeof *tree));
}

bool disk_shares_has(const struct disk_tree *tree)
{
    return g_hash_table_contains(trees, tree);
}
