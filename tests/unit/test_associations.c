/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* The life of one association: from its bind to its first answered request. */

static struct scene *scene;
static struct scene_connection *connection;

static void setup(void)
{
    scene = scene_new();
    connection = scene_connect(scene, CLIENT, SERVER, 135);
}

static void teardown(void)
{
    scene_free(scene);
}

START_TEST(kerberos_with_every_leg_acknowledged)
{
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_response(scene, connection);
    expect(scene, "");
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

START_TEST(acknowledged_is_enough_without_any_request)
{
    scene_kerberos_accepted(scene, connection);
    scene_client_fin(scene, connection);
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

START_TEST(acknowledged_is_enough_at_the_end_of_the_capture)
{
    scene_kerberos_accepted(scene, connection);
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

START_TEST(kerberos_with_auth3)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_auth3(scene, connection, token_ap_rep(SPNEGO_NONE));
    scene_request(scene, connection);
    scene_response(scene, connection);
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

START_TEST(ntlm_that_the_client_chose)
{
    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    scene_response(scene, connection);
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

START_TEST(auth3_alone_proves_nothing)
{
    scene_ntlm_bind(scene, connection, USER);
    expect(scene, "");
    expect_counts(scene, "1 = 0 + 1 + 0");
}
END_TEST

START_TEST(a_bind_without_answer_at_the_end_is_undetermined)
{
    scene_bind(scene, connection, token_ap_req(scene));
    expect(scene, "");
    expect_counts(scene, "1 = 0 + 1 + 0");
}
END_TEST

START_TEST(a_live_capture_may_still_bring_the_outcome)
{
    scene_bind(scene, connection, token_ap_req(scene));
    expect_counts(scene, "1 = 0 + 1 + 0");
    scene_nak(scene, connection, 9);
    expect(scene, "bind-nak server-security-failure medium");
    expect_counts(scene, "1 = 0 + 0 + 1");
}
END_TEST

START_TEST(a_finding_is_settled_at_its_answer_frame)
{
    scene_bind(scene, connection, token_ap_req(scene));
    expect_so_far(scene, "");
    uint32_t nak = scene_nak(scene, connection, 0);
    expect_so_far(scene, "bind-nak server-security-failure medium");
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, nak);
}
END_TEST

START_TEST(the_frames_of_an_attempt)
{
    uint32_t bind = scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    uint32_t last_leg = scene_alter(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    uint32_t answer = scene_fault(scene, connection, 0x721);
    const struct finding *finding = finding_of(scene, 1);

    ck_assert_uint_eq(finding->connection_frame, connection->syn_frame);
    ck_assert_uint_eq(finding->bind_frame, bind);
    ck_assert_uint_eq(finding->last_leg_frame, last_leg);
    ck_assert_uint_eq(finding->answer_frame, answer);
    ck_assert_uint_eq(finding->server_port, 135);
    ck_assert_uint_eq(finding->tcp_stream, connection->stream);
}
END_TEST

START_TEST(the_server_closes_instead_of_an_answer)
{
    scene_bind(scene, connection, token_ap_req(scene));
    uint32_t rst = scene_server_rst(scene, connection);
    expect(scene, "connection-lost server-security-failure medium");
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, rst);
}
END_TEST

START_TEST(the_server_closes_right_after_auth3)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_auth3(scene, connection, token_ap_rep(SPNEGO_NONE));
    scene_request(scene, connection);
    scene_server_fin(scene, connection);
    expect(scene, "connection-lost server-security-failure medium");
}
END_TEST

START_TEST(the_server_closes_an_idle_connection_much_later)
{
    scene_ntlm_bind(scene, connection, USER);
    scene_wait(scene, 10 * MINUTES);
    scene_server_fin(scene, connection);
    expect(scene, "");
}
END_TEST

START_TEST(a_close_after_success_is_nothing)
{
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_response(scene, connection);
    scene_server_rst(scene, connection);
    scene_client_rst(scene, connection);
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

START_TEST(the_client_gives_up_waiting)
{
    uint32_t bind = scene_bind(scene, connection, token_ap_req(scene));
    scene_wait(scene, 30 * SECONDS);
    uint32_t fin = scene_client_fin(scene, connection);
    expect(scene, "no-answer server-security-failure medium");
    ck_assert_uint_eq(finding_of(scene, 1)->bind_frame, bind);
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, fin);
}
END_TEST

/* What the client acknowledges was sent, even where the capture does not hold it. */
START_TEST(an_answer_that_is_missing_is_no_silence)
{
    scene_bind(scene, connection, token_ap_req(scene));
    connection->server_sequence += 200;
    scene_client_fin(scene, connection);
    expect(scene, "undetermined truncated high");
}
END_TEST

START_TEST(a_later_answer_that_is_missing_is_no_silence)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_alter(scene, connection, token_ap_req(scene));
    connection->server_sequence += 73;
    scene_client_fin(scene, connection);
    expect(scene, "undetermined truncated high");
}
END_TEST

START_TEST(a_server_that_is_silent_after_an_answer_is_silent)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_alter(scene, connection, token_ap_req(scene));
    scene_server_fin(scene, connection);
    scene_client_fin(scene, connection);
    expect(scene, "connection-lost server-security-failure medium");
}
END_TEST

/* One direction only: silence of the server proves nothing. */
START_TEST(a_server_that_is_never_seen_is_not_silent)
{
    struct scene_connection *half = scene_connected(scene, CLIENT, SERVER, 135);

    scene_bind(scene, half, token_ap_req(scene));
    scene_wait(scene, 30 * SECONDS);
    scene_client_fin(scene, half);
    expect(scene, "");
}
END_TEST

START_TEST(without_syn_the_sender_of_the_bind_is_the_client)
{
    struct scene_connection *later = scene_connected(scene, CLIENT, SERVER, 49667);

    scene_bind(scene, later, token_ap_req(scene));
    scene_nak(scene, later, 0);
    const struct finding *finding = finding_of(scene, 1);
    struct host_addr client = address_of(CLIENT);
    ck_assert(host_addr_equal(&finding->client, &client));
    ck_assert_uint_eq(finding->connection_frame, 0);
    ck_assert_uint_eq(finding->server_port, 49667);
}
END_TEST

/* Call-backs: the roles follow the connection, not the host. */
START_TEST(a_call_back_has_swapped_roles)
{
    struct scene_connection *back = scene_connect(scene, SERVER, CLIENT, 50001);

    scene_bind(scene, back, token_ap_req(scene));
    scene_nak(scene, back, 0);
    struct host_addr server = address_of(SERVER), client = address_of(CLIENT);
    ck_assert(host_addr_equal(&finding_of(scene, 1)->client, &server));
    ck_assert(host_addr_equal(&finding_of(scene, 1)->server, &client));
}
END_TEST

START_TEST(a_syn_that_is_sent_again_is_the_same_connection)
{
    struct event syn = scene_event(EVENT_TCP_SEGMENT, CLIENT, SERVER);

    syn.origin.source_port = connection->client_port;
    syn.origin.target_port = 135;
    syn.origin.tcp_stream = connection->stream;
    syn.tcp.syn = true;
    scene_emit(scene, &syn);
    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 0);
    ck_assert_uint_eq(finding_of(scene, 1)->connection_frame, connection->syn_frame);
}
END_TEST

START_TEST(pdus_after_the_close_are_nothing)
{
    scene_client_rst(scene, connection);
    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 0);
    expect(scene, "");
    expect_counts(scene, "0 = 0 + 0 + 0");
}
END_TEST

START_TEST(a_plain_bind_that_works_is_no_association)
{
    scene_plain_bind(scene, connection);
    connection->protected_requests = false;
    scene_request(scene, connection);
    scene_response(scene, connection);
    expect_counts(scene, "0 = 0 + 0 + 0");
}
END_TEST

START_TEST(a_plain_bind_whose_first_request_is_denied_is_one)
{
    scene_plain_bind(scene, connection);
    connection->protected_requests = false;
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x5);
    expect(scene, "fault anonymous-refused high");
    expect_counts(scene, "1 = 0 + 0 + 1");
    ck_assert(!finding_of(scene, 1)->has_auth);
}
END_TEST

START_TEST(a_plain_bind_whose_later_request_is_denied_is_none)
{
    scene_plain_bind(scene, connection);
    connection->protected_requests = false;
    scene_request(scene, connection);
    scene_response(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x5);
    expect_counts(scene, "0 = 0 + 0 + 0");
}
END_TEST

START_TEST(a_plain_bind_with_another_fault_is_none)
{
    scene_plain_bind(scene, connection);
    connection->protected_requests = false;
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x1c010003);
    expect_counts(scene, "0 = 0 + 0 + 0");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("associations");
    TCase *good = add_case(suite, "good", setup, teardown);
    TCase *ends = add_case(suite, "ends", setup, teardown);
    TCase *who = add_case(suite, "who", setup, teardown);
    TCase *plain = add_case(suite, "without auth verifier", setup, teardown);

    tcase_add_test(good, kerberos_with_every_leg_acknowledged);
    tcase_add_test(good, acknowledged_is_enough_without_any_request);
    tcase_add_test(good, acknowledged_is_enough_at_the_end_of_the_capture);
    tcase_add_test(good, kerberos_with_auth3);
    tcase_add_test(good, ntlm_that_the_client_chose);
    tcase_add_test(ends, auth3_alone_proves_nothing);
    tcase_add_test(ends, a_bind_without_answer_at_the_end_is_undetermined);
    tcase_add_test(ends, a_live_capture_may_still_bring_the_outcome);
    tcase_add_test(ends, a_finding_is_settled_at_its_answer_frame);
    tcase_add_test(ends, the_frames_of_an_attempt);
    tcase_add_test(ends, the_server_closes_instead_of_an_answer);
    tcase_add_test(ends, the_server_closes_right_after_auth3);
    tcase_add_test(ends, the_server_closes_an_idle_connection_much_later);
    tcase_add_test(ends, a_close_after_success_is_nothing);
    tcase_add_test(ends, the_client_gives_up_waiting);
    tcase_add_test(ends, an_answer_that_is_missing_is_no_silence);
    tcase_add_test(ends, a_later_answer_that_is_missing_is_no_silence);
    tcase_add_test(ends, a_server_that_is_silent_after_an_answer_is_silent);
    tcase_add_test(ends, a_server_that_is_never_seen_is_not_silent);
    tcase_add_test(ends, pdus_after_the_close_are_nothing);
    tcase_add_test(who, without_syn_the_sender_of_the_bind_is_the_client);
    tcase_add_test(who, a_call_back_has_swapped_roles);
    tcase_add_test(who, a_syn_that_is_sent_again_is_the_same_connection);
    tcase_add_test(plain, a_plain_bind_that_works_is_no_association);
    tcase_add_test(plain, a_plain_bind_whose_first_request_is_denied_is_one);
    tcase_add_test(plain, a_plain_bind_whose_later_request_is_denied_is_none);
    tcase_add_test(plain, a_plain_bind_with_another_fault_is_none);
    return run_suite(suite);
}
