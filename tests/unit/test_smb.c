/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include <string.h>

/* Session set-ups of SMB on connections for RPC pipes. */

static const uint32_t more_processing = 0xC0000016, logon_failure = 0xC000006D;

static struct scene *scene;
static struct scene_connection *connection;

static void setup(void)
{
    scene = scene_new();
    connection = scene_connect(scene, CLIENT, SERVER, 445);
}

static void teardown(void)
{
    scene_free(scene);
}

static uint32_t ntlm_session(uint32_t nt_status)
{
    scene_session_setup(scene, connection, token_ntlm_negotiate());
    scene_session_answer(scene, connection, more_processing);
    scene_session_setup(scene, connection, token_ntlm_authenticate(USER));
    return scene_session_answer(scene, connection, nt_status);
}

START_TEST(a_good_session_is_no_association)
{
    ntlm_session(0);
    scene_open_pipe(scene, connection, "lsarpc");
    expect(scene, "");
    expect_counts(scene, "0 = 0 + 0 + 0");
}
END_TEST

static void expect_severity(enum severity severity)
{
    report_of(scene);
    ck_assert_int_eq(finding_of(scene, 1)->severity, severity);
}

/* That the client used pipes once does not show what this session was for. */
START_TEST(refused_where_pipes_were_used_before)
{
    ntlm_session(0);
    scene_open_pipe(scene, connection, "lsarpc");
    connection = scene_connect(scene, CLIENT, SERVER, 445);
    ntlm_session(logon_failure);
    expect(scene, "smb-refused ntlm-logon-refused medium");
    expect_severity(SEVERITY_NOTE);
}
END_TEST

START_TEST(refused_again_on_a_connection_that_carried_a_pipe)
{
    ntlm_session(0);
    scene_open_pipe(scene, connection, "svcctl");
    ntlm_session(logon_failure);
    expect(scene, "smb-refused ntlm-logon-refused medium");
    expect_severity(SEVERITY_ERROR);
}
END_TEST

START_TEST(refused_after_a_cifs_spn_was_unknown)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    uint32_t error = scene_tgs_refused(scene, CLIENT, DC1, "cifs/" SERVER_NAME, 7);
    ntlm_session(logon_failure);
    expect(scene, "smb-refused spn-unknown high");
    ck_assert_uint_eq(finding_main_error(finding_of(scene, 1))->frame, error);
}
END_TEST

START_TEST(refused_for_a_disk_share_is_a_note)
{
    ntlm_session(logon_failure);
    expect(scene, "smb-refused ntlm-logon-refused medium");
    expect_severity(SEVERITY_NOTE);
    ck_assert_uint_eq(finding_of(scene, 1)->status, logon_failure);
    expect_counts(scene, "1 = 0 + 0 + 1");
}
END_TEST

START_TEST(ipc_is_a_sign_of_rpc)
{
    ntlm_session(0);
    scene_open_pipe(scene, connection, NULL);
    ntlm_session(logon_failure);
    expect_severity(SEVERITY_ERROR);
}
END_TEST

/* --- given up before a session set-up --- */

/* The client has sent its NEGOTIATE, asks a KDC for a ticket and closes. */
static void given_up(const char *spn, int32_t code)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    connection->client_sequence += 100;
    scene_tgs_refused(scene, CLIENT, DC1, spn, code);
    scene_client_fin(scene, connection);
}

START_TEST(given_up_because_of_a_krb_error_for_cifs)
{
    given_up("cifs/" SERVER_NAME, 7);
    expect(scene, "no-bind spn-unknown high");
    expect_severity(SEVERITY_NOTE);
}
END_TEST

START_TEST(a_krb_error_for_another_service_is_none_of_smb)
{
    given_up(SPN, 7);
    expect(scene, "");
}
END_TEST

START_TEST(a_krb_error_for_another_host_is_not_its_own)
{
    scene_dns(scene, OTHER_NAME, OTHER_SERVER);
    given_up("cifs/" OTHER_NAME, 7);
    expect(scene, "");
}
END_TEST

START_TEST(closed_without_a_krb_error_is_nothing)
{
    connection->client_sequence += 100;
    scene_client_fin(scene, connection);
    expect(scene, "");
    expect_counts(scene, "0 = 0 + 0 + 0");
}
END_TEST

START_TEST(another_port_is_not_smb)
{
    connection = scene_connect(scene, CLIENT, SERVER, 5985);
    given_up("cifs/" SERVER_NAME, 7);
    expect(scene, "");
}
END_TEST

/* The server answers with a KRB-ERROR in its token. */
static uint32_t krb_error_answer(int32_t code, enum spnego_result result, uint32_t nt_status)
{
    struct event answer = scene_event(EVENT_SMB_SESSION_SETUP, SERVER, CLIENT);

    answer.origin.source_port = 445;
    answer.origin.target_port = connection->client_port;
    answer.origin.tcp_stream = connection->stream;
    answer.session_setup.response = true;
    answer.session_setup.nt_status = nt_status;
    answer.session_setup.has_token = true;
    answer.session_setup.token = token_krb_error(code, result);
    return scene_emit(scene, &answer);
}

START_TEST(a_krb_error_in_the_session_set_up_is_in_band)
{
    scene_open_pipe(scene, connection, "lsarpc");
    scene_session_setup(scene, connection, token_ap_req(scene));
    krb_error_answer(41, SPNEGO_REJECT, logon_failure);
    expect(scene, "smb-refused server-key-mismatch high");
    ck_assert(finding_main_error(finding_of(scene, 1))->in_band);
}
END_TEST

/* A session asks for no level of RPC, and answers without extended error information. */
START_TEST(a_session_refused_without_reason_is_none_of_rpc)
{
    scene_session_setup(scene, connection, token_ap_req(scene));
    scene_session_answer(scene, connection, logon_failure);
    expect(scene, "smb-refused server-security-failure medium");
    ck_assert_ptr_nonnull(strstr(finding_of(scene, 1)->summary, "without telling why"));
    ck_assert(!says(finding_of(scene, 1)->next_steps, "packet integrity"));
    ck_assert(!says(finding_of(scene, 1)->next_steps, "Propagate extended error"));
}
END_TEST

START_TEST(a_krb_error_and_then_the_client_closes)
{
    scene_session_setup(scene, connection, token_ap_req(scene));
    uint32_t answer = krb_error_answer(41, SPNEGO_ACCEPT_INCOMPLETE, more_processing);
    scene_client_fin(scene, connection);
    expect(scene, "smb-refused server-key-mismatch high");
    expect_severity(SEVERITY_NOTE);
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, answer);
}
END_TEST

START_TEST(a_krb_error_at_the_end_of_the_capture)
{
    scene_session_setup(scene, connection, token_ap_req(scene));
    krb_error_answer(41, SPNEGO_ACCEPT_INCOMPLETE, more_processing);
    expect(scene, "smb-refused server-key-mismatch high");
    scene_session_setup(scene, connection, token_ap_req(scene));
    scene_session_answer(scene, connection, 0);
    expect(scene, "recovered server-key-mismatch high");
}
END_TEST

START_TEST(a_krb_error_and_then_ntlm_is_a_fallback)
{
    scene_session_setup(scene, connection, token_ap_req(scene));
    krb_error_answer(41, SPNEGO_ACCEPT_INCOMPLETE, more_processing);
    ntlm_session(0);
    expect(scene, "ntlm-fallback server-key-mismatch high");
    expect_severity(SEVERITY_NOTE);
}
END_TEST

START_TEST(kerberos_failed_and_ntlm_worked)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_tgs_refused(scene, CLIENT, DC1, "cifs/" SERVER_NAME, 7);
    ntlm_session(0);
    scene_open_pipe(scene, connection, "lsarpc");
    expect_counts(scene, "0 = 0 + 0 + 0");
}
END_TEST

START_TEST(an_answer_without_request_is_nothing)
{
    scene_session_answer(scene, connection, logon_failure);
    expect_counts(scene, "0 = 0 + 0 + 0");
}
END_TEST

START_TEST(without_syn_the_request_names_the_client)
{
    connection = scene_connected(scene, CLIENT, SERVER, 445);
    scene_session_setup(scene, connection, token_ntlm_negotiate());
    scene_open_pipe(scene, connection, "lsarpc");
    scene_session_answer(scene, connection, logon_failure);
    struct host_addr client = address_of(CLIENT);
    ck_assert(host_addr_equal(&finding_of(scene, 1)->client, &client));
}
END_TEST

START_TEST(rpc_on_the_pipe_is_an_association_of_its_own)
{
    ntlm_session(0);
    scene_open_pipe(scene, connection, "lsarpc");
    connection->pipe = 0x10001;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 0);
    expect(scene, "bind-nak server-security-failure medium");
}
END_TEST

START_TEST(a_plain_bind_on_a_pipe_is_under_the_session)
{
    ntlm_session(0);
    scene_open_pipe(scene, connection, "lsarpc");
    connection->pipe = 0x10001;
    connection->protected_requests = false;
    scene_plain_bind(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x5);
    expect(scene, "fault anonymous-refused medium");
}
END_TEST

START_TEST(a_plain_bind_on_a_pipe_that_answers_first_is_healthy)
{
    ntlm_session(0);
    scene_open_pipe(scene, connection, "lsarpc");
    connection->pipe = 0x10001;
    connection->protected_requests = false;
    scene_plain_bind(scene, connection);
    scene_request(scene, connection);
    scene_response(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x5);
    expect(scene, "");
}
END_TEST

/* NTLM inside a pipe of a session that the server had accepted, refused at the first request. */
static void refused_on_a_pipe(const char *user, uint32_t status)
{
    ntlm_session(0);
    scene_open_pipe(scene, connection, "svcctl");
    connection->pipe = 0x10001;
    connection->uuid = LSARPC;
    scene_ntlm_bind(scene, connection, user);
    scene_request(scene, connection);
    scene_fault(scene, connection, status);
}

START_TEST(denied_to_the_user_of_the_session)
{
    refused_on_a_pipe(USER, 0x5);
    expect(scene, "fault access-denied medium");
}
END_TEST

START_TEST(denied_to_another_user_than_that_of_the_session)
{
    refused_on_a_pipe("bob", 0x5);
    expect(scene, "fault ntlm-logon-refused medium");
}
END_TEST

START_TEST(a_package_error_for_the_user_of_the_session)
{
    refused_on_a_pipe(USER, 0x721);
    expect(scene, "fault message-protection-failure medium");
}
END_TEST

START_TEST(a_guest_was_not_accepted_as_the_user)
{
    scene_session_setup(scene, connection, token_ntlm_negotiate());
    scene_session_answer(scene, connection, more_processing);
    scene_session_setup(scene, connection, token_ntlm_authenticate(USER));
    struct event answer = scene_event(EVENT_SMB_SESSION_SETUP, SERVER, CLIENT);
    answer.origin.source_port = 445;
    answer.origin.target_port = connection->client_port;
    answer.origin.tcp_stream = connection->stream;
    answer.session_setup.response = true;
    answer.session_setup.guest = true;
    scene_emit(scene, &answer);
    scene_open_pipe(scene, connection, "svcctl");
    connection->pipe = 0x10001;
    connection->uuid = LSARPC;
    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x5);
    expect(scene, "fault ntlm-logon-refused medium");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("smb");
    TCase *cases = add_case(suite, "session set-up", setup, teardown);
    TCase *pipes = add_case(suite, "pipes", setup, teardown);

    tcase_add_test(cases, a_good_session_is_no_association);
    tcase_add_test(cases, refused_where_pipes_were_used_before);
    tcase_add_test(cases, refused_again_on_a_connection_that_carried_a_pipe);
    tcase_add_test(cases, refused_after_a_cifs_spn_was_unknown);
    tcase_add_test(cases, refused_for_a_disk_share_is_a_note);
    tcase_add_test(cases, ipc_is_a_sign_of_rpc);
    tcase_add_test(cases, given_up_because_of_a_krb_error_for_cifs);
    tcase_add_test(cases, a_krb_error_for_another_service_is_none_of_smb);
    tcase_add_test(cases, a_krb_error_for_another_host_is_not_its_own);
    tcase_add_test(cases, closed_without_a_krb_error_is_nothing);
    tcase_add_test(cases, another_port_is_not_smb);
    tcase_add_test(cases, a_krb_error_in_the_session_set_up_is_in_band);
    tcase_add_test(cases, a_session_refused_without_reason_is_none_of_rpc);
    tcase_add_test(cases, a_krb_error_and_then_the_client_closes);
    tcase_add_test(cases, a_krb_error_at_the_end_of_the_capture);
    tcase_add_test(cases, a_krb_error_and_then_ntlm_is_a_fallback);
    tcase_add_test(cases, kerberos_failed_and_ntlm_worked);
    tcase_add_test(cases, an_answer_without_request_is_nothing);
    tcase_add_test(cases, without_syn_the_request_names_the_client);
    tcase_add_test(pipes, rpc_on_the_pipe_is_an_association_of_its_own);
    tcase_add_test(pipes, a_plain_bind_on_a_pipe_is_under_the_session);
    tcase_add_test(pipes, a_plain_bind_on_a_pipe_that_answers_first_is_healthy);
    tcase_add_test(pipes, denied_to_the_user_of_the_session);
    tcase_add_test(pipes, denied_to_another_user_than_that_of_the_session);
    tcase_add_test(pipes, a_package_error_for_the_user_of_the_session);
    tcase_add_test(pipes, a_guest_was_not_accepted_as_the_user);
    return run_suite(suite);
}
