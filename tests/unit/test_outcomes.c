/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* The outcomes that are errors, each with what is just not it. */

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

/* After AUTH3 nothing is acknowledged: any status refuses. */
static const struct {
    uint32_t status;
    const char *after_auth3;
    const char *after_completion;
} fault_rows[] = {
    {0x00000005, "fault error", "fault error"},
    {0x80070005, "fault error", "fault error"},
    {0x00000721, "fault error", "fault error"},
    {0x80090322, "fault error", "fault error"},
    {0x1c00001d, "fault error", "fault error"},
    {0x1c00001f, "fault error", "fault error"},
    {0x1c000020, "fault error", "fault error"},
    {0x1c01000b, "fault error", ""},
    {0x1c00001b, "fault error", ""},
    {0x000006d1, "fault error", ""},
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

static void refuse_first_leg(void)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_krb_error(37, SPNEGO_ACCEPT_INCOMPLETE));
}

/* What the server said to an earlier leg is a cause, not the answer. */
START_TEST(connection_lost_after_another_leg)
{
    refuse_first_leg();
    scene_alter(scene, connection, token_ap_req(scene));
    scene_server_rst(scene, connection);
    expect_outcome("connection-lost error");
    expect(scene, "connection-lost clock-skew high");
}
END_TEST

START_TEST(auth3_after_a_refusal_leaves_it_the_answer)
{
    refuse_first_leg();
    scene_auth3(scene, connection, token_ap_req(scene));
    scene_client_fin(scene, connection);
    expect_outcome("token-rejected error");
}
END_TEST

/* AUTH3 is not answered; what answers the next PDU answers it: MS-RPCE 3.3.1.5.2.1. */
static uint32_t plain_alter_after_auth3(void)
{
    struct event alter = scene_pdu(connection, RPC_ALTER_CONTEXT);

    connection->auth_type = 10;
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    scene_auth3(scene, connection, token_ntlm_authenticate(USER));
    return scene_send(scene, connection, &alter);
}

START_TEST(a_fault_is_the_answer_and_not_the_close_behind_it)
{
    plain_alter_after_auth3();
    uint32_t fault = scene_fault(scene, connection, 5);
    scene_server_fin(scene, connection);
    expect_outcome("fault error");
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, fault);
}
END_TEST

START_TEST(without_a_fault_the_close_is)
{
    plain_alter_after_auth3();
    uint32_t fin = scene_server_fin(scene, connection);
    expect_outcome("connection-lost error");
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, fin);
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

START_TEST(client_that_closes_after_a_good_token_gave_up)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_client_fin(scene, connection);
    expect_outcome("client-abandoned note");
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

int main(void)
{
    Suite *suite = suite_create("outcomes");
    TCase *server = add_case(suite, "of the server", setup, teardown);
    TCase *client = add_case(suite, "of the client", setup, teardown);

    tcase_add_loop_test(server, bind_nak, 0, G_N_ELEMENTS(nak_rows));
    tcase_add_test(server, bind_nak_to_a_plain_bind);
    tcase_add_test(server, token_rejected_by_spnego);
    tcase_add_test(server, token_rejected_by_a_krb_error_that_is_not_overcome);
    tcase_add_test(server, token_rejected_in_a_later_leg);
    tcase_add_loop_test(server, fault_after_auth3, 0, G_N_ELEMENTS(fault_rows));
    tcase_add_loop_test(server, fault_after_completion, 0, G_N_ELEMENTS(fault_rows));
    tcase_add_loop_test(server, fault_in_answer_to_the_bind, 0, G_N_ELEMENTS(fault_rows));
    tcase_add_test(server, connection_lost_after_another_leg);
    tcase_add_test(server, auth3_after_a_refusal_leaves_it_the_answer);
    tcase_add_test(server, a_fault_is_the_answer_and_not_the_close_behind_it);
    tcase_add_test(server, without_a_fault_the_close_is);
    tcase_add_test(server, connection_lost_by_fin_of_the_server);
    tcase_add_test(server, connection_not_lost_once_it_works);
    tcase_add_test(client, no_answer);
    tcase_add_test(client, client_abandoned_the_wrong_mechanism);
    tcase_add_test(client, client_that_closes_after_a_good_token_gave_up);
    tcase_add_test(client, no_bind);
    tcase_add_test(client, no_bind_by_rst);
    tcase_add_test(client, no_bind_with_a_silent_kdc);
    tcase_add_test(client, no_bind_needs_a_krb_error);
    tcase_add_test(client, no_bind_needs_an_empty_connection);
    return run_suite(suite);
}
