/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include <string.h>

/* Whom the client called, and who answered. */

static struct scene *scene;

static void setup(void)
{
    scene = scene_new();
    scene_dns(scene, SERVER_NAME, SERVER);
}

static void teardown(void)
{
    scene_free(scene);
}

/* The ticket for spn goes to the server at `address`, which refuses it without a reason. */
static void refused_at(const char *spn, const char *address)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, address, 135);

    connection->auth_type = 9;
    scene_tgs_granted(scene, CLIENT, DC1, spn);
    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 9);
}

/* The same, refused by a KRB-ERROR that names who answers. */
static void answered_by(const char *spn, const char *answerer)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
    struct auth_token token = token_krb_error(41, SPNEGO_REJECT);

    connection->auth_type = 9;
    scene_tgs_granted(scene, CLIENT, DC1, spn);
    scene_bind(scene, connection, token_ap_req(scene));
    token.krb.sname = answerer;
    scene_ack(scene, connection, token);
    scene_client_fin(scene, connection);
}

/* NTLM is refused by a server that calls itself `computer`. */
static struct scene_connection *ntlm_at(const char *computer)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    connection->auth_type = 10;
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge(computer));
    scene_auth3(scene, connection, token_ntlm_authenticate(USER));
    return connection;
}

static void ntlm_refused_at(const char *computer)
{
    struct scene_connection *connection = ntlm_at(computer);

    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
}

static bool step_says(const char *text)
{
    return says(finding_of(scene, 1)->next_steps, text);
}

/* --- the address of the ticket's host --- */

#define ELSEWHERE "DNS gives"

START_TEST(a_ticket_for_another_address_is_told)
{
    scene_dns(scene, OTHER_NAME, OTHER_SERVER);
    refused_at(OTHER_SPN, SERVER);
    expect_evidence(scene, "DNS gives files.example.com the address 10.0.0.21, the bind went to "
                           "10.0.0.20.");
    ck_assert(step_says("files.example.com"));
    ck_assert(step_says("The machine that was called is not the one"));
}
END_TEST

START_TEST(the_right_address_is_not)
{
    refused_at(SPN, SERVER);
    expect_no_evidence(scene, ELSEWHERE);
    ck_assert(!step_says("The machine that was called is not the one"));
}
END_TEST

START_TEST(case_short_names_and_aliases_find_the_right_address)
{
    static const char *const spns[] = {"RPCSS/APP.Example.COM", "RPCSS/app",
                                       "RPCSS/alias.example.com"};

    for (size_t i = 0; i < G_N_ELEMENTS(spns); i++) {
        teardown();
        setup();
        scene_dns_alias(scene, "alias.example.com", SERVER_NAME);
        refused_at(spns[i], SERVER);
        expect_no_evidence(scene, ELSEWHERE);
    }
}
END_TEST

START_TEST(an_alias_of_another_host_is_told)
{
    scene_dns(scene, OTHER_NAME, OTHER_SERVER);
    scene_dns_alias(scene, "alias.example.com", OTHER_NAME);
    refused_at("RPCSS/alias.example.com", SERVER);
    expect_evidence(scene, "DNS gives alias.example.com the address 10.0.0.21");
}
END_TEST

START_TEST(one_of_several_addresses_is_right)
{
    scene_dns(scene, OTHER_NAME, OTHER_SERVER);
    scene_dns(scene, OTHER_NAME, SERVER);
    refused_at(OTHER_SPN, SERVER);
    expect_no_evidence(scene, ELSEWHERE);
}
END_TEST

START_TEST(a_short_name_is_looked_up_in_full)
{
    scene_dns(scene, OTHER_NAME, OTHER_SERVER);
    refused_at("RPCSS/files", SERVER);
    expect_evidence(scene, "DNS gives files the address 10.0.0.21, the bind");
}
END_TEST

START_TEST(all_addresses_are_named)
{
    scene_dns(scene, OTHER_NAME, OTHER_SERVER);
    scene_dns(scene, OTHER_NAME, "10.0.0.22");
    refused_at(OTHER_SPN, SERVER);
    expect_evidence(scene, "the address 10.0.0.21, 10.0.0.22, the bind");
}
END_TEST

START_TEST(of_another_address_family_nothing_is_known)
{
    refused_at(SPN, SERVER6);
    expect_no_evidence(scene, ELSEWHERE);
}
END_TEST

START_TEST(a_server_that_takes_the_ticket_is_the_right_one)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_dns(scene, OTHER_NAME, OTHER_SERVER);
    connection->auth_type = 9;
    scene_tgs_granted(scene, CLIENT, DC1, OTHER_SPN);
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    expect_no_evidence(scene, ELSEWHERE);
}
END_TEST

/* --- the name in the server's KRB-ERROR --- */

#define COMES_FROM "the KRB-ERROR comes from"

START_TEST(another_computer_that_answers_is_told)
{
    answered_by(SPN, "SRVB$");
    expect_evidence(scene,
                    "the KRB-ERROR comes from SRVB$, the ticket is for RPCSS/app.example.com");
    ck_assert(step_says("The machine that was called is not the one"));
}
END_TEST

START_TEST(another_service_host_that_answers_is_told)
{
    answered_by(SPN, "host/srvb.example.com");
    expect_evidence(scene, COMES_FROM);
    ck_assert(step_says("The machine that was called is not the one"));
}
END_TEST

START_TEST(the_same_host_by_any_name_is_not)
{
    static const char *const answerers[] = {"APP$",
                                            "app$@EXAMPLE.COM",
                                            "host/app",
                                            "HOST/App.example.com",
                                            "RPCSS/app.example.com",
                                            "host/alias.example.com",
                                            "krbtgt/EXAMPLE.COM"};

    for (size_t i = 0; i < G_N_ELEMENTS(answerers); i++) {
        teardown();
        setup();
        scene_dns_alias(scene, "alias.example.com", SERVER_NAME);
        answered_by(SPN, answerers[i]);
        expect_no_evidence(scene, COMES_FROM);
    }
}
END_TEST

START_TEST(an_account_may_work_on_any_host)
{
    answered_by(SPN, "svc-com");
    expect_evidence(scene, "the KRB-ERROR comes from svc-com");
    ck_assert(!step_says("The machine that was called is not the one"));
}
END_TEST

START_TEST(an_error_without_a_name_tells_nothing)
{
    answered_by(SPN, NULL);
    expect_no_evidence(scene, COMES_FROM);
}
END_TEST

/* --- the name in the CHALLENGE --- */

#define CALLS_ITSELF "the server calls itself"

START_TEST(a_computer_that_dns_calls_otherwise_is_told)
{
    ntlm_refused_at("srvb.example.com");
    expect_evidence(scene,
                    "the server calls itself srvb.example.com in its NTLM CHALLENGE; DNS calls "
                    "its address app.example.com.");
}
END_TEST

START_TEST(a_computer_that_was_asked_for_by_another_name_is_told)
{
    scene_cached_tgt(scene);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    ntlm_refused_at("srvb.example.com");
    expect_evidence(scene, "the client asked for RPCSS/app.example.com.");
    ck_assert(step_says("netdom computername srvb.example.com /add:app.example.com"));
}
END_TEST

START_TEST(the_same_computer_by_any_name_is_not)
{
    static const char *const computers[] = {"APP", "app.example.com", "App.Example.com",
                                            "alias.example.com"};

    for (size_t i = 0; i < G_N_ELEMENTS(computers); i++) {
        teardown();
        setup();
        scene_dns_alias(scene, "alias.example.com", SERVER_NAME);
        ntlm_refused_at(computers[i]);
        expect_no_evidence(scene, CALLS_ITSELF);
    }
}
END_TEST

START_TEST(names_of_domains_farms_and_services_are_no_computers)
{
    static const char *const names[] = {"corp.example.com", "_ldap._tcp.example.com",
                                        "farm.example.com"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        teardown();
        scene = scene_new();
        scene_dns(scene, names[i], SERVER);
        if (i == 2)
            scene_dns(scene, names[i], OTHER_SERVER);
        ntlm_refused_at("srvb.corp.example.com");
        expect_no_evidence(scene, CALLS_ITSELF);
    }
}
END_TEST

START_TEST(a_refusal_that_is_not_about_names_leaves_them_out)
{
    scene_cached_tgt(scene);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 14);
    ntlm_refused_at("srvb.example.com");
    expect_no_evidence(scene, CALLS_ITSELF);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("called");
    TCase *address = add_case(suite, "address", setup, teardown);
    TCase *error = add_case(suite, "KRB-ERROR", setup, teardown);
    TCase *challenge = add_case(suite, "CHALLENGE", setup, teardown);

    tcase_add_test(address, a_ticket_for_another_address_is_told);
    tcase_add_test(address, the_right_address_is_not);
    tcase_add_test(address, case_short_names_and_aliases_find_the_right_address);
    tcase_add_test(address, an_alias_of_another_host_is_told);
    tcase_add_test(address, one_of_several_addresses_is_right);
    tcase_add_test(address, a_short_name_is_looked_up_in_full);
    tcase_add_test(address, all_addresses_are_named);
    tcase_add_test(address, of_another_address_family_nothing_is_known);
    tcase_add_test(address, a_server_that_takes_the_ticket_is_the_right_one);
    tcase_add_test(error, another_computer_that_answers_is_told);
    tcase_add_test(error, another_service_host_that_answers_is_told);
    tcase_add_test(error, the_same_host_by_any_name_is_not);
    tcase_add_test(error, an_account_may_work_on_any_host);
    tcase_add_test(error, an_error_without_a_name_tells_nothing);
    tcase_add_test(challenge, a_computer_that_dns_calls_otherwise_is_told);
    tcase_add_test(challenge, a_computer_that_was_asked_for_by_another_name_is_told);
    tcase_add_test(challenge, the_same_computer_by_any_name_is_not);
    tcase_add_test(challenge, names_of_domains_farms_and_services_are_no_computers);
    tcase_add_test(challenge, a_refusal_that_is_not_about_names_leaves_them_out);
    return run_suite(suite);
}
