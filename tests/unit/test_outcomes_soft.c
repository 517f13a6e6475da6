/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* The outcomes that are warnings and notes, each with what is just not it. */

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

START_TEST(ntlm_fallback_shown_by_the_first_response)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    uint32_t response = scene_ntlm_call(scene, connection);
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

/* NTLM inside SPNEGO, one minute after the KDC refused a ticket with this code. */
static void spnego_without_kerberos(int32_t code)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, code);
    scene_wait(scene, MINUTES);
    connection = scene_connect(scene, CLIENT, SERVER, 135);
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    scene_auth3(scene, connection, token_ntlm_authenticate(USER));
    answered_request();
}

START_TEST(ntlm_long_after_a_refusal_may_be_the_clients_choice)
{
    spnego_without_kerberos(14);
    expect_outcome("");
}
END_TEST

START_TEST(ntlm_long_after_a_refusal_that_windows_remembers)
{
    spnego_without_kerberos(7);
    expect_outcome("ntlm-fallback warning");
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

START_TEST(recovered_and_then_denied_is_another_matter)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_krb_error(37, SPNEGO_ACCEPT_INCOMPLETE));
    scene_alter(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    expect(scene, "fault access-denied high");
}
END_TEST

START_TEST(recovered_by_user_to_user)
{
    scene_tgs_refused(scene, CLIENT, DC1, "svc-com", 7);
    scene_bind(scene, connection, token_tgt_req("svc-com"));
    struct auth_token tgt = token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE);
    tgt.krb.type = KRB_TGT_REP;
    scene_ack(scene, connection, tgt);
    scene_alter(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
    answered_request();
    expect_outcome("recovered note");
    expect_links(scene, "4:user-to-user");
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
    Suite *suite = suite_create("outcomes_soft");
    TCase *softer = add_case(suite, "warnings and notes", setup, teardown);

    tcase_add_test(softer, ntlm_fallback_shown_by_the_first_response);
    tcase_add_test(softer, ntlm_fallback_shown_by_accept_completed);
    tcase_add_test(softer, ntlm_fallback_by_the_servers_choice);
    tcase_add_test(softer, ntlm_without_a_failure_before_is_no_fallback);
    tcase_add_test(softer, ntlm_long_after_a_refusal_may_be_the_clients_choice);
    tcase_add_test(softer, ntlm_long_after_a_refusal_that_windows_remembers);
    tcase_add_test(softer, a_fallback_that_is_refused_is_a_fault);
    tcase_add_test(softer, recovered_after_a_krb_error_in_the_token);
    tcase_add_test(softer, recovered_and_then_denied_is_another_matter);
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
