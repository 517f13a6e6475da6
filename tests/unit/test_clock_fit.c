/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include "ledger/sources/clock_fit.h"

#include <math.h>

/* Few packets, some of them where they should not be: what the offset of two clocks is then. */

enum { HOSTS = 1, OTHER_HOSTS = 2 };

#define MS INT64_C(1000000)
#define MICROSECOND_S 1e-6

static GArray *pairs;
static struct clock_fit fit;

static void setup(void)
{
    pairs = g_array_new(FALSE, FALSE, sizeof(struct clock_pair));
}

static void teardown(void)
{
    g_array_free(pairs, TRUE);
}

/* A packet at the reference, and so much later at the other. */
static void pair(uint64_t hosts, bool is_forward, int64_t at_ns, int64_t later_ns)
{
    struct clock_pair made = {SCENE_START + at_ns, SCENE_START + at_ns + later_ns, hosts,
                              is_forward};

    g_array_append_val(pairs, made);
}

static void expect_offset(int64_t offset_ns, unsigned directions)
{
    ck_assert(clock_fit_find(pairs, &fit));
    ck_assert_uint_eq(fit.directions, directions);
    ck_assert_double_eq_tol(fit.offset, (double)offset_ns / 1e9, MICROSECOND_S);
}

/* Delays of 1 ms each way, and a clock that is 500 ms ahead. */
static void both_ways(int64_t at_ns)
{
    pair(HOSTS, true, at_ns, 501 * MS);
    pair(HOSTS, false, at_ns + MS, 499 * MS);
}

START_TEST(three_packets_are_enough)
{
    both_ways(0);
    ck_assert(!clock_fit_find(pairs, &fit));
    ck_assert_uint_eq(fit.pairs, 2);
    pair(HOSTS, true, 100 * MS, 501 * MS);
    expect_offset(-500 * MS, 2);
    ck_assert_double_eq_tol(fit.spread, 0.001, MICROSECOND_S);
}
END_TEST

START_TEST(packets_of_one_moment_have_no_drift)
{
    pair(HOSTS, true, 0, 501 * MS);
    pair(HOSTS, true, 0, 502 * MS);
    pair(HOSTS, false, 0, 499 * MS);
    expect_offset(-500 * MS, 2);
    ck_assert_double_eq(fit.drift_ppm, 0);
}
END_TEST

START_TEST(a_pause_in_between_is_no_obstacle)
{
    for (int64_t i = 0; i < 20; i++) {
        both_ways(i * 10 * MS);
        both_ways(600 * SECONDS + i * 10 * MS);
    }
    expect_offset(-500 * MS, 2);
    ck_assert_double_eq(fit.drift_ppm, 0);
}
END_TEST

/* 10 ppm over ten minutes are 6 ms: more than the delays vary, or less. */
static void drift(int64_t jitter_ns)
{
    for (int64_t i = 0; i < 600; i++) {
        int64_t drifted = i * SECONDS / 100000, late = i * 7919 % 13 * jitter_ns / 13;

        pair(HOSTS, true, i * SECONDS, 501 * MS + drifted + late);
        pair(HOSTS, false, i * SECONDS + MS, 499 * MS + drifted - late);
    }
    ck_assert(clock_fit_find(pairs, &fit));
}

START_TEST(a_drift_is_told)
{
    drift(MS);
    ck_assert_double_eq_tol(fit.drift_ppm, -10, 1);
}
END_TEST

START_TEST(what_the_delays_hide_is_no_drift)
{
    for (int64_t i = 0; i < 40; i++)
        pair(HOSTS, i % 2 == 0, i * 15 * SECONDS,
             500 * MS + (i % 2 == 0 ? 1 : -1) * (i * 7919 % 31 * 5 * MS + MS) + i * MS / 100);
    ck_assert(clock_fit_find(pairs, &fit));
    ck_assert_double_eq(fit.drift_ppm, 0);
}
END_TEST

/* A retransmission whose first copy one capture lacks. */
START_TEST(a_delay_of_a_second_is_none)
{
    for (int64_t i = 0; i < 10; i++)
        both_ways(i * SECONDS);
    pair(HOSTS, true, 5 * SECONDS, 501 * MS - SECONDS);
    expect_offset(-500 * MS, 2);
}
END_TEST

/* Where half of the packets need longer than that it is no outlier. */
START_TEST(a_slow_path_is_none_either)
{
    for (int64_t i = 0; i < 10; i++) {
        pair(HOSTS, true, i * SECONDS, 600 * MS + i * 50 * MS);
        pair(HOSTS, false, i * SECONDS + MS, 400 * MS - i * 50 * MS);
    }
    expect_offset(-500 * MS, 2);
    ck_assert_double_eq_tol(fit.spread, 0.1, MICROSECOND_S);
}
END_TEST

/* A host that only sends would be taken for an offset of its own. */
START_TEST(hosts_of_one_direction_do_not_count_beside_others)
{
    for (int64_t i = 0; i < 10; i++) {
        both_ways(i * SECONDS);
        pair(OTHER_HOSTS, false, i * SECONDS, 505 * MS);
        pair(OTHER_HOSTS + 1, true, i * SECONDS, 495 * MS);
    }
    expect_offset(-500 * MS, 2);
}
END_TEST

START_TEST(of_several_hosts_the_smallest_delays_count)
{
    for (int64_t i = 0; i < 10; i++) {
        both_ways(i * SECONDS);
        pair(OTHER_HOSTS, false, i * SECONDS, 510 * MS);
        pair(OTHER_HOSTS, true, i * SECONDS, 490 * MS);
    }
    expect_offset(-500 * MS, 2);
    ck_assert_double_eq_tol(fit.spread, 0.001, MICROSECOND_S);
}
END_TEST

/* Nothing says which way it is: delays pile up where they are small. */
START_TEST(one_direction_goes_by_where_the_delays_are_small)
{
    static const int64_t delays[] = {1, 1, 1, 2, 1, 1, 9, 1, 1};

    for (size_t i = 0; i < G_N_ELEMENTS(delays); i++)
        pair(HOSTS, true, (int64_t)i * SECONDS, (500 + delays[i]) * MS);
    expect_offset(-501 * MS, 1);
    ck_assert_double_eq_tol(fit.spread, 0.008, MICROSECOND_S);
    g_array_set_size(pairs, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(delays); i++)
        pair(HOSTS, true, (int64_t)i * SECONDS, (500 - delays[i]) * MS);
    expect_offset(-499 * MS, 1);
}
END_TEST

/* The clock was set by 20 ms: what came before and after cannot both be right. */
START_TEST(a_clock_that_was_set_leaves_no_negative_spread)
{
    for (int64_t i = 0; i < 10; i++) {
        both_ways(i * SECONDS);
        pair(HOSTS, true, (10 + i) * SECONDS, 521 * MS);
        pair(HOSTS, false, (10 + i) * SECONDS + MS, 519 * MS);
    }
    ck_assert(clock_fit_find(pairs, &fit));
    ck_assert_double_ge(fit.spread, 0);
    ck_assert_double_eq_tol(fit.offset, -0.51, 0.011);
}
END_TEST

START_TEST(of_many_a_sample_counts)
{
    for (int64_t i = 0; i < CLOCK_PAIRS_MAX; i++)
        both_ways(i * 100 * MS);
    expect_offset(-500 * MS, 2);
    ck_assert_uint_eq(fit.pairs, 2 * CLOCK_PAIRS_MAX);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clock_fit");
    TCase *tests = add_case(suite, "offsets", setup, teardown);

    tcase_add_test(tests, three_packets_are_enough);
    tcase_add_test(tests, packets_of_one_moment_have_no_drift);
    tcase_add_test(tests, a_pause_in_between_is_no_obstacle);
    tcase_add_test(tests, a_drift_is_told);
    tcase_add_test(tests, what_the_delays_hide_is_no_drift);
    tcase_add_test(tests, a_delay_of_a_second_is_none);
    tcase_add_test(tests, a_slow_path_is_none_either);
    tcase_add_test(tests, hosts_of_one_direction_do_not_count_beside_others);
    tcase_add_test(tests, of_several_hosts_the_smallest_delays_count);
    tcase_add_test(tests, one_direction_goes_by_where_the_delays_are_small);
    tcase_add_test(tests, a_clock_that_was_set_leaves_no_negative_spread);
    tcase_add_test(tests, of_many_a_sample_counts);
    return run_suite(suite);
}
