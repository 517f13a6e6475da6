/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* Captures merged so that each direction comes by a clock of its own, and no frame is twice. */

#define MILLISECONDS (SECONDS / 1000)

enum { CLIENT_PORT = 50123, SYN_SEQUENCE = 1000 };

static struct scene *scene;

static void setup(void)
{
    scene = scene_new();
    scene_dns(scene, SERVER_NAME, SERVER);
}

static void teardown(void)
{
    scene_free(scene);
}

static uint32_t syn(bool by_server, uint32_t answered)
{
    struct event event =
        scene_event(EVENT_TCP_SEGMENT, by_server ? SERVER : CLIENT, by_server ? CLIENT : SERVER);

    event.origin.transport = EVENT_TCP;
    event.origin.tcp_stream = 77;
    event.origin.source_port = by_server ? 135 : CLIENT_PORT;
    event.origin.target_port = by_server ? CLIENT_PORT : 135;
    event.tcp = (struct tcp_segment){.syn = true,
                                     .ack = by_server,
                                     .sequence = by_server ? 1 : SYN_SEQUENCE,
                                     .acknowledgement = by_server ? answered + 1 : 0};
    return scene_emit(scene, &event);
}

static void expect_in_turn(void)
{
    ck_assert(!says(report_of(scene)->limits, "out of turn"));
}

START_TEST(a_server_whose_clock_is_behind_answers_before_it_is_called)
{
    uint32_t answer = syn(true, SYN_SEQUENCE);
    g_autofree char *sentence =
        g_strdup_printf("1 answer comes out of turn, the first in frame %u, by 5.", answer);

    scene_wait(scene, 5 * SECONDS);
    syn(false, 0);
    expect_limit(scene, sentence);
}
END_TEST

START_TEST(the_answer_to_an_earlier_connection_of_these_ports_is_none)
{
    syn(true, SYN_SEQUENCE - 500);
    scene_wait(scene, 5 * SECONDS);
    syn(false, 0);
    expect_in_turn();
}
END_TEST

START_TEST(packets_that_were_swapped_on_the_way_are_of_one_clock)
{
    syn(true, SYN_SEQUENCE);
    scene_wait(scene, 2 * MILLISECONDS);
    syn(false, 0);
    expect_in_turn();
}
END_TEST

START_TEST(of_many_early_answers_the_latest_are_known)
{
    syn(true, SYN_SEQUENCE);
    for (uint32_t i = 0; i < EARLY_ANSWERS_MAX; i++)
        syn(true, 5000 + i);
    scene_wait(scene, 5 * SECONDS);
    syn(false, 0);
    expect_in_turn();
}
END_TEST

START_TEST(a_client_that_goes_on_before_the_answer_is_of_another_clock)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    /* As Wireshark numbers it, but its SYN-ACK is still to come. */
    connection->stream = 77;
    connection->client_port = CLIENT_PORT;
    syn(false, 0);
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_wait(scene, 5 * SECONDS);
    syn(true, SYN_SEQUENCE);
    expect_limit(scene, "1 answer comes out of turn");
}
END_TEST

START_TEST(a_slow_server_is_of_the_same_clock)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    connection->stream = 77;
    connection->client_port = CLIENT_PORT;
    syn(false, 0);
    scene_wait(scene, 5 * SECONDS);
    syn(true, SYN_SEQUENCE);
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_wait(scene, 5 * SECONDS);
    syn(true, SYN_SEQUENCE); /* again */
    expect_in_turn();
}
END_TEST

static void answer_and_ask(int64_t apart_ns)
{
    struct krb_message request = scene_tgs_req(scene, SPN), error = scene_krb_error(scene, 7);

    scene_kerberos(scene, CLIENT, DC1, false, &error);
    scene_wait(scene, apart_ns);
    scene_kerberos(scene, CLIENT, DC1, true, &request);
}

START_TEST(a_kdc_whose_clock_is_behind_answers_before_it_is_asked)
{
    answer_and_ask(3 * SECONDS);
    expect_limit(scene, "1 answer comes out of turn");
}
END_TEST

START_TEST(a_kdc_of_the_same_clock_does_not)
{
    answer_and_ask(2 * MILLISECONDS);
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 7);
    expect_in_turn();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reversed");
    TCase *cases = add_case(suite, "merged by direction", setup, teardown);

    tcase_add_test(cases, a_server_whose_clock_is_behind_answers_before_it_is_called);
    tcase_add_test(cases, the_answer_to_an_earlier_connection_of_these_ports_is_none);
    tcase_add_test(cases, packets_that_were_swapped_on_the_way_are_of_one_clock);
    tcase_add_test(cases, of_many_early_answers_the_latest_are_known);
    tcase_add_test(cases, a_client_that_goes_on_before_the_answer_is_of_another_clock);
    tcase_add_test(cases, a_slow_server_is_of_the_same_clock);
    tcase_add_test(cases, a_kdc_whose_clock_is_behind_answers_before_it_is_asked);
    tcase_add_test(cases, a_kdc_of_the_same_clock_does_not);
    return run_suite(suite);
}
