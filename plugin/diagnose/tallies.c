/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tallies.h"

#include "report_maker.h"

void tallies_init(struct tallies *tallies)
{
    tallies->unlinked = g_ptr_array_new_with_free_func(report_unlinked_free);
    tallies->unlinked_total = 0;
    tallies->routine = g_hash_table_new(NULL, NULL);
}

void tallies_clear(struct tallies *tallies)
{
    g_clear_pointer(&tallies->unlinked, g_ptr_array_unref);
    g_clear_pointer(&tallies->routine, g_hash_table_unref);
}

void tallies_copy(struct tallies *tallies, const struct tallies *other)
{
    GHashTableIter iter;
    gpointer key, value;

    tallies_init(tallies);
    tallies->unlinked_total = other->unlinked_total;
    for (guint i = 0; i < other->unlinked->len; i++) {
        const struct report_unlinked *from = other->unlinked->pdata[i];
        struct report_unlinked *copy = g_memdup2(from, sizeof *from);
        copy->spn = g_strdup(from->spn);
        g_ptr_array_add(tallies->unlinked, copy);
    }
    g_hash_table_iter_init(&iter, other->routine);
    while (g_hash_table_iter_next(&iter, &key, &value))
        g_hash_table_insert(tallies->routine, key, value);
}

/* Errors that are routine once the client got what it wanted: 32, 33, 37, 52, 68. */
static bool is_harmless_once_overcome(int32_t code)
{
    static const int32_t codes[] = {32, 33, 37, 52, 68};

    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
        if (codes[i] == code)
            return true;
    return false;
}

void tallies_add(struct tallies *tallies, const struct kdc_exchange *exchange)
{
    if (exchange->state != EXCHANGE_REFUSED || exchange->linked)
        return;
    if (exchange->routine ||
        (exchange->overcome && is_harmless_once_overcome(exchange->error_code))) {
        gpointer key = GINT_TO_POINTER(exchange->error_code);
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(tallies->routine, key));
        g_hash_table_insert(tallies->routine, key, GUINT_TO_POINTER(count + 1));
        return;
    }
    if (tallies->unlinked_total++ >= REPORT_UNLINKED_MAX)
        return;
    struct report_unlinked *unlinked = g_new0(struct report_unlinked, 1);
    unlinked->frame = exchange->answers.list[0];
    unlinked->code = exchange->error_code;
    unlinked->client = exchange->client;
    unlinked->kdc = exchange->kdc;
    unlinked->spn = g_strdup(exchange->spn);
    g_ptr_array_add(tallies->unlinked, unlinked);
}
