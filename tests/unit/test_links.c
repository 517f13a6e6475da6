/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ledger/kdc/spn.h"
#include "told.h"

/* Every kind of link, and what makes none. */

static struct scene *scene;

static void setup(void)
{
    scene = scene_new();
    scene_dns(scene, SERVER_NAME, SERVER);      /* frame 1 */
    scene_dns(scene, OTHER_NAME, OTHER_SERVER); /* frame 2 */
}

static void teardown(void)
{
    scene_free(scene);
}

static struct scene_connection *connect_to_server(uint16_t port)
{
    return scene_connect(scene, CLIENT, SERVER, port);
}

START_TEST(in_band)
{
    struct scene_connection *connection = connect_to_server(135);
    uint32_t bind = scene_bind(scene, connection, token_ap_req(scene));

    scene_ack(scene, connection, token_krb_error(41, SPNEGO_REJECT));
    expect_links(scene, "6:in-band");
    const struct finding_krb_error *error = finding_main_error(finding_of(scene, 1));
    ck_assert(error->in_band);
    ck_assert_int_eq(error->request, KRB_AP_REQ);
    ck_assert_uint_eq(error->request_frame, bind);
    ck_assert(!host_addr_known(&error->kdc));
    ck_assert_uint_eq(error->frame, finding_of(scene, 1)->answer_frame);
}
END_TEST

START_TEST(spn_host_is_this_server)
{
    uint32_t error = scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);

    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "4:spn-host");
    const struct finding_krb_error *link = finding_main_error(finding_of(scene, 1));
    struct host_addr kdc = address_of(DC1);
    ck_assert(!link->in_band);
    ck_assert_int_eq(link->request, KRB_TGS_REQ);
    ck_assert_uint_eq(link->request_frame, error - 1);
    ck_assert(host_addr_equal(&link->kdc, &kdc));
}
END_TEST

/* Nothing says where the name lives, but it was asked for while the connection was open. */
START_TEST(spn_of_the_request_while_connected)
{
    struct scene_connection *connection = connect_to_server(135);

    scene_tgs_refused(scene, CLIENT, DC1, "RPCSS/unheard.example.com", 7);
    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    expect_links(scene, "6:spn");
}
END_TEST

START_TEST(user_to_user)
{
    struct scene_connection *connection = connect_to_server(49667);

    scene_tgs_refused(scene, CLIENT, DC1, "pgustavo", 7);
    scene_bind(scene, connection, token_tgt_req("pgustavo@" REALM));
    scene_ack(scene, connection, token_spnego(SPNEGO_REQUEST_MIC, AUTH_MECH_NTLM));
    scene_alter(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    scene_alter(scene, connection, token_ntlm_authenticate(USER));
    scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
    scene_request(scene, connection);
    scene_response(scene, connection);
    expect(scene, "ntlm-fallback spn-is-user high");
    expect_links(scene, "6:user-to-user");
}
END_TEST

START_TEST(logon_on_which_every_ticket_depends)
{
    scene_as_refused(scene, CLIENT, DC1, USER, 24);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "4:logon");
}
END_TEST

START_TEST(logon_is_also_the_way_to_another_realm)
{
    scene_tgs_refused(scene, CLIENT, DC1, "krbtgt/OTHER.COM", 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "4:logon");
}
END_TEST

START_TEST(connection_that_stayed_empty)
{
    struct scene_connection *connection = connect_to_server(135);

    scene_tgs_refused(scene, CLIENT, DC1, "RPCSS/unheard.example.com", 7);
    scene_client_fin(scene, connection);
    expect_links(scene, "6:connection");
}
END_TEST

/* Only client and time: neither the error nor a request says what was asked for. */
START_TEST(time_alone)
{
    struct scene_connection *connection = connect_to_server(135);
    struct krb_message error = scene_krb_error(scene, 7);

    scene_kerberos(scene, CLIENT, DC1, false, &error);
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_nak(scene, connection, 0);
    expect(scene, "bind-nak spn-unknown low");
    expect_links(scene, "5:time");
}
END_TEST

START_TEST(time_alone_is_nothing_long_before_the_connection)
{
    struct krb_message error = scene_krb_error(scene, 7);

    scene_kerberos(scene, CLIENT, DC1, false, &error);
    scene_wait(scene, 10 * SECONDS);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "");
}
END_TEST

START_TEST(retries_are_all_linked_the_nearest_first)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene->kdc_transport = EVENT_TCP;
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "6:spn-host 4:spn-host");
}
END_TEST

START_TEST(every_copy_of_a_krb_error_is_listed)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    struct krb_message copy = scene_krb_error(scene, 7);
    scene_kerberos(scene, CLIENT, DC1, false, &copy);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "4:spn-host 5:spn-host");
}
END_TEST

START_TEST(a_ticket_for_this_server_absolves_the_kdc)
{
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    scene_cached_ticket(scene, "host/" SERVER_NAME);
    struct scene_connection *connection = connect_to_server(135);
    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 9);
    expect(scene, "bind-nak server-security-failure medium");
    expect_links(scene, "");
}
END_TEST

START_TEST(success_for_the_same_spn_absolves_the_kdc)
{
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    scene_tgs_granted(scene, CLIENT, DC1, SPN);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "");
}
END_TEST

START_TEST(a_secure_channel_knows_no_kerberos)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    struct scene_connection *connection = connect_to_server(49667);
    connection->auth_type = 68;
    scene_bind(scene, connection, token_empty());
    scene_nak(scene, connection, 0);
    expect_links(scene, "");
}
END_TEST

static const char *const foreign[] = {"HTTP",     "MSSQLSvc", "TERMSRV", "WSMAN",
                                      "postgres", "nfs",      "DNS",     "cifs"};

/* cifs is asked for all day long; the others are never RPC. */
START_TEST(a_foreign_service_on_the_same_host_is_no_cause)
{
    g_autofree char *spn = g_strdup_printf("%s/" SERVER_NAME, foreign[_i]);

    scene_tgs_refused(scene, CLIENT, DC1, spn, 7);
    scene_wait(scene, 10 * SECONDS);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "");
    ck_assert_uint_eq(report_of(scene)->unlinked_total + report_of(scene)->routine->len, 1);
}
END_TEST

static const char *const rpc_spns[] = {"RPCSS/" SERVER_NAME, "host/" SERVER_NAME,
                                       "HOST/APP",           "RestrictedKrbHost/" SERVER_NAME,
                                       "host/" SERVER,       "RPCSS/APP.EXAMPLE.COM"};

START_TEST(every_spelling_of_the_spn_of_this_server_is_a_cause)
{
    scene_tgs_refused(scene, CLIENT, DC1, rpc_spns[_i], 7);
    scene_wait(scene, 10 * SECONDS);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "4:spn-host");
}
END_TEST

START_TEST(the_principal_of_the_com_server)
{
    scene_bindings(scene, SERVER, "app[49667]", "EXAMPLE\\svc-com");
    scene_tgs_refused(scene, CLIENT, DC1, "svc-com", 7);
    scene_wait(scene, 10 * SECONDS);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "5:spn");
    expect(scene, "fault spn-is-user medium"); /* level connect */
}
END_TEST

START_TEST(a_routine_error_is_never_linked)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 25);
    scene->error.has_nt_status = true;
    scene->error.nt_status = 0xC00000BB;
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 13);
    scene_tgs_refused(scene, CLIENT, DC1, "DNS/" SERVER_NAME, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "");
}
END_TEST

/* What nothing but the time ties to a server belongs to one server only. */
START_TEST(an_error_for_an_unknown_host_is_the_cause_at_one_server_only)
{
    struct scene_connection *one = connect_to_server(135);
    struct scene_connection *two = scene_connect(scene, CLIENT, OTHER_SERVER, 135);

    scene_tgs_refused(scene, CLIENT, DC1, "RPCSS/unheard.example.com", 7);
    scene_client_fin(scene, one);
    scene_client_fin(scene, two);
    expect(scene, "no-bind spn-unknown high");
}
END_TEST

START_TEST(silence_is_listed_where_there_is_no_error)
{
    struct scene_connection *connection = connect_to_server(135);
    uint32_t first = scene_tgs_unanswered(scene, CLIENT, DC1, SPN);

    scene_wait(scene, 2 * SECONDS);
    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    scene_response(scene, connection);
    expect(scene, "ntlm-fallback kdc-unreachable high");
    const GArray *frames = finding_of(scene, 1)->unanswered_requests;
    ck_assert_uint_eq(frames->len, 1);
    ck_assert_uint_eq(g_array_index(frames, uint32_t, 0), first);
    expect_links(scene, "");
}
END_TEST

START_TEST(an_error_of_another_kdc_beats_silence)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 2 * SECONDS);
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "5:spn-host");
    ck_assert_uint_eq(finding_of(scene, 1)->unanswered_requests->len, 0);
}
END_TEST

/* What nobody answered was read all the same. */
START_TEST(an_unanswered_request_tells_what_was_asked_for)
{
    uint32_t request;

    scene_offer(scene, 2, 18, 17);
    request = scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 2 * SECONDS);
    struct scene_connection *kdc = scene_connected(scene, CLIENT, DC1, 88);
    scene_syn(scene, kdc); /* it tries TCP, in vain */
    scene_server_rst(scene, kdc);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    const struct finding *finding = finding_of(scene, 1);
    expect(scene, "fault kdc-unreachable medium");
    ck_assert_uint_eq(finding->exchange.tgs_req_frame, request);
    ck_assert_uint_eq(finding->exchange.tgs_rep_frame, 0);
    ck_assert_uint_eq(finding->etypes.tgs_offered.count, 2);
    ck_assert_str_eq(finding->spn, SPN);
    expect_evidence(scene, "because the host of the refused SPN is this server");
}
END_TEST

START_TEST(a_connection_that_nobody_takes_tells_nothing_of_it)
{
    struct scene_connection *connection = connect_to_server(135);
    struct scene_connection *kdc = scene_connected(scene, CLIENT, DC1, 88);

    scene_syn(scene, kdc);
    scene_server_rst(scene, kdc);
    scene_client_fin(scene, connection);
    expect(scene, "no-bind kdc-unreachable high");
    ck_assert_uint_eq(finding_of(scene, 1)->exchange.tgs_req_frame, 0);
    ck_assert_ptr_null(finding_of(scene, 1)->spn);
    expect_evidence(scene, "refused by the network");
}
END_TEST

/* --- the life of the connection --- */

START_TEST(refusals_while_connected_leave_nothing_to_those_before)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7); /* answer: frame 4 */
    scene_wait(scene, SECONDS);
    struct scene_connection *connection = connect_to_server(135);
    uint32_t own = scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);

    scene_client_fin(scene, connection);
    g_autofree char *wanted = g_strdup_printf("%u:spn-host", own);
    expect_links(scene, wanted);
}
END_TEST

START_TEST(without_any_those_before_count)
{
    uint32_t before = scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);

    scene_wait(scene, SECONDS);
    scene_client_fin(scene, connect_to_server(135));
    g_autofree char *wanted = g_strdup_printf("%u:spn-host", before);
    expect_links(scene, wanted);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("links");
    TCase *kinds = add_case(suite, "kinds", setup, teardown);
    TCase *services = add_case(suite, "services", setup, teardown);
    TCase *several = add_case(suite, "several", setup, teardown);
    TCase *life = add_case(suite, "life of the connection", setup, teardown);

    tcase_add_test(kinds, in_band);
    tcase_add_test(kinds, spn_host_is_this_server);
    tcase_add_test(kinds, spn_of_the_request_while_connected);
    tcase_add_test(kinds, user_to_user);
    tcase_add_test(kinds, logon_on_which_every_ticket_depends);
    tcase_add_test(kinds, logon_is_also_the_way_to_another_realm);
    tcase_add_test(kinds, connection_that_stayed_empty);
    tcase_add_test(kinds, time_alone);
    tcase_add_test(kinds, time_alone_is_nothing_long_before_the_connection);
    tcase_add_loop_test(services, a_foreign_service_on_the_same_host_is_no_cause, 0,
                        G_N_ELEMENTS(foreign));
    tcase_add_loop_test(services, every_spelling_of_the_spn_of_this_server_is_a_cause, 0,
                        G_N_ELEMENTS(rpc_spns));
    tcase_add_test(services, the_principal_of_the_com_server);
    tcase_add_test(several, retries_are_all_linked_the_nearest_first);
    tcase_add_test(several, every_copy_of_a_krb_error_is_listed);
    tcase_add_test(several, a_ticket_for_this_server_absolves_the_kdc);
    tcase_add_test(several, success_for_the_same_spn_absolves_the_kdc);
    tcase_add_test(several, a_secure_channel_knows_no_kerberos);
    tcase_add_test(several, a_routine_error_is_never_linked);
    tcase_add_test(several, an_error_for_an_unknown_host_is_the_cause_at_one_server_only);
    tcase_add_test(several, silence_is_listed_where_there_is_no_error);
    tcase_add_test(several, an_error_of_another_kdc_beats_silence);
    tcase_add_test(several, an_unanswered_request_tells_what_was_asked_for);
    tcase_add_test(several, a_connection_that_nobody_takes_tells_nothing_of_it);
    tcase_add_test(life, refusals_while_connected_leave_nothing_to_those_before);
    tcase_add_test(life, without_any_those_before_count);
    return run_suite(suite);
}
