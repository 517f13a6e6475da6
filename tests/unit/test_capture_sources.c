/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include "diagnose/earlier_parts.h"

/* What the report says of the captures that a file was merged from, and of their clocks. */

enum { PACKETS = 20, TRANSIT_NS = 1000000, BOTH_WAYS = 2, CLIENT_PORT = 49200 };

static struct scene *scene;

static void begin(const char *names)
{
    struct diagnosis_settings settings = diagnosis_default_settings();

    settings.source_names = names;
    scene = scene_new_with(&settings);
}

static void setup(void)
{
    begin("client.cap=0;server.cap=1");
}

static void teardown(void)
{
    scene_free(scene);
}

/* A packet with this number, as the interface has it by its own clock, of this client. */
static void see_of(const char *client, unsigned number, bool outward, uint32_t interface,
                   int64_t time_ns)
{
    struct captured_frame frame = {
        .number = ++scene->frame, .time_ns = time_ns, .interface = interface, .has_events = true};
    struct packet_identity *packet = &frame.packet;

    packet->fingerprint = (uint64_t)number << 1 | 1;
    packet->has_payload = true;
    packet->ip_id = (uint16_t)number;
    packet->source = address_of(outward ? client : SERVER);
    packet->target = address_of(outward ? SERVER : client);
    packet->source_port = outward ? CLIENT_PORT : 135;
    packet->target_port = outward ? 135 : CLIENT_PORT;
    diagnosis_add_frame(scene->diagnosis, &frame);
}

static void see(unsigned number, bool outward, uint32_t interface, int64_t time_ns)
{
    see_of(CLIENT, number, outward, interface, time_ns);
}

/* Packets go to and fro, or only to the server, whose clock is ahead. */
static void talk(unsigned directions, int64_t ahead_ns)
{
    for (unsigned i = 0; i < PACKETS; i++) {
        bool outward = i % directions == 0;
        int64_t sent = SCENE_START + i * SECONDS, arrived = sent + TRANSIT_NS;

        see(1 + i, outward, 0, outward ? sent : arrived);
        see(1 + i, outward, 1, (outward ? arrived : sent) + ahead_ns);
    }
}

static void expect_no_limit(void)
{
    const GPtrArray *limits = report_of(scene)->limits;

    ck_assert_msg(limits->len == 0, "a limit says \"%s\"", (char *)limits->pdata[0]);
}

static void expect_nothing_of(const char *text)
{
    ck_assert_msg(!says(report_of(scene)->limits, text), "a limit says \"%s\"", text);
}

START_TEST(a_clock_that_turns_the_order_around_is_said)
{
    talk(BOTH_WAYS, 3 * SECONDS);
    expect_limit(scene, "the clock of server.cap is 3.000000 s ahead of that of client.cap");
    expect_limit(scene, "between a request and its answer (0.999000 s)");
}
END_TEST

START_TEST(so_is_one_that_is_behind)
{
    talk(BOTH_WAYS, -3 * SECONDS);
    expect_limit(scene, "the clock of server.cap is 3.000000 s behind that of client.cap");
}
END_TEST

START_TEST(clocks_that_agree_are_no_limit)
{
    talk(BOTH_WAYS, 0);
    expect_no_limit();
    const struct report_source *server = report_of(scene)->sources->pdata[1];
    ck_assert(server->has_clock);
    ck_assert_uint_eq(server->pairs, PACKETS);
}
END_TEST

/* It turns nothing around. */
START_TEST(less_than_half_of_a_round_trip_is_no_limit)
{
    talk(BOTH_WAYS, SECONDS / 3);
    expect_no_limit();
}
END_TEST

START_TEST(one_direction_in_common_is_said)
{
    talk(1, 3 * SECONDS);
    expect_limit(scene, "server.cap and client.cap have packets of one direction in common");
    expect_nothing_of("the clock of");
}
END_TEST

START_TEST(too_little_in_common_is_said)
{
    for (unsigned i = 0; i < PACKETS; i++)
        see(1 + i, true, 0, SCENE_START + i * SECONDS);
    see(1, true, 1, SCENE_START);
    see(2, true, 1, SCENE_START);
    expect_limit(scene, "server.cap has fewer than 3 packets in common");
    expect_nothing_of("one direction");
}
END_TEST

/* Nobody said that it is a capture of the same. */
START_TEST(an_interface_without_a_name_need_have_nothing_in_common)
{
    see(1, true, 0, SCENE_START);
    see(2, true, 2, SCENE_START);
    expect_no_limit();
    ck_assert_uint_eq(report_of(scene)->sources->len, 3);
}
END_TEST

START_TEST(a_capture_without_a_packet_is_no_limit)
{
    see(1, true, 0, SCENE_START);
    expect_no_limit();
    ck_assert_uint_eq(((struct report_source *)report_of(scene)->sources->pdata[1])->frames, 0);
}
END_TEST

START_TEST(an_interface_is_of_the_first_that_names_it)
{
    scene_free(scene);
    begin("client.cap=0;server.cap=0,1");
    see(1, true, 0, SCENE_START);
    const GPtrArray *sources = report_of(scene)->sources;
    ck_assert_uint_eq(((struct report_source *)sources->pdata[0])->frames, 1);
    ck_assert_uint_eq(((struct report_source *)sources->pdata[1])->frames, 0);
    ck_assert_uint_eq(((struct report_source *)sources->pdata[1])->interfaces->len, 1);
}
END_TEST

START_TEST(captures_merged_into_one_interface_are_said)
{
    see(1, true, 0, SCENE_START);
    see(2, false, 0, SCENE_START + SECONDS);
    expect_no_limit();
    see(1, true, 0, SCENE_START + 5 * SECONDS);
    expect_limit(scene, "1 packet is on one interface twice, the first in frames 1 and 3");
    see(2, false, 0, SCENE_START + 6 * SECONDS);
    expect_limit(scene, "2 packets are on one interface twice, the first in frames 1 and 3");
    expect_limit(scene, "`mergecap -I none`");
}
END_TEST

START_TEST(parts_of_a_capture_add_up_by_name)
{
    struct earlier_parts *earlier = earlier_parts_new();

    diagnosis_follow(scene->diagnosis, earlier);
    talk(BOTH_WAYS, 3 * SECONDS);
    diagnosis_become_earlier(scene->diagnosis, earlier);
    scene->diagnosis = NULL;
    scene_free(scene);
    begin("server.cap=0;third.cap=1");
    diagnosis_follow(scene->diagnosis, earlier);
    see(1, true, 0, SCENE_START);
    const GPtrArray *sources = report_of(scene)->sources;
    ck_assert_uint_eq(sources->len, 3);
    ck_assert_uint_eq(((struct report_source *)sources->pdata[0])->frames, PACKETS);
    ck_assert_uint_eq(((struct report_source *)sources->pdata[1])->frames, PACKETS + 1);
    ck_assert_str_eq(((struct report_source *)sources->pdata[2])->name, "third.cap");
    expect_limit(scene, "part 1 of the capture: the clock of server.cap is 3.000000 s ahead");
    report_free(scene->report);
    scene->report = NULL;
    earlier_parts_free(earlier);
}
END_TEST

/* A call that is refused, with the address that a NAT gives the client at the server, too; whether
 * the packets tell that both are one call. */
static void call_through_nat(bool is_told)
{
    const char *clients[] = {CLIENT, "192.0.2.1"};

    for (uint32_t point = 0; point < 2; point++)
        for (unsigned i = 0; i < 2; i++) {
            bool outward = i == 0;
            int64_t late = outward == (point == 1) ? TRANSIT_NS : 0;

            see_of(clients[point], 1 + i + (is_told ? 0 : 10 * point), outward, point,
                   SCENE_START + i * SECONDS + late);
        }
    for (unsigned point = 0; point < 2; point++) {
        scene->next_port = CLIENT_PORT;
        struct scene_connection *connection = scene_connect(scene, clients[point], SERVER, 135);
        scene_bind(scene, connection, token_ntlm_negotiate());
        scene_nak(scene, connection, 8);
    }
}

START_TEST(one_call_on_both_sides_of_a_nat_is_one_finding)
{
    call_through_nat(true);
    expect(scene, "bind-nak auth-type-unsupported high");
    expect_evidence(scene, "Frames 1 and 3 are one packet with different addresses");
    expect_counts(scene, "1 = 0 + 0 + 1");
    ck_assert_uint_eq(((struct report_cause *)scene->report->causes->pdata[0])->count, 1);
}
END_TEST

START_TEST(calls_of_two_clients_are_two)
{
    call_through_nat(false);
    expect(scene, "bind-nak auth-type-unsupported high, bind-nak auth-type-unsupported high");
    expect_counts(scene, "2 = 0 + 0 + 2");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("capture_sources");
    TCase *tests = add_case(suite, "report", setup, teardown);

    tcase_add_test(tests, a_clock_that_turns_the_order_around_is_said);
    tcase_add_test(tests, so_is_one_that_is_behind);
    tcase_add_test(tests, clocks_that_agree_are_no_limit);
    tcase_add_test(tests, less_than_half_of_a_round_trip_is_no_limit);
    tcase_add_test(tests, one_direction_in_common_is_said);
    tcase_add_test(tests, too_little_in_common_is_said);
    tcase_add_test(tests, an_interface_without_a_name_need_have_nothing_in_common);
    tcase_add_test(tests, a_capture_without_a_packet_is_no_limit);
    tcase_add_test(tests, an_interface_is_of_the_first_that_names_it);
    tcase_add_test(tests, captures_merged_into_one_interface_are_said);
    tcase_add_test(tests, parts_of_a_capture_add_up_by_name);
    tcase_add_test(tests, one_call_on_both_sides_of_a_nat_is_one_finding);
    tcase_add_test(tests, calls_of_two_clients_are_two);
    return run_suite(suite);
}
