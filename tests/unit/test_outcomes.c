/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* Every outcome of the contract, and next to it what is just not it. */

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

/* The outcome and severity of the only finding: "fault error". */
static const char *outcome(void)
{
    if (report_of(scene)->findings->len == 0)
        return "";
    ck_assert_uint_eq(report_of(scene)->findings->len, 1);
    g_string_printf(scene->words, "%s %s", outcome_id(finding_of(scene, 1)->outcome),
                    severity_id(finding_of(scene, 1)->severity));
    return scene->words->str;
}

#define expect_outcome(text) ck_assert_str_eq(outcome(), text)

static void answered_request(void)
{
    scene_request(scene, connection);
    scene_response(scene, connection);
}

static const struct {
    uint16_t reason;
    const char *outcome;
} nak_rows[] = {
    {0, "bind-nak error"}, {8, "bind-nak error"}, {9, "bind-nak error"}, {1, ""}, {2, ""}, {4, ""},
};

START_TEST(bind_nak)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, nak_rows[_i].reason);
    expect_outcome(nak_rows[_i].outcome);
}
END_TEST

START_TEST(bind_nak_to_a_plain_bind)
{
    scene_plain_bind(scene, connection);
    scene_nak(scene, connection, 0);
    expect_outcome("");
}
END_TEST

START_TEST(token_rejected_by_spnego)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_spnego(SPNEGO_REJECT, 0));
    expect_outcome("token-rejected error");
}
END_TEST

START_TEST(token_rejected_by_a_krb_error_that_is_not_overcome)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_krb_error(37, SPNEGO_ACCEPT_INCOMPLETE));
    scene_client_fin(scene, connection);
    expect_outcome("token-rejected error");
}
END_TEST

START_TEST(token_rejected_in_a_later_leg)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_alter(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_ack(scene, connection, token_spnego(SPNEGO_REJECT, 0));
    expect_outcome("token-rejected error");
}
END_TEST

START_TEST(recovered_after_a_krb_error_in_the_token)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_krb_error(37, SPNEGO_ACCEPT_INCOMPLETE));
    scene_alter(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
    answered_request();
    expect_outcome("recovered note");
}
END_TEST

START_TEST(recovered_by_user_to_user)
{
    scene_tgs_refused(scene, CLIENT, DC1, "svc-com", 7);
    scene_bind(scene, connection, token_tgt_req("svc-com"));
    struct auth_token tgt = token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE);
    tgt.krb.type = KRB_TGT_REP;
    scene_ack(scene, connection, tgt);
    scene_kerberos_accepted(scene, connection);
    answered_request();
    expect_outcome("recovered note");
    expect_links(scene, "4:user-to-user");
}
END_TEST

/* After AUTH3 nothing is acknowledged: any status refuses. */
static const struct {
    uint32_t status;
    const char *after_auth3;
    const char *after_completion;
} fault_rows[] = {
    {0x00000005, "fault error", "fault error"}, {0x80070005, "fault error", "fault error"},
    {0x00000721, "fault error", "fault error"}, {0x80090322, "fault error", "fault error"},
    {0x1c00001d, "fault error", "fault error"}, {0x1c00001f, "fault error", "fault error"},
    {0x1c000020, "fault error", "fault error"}, {0x1c01000b, "fault error", ""},
    {0x1c00001b, "fault error", ""},            {0x000006d1, "fault error", ""},
};

START_TEST(fault_after_auth3)
{
    connection->auth_level = 2;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_auth3(scene, connection, token_ap_rep(SPNEGO_NONE));
    connection->protected_requests = false;
    scene_request(scene, connection);
    scene_fault(scene, connection, fault_rows[_i].status);
    expect_outcome(fault_rows[_i].after_auth3);
}
END_TEST

START_TEST(fault_after_completion)
{
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, fault_rows[_i].status);
    expect_outcome(fault_rows[_i].after_completion);
}
END_TEST

START_TEST(fault_in_answer_to_the_bind)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_fault(scene, connection, fault_rows[_i].status);
    expect_outcome("fault error");
}
END_TEST

START_TEST(connection_lost_by_fin_of_the_server)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_server_fin(scene, connection);
    expect_outcome("connection-lost error");
}
END_TEST

START_TEST(connection_not_lost_once_it_works)
{
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_server_rst(scene, connection);
    expect_outcome("");
}
END_TEST

START_TEST(no_answer)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_client_rst(scene, connection);
    expect_outcome("no-answer error");
}
END_TEST

START_TEST(client_abandoned_the_wrong_mechanism)
{
    scene_bind(scene, connection, token_ap_req(scene));
    uint32_t ack = scene_ack(scene, connection, token_spnego(SPNEGO_REQUEST_MIC, AUTH_MECH_NTLM));
    scene_client_fin(scene, connection);
    expect_outcome("client-abandoned error");
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, ack);
}
END_TEST

START_TEST(client_that_closes_after_a_good_token_abandoned_nothing)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_client_fin(scene, connection);
    expect_outcome("");
}
END_TEST

START_TEST(no_bind)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    uint32_t fin = scene_client_fin(scene, connection);
    expect_outcome("no-bind error");
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, fin);
    ck_assert_uint_eq(finding_of(scene, 1)->bind_frame, 0);
    ck_assert_uint_eq(finding_of(scene, 1)->connection_frame, connection->syn_frame);
}
END_TEST

START_TEST(no_bind_by_rst)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    uint32_t rst = scene_client_rst(scene, connection);
    expect_outcome("no-bind error");
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, rst);
}
END_TEST

START_TEST(no_bind_with_a_silent_kdc)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 5 * SECONDS);
    scene_client_fin(scene, connection);
    expect(scene, "no-bind kdc-unreachable high");
}
END_TEST

START_TEST(no_bind_needs_a_krb_error)
{
    scene_client_fin(scene, connection);
    expect_outcome("");
}
END_TEST

START_TEST(no_bind_needs_an_empty_connection)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_plain_bind(scene, connection);
    scene_client_fin(scene, connection);
    expect_outcome("");
}
END_TEST

START_TEST(ntlm_fallback_shown_by_the_first_response)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    uint32_t response = scene_ntlm_works(scene, CLIENT, SERVER);
    expect_outcome("ntlm-fallback warning");
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, response);
}
END_TEST

START_TEST(ntlm_fallback_shown_by_accept_completed)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    scene_alter(scene, connection, token_ntlm_authenticate(USER));
    uint32_t accepted =
        scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, AUTH_MECH_NTLM));
    answered_request();
    expect_outcome("ntlm-fallback warning");
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, accepted);
}
END_TEST

START_TEST(ntlm_fallback_by_the_servers_choice)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_spnego(SPNEGO_REQUEST_MIC, AUTH_MECH_NTLM));
    scene_alter(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    scene_alter(scene, connection, token_ntlm_authenticate(USER));
    scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
    answered_request();
    expect_outcome("ntlm-fallback warning");
}
END_TEST

START_TEST(ntlm_without_a_failure_before_is_no_fallback)
{
    scene_tgs_granted(scene, CLIENT, DC1, SPN);
    scene_ntlm_works(scene, CLIENT, SERVER);
    expect_outcome("");
}
END_TEST

START_TEST(a_fallback_that_is_refused_is_a_fault)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_outcome("fault error");
}
END_TEST

START_TEST(activation_failed)
{
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_activated(scene, connection, 0x80080005);
    expect_outcome("activation-failed note");
}
END_TEST

START_TEST(activation_that_succeeds)
{
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_activated(scene, connection, 0);
    expect_outcome("");
}
END_TEST

START_TEST(a_failing_hresult_of_another_call_is_no_activation)
{
    connection->opnum = 5;
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_activated(scene, connection, 0x80080005);
    expect_outcome("");
}
END_TEST

START_TEST(late_fault)
{
    scene_kerberos_accepted(scene, connection);
    answered_request();
    scene_request(scene, connection);
    uint32_t fault = scene_fault(scene, connection, 0x721);
    expect_outcome("late-fault note");
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, fault);
}
END_TEST

START_TEST(a_late_fault_that_is_not_security)
{
    scene_kerberos_accepted(scene, connection);
    answered_request();
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x1c010002);
    expect_outcome("");
}
END_TEST

START_TEST(undetermined_where_bytes_are_missing)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_unreadable(scene, connection);
    expect_outcome("undetermined note");
    expect(scene, "undetermined truncated high");
}
END_TEST

START_TEST(missing_bytes_do_not_matter_once_there_is_an_outcome)
{
    scene_kerberos_accepted(scene, connection);
    answered_request();
    scene_unreadable(scene, connection);
    expect_outcome("");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("outcomes");
    TCase *server = add_case(suite, "of the server", setup, teardown);
    TCase *client = add_case(suite, "of the client", setup, teardown);
    TCase *softer = add_case(suite, "warnings and notes", setup, teardown);

    tcase_add_loop_test(server, bind_nak, 0, G_N_ELEMENTS(nak_rows));
    tcase_add_test(server, bind_nak_to_a_plain_bind);
    tcase_add_test(server, token_rejected_by_spnego);
    tcase_add_test(server, token_rejected_by_a_krb_error_that_is_not_overcome);
    tcase_add_test(server, token_rejected_in_a_later_leg);
    tcase_add_loop_test(server, fault_after_auth3, 0, G_N_ELEMENTS(fault_rows));
    tcase_add_loop_test(server, fault_after_completion, 0, G_N_ELEMENTS(fault_rows));
    tcase_add_loop_test(server, fault_in_answer_to_the_bind, 0, G_N_ELEMENTS(fault_rows));
    tcase_add_test(server, connection_lost_by_fin_of_the_server);
    tcase_add_test(server, connection_not_lost_once_it_works);
    tcase_add_test(client, no_answer);
    tcase_add_test(client, client_abandoned_the_wrong_mechanism);
    tcase_add_test(client, client_that_closes_after_a_good_token_abandoned_nothing);
    tcase_add_test(client, no_bind);
    tcase_add_test(client, no_bind_by_rst);
    tcase_add_test(client, no_bind_with_a_silent_kdc);
    tcase_add_test(client, no_bind_needs_a_krb_error);
    tcase_add_test(client, no_bind_needs_an_empty_connection);
    tcase_add_test(softer, ntlm_fallback_shown_by_the_first_response);
    tcase_add_test(softer, ntlm_fallback_shown_by_accept_completed);
    tcase_add_test(softer, ntlm_fallback_by_the_servers_choice);
    tcase_add_test(softer, ntlm_without_a_failure_before_is_no_fallback);
    tcase_add_test(softer, a_fallback_that_is_refused_is_a_fault);
    tcase_add_test(softer, recovered_after_a_krb_error_in_the_token);
    tcase_add_test(softer, recovered_by_user_to_user);
    tcase_add_test(softer, activation_failed);
    tcase_add_test(softer, activation_that_succeeds);
    tcase_add_test(softer, a_failing_hresult_of_another_call_is_no_activation);
    tcase_add_test(softer, late_fault);
    tcase_add_test(softer, a_late_fault_that_is_not_security);
    tcase_add_test(softer, undetermined_where_bytes_are_missing);
    tcase_add_test(softer, missing_bytes_do_not_matter_once_there_is_an_outcome);
    return run_suite(suite);
}
