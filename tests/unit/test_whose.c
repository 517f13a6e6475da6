/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* The logon of a user who then comes with NTLM. */

static struct scene *scene;
static uint32_t logon; /* the frame of the AS-REP */

static void setup(void)
{
    scene = scene_new();
    logon = scene_as_granted(scene, CLIENT, DC1, USER);
}

static void teardown(void)
{
    scene_free(scene);
}

/* NTLM as domain\user is refused by a server of the domain nb_domain, dns_domain. */
static void refused(const char *domain, const char *user, const char *nb_domain,
                    const char *dns_domain)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
    struct auth_token challenge = token_ntlm_challenge("app.example.com");
    struct auth_token authenticate = token_ntlm_authenticate(user);

    connection->auth_type = 10;
    scene_bind(scene, connection, token_ntlm_negotiate());
    challenge.ntlm_nb_domain = nb_domain;
    challenge.ntlm_dns_domain = dns_domain;
    scene_ack(scene, connection, challenge);
    authenticate.ntlm_domain = domain;
    scene_auth3(scene, connection, authenticate);
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
}

static uint32_t told_logon(void)
{
    return finding_of(scene, 1)->exchange.as_rep_frame;
}

static void expect_logon(const char *domain, const char *user, bool same)
{
    teardown();
    setup();
    refused(domain, user, "EXLAB", REALM);
    ck_assert_msg(told_logon() == (same ? logon : 0), "%s and %s", domain, user);
    ck_assert_uint_eq(finding_of(scene, 1)->krb_errors->len, 0);
}

START_TEST(the_same_account_by_any_name)
{
    expect_logon("EXAMPLE", USER, true);
    expect_logon("example.com", "ALICE", true);
    expect_logon("EXLAB", USER, true);
    expect_logon("", USER, true);
    expect_logon(NULL, "alice@example.com", true);
    expect_logon("SOMEWHERE", USER, true); /* nothing says which realm that is */
}
END_TEST

START_TEST(another_account)
{
    expect_logon("EXAMPLE", "carol", false);
    expect_logon("APP", USER, false); /* a local account of the server */
    expect_logon("other.example", USER, false);
    expect_logon(NULL, "alice@other.example", false);
}
END_TEST

START_TEST(a_domain_that_the_server_calls_another_realm)
{
    refused("EXLAB", USER, "EXLAB", "lab.example");
    ck_assert_uint_eq(told_logon(), 0);
}
END_TEST

START_TEST(a_logon_from_another_client)
{
    teardown();
    scene = scene_new();
    scene_as_granted(scene, OTHER_CLIENT, DC1, USER);
    refused("EXAMPLE", USER, "EXAMPLE", REALM);
    ck_assert_uint_eq(told_logon(), 0);
}
END_TEST

START_TEST(the_logon_of_the_host_by_its_other_address)
{
    teardown();
    scene = scene_new();
    scene_set_mac(scene, CLIENT, 0x10);
    scene_set_mac(scene, CLIENT6, 0x10);
    logon = scene_as_granted(scene, CLIENT6, DC1, USER);
    refused("EXAMPLE", USER, "EXAMPLE", REALM);
    ck_assert_uint_eq(told_logon(), logon);
}
END_TEST

START_TEST(a_logon_after_the_refusal)
{
    teardown();
    scene = scene_new();
    refused("EXAMPLE", USER, "EXAMPLE", REALM);
    scene_as_granted(scene, CLIENT, DC1, USER);
    ck_assert_uint_eq(told_logon(), 0);
}
END_TEST

START_TEST(a_refused_logon_is_none)
{
    teardown();
    scene = scene_new();
    scene_as_refused(scene, CLIENT, DC1, USER, 25);
    refused("EXAMPLE", USER, "EXAMPLE", REALM);
    ck_assert_uint_eq(told_logon(), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("whose");
    TCase *whose = add_case(suite, "logon of an NTLM user", setup, teardown);

    tcase_add_test(whose, the_same_account_by_any_name);
    tcase_add_test(whose, another_account);
    tcase_add_test(whose, a_domain_that_the_server_calls_another_realm);
    tcase_add_test(whose, a_logon_from_another_client);
    tcase_add_test(whose, the_logon_of_the_host_by_its_other_address);
    tcase_add_test(whose, a_logon_after_the_refusal);
    tcase_add_test(whose, a_refused_logon_is_none);
    return run_suite(suite);
}
