/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* Several security contexts, attempts and calls on one connection. */

static struct scene *scene;
static struct scene_connection *connection;

static void setup(void)
{
    scene = scene_new();
    connection = scene_connect(scene, CLIENT, SERVER, 49667);
}

static void teardown(void)
{
    scene_free(scene);
}

static void answered_request(void)
{
    scene_request(scene, connection);
    scene_response(scene, connection);
}

START_TEST(one_context_fails_and_another_goes_on)
{
    connection->auth_context_id = 1;
    scene_kerberos_accepted(scene, connection);
    answered_request();
    connection->auth_context_id = 2;
    connection->call_id++;
    uint32_t bind = scene_alter(scene, connection, token_ap_req(scene));
    scene_fault(scene, connection, 0x721);
    connection->auth_context_id = 1;
    answered_request();
    expect(scene, "fault server-security-failure medium");
    expect_counts(scene, "2 = 1 + 0 + 1");
    ck_assert_uint_eq(finding_of(scene, 1)->bind_frame, bind);
    expect_no_evidence(scene, "later request");
}
END_TEST

/* What follows from the server stands where what it sent last stood. */
START_TEST(a_fault_goes_by_its_call_id)
{
    connection->auth_context_id = 1;
    scene_kerberos_accepted(scene, connection);
    connection->auth_context_id = 2;
    connection->call_id++;
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    uint32_t refused = connection->call_id;
    connection->auth_context_id = 1;
    answered_request();
    connection->call_id = refused;
    scene_fault(scene, connection, 0x5);
    expect(scene, "fault access-denied high");
    expect_counts(scene, "2 = 1 + 0 + 1");
}
END_TEST

START_TEST(after_auth3_the_fault_may_carry_the_call_id_of_the_bind)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_auth3(scene, connection, token_ap_rep(SPNEGO_NONE));
    scene_fault(scene, connection, 0x721);
    expect(scene, "fault server-security-failure medium");
}
END_TEST

START_TEST(after_auth3_the_fault_may_carry_the_call_id_of_the_request)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_auth3(scene, connection, token_ap_rep(SPNEGO_NONE));
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x1c01000b);
    expect(scene, "fault server-security-failure medium");
    ck_assert_uint_eq(finding_of(scene, 1)->opnum, 4);
}
END_TEST

START_TEST(two_attempts_on_one_context_are_two_associations)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_krb_error(41, SPNEGO_ACCEPT_INCOMPLETE));
    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 0);
    expect(scene,
           "token-rejected server-key-mismatch high, bind-nak server-security-failure medium");
    expect_counts(scene, "2 = 0 + 0 + 2");
}
END_TEST

START_TEST(an_alter_context_on_a_working_context_is_a_new_attempt)
{
    scene_kerberos_accepted(scene, connection);
    answered_request();
    connection->call_id++;
    uint32_t bind = scene_alter(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 9);
    expect(scene, "bind-nak server-security-failure medium");
    ck_assert_uint_eq(finding_of(scene, 1)->bind_frame, bind);
    expect_counts(scene, "2 = 1 + 0 + 1");
}
END_TEST

START_TEST(an_alter_context_without_verifier_is_no_association)
{
    scene_kerberos_accepted(scene, connection);
    answered_request();
    struct event alter = scene_pdu(connection, RPC_ALTER_CONTEXT);
    struct event answer = scene_pdu(connection, RPC_ALTER_CONTEXT_RESP);
    scene_send(scene, connection, &alter);
    scene_send(scene, connection, &answer);
    answered_request();
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

START_TEST(requests_at_level_connect_go_by_their_context)
{
    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x5);
    expect(scene, "fault activation-level-too-low medium");
}
END_TEST

START_TEST(fragments_are_one_request)
{
    scene_kerberos_accepted(scene, connection);
    connection->call_id++;
    struct event request = scene_pdu(connection, RPC_REQUEST);
    request.rpc.has_auth = true;
    request.rpc.opnum = 4;
    scene_send(scene, connection, &request);
    request.rpc.first_fragment = false;
    request.rpc.opnum = 77;
    scene_send(scene, connection, &request);
    scene_fault(scene, connection, 0x5);
    ck_assert_uint_eq(finding_of(scene, 1)->opnum, 4);
}
END_TEST

START_TEST(the_interface_is_that_of_the_refused_request)
{
    struct event bind = scene_pdu(connection, RPC_BIND);

    bind.rpc.contexts[1] = (struct rpc_context){1, LSARPC, "lsarpc"};
    bind.rpc.context_count = 2;
    bind.rpc.has_auth = true;
    bind.rpc.auth_level = 5;
    bind.rpc.token = token_ap_req(scene);
    scene_send(scene, connection, &bind);
    connection->last_leg = RPC_BIND;
    scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
    connection->context_id = 1;
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x5);
    ck_assert_str_eq(finding_of(scene, 1)->interface, "lsarpc");
    ck_assert_str_eq(finding_of(scene, 1)->interface_uuid, LSARPC);
}
END_TEST

START_TEST(pipes_of_one_connection_do_not_mix)
{
    connection->pipe = 1;
    scene_bind(scene, connection, token_ap_req(scene));
    connection->pipe = 2;
    scene_nak(scene, connection, 0);
    expect(scene, "");
    connection->pipe = 1;
    scene_nak(scene, connection, 9);
    expect(scene, "bind-nak server-security-failure medium");
}
END_TEST

START_TEST(an_ack_names_its_context)
{
    connection->auth_context_id = 1;
    scene_bind(scene, connection, token_ap_req(scene));
    connection->auth_context_id = 2;
    scene_alter(scene, connection, token_ap_req(scene));
    connection->auth_context_id = 1;
    scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
    connection->auth_context_id = 2;
    scene_ack(scene, connection, token_krb_error(41, SPNEGO_REJECT));
    expect(scene, "token-rejected server-key-mismatch high");
    expect_counts(scene, "2 = 1 + 0 + 1");
}
END_TEST

START_TEST(a_second_auth3_is_not_an_attempt)
{
    scene_ntlm_bind(scene, connection, USER);
    scene_auth3(scene, connection, token_ntlm_authenticate(USER));
    answered_request();
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

START_TEST(auth3_without_bind_is_nothing)
{
    scene_auth3(scene, connection, token_ntlm_authenticate(USER));
    expect_counts(scene, "0 = 0 + 0 + 0");
}
END_TEST

START_TEST(answers_without_question_are_nothing)
{
    scene_ack(scene, connection, token_krb_error(41, SPNEGO_REJECT));
    scene_nak(scene, connection, 0);
    scene_fault(scene, connection, 0x5);
    scene_response(scene, connection);
    expect(scene, "");
    expect_counts(scene, "0 = 0 + 0 + 0");
}
END_TEST

/* Windows allows 2048 security contexts; those that are done leave first. */
START_TEST(more_contexts_than_there_is_room_for)
{
    for (connection->auth_context_id = 1; connection->auth_context_id <= 2048;
         connection->auth_context_id++) {
        connection->call_id++;
        scene_alter(scene, connection, token_ap_req(scene));
        scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
        answered_request();
    }
    expect_counts(scene, "2048 = 2048 + 0 + 0");
}
END_TEST

START_TEST(open_contexts_fill_the_room_and_no_more)
{
    for (connection->auth_context_id = 1; connection->auth_context_id <= 5000;
         connection->auth_context_id++) {
        connection->call_id++;
        scene_bind(scene, connection, token_ap_req(scene));
    }
    const struct report_capture *capture = &report_of(scene)->capture;
    ck_assert_uint_eq(capture->associations, capture->undetermined_associations);
    ck_assert_uint_gt(capture->associations, 0);
}
END_TEST

START_TEST(more_calls_in_flight_than_there_is_room_for)
{
    scene_kerberos_accepted(scene, connection);
    for (unsigned i = 0; i < 1000; i++)
        scene_request(scene, connection);
    scene_response(scene, connection);
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

/* One SMB connection lives for days, and every pipe that is opened on it is a new one. */
START_TEST(more_pipes_than_there_is_room_for)
{
    for (connection->pipe = 1; connection->pipe <= 200; connection->pipe++) {
        scene_kerberos_accepted(scene, connection);
        answered_request();
    }
    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 0);
    expect(scene, "bind-nak server-security-failure medium");
}
END_TEST

START_TEST(more_interfaces_than_there_is_room_for)
{
    scene_kerberos_accepted(scene, connection);
    for (connection->context_id = 1; connection->context_id < 1000; connection->context_id++) {
        struct event alter = scene_pdu(connection, RPC_ALTER_CONTEXT);
        scene_send(scene, connection, &alter);
    }
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    expect(scene, "fault access-denied high");
}
END_TEST

START_TEST(more_krb_errors_in_tokens_than_there_is_room_for)
{
    for (unsigned i = 0; i < 100; i++) {
        scene_alter(scene, connection, token_ap_req(scene));
        scene_ack(scene, connection, token_krb_error(37, SPNEGO_ACCEPT_INCOMPLETE));
    }
    scene_client_fin(scene, connection);
    expect(scene, "token-rejected clock-skew high");
    ck_assert_uint_le(finding_of(scene, 1)->krb_errors->len, 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("channels");
    TCase *contexts = add_case(suite, "contexts", setup, teardown);
    TCase *calls = add_case(suite, "calls", setup, teardown);
    TCase *bounds = add_case(suite, "bounds", setup, teardown);

    tcase_add_test(contexts, one_context_fails_and_another_goes_on);
    tcase_add_test(contexts, two_attempts_on_one_context_are_two_associations);
    tcase_add_test(contexts, an_alter_context_on_a_working_context_is_a_new_attempt);
    tcase_add_test(contexts, an_alter_context_without_verifier_is_no_association);
    tcase_add_test(contexts, the_interface_is_that_of_the_refused_request);
    tcase_add_test(contexts, pipes_of_one_connection_do_not_mix);
    tcase_add_test(contexts, an_ack_names_its_context);
    tcase_add_test(calls, a_fault_goes_by_its_call_id);
    tcase_add_test(calls, after_auth3_the_fault_may_carry_the_call_id_of_the_bind);
    tcase_add_test(calls, after_auth3_the_fault_may_carry_the_call_id_of_the_request);
    tcase_add_test(calls, requests_at_level_connect_go_by_their_context);
    tcase_add_test(calls, fragments_are_one_request);
    tcase_add_test(calls, a_second_auth3_is_not_an_attempt);
    tcase_add_test(calls, auth3_without_bind_is_nothing);
    tcase_add_test(calls, answers_without_question_are_nothing);
    tcase_add_test(bounds, more_contexts_than_there_is_room_for);
    tcase_add_test(bounds, open_contexts_fill_the_room_and_no_more);
    tcase_add_test(bounds, more_pipes_than_there_is_room_for);
    tcase_add_test(bounds, more_interfaces_than_there_is_room_for);
    tcase_add_test(bounds, more_krb_errors_in_tokens_than_there_is_room_for);
    tcase_add_test(bounds, more_calls_in_flight_than_there_is_room_for);
    return run_suite(suite);
}
