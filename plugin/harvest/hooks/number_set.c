/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "number_set.h"

#include "../../event/number_hash.h"

#include <glib.h>

enum { NUMBERS_MAX = 65536 };

struct number_set {
    GHashTable *numbers; /* gint64, owned */
};

struct number_set *number_set_new(void)
{
    struct number_set *set = g_new(struct number_set, 1);

    set->numbers = g_hash_table_new_full(number_hash, g_int64_equal, g_free, NULL);
    return set;
}

void number_set_free(struct number_set *set)
{
    if (!set)
        return;
    g_hash_table_destroy(set->numbers);
    g_free(set);
}

void number_set_add(struct number_set *set, uint64_t number)
{
    if (!number_set_is_full(set) && !number_set_has(set, number))
        g_hash_table_add(set->numbers, g_memdup2(&number, sizeof number));
}

bool number_set_has(const struct number_set *set, uint64_t number)
{
    return g_hash_table_contains(set->numbers, &number);
}

bool number_set_is_full(const struct number_set *set)
{
    return g_hash_table_size(set->numbers) >= NUMBERS_MAX;
}
