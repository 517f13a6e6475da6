/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "event/number_hash.h"
#include "told.h"

enum { NUMBERS = 10000 };

/* How many different hashes the numbers 0, step, 2 * step and so on have. */
static guint distinct_hashes(uint64_t step)
{
    g_autoptr(GHashTable) hashes = g_hash_table_new(NULL, NULL);

    for (uint64_t i = 0; i < NUMBERS; i++) {
        uint64_t number = i * step;

        g_hash_table_add(hashes, GUINT_TO_POINTER(number_hash(&number)));
    }
    return g_hash_table_size(hashes);
}

START_TEST(every_bit_tells_numbers_apart)
{
    for (unsigned shift = 0; shift < 50; shift++)
        ck_assert_uint_ge(distinct_hashes(UINT64_C(1) << shift), NUMBERS * 99 / 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("number_hash");
    TCase *spread = add_case(suite, "spread", NULL, NULL);

    tcase_add_test(spread, every_bit_tells_numbers_apart);
    return run_suite(suite);
}
