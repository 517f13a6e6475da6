/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* What the capture holds but nobody can read: IP fragments, late copies, lost time stamps. */

enum { PROTOCOL_UDP = 17, FIRST_LENGTH = 1480, LAST_LENGTH = 200 };

static struct scene *scene;
static struct scene_connection *connection;

static void setup(void)
{
    scene = scene_new();
    scene_dns(scene, SERVER_NAME, SERVER);
    connection = scene_connect(scene, CLIENT, SERVER, 135);
}

static void teardown(void)
{
    scene_free(scene);
}

static uint32_t fragment(const char *from, const char *to, struct ip_fragment what)
{
    struct event event = scene_event(EVENT_IP_FRAGMENT, from, to);

    event.origin.transport = EVENT_UDP;
    event.fragment = what;
    event.fragment.protocol = PROTOCOL_UDP;
    event.fragment.id = 7;
    if (what.offset == 0) {
        event.origin.source_port = 88;
        event.origin.target_port = scene->kdc_port;
    }
    return scene_emit(scene, &event);
}

static uint32_t first_fragment(void)
{
    return fragment(DC1, CLIENT, (struct ip_fragment){.length = FIRST_LENGTH, .more = true});
}

static uint32_t last_fragment(void)
{
    return fragment(DC1, CLIENT,
                    (struct ip_fragment){.offset = FIRST_LENGTH, .length = LAST_LENGTH});
}

static void give_up(void)
{
    scene_wait(scene, 3 * SECONDS);
    scene_client_fin(scene, connection);
}

START_TEST(an_answer_without_its_rest_is_said_to_be_cut)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    first_fragment();
    give_up();
    expect(scene, "no-bind kdc-unreachable medium");
    expect_evidence(scene, "fragments of the answer are missing: its bytes from 1480 on");
    expect_limit(scene, "1 IP datagram of Kerberos cannot be read");
}
END_TEST

START_TEST(an_answer_without_its_beginning_is_said_to_be_cut)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    last_fragment();
    give_up();
    expect(scene, "no-bind kdc-unreachable medium");
    expect_evidence(scene, "its bytes 0 to 1479");
}
END_TEST

START_TEST(fragments_of_another_host_are_no_answer)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    fragment(DC2, CLIENT, (struct ip_fragment){.offset = FIRST_LENGTH, .length = LAST_LENGTH});
    give_up();
    expect(scene, "no-bind kdc-unreachable high");
    ck_assert(!says(report_of(scene)->limits, "IP datagrams"));
}
END_TEST

START_TEST(fragments_that_are_all_there_are_no_limit)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    first_fragment();
    last_fragment();
    give_up();
    expect(scene, "no-bind spn-unknown high");
    ck_assert(!says(report_of(scene)->limits, "IP datagrams"));
}
END_TEST

START_TEST(fragments_in_any_order_and_twice_are_whole)
{
    for (unsigned i = 0; i < 2; i++) {
        last_fragment();
        first_fragment();
    }
    ck_assert_uint_eq(report_of(scene)->limits->len, 0);
}
END_TEST

/* Three fragments, of which the middle one comes last, or never. */
static void fragments_with_a_gap(void)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    fragment(DC1, CLIENT, (struct ip_fragment){.offset = 2 * FIRST_LENGTH, .length = LAST_LENGTH});
    first_fragment();
}

START_TEST(a_gap_in_the_middle_is_said)
{
    fragments_with_a_gap();
    give_up();
    expect_evidence(scene, "its bytes 1480 to 2959");
    expect_limit(scene, "1 IP datagram of Kerberos");
}
END_TEST

START_TEST(a_gap_that_is_filled_is_none)
{
    fragments_with_a_gap();
    fragment(DC1, CLIENT,
             (struct ip_fragment){.offset = FIRST_LENGTH, .length = FIRST_LENGTH, .more = true});
    give_up();
    ck_assert(!says(report_of(scene)->limits, "IP datagrams"));
}
END_TEST

/* Made by hand: no more than 16 pieces are remembered, and the datagram stays cut. */
START_TEST(many_gaps_are_bounded)
{
    enum { PIECE = 8, PIECES = 100 };

    for (uint32_t odd = 0; odd < 2; odd++)
        for (uint32_t i = odd; i < PIECES; i += 2)
            fragment(
                DC1, CLIENT,
                (struct ip_fragment){.offset = i * PIECE, .length = PIECE, .more = i + 1 < PIECES});
    expect_limit(scene, "1 IP datagram of Kerberos");
}
END_TEST

START_TEST(cut_datagrams_of_others_are_not_counted)
{
    for (uint32_t i = 0; i < 3000; i++) {
        struct event event = scene_event(EVENT_IP_FRAGMENT, CLIENT, DC1);

        event.origin.transport = EVENT_UDP;
        event.origin.target_port = 53;
        event.fragment = (struct ip_fragment){i, PROTOCOL_UDP, 0, FIRST_LENGTH, true};
        scene_emit(scene, &event);
    }
    ck_assert(!says(report_of(scene)->limits, "IP datagrams"));
}
END_TEST

START_TEST(many_cut_datagrams_are_counted)
{
    for (uint32_t i = 0; i < 3000; i++) {
        struct event event = scene_event(EVENT_IP_FRAGMENT, CLIENT, DC1);

        event.origin.transport = EVENT_UDP;
        event.origin.target_port = 88;
        event.fragment = (struct ip_fragment){i, PROTOCOL_UDP, 0, FIRST_LENGTH, true};
        scene_emit(scene, &event);
    }
    expect_limit(scene, "3000 IP datagrams of Kerberos");
}
END_TEST

START_TEST(a_late_copy_of_a_request_over_udp_counts_once)
{
    struct krb_message request = scene_tgs_req(scene, SPN), error = scene_krb_error(scene, 7);

    scene->kdc_port = 50000;
    for (unsigned i = 0; i < 2; i++) {
        scene_kerberos(scene, CLIENT, DC1, true, &request);
        scene_kerberos(scene, CLIENT, DC1, false, &error);
        scene_wait(scene, 60 * MINUTES);
    }
    ck_assert_uint_eq(report_of(scene)->capture.kerberos_exchanges, 1);
    ck_assert_uint_eq(report_of(scene)->capture.krb_errors, 1);
}
END_TEST

/* With a SYN of its own, as Wireshark 4.4 shows it. */
START_TEST(a_late_copy_of_a_request_over_tcp_counts_once)
{
    struct krb_message request = scene_tgs_req(scene, SPN), error = scene_krb_error(scene, 7);

    scene->kdc_port = 50000;
    scene->kdc_transport = EVENT_TCP;
    for (unsigned i = 0; i < 2; i++) {
        struct scene_connection *kdc = scene_connected(scene, CLIENT, DC1, 88);
        kdc->client_port = 50000;
        scene_syn(scene, kdc);
        scene_kerberos(scene, CLIENT, DC1, true, &request);
        scene_kerberos(scene, CLIENT, DC1, false, &error);
        scene_wait(scene, 60 * MINUTES);
    }
    ck_assert_uint_eq(report_of(scene)->capture.kerberos_exchanges, 1);
    ck_assert_uint_eq(report_of(scene)->capture.krb_errors, 1);
    ck_assert_uint_eq(report_of(scene)->limits->len, 0);
}
END_TEST

START_TEST(a_new_request_from_the_same_port_counts)
{
    scene->kdc_port = 50000;
    for (unsigned i = 0; i < 2; i++) {
        struct krb_message request = scene_tgs_req(scene, SPN), error = scene_krb_error(scene, 7);

        scene_kerberos(scene, CLIENT, DC1, true, &request);
        scene_kerberos(scene, CLIENT, DC1, false, &error);
        scene_wait(scene, 60 * MINUTES);
    }
    ck_assert_uint_eq(report_of(scene)->capture.kerberos_exchanges, 2);
    ck_assert_uint_eq(report_of(scene)->capture.krb_errors, 2);
}
END_TEST

static void refuse_by_clock(bool untimed)
{
    struct event answer;

    scene_bind(scene, connection, token_ap_req(scene));
    answer = scene_pdu(connection, RPC_BIND_ACK);
    answer.rpc.has_auth = true;
    answer.rpc.token = token_krb_error(37, SPNEGO_REJECT);
    answer.rpc.token.krb.has_stime = true;
    answer.rpc.token.krb.stime_ns = SCENE_START;
    answer.origin.untimed = untimed;
    scene_send(scene, connection, &answer);
}

START_TEST(packets_without_time_have_no_skew)
{
    refuse_by_clock(true);
    ck_assert(!finding_of(scene, 1)->has_clock_skew);
    ck_assert(finding_of(scene, 1)->time_ns == EVENT_NO_TIME);
    expect_limit(scene, "without time stamp");
}
END_TEST

START_TEST(packets_with_time_have_a_skew)
{
    refuse_by_clock(false);
    ck_assert(finding_of(scene, 1)->has_clock_skew);
    ck_assert(!says(report_of(scene)->limits, "time stamps"));
}
END_TEST

static void silent_server(int64_t wait_ns)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_wait(scene, wait_ns);
    scene_client_fin(scene, connection);
}

START_TEST(a_client_that_closes_at_once_gave_nobody_time)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    silent_server(0);
    ck_assert_int_eq(finding_of(scene, 1)->confidence, CONFIDENCE_LOW);
    expect_evidence(scene, "a timer of its own had run out");
}
END_TEST

START_TEST(a_client_that_waited_is_not_said_to_be_hasty)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    silent_server(5 * SECONDS);
    expect_no_evidence(scene, "a timer of its own");
}
END_TEST

START_TEST(the_logon_of_another_account_is_told_apart)
{
    scene_as_granted(scene, CLIENT, DC1, "machine$");
    scene_cached_tgt(scene);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_limit(scene, "only that of another account");
    ck_assert(!says(report_of(scene)->limits, "no AS exchange"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hidden");
    TCase *hidden = add_case(suite, "hidden", setup, teardown);

    tcase_add_test(hidden, an_answer_without_its_rest_is_said_to_be_cut);
    tcase_add_test(hidden, an_answer_without_its_beginning_is_said_to_be_cut);
    tcase_add_test(hidden, fragments_of_another_host_are_no_answer);
    tcase_add_test(hidden, fragments_that_are_all_there_are_no_limit);
    tcase_add_test(hidden, fragments_in_any_order_and_twice_are_whole);
    tcase_add_test(hidden, a_gap_in_the_middle_is_said);
    tcase_add_test(hidden, a_gap_that_is_filled_is_none);
    tcase_add_test(hidden, many_gaps_are_bounded);
    tcase_add_test(hidden, cut_datagrams_of_others_are_not_counted);
    tcase_add_test(hidden, many_cut_datagrams_are_counted);
    tcase_add_test(hidden, a_late_copy_of_a_request_over_udp_counts_once);
    tcase_add_test(hidden, a_late_copy_of_a_request_over_tcp_counts_once);
    tcase_add_test(hidden, a_new_request_from_the_same_port_counts);
    tcase_add_test(hidden, packets_without_time_have_no_skew);
    tcase_add_test(hidden, packets_with_time_have_a_skew);
    tcase_add_test(hidden, a_client_that_closes_at_once_gave_nobody_time);
    tcase_add_test(hidden, a_client_that_waited_is_not_said_to_be_hasty);
    tcase_add_test(hidden, the_logon_of_another_account_is_told_apart);
    return run_suite(suite);
}
