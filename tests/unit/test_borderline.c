/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* The borderline cases that the contract decides, one test or more for each. */

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

/* --- when authentication is complete --- */

START_TEST(accept_completed_is_complete)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    expect(scene, "fault access-denied high");
}
END_TEST

START_TEST(an_ap_rep_that_was_taken_up_is_complete)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_NONE));
    scene_alter(scene, connection, token_ap_rep(SPNEGO_NONE));
    scene_ack(scene, connection, token_empty());
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    expect(scene, "fault access-denied high");
}
END_TEST

START_TEST(an_ap_rep_alone_is_not_complete)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x1c01000b);
    expect(scene, "fault server-security-failure medium");
}
END_TEST

START_TEST(after_auth3_a_protocol_error_is_the_refusal)
{
    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x1c01000b);
    expect(scene, "fault ntlm-logon-refused medium");
}
END_TEST

START_TEST(after_an_acknowledged_alter_context_it_is_a_protocol_error)
{
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x1c01000b);
    expect(scene, "");
}
END_TEST

/* --- first requests --- */

START_TEST(refused_first_and_answered_later_is_still_a_finding)
{
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    scene_request(scene, connection);
    uint32_t response = scene_response(scene, connection);
    expect(scene, "fault access-denied high");
    g_autofree char *frame = g_strdup_printf("Frame %u", response);
    expect_evidence(scene, frame);
}
END_TEST

START_TEST(a_context_that_was_never_set_up_is_no_finding)
{
    connection->auth_context_id = 99;
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    expect(scene, "");
}
END_TEST

/* The same beside a context whose authentication is still open. */
START_TEST(a_context_that_was_never_set_up_does_not_hit_another)
{
    connection->auth_context_id = 1;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_auth3(scene, connection, token_ap_rep(SPNEGO_NONE));
    connection->auth_context_id = 99;
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    expect(scene, "");
}
END_TEST

START_TEST(a_fallback_accepted_and_then_denied_is_an_error)
{
    uint32_t error = scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);

    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    scene_alter(scene, connection, token_ntlm_authenticate(USER));
    scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    expect(scene, "fault spn-unknown high");
    ck_assert_int_eq(finding_of(scene, 1)->severity, SEVERITY_ERROR);
    ck_assert_uint_eq(finding_main_error(finding_of(scene, 1))->frame, error);
}
END_TEST

static const uint32_t verified_first[] = {0x1c010002, 0x1c010003, 0x1c00001a, 0x6f7};

START_TEST(a_fault_that_needs_verification_first_is_healthy)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_auth3(scene, connection, token_ap_rep(SPNEGO_NONE));
    scene_request(scene, connection);
    scene_fault(scene, connection, verified_first[_i]);
    expect(scene, "");
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

/* --- connections without a bind --- */

static void empty_connection(const char *server, uint16_t port)
{
    connection = scene_connect(scene, CLIENT, server, port);
    scene_client_fin(scene, connection);
}

START_TEST(two_seconds_before_the_syn_count)
{
    scene_tgs_refused(scene, CLIENT, DC1, "RPCSS/unheard.example.com", 7);
    scene_wait(scene, SECONDS);
    empty_connection(SERVER, 135);
    expect(scene, "no-bind spn-unknown high");
}
END_TEST

START_TEST(three_seconds_before_the_syn_do_not)
{
    scene_tgs_refused(scene, CLIENT, DC1, "RPCSS/unheard.example.com", 7);
    scene_wait(scene, 3 * SECONDS);
    empty_connection(SERVER, 135);
    expect(scene, "");
}
END_TEST

START_TEST(an_older_refusal_for_this_very_host_counts)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_wait(scene, 10 * MINUTES);
    empty_connection(SERVER, 135);
    expect(scene, "no-bind spn-unknown high");
    expect_links(scene, "5:spn-host");
}
END_TEST

START_TEST(a_routine_error_does_not_count)
{
    scene_tgs_refused(scene, CLIENT, DC1, "DNS/" SERVER_NAME, 7);
    scene->error.hints = scene->offer;
    scene_as_refused(scene, CLIENT, DC1, USER, 25);
    empty_connection(SERVER, 135);
    expect(scene, "");
}
END_TEST

static const struct {
    uint16_t port;
    const char *spn;
    const char *told;
} port_rows[] = {
    {135, "svc/app.example.com", "no-bind spn-unknown high"},
    {49667, "RPCSS/app.example.com", "no-bind spn-unknown high"},
    {49667, "HOST/app.example.com", "no-bind spn-unknown high"},
    {49667, "RestrictedKrbHost/app.example.com", "no-bind spn-unknown high"},
    {49667, "svc/app.example.com", ""},
    {1023, "RPCSS/app.example.com", ""},
    {80, "host/app.example.com", ""},
};

START_TEST(the_port_must_be_plausible)
{
    scene_tgs_refused(scene, CLIENT, DC1, port_rows[_i].spn, 7);
    empty_connection(SERVER, port_rows[_i].port);
    expect(scene, port_rows[_i].told);
}
END_TEST

START_TEST(a_port_of_the_endpoint_mapper_is_known)
{
    scene_endpoint(scene, SERVER, 6000);
    scene_tgs_refused(scene, CLIENT, DC1, "svc/app.example.com", 7);
    empty_connection(SERVER, 6000);
    expect(scene, "no-bind spn-unknown high");
}
END_TEST

START_TEST(a_port_of_an_earlier_bind_is_known)
{
    struct scene_connection *earlier = scene_connect(scene, CLIENT, SERVER, 6000);
    scene_kerberos_accepted(scene, earlier);
    scene_tgs_refused(scene, CLIENT, DC1, "svc/app.example.com", 7);
    empty_connection(SERVER, 6000);
    expect(scene, "no-bind spn-unknown high");
}
END_TEST

START_TEST(a_port_of_oxid_bindings_is_known)
{
    scene_bindings(scene, SERVER, "app.example.com[6000]", NULL);
    scene_tgs_refused(scene, CLIENT, DC1, "svc/app.example.com", 7);
    empty_connection(SERVER, 6000);
    expect(scene, "no-bind spn-unknown high");
}
END_TEST

START_TEST(a_port_of_the_preference_is_known)
{
    static const uint16_t ports[] = {593};
    struct diagnosis_settings settings = diagnosis_default_settings();

    settings.rpc_ports = ports;
    settings.rpc_port_count = 1;
    scene_free(scene);
    scene = scene_new_with(&settings);
    scene_tgs_refused(scene, CLIENT, DC1, "svc/app.example.com", 7);
    empty_connection(SERVER, 593);
    expect(scene, "no-bind spn-unknown high");
}
END_TEST

START_TEST(a_connection_that_carried_other_data_is_not_empty)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    connection->client_sequence += 300;
    scene_client_fin(scene, connection);
    expect(scene, "");
}
END_TEST

START_TEST(port_scans_give_nothing)
{
    for (uint16_t port = 1; port < 5000; port++) {
        struct scene_connection *probe = scene_connect(scene, CLIENT, OTHER_SERVER, port);
        scene_client_rst(scene, probe);
    }
    expect(scene, "");
}
END_TEST

/* --- odd binds --- */

START_TEST(type_and_level_may_change_between_legs)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    connection->auth_type = 16;
    connection->auth_level = 6;
    scene_alter(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

START_TEST(an_unknown_type_and_an_empty_token_invent_nothing)
{
    connection->auth_type = 0xc8;
    connection->auth_level = 0xff;
    scene_bind(scene, connection, token_empty());
    scene_ack(scene, connection, token_empty());
    scene_request(scene, connection);
    scene_response(scene, connection);
    expect(scene, "");
}
END_TEST

/* The client closes after an answer with these results for its contexts. */
static void close_after_results(unsigned count, const uint16_t *results)
{
    scene_bind(scene, connection, token_ntlm_negotiate());
    struct event event = scene_pdu(connection, RPC_BIND_ACK);
    event.rpc.has_auth = true;
    event.rpc.token = token_ntlm_challenge(NULL);
    event.rpc.result_count = count;
    for (unsigned i = 0; i < count; i++)
        event.rpc.results[i] = results[i];
    scene_send(scene, connection, &event);
    scene_client_fin(scene, connection);
}

START_TEST(an_interface_that_is_not_registered_is_healthy)
{
    close_after_results(2, (uint16_t[]){2, 3});
    expect(scene, "");
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

START_TEST(a_client_that_gives_up_with_an_interface_has_abandoned_it)
{
    close_after_results(2, (uint16_t[]){2, 0});
    expect(scene, "client-abandoned client-gave-up high");
    expect_counts(scene, "1 = 0 + 0 + 1");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("borderline");
    TCase *complete = add_case(suite, "complete", setup, teardown);
    TCase *requests = add_case(suite, "first requests", setup, teardown);
    TCase *empty = add_case(suite, "no bind", setup, teardown);
    TCase *odd = add_case(suite, "odd binds", setup, teardown);

    tcase_add_test(complete, accept_completed_is_complete);
    tcase_add_test(complete, an_ap_rep_that_was_taken_up_is_complete);
    tcase_add_test(complete, an_ap_rep_alone_is_not_complete);
    tcase_add_test(complete, after_auth3_a_protocol_error_is_the_refusal);
    tcase_add_test(complete, after_an_acknowledged_alter_context_it_is_a_protocol_error);
    tcase_add_test(requests, refused_first_and_answered_later_is_still_a_finding);
    tcase_add_test(requests, a_context_that_was_never_set_up_is_no_finding);
    tcase_add_test(requests, a_context_that_was_never_set_up_does_not_hit_another);
    tcase_add_test(requests, a_fallback_accepted_and_then_denied_is_an_error);
    tcase_add_loop_test(requests, a_fault_that_needs_verification_first_is_healthy, 0,
                        G_N_ELEMENTS(verified_first));
    tcase_add_test(empty, two_seconds_before_the_syn_count);
    tcase_add_test(empty, three_seconds_before_the_syn_do_not);
    tcase_add_test(empty, an_older_refusal_for_this_very_host_counts);
    tcase_add_test(empty, a_routine_error_does_not_count);
    tcase_add_loop_test(empty, the_port_must_be_plausible, 0, G_N_ELEMENTS(port_rows));
    tcase_add_test(empty, a_port_of_the_endpoint_mapper_is_known);
    tcase_add_test(empty, a_port_of_an_earlier_bind_is_known);
    tcase_add_test(empty, a_port_of_oxid_bindings_is_known);
    tcase_add_test(empty, a_port_of_the_preference_is_known);
    tcase_add_test(empty, a_connection_that_carried_other_data_is_not_empty);
    tcase_add_test(empty, port_scans_give_nothing);
    tcase_add_test(odd, type_and_level_may_change_between_legs);
    tcase_add_test(odd, an_unknown_type_and_an_empty_token_invent_nothing);
    tcase_add_test(odd, an_interface_that_is_not_registered_is_healthy);
    tcase_add_test(odd, a_client_that_gives_up_with_an_interface_has_abandoned_it);
    return run_suite(suite);
}
