/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "captures.h"

/* Closing segments that their sender never sent, and connections that a NAT translates. */

/* --- forged --- */

static void expect_forged(uint32_t closing)
{
    look(closing);
    ck_assert_int_eq(between.kind, BETWEEN_FORGED);
    ck_assert_uint_eq(between.frame, closing);
    ck_assert(!between.from_client);
    ck_assert_str_eq(between.missed_by->name, "interface 1");
}

START_TEST(a_reset_that_the_server_never_sent_is_forged)
{
    exchange();
    expect_forged(see(AT_CLIENT, SECONDS / 2, reset()));
}
END_TEST

START_TEST(one_that_it_sent_is_not)
{
    exchange();
    see(AT_SERVER, SECONDS / 2 - TRANSIT, reset());
    expect_nothing(see(AT_CLIENT, SECONDS / 2, reset()));
}
END_TEST

START_TEST(one_that_closes_nothing_is_not)
{
    struct packet_identity packet = reset();

    exchange();
    packet.is_closing = false;
    expect_nothing(see(AT_CLIENT, SECONDS / 2, packet));
}
END_TEST

/* The capture at the server may have ended before. */
START_TEST(one_long_after_the_last_packet_proves_nothing)
{
    exchange();
    expect_nothing(see(AT_CLIENT, 10 * SECONDS, reset()));
}
END_TEST

/* By its clock the server sends later than the client receives: the order is not known. */
START_TEST(one_that_clocks_turn_around_proves_nothing)
{
    ahead_ns[AT_SERVER] = SECONDS;
    exchange();
    expect_nothing(see(AT_CLIENT, SECONDS / 2, reset()));
}
END_TEST

START_TEST(one_seen_only_where_it_was_sent_is_not_forged)
{
    exchange();
    expect_nothing(see(AT_SERVER, SECONDS / 2, reset()));
}
END_TEST

/* --- translated --- */

static void exchange_behind_nat(void)
{
    see(AT_CLIENT, 0, segment(100, true));
    see(AT_SERVER, TRANSIT, behind_nat(segment(100, true), true));
    see(AT_SERVER, 2 * TRANSIT, behind_nat(segment(100, false), false));
    see(AT_CLIENT, 3 * TRANSIT, segment(100, false));
}

START_TEST(the_connection_at_the_client_is_the_one_that_counts)
{
    exchange_behind_nat();
    look(0);
    ck_assert(between.is_translated && !between.is_copy);
    ck_assert_uint_eq(between.translated_frames[0], 1);
    ck_assert_uint_eq(between.translated_frames[1], 2);
    ck_assert_uint_eq(between.translated_source, AT_SERVER);
}
END_TEST

START_TEST(what_the_server_sees_of_it_is_a_copy)
{
    exchange_behind_nat();
    look_behind_nat();
    ck_assert(between.is_translated && between.is_copy);
    ck_assert_uint_eq(between.translated_frames[0], 1);
    ck_assert_uint_eq(between.translated_frames[1], 2);
}
END_TEST

/* Which of them is nearer to the client no packet says. */
START_TEST(of_one_direction_neither_is_a_copy)
{
    see(AT_CLIENT, 0, segment(100, true));
    see(AT_SERVER, TRANSIT, behind_nat(segment(100, true), true));
    look_behind_nat();
    ck_assert(between.is_translated && !between.is_copy);
}
END_TEST

START_TEST(the_same_addresses_are_not_translated)
{
    exchange();
    look(0);
    ck_assert(!between.is_translated);
}
END_TEST

/* A NAT box with both of its sides in one capture is one point. */
START_TEST(both_sides_in_one_capture_say_nothing)
{
    see(AT_CLIENT, 0, segment(100, true));
    see(AT_CLIENT, TRANSIT, behind_nat(segment(100, true), true));
    see(AT_SERVER, SECONDS, segment(500, false));
    look(0);
    ck_assert(!between.is_translated);
}
END_TEST

/* The same first bytes, by another packet. */
START_TEST(another_identification_is_no_translation)
{
    struct packet_identity one = segment(100, true), other = behind_nat(one, true);

    one.ip_id = 1;
    other.ip_id = 2;
    see(AT_CLIENT, 0, one);
    see(AT_SERVER, TRANSIT, other);
    look(0);
    ck_assert(!between.is_translated);
}
END_TEST

START_TEST(loss_behind_a_nat_is_found)
{
    exchange_behind_nat();
    uint32_t lost = see(AT_CLIENT, SECONDS, segment(110, true));
    later();
    expect_lost(lost, true);
    ck_assert(between.is_translated);
}
END_TEST

/* Its addresses at the other point are not known, so neither is that it is missing there. */
START_TEST(a_reset_behind_a_nat_proves_nothing)
{
    exchange_behind_nat();
    expect_nothing(see(AT_CLIENT, SECONDS / 2, reset()));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("translated");
    TCase *forged = add_case(suite, "forged", captures_setup, captures_teardown);
    TCase *translated = add_case(suite, "translated", captures_setup, captures_teardown);

    tcase_add_test(forged, a_reset_that_the_server_never_sent_is_forged);
    tcase_add_test(forged, one_that_it_sent_is_not);
    tcase_add_test(forged, one_that_closes_nothing_is_not);
    tcase_add_test(forged, one_long_after_the_last_packet_proves_nothing);
    tcase_add_test(forged, one_that_clocks_turn_around_proves_nothing);
    tcase_add_test(forged, one_seen_only_where_it_was_sent_is_not_forged);
    tcase_add_test(translated, the_connection_at_the_client_is_the_one_that_counts);
    tcase_add_test(translated, what_the_server_sees_of_it_is_a_copy);
    tcase_add_test(translated, of_one_direction_neither_is_a_copy);
    tcase_add_test(translated, the_same_addresses_are_not_translated);
    tcase_add_test(translated, both_sides_in_one_capture_say_nothing);
    tcase_add_test(translated, another_identification_is_no_translation);
    tcase_add_test(translated, loss_behind_a_nat_is_found);
    tcase_add_test(translated, a_reset_behind_a_nat_proves_nothing);
    return run_suite(suite);
}
