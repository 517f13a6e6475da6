/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* Traffic that is wrapped in other traffic: told where a finding may be due to it. */

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

static void wrap_in(enum wrapping wrapping, const char *from, const char *to)
{
    struct event event = scene_event(EVENT_WRAPPED, from, to);

    event.wrapping = wrapping;
    scene_emit(scene, &event);
}

static void wrap(const char *from, const char *to)
{
    wrap_in(WRAPPING_ESP, from, to);
}

START_TEST(esp_is_said_where_nothing_else_is_seen)
{
    wrap("192.0.2.1", "192.0.2.2");
    wrap("192.0.2.2", "192.0.2.1");
    expect_limit(scene, "2 packets between 192.0.2.1 and 192.0.2.2 are ESP");
}
END_TEST

START_TEST(esp_of_a_party_is_said)
{
    wrap(CLIENT, DC2);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_limit(scene, "are ESP (IPsec)");
}
END_TEST

START_TEST(esp_of_others_and_of_healthy_hosts_is_not_said)
{
    wrap("192.0.2.1", "192.0.2.2");
    wrap(CLIENT, SERVER);
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_response(scene, connection);
    ck_assert_uint_eq(report_of(scene)->limits->len, 0);
}
END_TEST

START_TEST(what_one_kind_has_much_of_leaves_room_for_others)
{
    for (unsigned i = 0; i < 3000; i++) {
        g_autofree char *server = g_strdup_printf("198.51.%u.%u", 100 + i / 256, i % 256);

        wrap_in(WRAPPING_HTTPS, CLIENT, server);
    }
    wrap(CLIENT, DC2);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_limit(scene, "are ESP (IPsec)");
}
END_TEST

START_TEST(rpc_over_http_is_said_of_a_party_and_where_nothing_else_is_seen)
{
    wrap_in(WRAPPING_RPC_OVER_HTTP, CLIENT, DC2);
    expect_limit(scene, "to port 593 of " DC2);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_limit(scene, "to port 593 of " DC2);
}
END_TEST

START_TEST(tls_between_client_and_server_of_a_finding_is_said)
{
    wrap_in(WRAPPING_HTTPS, CLIENT, SERVER);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_limit(scene, "to port 443 of " SERVER);
}
END_TEST

START_TEST(tls_of_others_is_not_said)
{
    struct krb_message request = scene_tgs_req(scene, SPN), error = scene_krb_error(scene, 7);

    wrap_in(WRAPPING_HTTPS, CLIENT, DC2);
    wrap_in(WRAPPING_HTTPS, SERVER, CLIENT);
    wrap_in(WRAPPING_RPC_OVER_HTTP, "192.0.2.1", "192.0.2.2");
    scene_kerberos(scene, CLIENT, DC1, true, &request);
    scene_kerberos(scene, CLIENT, DC1, false, &error);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_no_such_limit(scene, "port 443");
    expect_no_such_limit(scene, "port 593");
}
END_TEST

START_TEST(tls_alone_is_no_limit)
{
    wrap_in(WRAPPING_HTTPS, CLIENT, SERVER);
    ck_assert_uint_eq(report_of(scene)->limits->len, 0);
}
END_TEST

START_TEST(encrypted_smb_is_said_between_the_two_whoever_spoke_first)
{
    wrap_in(WRAPPING_SMB3, SERVER, CLIENT);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_limit(scene, "encrypted by SMB 3");
}
END_TEST

START_TEST(encrypted_smb_of_others_is_not_said)
{
    wrap_in(WRAPPING_SMB3, CLIENT, DC2);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_no_such_limit(scene, "SMB 3");
}
END_TEST

START_TEST(a_client_without_kerberos_may_have_asked_a_kdc_proxy)
{
    wrap_in(WRAPPING_HTTPS, CLIENT, DC2);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_limit(scene, "KDC proxy (MS-KKDCP) inside TLS");
}
END_TEST

START_TEST(the_tls_of_another_client_is_no_kdc_proxy)
{
    wrap_in(WRAPPING_HTTPS, DC2, CLIENT);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_limit(scene, "no Kerberos traffic of " CLIENT);
    expect_no_such_limit(scene, "KDC proxy");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wrapped");
    TCase *wrapped = add_case(suite, "wrapped", setup, teardown);

    tcase_add_test(wrapped, esp_is_said_where_nothing_else_is_seen);
    tcase_add_test(wrapped, esp_of_a_party_is_said);
    tcase_add_test(wrapped, esp_of_others_and_of_healthy_hosts_is_not_said);
    tcase_add_test(wrapped, what_one_kind_has_much_of_leaves_room_for_others);
    tcase_add_test(wrapped, rpc_over_http_is_said_of_a_party_and_where_nothing_else_is_seen);
    tcase_add_test(wrapped, tls_between_client_and_server_of_a_finding_is_said);
    tcase_add_test(wrapped, tls_of_others_is_not_said);
    tcase_add_test(wrapped, tls_alone_is_no_limit);
    tcase_add_test(wrapped, encrypted_smb_is_said_between_the_two_whoever_spoke_first);
    tcase_add_test(wrapped, encrypted_smb_of_others_is_not_said);
    tcase_add_test(wrapped, a_client_without_kerberos_may_have_asked_a_kdc_proxy);
    tcase_add_test(wrapped, the_tls_of_another_client_is_no_kdc_proxy);
    return run_suite(suite);
}
