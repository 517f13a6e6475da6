/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include "ledger/sources/sources.h"

#include <math.h>
#include <string.h>

/* Two captures of the same packets, whose clocks differ. The delays of either way are random, with
 * a smallest one that is the same, as NTP supposes. */

enum { PACKETS = 400, SMALLEST_DELAY_US = 400, JITTER_US = 30000 };

#define NS_PER_US 1000
#define TOLERANCE_S 0.005

struct pair_of_captures {
    double shift; /* seconds that the second clock is ahead */
    double drift_ppm;
    double seconds; /* how long both capture */
    bool one_way;
    bool translated;  /* addresses and ports differ */
    bool apart;       /* nothing in common */
    unsigned repeats; /* of so many packets one is repeated, and the first copy is lost */
};

static uint32_t next_random(void)
{
    static uint32_t state = 1;

    state = state * 1664525 + 1013904223;
    return state >> 8;
}

static int64_t delay_ns(void)
{
    double part = (double)(next_random() % 1000) / 1000;

    return (int64_t)(SMALLEST_DELAY_US + JITTER_US * part * part * part) * NS_PER_US;
}

static int64_t second_clock(const struct pair_of_captures *how, int64_t ns)
{
    return ns + (int64_t)(how->shift * 1e9 + (double)(ns - SCENE_START) * how->drift_ppm / 1e6);
}

static struct packet_identity packet_of(int number, bool outward, bool translated)
{
    struct packet_identity packet = {.fingerprint = (uint64_t)number * 1000003 * 2 + 1,
                                     .has_payload = true,
                                     .ip_id = (uint16_t)(number + 1)};
    const char *client = translated ? "192.0.2.1" : "10.0.0.1";

    host_addr_parse(outward ? client : "10.0.0.9", &packet.source);
    host_addr_parse(outward ? "10.0.0.9" : client, &packet.target);
    packet.source_port = outward ? (translated ? 1024 : 50000) : 135;
    packet.target_port = outward ? 135 : (translated ? 1024 : 50000);
    return packet;
}

static void add(struct sources *sources, uint32_t interface, int64_t ns,
                struct packet_identity packet)
{
    static uint32_t number;
    struct captured_frame frame = {.number = ++number,
                                   .time_ns = ns,
                                   .interface = interface,
                                   .has_events = true,
                                   .packet = packet};

    sources_add(sources, &frame);
}

static void play(struct sources *sources, const struct pair_of_captures *how, int packets)
{
    for (int i = 0; i < packets; i++) {
        bool outward = how->one_way || i % 2 == 0;
        int64_t sent = SCENE_START + (int64_t)(how->seconds * 1e9 * i / packets);
        int64_t received = sent + delay_ns();
        bool lost = how->repeats > 0 && (unsigned)i % how->repeats == 0;
        struct packet_identity near = packet_of(i, outward, false);
        struct packet_identity far =
            packet_of(how->apart ? i + packets : i, outward, how->translated);

        add(sources, 0, outward ? sent : received, near);
        if (lost) { /* without an identification that would tell the copies apart */
            near.ip_id = far.ip_id = 0;
            sent += 300000000, received += 300000000;
            add(sources, 0, outward ? sent : received, near);
        }
        add(sources, 1, second_clock(how, outward ? received : sent), far);
    }
}

/* Returns the clock of the second capture. */
static struct source_clock measured(const struct pair_of_captures *how)
{
    struct sources *sources = sources_new("client.cap=0;server.cap=1");
    struct source_clock clock;

    play(sources, how, PACKETS);
    g_autofree struct source_clock *clocks = sources_clocks(sources);
    ck_assert(!clocks[0].is_known);
    clock = clocks[1];
    sources_free(sources);
    return clock;
}

static double true_offset(const struct pair_of_captures *how, const struct source_clock *clock)
{
    return -how->shift - (double)(clock->fit.middle_ns - SCENE_START) / 1e9 * how->drift_ppm / 1e6;
}

static void expect_right(const struct pair_of_captures *how)
{
    struct source_clock clock = measured(how);
    double wrong = clock.fit.offset - true_offset(how, &clock);

    ck_assert(clock.is_known);
    ck_assert_uint_eq(clock.fit.directions, 2);
    ck_assert_msg(fabs(wrong) <= TOLERANCE_S && fabs(clock.fit.drift_ppm + how->drift_ppm) < 20,
                  "shift %g s, drift %g ppm: offset %.6f, wrong by %.6f s, drift %.2f ppm",
                  how->shift, how->drift_ppm, clock.fit.offset, wrong, clock.fit.drift_ppm);
}

START_TEST(offsets_are_right)
{
    static const double shifts[] = {0.2, -0.2, 3.7, -61, 3600, 10800, -10800};
    static const double drifts[] = {0, 50, -50};

    for (size_t i = 0; i < G_N_ELEMENTS(shifts); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(drifts); j++) {
            expect_right(&(struct pair_of_captures){shifts[i], drifts[j], .seconds = 1800});
            expect_right(&(struct pair_of_captures){shifts[i], drifts[j], .seconds = 14400});
        }
    expect_right(&(struct pair_of_captures){3.7, .seconds = 20});
}
END_TEST

START_TEST(repeated_packets_mislead_nobody)
{
    expect_right(&(struct pair_of_captures){3.7, 50, .seconds = 1800, .repeats = 3});
}
END_TEST

START_TEST(translated_addresses_are_no_obstacle)
{
    expect_right(&(struct pair_of_captures){3.7, 50, .seconds = 1800, .translated = true});
}
END_TEST

START_TEST(one_direction_is_said)
{
    struct pair_of_captures how = {3.7, .seconds = 600, .one_way = true};
    struct source_clock clock = measured(&how);

    ck_assert(clock.is_known);
    ck_assert_uint_eq(clock.fit.directions, 1);
    ck_assert(fabs(clock.fit.offset - true_offset(&how, &clock)) < TOLERANCE_S);
}
END_TEST

START_TEST(nothing_in_common_is_no_clock)
{
    ck_assert(!measured(&(struct pair_of_captures){3.7, .seconds = 60, .apart = true}).is_known);
}
END_TEST

/* Whether segments without a payload that were translated on the way give a clock. */
static bool translated_segments_match(bool has_ack, bool is_bare, bool has_id)
{
    struct sources *sources = sources_new(NULL);

    for (int i = 0; i < PACKETS; i++) {
        for (uint32_t interface = 0; interface < 2; interface++) {
            struct packet_identity packet = packet_of(i, true, interface == 1);

            packet.has_payload = false;
            packet.has_ack = has_ack;
            packet.is_bare = is_bare;
            packet.ip_id = has_id ? packet.ip_id : 0;
            add(sources, interface, SCENE_START + i, packet);
        }
    }
    g_autofree struct source_clock *clocks = sources_clocks(sources);
    bool is_known = clocks[1].is_known;
    sources_free(sources);
    return is_known;
}

START_TEST(a_bare_segment_must_have_the_same_addresses)
{
    ck_assert(!translated_segments_match(true, true, true));
}
END_TEST

START_TEST(a_segment_with_both_sequence_numbers_need_not)
{
    ck_assert(translated_segments_match(true, false, false));
}
END_TEST

START_TEST(a_syn_need_not_where_it_has_an_identification)
{
    ck_assert(translated_segments_match(false, false, true));
    ck_assert(!translated_segments_match(false, false, false));
}
END_TEST

START_TEST(names_go_by_interface)
{
    struct sources *sources = sources_new("a=b.cap=0; server.cap = 2,1;=3;x;y=z");

    add(sources, 7, SCENE_START, (struct packet_identity){0});
    ck_assert_uint_eq(sources_count(sources), 3);
    ck_assert_str_eq(sources_get(sources, 0)->name, "a=b.cap");
    ck_assert_str_eq(sources_get(sources, 1)->name, "server.cap");
    ck_assert_uint_eq(g_array_index(sources_get(sources, 1)->interfaces, uint32_t, 1), 1);
    ck_assert_str_eq(sources_get(sources, 2)->name, "interface 7");
    ck_assert_uint_eq(sources_get(sources, 2)->frames, 1);
    sources_free(sources);
}
END_TEST

START_TEST(a_third_capture_is_measured_by_way_of_the_second)
{
    struct sources *sources = sources_new(NULL);

    for (int i = 0; i < PACKETS; i++) {
        int64_t ns = SCENE_START + (int64_t)i * 1000000;

        add(sources, 0, ns, packet_of(i, i % 2, false));
        add(sources, 1, ns + 1000000000, packet_of(i, i % 2, false));
        add(sources, 1, ns + 1000000000, packet_of(i + PACKETS, i % 2, false));
        add(sources, 2, ns + 3000000000, packet_of(i + PACKETS, i % 2, false));
    }
    g_autofree struct source_clock *clocks = sources_clocks(sources);
    ck_assert(clocks[2].is_known);
    ck_assert(fabs(clocks[2].fit.offset + 3) < TOLERANCE_S);
    sources_free(sources);
}
END_TEST

START_TEST(what_is_remembered_is_bounded)
{
    struct pair_of_captures how = {3.7, .seconds = 100000};
    struct sources *sources = sources_new(NULL);

    play(sources, &how, 4 * SIGHTINGS_MAX);
    for (uint32_t i = 0; i < 2 * SOURCES_MAX; i++)
        add(sources, i, SCENE_START, (struct packet_identity){0});
    ck_assert_uint_eq(sources_count(sources), SOURCES_MAX);
    g_autofree struct source_clock *clocks = sources_clocks(sources);
    ck_assert(clocks[1].is_known && clocks[1].fit.pairs > 1000 &&
              clocks[1].fit.pairs < SIGHTINGS_MAX);
    ck_assert(fabs(clocks[1].fit.offset + how.shift) < TOLERANCE_S);
    sources_free(sources);
}
END_TEST

START_TEST(copies_on_one_interface_are_told_from_repetitions)
{
    struct sources *sources = sources_new(NULL);
    struct packet_identity packet = packet_of(1, true, false);

    add(sources, 0, SCENE_START, packet);
    add(sources, 0, SCENE_START + 1000000, packet); /* a mirror port */
    packet.ip_id++;
    add(sources, 0, SCENE_START + 300000000, packet); /* a repetition */
    ck_assert_uint_eq(sources_copies(sources).count, 0);
    add(sources, 0, SCENE_START + 4000000000, packet);
    ck_assert_uint_eq(sources_copies(sources).count, 1);
    sources_free(sources);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sources");
    TCase *tests = add_case(suite, "clocks", NULL, NULL);

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, offsets_are_right);
    tcase_add_test(tests, repeated_packets_mislead_nobody);
    tcase_add_test(tests, translated_addresses_are_no_obstacle);
    tcase_add_test(tests, one_direction_is_said);
    tcase_add_test(tests, nothing_in_common_is_no_clock);
    tcase_add_test(tests, a_bare_segment_must_have_the_same_addresses);
    tcase_add_test(tests, a_segment_with_both_sequence_numbers_need_not);
    tcase_add_test(tests, a_syn_need_not_where_it_has_an_identification);
    tcase_add_test(tests, names_go_by_interface);
    tcase_add_test(tests, a_third_capture_is_measured_by_way_of_the_second);
    tcase_add_test(tests, what_is_remembered_is_bounded);
    tcase_add_test(tests, copies_on_one_interface_are_told_from_repetitions);
    return run_suite(suite);
}
