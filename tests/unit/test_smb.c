/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

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

/* That the client used pipes once does not show what this session was for. */
START_TEST(refused_where_pipes_were_used_before)
{
    ntlm_session(0);
    scene_open_pipe(scene, connection, "lsarpc");
    connection = scene_connect(scene, CLIENT, SERVER, 445);
    ntlm_session(logon_failure);
    expect(scene, "");
}
END_TEST

START_TEST(refused_again_on_a_connection_that_carried_a_pipe)
{
    ntlm_session(0);
    scene_open_pipe(scene, connection, "svcctl");
    ntlm_session(logon_failure);
    expect(scene, "smb-refused ntlm-logon-refused medium");
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

START_TEST(refused_for_a_disk_share_goes_to_the_limits)
{
    ntlm_session(logon_failure);
    expect(scene, "");
    expect_limit(scene, "refused an SMB session set-up");
    expect_counts(scene, "0 = 0 + 0 + 0");
}
END_TEST

START_TEST(many_refusals_for_disk_shares_are_one_limit)
{
    ntlm_session(logon_failure);
    ntlm_session(logon_failure);
    expect_limit(scene, "2 SMB session set-ups were refused");
}
END_TEST

START_TEST(ipc_without_a_pipe_is_no_sign_of_rpc)
{
    ntlm_session(0);
    scene_open_pipe(scene, connection, NULL);
    ntlm_session(logon_failure);
    expect(scene, "");
}
END_TEST

START_TEST(a_krb_error_in_the_session_set_up_is_in_band)
{
    scene_open_pipe(scene, connection, "lsarpc");
    scene_session_setup(scene, connection, token_ap_req(scene));
    struct event answer = scene_event(EVENT_SMB_SESSION_SETUP, SERVER, CLIENT);
    answer.origin.source_port = 445;
    answer.origin.target_port = connection->client_port;
    answer.origin.tcp_stream = connection->stream;
    answer.session_setup.response = true;
    answer.session_setup.nt_status = logon_failure;
    answer.session_setup.has_token = true;
    answer.session_setup.token = token_krb_error(41, SPNEGO_REJECT);
    scene_emit(scene, &answer);
    expect(scene, "smb-refused server-key-mismatch high");
    ck_assert(finding_main_error(finding_of(scene, 1))->in_band);
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
    expect(scene, "");
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
    tcase_add_test(cases, refused_for_a_disk_share_goes_to_the_limits);
    tcase_add_test(cases, many_refusals_for_disk_shares_are_one_limit);
    tcase_add_test(cases, ipc_without_a_pipe_is_no_sign_of_rpc);
    tcase_add_test(cases, a_krb_error_in_the_session_set_up_is_in_band);
    tcase_add_test(cases, kerberos_failed_and_ntlm_worked);
    tcase_add_test(cases, an_answer_without_request_is_nothing);
    tcase_add_test(cases, without_syn_the_request_names_the_client);
    tcase_add_test(pipes, rpc_on_the_pipe_is_an_association_of_its_own);
    tcase_add_test(pipes, a_plain_bind_on_a_pipe_is_under_the_session);
    return run_suite(suite);
}
