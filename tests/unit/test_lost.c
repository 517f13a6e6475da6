/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "captures.h"

/* Packets that one capture has and the other lacks: whether they were lost on the way. */

START_TEST(a_request_is_lost)
{
    exchange();
    uint32_t lost = see(AT_CLIENT, SECONDS, segment(110, true));
    later();
    expect_lost(lost, true);
}
END_TEST

START_TEST(an_answer_is_lost)
{
    exchange();
    uint32_t lost = see(AT_SERVER, SECONDS, segment(110, false));
    later();
    expect_lost(lost, false);
}
END_TEST

START_TEST(the_first_of_several_counts)
{
    exchange();
    uint32_t lost = see(AT_CLIENT, SECONDS, segment(110, true));
    see(AT_CLIENT, 2 * SECONDS, segment(120, true));
    later();
    expect_lost(lost, true);
}
END_TEST

START_TEST(what_arrived_is_not_lost)
{
    exchange();
    see(AT_CLIENT, SECONDS, segment(110, true));
    see(AT_SERVER, SECONDS + TRANSIT, segment(110, true));
    later();
    expect_nothing(0);
}
END_TEST

/* An acknowledgement that no capture need have of the packet itself. */
static void acknowledge(uint32_t number, uint32_t until)
{
    struct packet_identity packet = segment(number, false);

    packet.has_ack = true;
    packet.acknowledged = until;
    see(AT_CLIENT, 2 * SECONDS + number * TRANSIT, packet);
    see(AT_SERVER, 2 * SECONDS + (number - 1) * TRANSIT, packet);
}

START_TEST(what_was_acknowledged_is_not_lost_however_it_went)
{
    exchange();
    see(AT_CLIENT, SECONDS, segment(110, true));
    acknowledge(110, 120);
    acknowledge(120, 110); /* an older one that came late */
    later();
    expect_nothing(0);
}
END_TEST

START_TEST(less_than_its_bytes_is_no_acknowledgement)
{
    exchange();
    uint32_t lost = see(AT_CLIENT, SECONDS, segment(110, true));
    acknowledge(110, 119);
    later();
    expect_lost(lost, true);
}
END_TEST

/* Sequence numbers begin again after 4294967295. */
START_TEST(numbers_wrap_around)
{
    exchange();
    see(AT_CLIENT, SECONDS, segment(UINT32_MAX - 4, true));
    acknowledge(110, 5);
    later();
    expect_nothing(0);
}
END_TEST

START_TEST(what_came_in_another_segment_is_not_lost)
{
    struct packet_identity both = segment(100, true);

    exchange();
    see(AT_CLIENT, SECONDS, segment(110, true));
    both.fingerprint += 2000;
    both.end = 130;
    see(AT_SERVER, 2 * SECONDS, both);
    later();
    expect_nothing(0);
}
END_TEST

START_TEST(half_of_it_in_another_segment_does_not_count)
{
    struct packet_identity half = segment(115, true);

    exchange();
    uint32_t lost = see(AT_CLIENT, SECONDS, segment(110, true));
    see(AT_SERVER, 2 * SECONDS, half);
    half.fingerprint += 2000;
    half.begin = 105;
    half.end = 119;
    see(AT_SERVER, 2 * SECONDS, half);
    later();
    expect_lost(lost, true);
}
END_TEST

START_TEST(a_capture_that_had_ended_misses_nothing)
{
    exchange();
    see(AT_CLIENT, SECONDS, segment(110, true));
    see(AT_CLIENT, 5 * SECONDS, (struct packet_identity){0});
    expect_nothing(0);
}
END_TEST

/* The clock of the server is an hour ahead. */
START_TEST(the_end_of_a_capture_goes_by_its_own_clock)
{
    ahead_ns[AT_SERVER] = 60 * MINUTES;
    exchange();
    see(AT_CLIENT, SECONDS, segment(110, true));
    see(AT_CLIENT, 5 * SECONDS, (struct packet_identity){0});
    expect_nothing(0);
}
END_TEST

START_TEST(clocks_that_differ_hide_no_loss)
{
    ahead_ns[AT_CLIENT] = 60 * MINUTES;
    exchange();
    uint32_t lost = see(AT_CLIENT, SECONDS, segment(110, true));
    later();
    expect_lost(lost, true);
}
END_TEST

START_TEST(one_direction_in_common_says_nothing)
{
    see(AT_CLIENT, 0, segment(100, true));
    see(AT_SERVER, TRANSIT, segment(100, true));
    see(AT_CLIENT, SECONDS, segment(110, true));
    later();
    expect_nothing(0);
}
END_TEST

/* Packets with one fingerprint and two identifications are two packets. */
START_TEST(another_packet_of_the_same_bytes_is_not_this_one)
{
    struct packet_identity lost = segment(110, true), repeated = lost;

    lost.ip_id = 1;
    repeated.ip_id = 2;
    repeated.begin = repeated.end = 0; /* nor do its bytes tell */
    exchange();
    uint32_t number = see(AT_CLIENT, SECONDS, lost);
    see(AT_SERVER, 2 * SECONDS, repeated);
    later();
    expect_lost(number, true);
}
END_TEST

START_TEST(one_capture_compares_with_none)
{
    see(AT_CLIENT, 0, segment(100, true));
    see(AT_CLIENT, TRANSIT, segment(100, false));
    expect_nothing(0);
    ck_assert(!between.is_translated);
}
END_TEST

/* Of a mirror port at every hop the first four count. */
START_TEST(more_captures_than_four_are_no_obstacle)
{
    for (uint32_t hop = 0; hop < CAPTURES_MAX; hop++)
        see(hop, hop * TRANSIT, segment(100, true));
    for (uint32_t hop = CAPTURES_MAX; hop-- > 0;)
        see(hop, (2 * CAPTURES_MAX - hop) * TRANSIT, segment(100, false));
    uint32_t lost = see(AT_CLIENT, SECONDS, segment(110, true));
    later();
    look(0);
    ck_assert_int_eq(between.kind, BETWEEN_LOST);
    ck_assert_uint_eq(between.frame, lost);
}
END_TEST

START_TEST(of_a_long_connection_the_latest_packets_count)
{
    exchange();
    for (uint32_t i = 0; i < 600; i++) {
        see(AT_CLIENT, (10 + 2 * i) * TRANSIT, segment(110 + 10 * i, true));
        see(AT_SERVER, (11 + 2 * i) * TRANSIT, segment(110 + 10 * i, true));
    }
    uint32_t lost = see(AT_CLIENT, 2 * SECONDS, segment(9000, true));
    later();
    expect_lost(lost, true);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lost");
    TCase *lost = add_case(suite, "lost", captures_setup, captures_teardown);

    tcase_add_test(lost, a_request_is_lost);
    tcase_add_test(lost, an_answer_is_lost);
    tcase_add_test(lost, the_first_of_several_counts);
    tcase_add_test(lost, what_arrived_is_not_lost);
    tcase_add_test(lost, what_was_acknowledged_is_not_lost_however_it_went);
    tcase_add_test(lost, less_than_its_bytes_is_no_acknowledgement);
    tcase_add_test(lost, numbers_wrap_around);
    tcase_add_test(lost, what_came_in_another_segment_is_not_lost);
    tcase_add_test(lost, half_of_it_in_another_segment_does_not_count);
    tcase_add_test(lost, a_capture_that_had_ended_misses_nothing);
    tcase_add_test(lost, the_end_of_a_capture_goes_by_its_own_clock);
    tcase_add_test(lost, clocks_that_differ_hide_no_loss);
    tcase_add_test(lost, one_direction_in_common_says_nothing);
    tcase_add_test(lost, another_packet_of_the_same_bytes_is_not_this_one);
    tcase_add_test(lost, one_capture_compares_with_none);
    tcase_add_test(lost, more_captures_than_four_are_no_obstacle);
    tcase_add_test(lost, of_a_long_connection_the_latest_packets_count);
    return run_suite(suite);
}
