/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* Linking is by identity, not by nearness: hosts, users, attempts, time. */

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

START_TEST(another_host_is_no_cause)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_tgs_refused(scene, CLIENT, DC1, OTHER_SPN, 7);
    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    expect_links(scene, "");
}
END_TEST

START_TEST(a_newer_decoy_does_not_beat_the_older_cause)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_wait(scene, 20 * SECONDS);
    scene_tgs_refused(scene, CLIENT, DC1, OTHER_SPN, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "4:spn-host");
}
END_TEST

START_TEST(a_logon_error_does_not_beat_the_spn_of_this_server)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_as_refused(scene, CLIENT, DC1, USER, 24);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "4:spn-host");
}
END_TEST

START_TEST(another_client_is_no_cause)
{
    scene_tgs_refused(scene, OTHER_CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "");
}
END_TEST

START_TEST(another_user_is_no_cause)
{
    scene_as_refused(scene, CLIENT, DC1, "bob", 24);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "");
}
END_TEST

START_TEST(the_tgt_of_another_user_is_no_cause)
{
    scene_as_granted(scene, CLIENT, DC1, "bob");
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "");
}
END_TEST

static const char *const same_users[] = {"alice", "ALICE", "alice@EXAMPLE.COM", "EXAMPLE\\alice",
                                         "WELLKNOWN/ANONYMOUS"};

START_TEST(a_user_has_several_spellings)
{
    scene_as_granted(scene, CLIENT, DC1, same_users[_i]);
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "6:spn-host");
}
END_TEST

START_TEST(after_the_window_nothing_is_linked)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_wait(scene, 14 * MINUTES);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "4:spn-host");
    scene_wait(scene, 2 * MINUTES);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    ck_assert_uint_eq(finding_of(scene, 2)->krb_errors->len, 0);
}
END_TEST

START_TEST(the_window_is_a_setting)
{
    struct diagnosis_settings settings = diagnosis_default_settings();

    settings.window_ns = 30 * SECONDS;
    scene_free(scene);
    scene = scene_new_with(&settings);
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_wait(scene, MINUTES);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "");
}
END_TEST

START_TEST(an_error_after_the_bind_is_no_cause)
{
    scene_ntlm_refused(scene, CLIENT, SERVER);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    expect_links(scene, "");
}
END_TEST

START_TEST(an_error_between_bind_and_answer_is_no_cause)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_ntlm_bind(scene, connection, USER);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    expect_links(scene, "");
}
END_TEST

START_TEST(each_attempt_takes_its_own_errors)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    scene_wait(scene, 10 * SECONDS);
    uint32_t second = scene_tgs_refused(scene, CLIENT, DC1, SPN, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "4:spn-host");
    const struct finding *later = finding_of(scene, 2);
    ck_assert_uint_eq(later->krb_errors->len, 1);
    ck_assert_uint_eq(finding_main_error(later)->frame, second);
}
END_TEST

START_TEST(a_remembered_refusal_is_linked_again_and_said)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    scene_wait(scene, 5 * MINUTES);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    const struct finding *later = finding_of(scene, 2);
    ck_assert_uint_eq(finding_main_error(later)->frame, 4);
    ck_assert_int_eq(later->confidence, CONFIDENCE_MEDIUM);
    ck_assert(proves(later, "15 minutes"));
}
END_TEST

START_TEST(what_is_remembered_is_one_attempt)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    uint32_t nearest = scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    const struct finding *later = finding_of(scene, 3);
    ck_assert_uint_eq(later->krb_errors->len, 1);
    ck_assert_uint_eq(finding_main_error(later)->frame, nearest);
}
END_TEST

/* Merged from two places: the server's copies of an empty connection, then the client's. */
static struct scene_connection *connect_by_two_clocks(int64_t apart_ns)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
    uint32_t syn_sequence = connection->client_sequence - 1;

    scene_client_fin(scene, connection); /* frame 5 */
    scene_wait(scene, apart_ns);
    connection->client_sequence = syn_sequence;
    scene_syn(scene, connection); /* frame 6 */
    return connection;
}

START_TEST(the_first_copy_is_of_a_clock_that_is_behind)
{
    struct scene_connection *connection = connect_by_two_clocks(5 * MINUTES);

    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_client_fin(scene, connection);
    scene_client_fin(scene, connection);
    expect(scene, "no-bind spn-unknown high");
    expect_links(scene, "8:spn-host");
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, 9);
    ck_assert_uint_eq(finding_of(scene, 1)->connection_frame, 3);
}
END_TEST

START_TEST(an_error_between_the_copies_is_none_of_either_clock)
{
    struct scene_connection *connection = connect_by_two_clocks(5 * MINUTES);

    scene_client_fin(scene, connection);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_client_fin(scene, connection);
    expect(scene, "");
}
END_TEST

START_TEST(a_refused_logon_is_not_remembered)
{
    scene_as_refused(scene, CLIENT, DC1, USER, 24);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    scene_wait(scene, 5 * MINUTES);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    ck_assert_uint_eq(finding_of(scene, 2)->krb_errors->len, 0);
}
END_TEST

START_TEST(two_servers_at_once_take_their_own_errors)
{
    struct scene_connection *one = scene_connect(scene, CLIENT, SERVER, 135);
    struct scene_connection *two = scene_connect(scene, CLIENT, OTHER_SERVER, 135);
    uint32_t first = scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    uint32_t second = scene_tgs_refused(scene, CLIENT, DC1, OTHER_SPN, 14);

    scene_ntlm_bind(scene, two, USER);
    scene_ntlm_bind(scene, one, USER);
    scene_request(scene, one);
    scene_fault(scene, one, 5);
    scene_request(scene, two);
    scene_fault(scene, two, 5);
    ck_assert_uint_eq(finding_of(scene, 1)->krb_errors->len, 1);
    ck_assert_uint_eq(finding_main_error(finding_of(scene, 1))->frame, first);
    ck_assert_uint_eq(finding_of(scene, 2)->krb_errors->len, 1);
    ck_assert_uint_eq(finding_main_error(finding_of(scene, 2))->frame, second);
}
END_TEST

START_TEST(kdc_over_ipv6_and_rpc_over_ipv4_by_link_layer_address)
{
    scene_set_mac(scene, CLIENT, 0x10);
    scene_set_mac(scene, CLIENT6, 0x10);
    scene_connect(scene, CLIENT, OTHER_SERVER, 80);
    scene_tgs_refused(scene, CLIENT6, "fd00::11", SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "6:spn-host");
}
END_TEST

START_TEST(a_router_in_between_makes_no_host)
{
    scene_set_mac(scene, CLIENT, 0x10);
    scene_set_mac(scene, OTHER_CLIENT, 0x10);
    scene_set_mac(scene, CLIENT6, 0x10);
    scene_connect(scene, CLIENT, OTHER_SERVER, 80);
    scene_connect(scene, OTHER_CLIENT, OTHER_SERVER, 80);
    scene_tgs_refused(scene, CLIENT6, "fd00::11", SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "");
}
END_TEST

START_TEST(kdc_over_ipv6_and_rpc_over_ipv4_by_name)
{
    scene_dns(scene, "pc.example.com", CLIENT);
    scene_dns(scene, "pc.example.com", CLIENT6);
    scene_tgs_refused(scene, CLIENT6, "fd00::11", SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "6:spn-host");
}
END_TEST

START_TEST(an_alias_leads_to_the_server)
{
    scene_dns_alias(scene, "com.example.com", SERVER_NAME);
    scene_tgs_refused(scene, CLIENT, DC1, "RPCSS/com.example.com", 7);
    scene_wait(scene, 10 * SECONDS);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_links(scene, "5:spn-host");
}
END_TEST

START_TEST(a_round_robin_name_leads_to_each_of_its_servers)
{
    scene_dns(scene, "farm.example.com", SERVER);
    scene_dns(scene, "farm.example.com", OTHER_SERVER);
    scene_tgs_refused(scene, CLIENT, DC1, "RPCSS/farm.example.com", 7);
    scene_wait(scene, 10 * SECONDS);
    scene_ntlm_refused(scene, CLIENT, OTHER_SERVER);
    expect_links(scene, "6:spn-host");
}
END_TEST

START_TEST(the_challenge_names_the_server)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, "10.0.0.30", 135);

    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge("third.example.com"));
    scene_tgs_refused(scene, CLIENT, DC1, "RPCSS/third.example.com", 7);
    scene_wait(scene, 10 * SECONDS);
    scene_ntlm_refused(scene, CLIENT, "10.0.0.30");
    expect_links(scene, "8:spn-host");
}
END_TEST

START_TEST(an_accepted_ticket_names_the_server)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, "10.0.0.30", 135);

    scene_cached_ticket(scene, "host/third.example.com");
    scene_kerberos_accepted(scene, connection);
    scene_tgs_refused(scene, CLIENT, DC1, "RPCSS/third.example.com", 7);
    scene_wait(scene, 10 * SECONDS);
    scene_ntlm_refused(scene, CLIENT, "10.0.0.30");
    ck_assert_int_eq(finding_main_error(finding_of(scene, 1))->link, LINK_SPN_HOST);
}
END_TEST

START_TEST(oxid_bindings_name_the_server)
{
    scene_bindings(scene, "10.0.0.30", "third.example.com[49667]", NULL);
    scene_tgs_refused(scene, CLIENT, DC1, "host/third.example.com", 7);
    scene_wait(scene, 10 * SECONDS);
    scene_ntlm_refused(scene, CLIENT, "10.0.0.30");
    expect_links(scene, "5:spn-host");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("links_identity");
    TCase *decoys = add_case(suite, "decoys", setup, teardown);
    TCase *times = add_case(suite, "time", setup, teardown);
    TCase *hosts = add_case(suite, "hosts", setup, teardown);

    tcase_add_test(decoys, another_host_is_no_cause);
    tcase_add_test(decoys, a_newer_decoy_does_not_beat_the_older_cause);
    tcase_add_test(decoys, a_logon_error_does_not_beat_the_spn_of_this_server);
    tcase_add_test(decoys, another_client_is_no_cause);
    tcase_add_test(decoys, another_user_is_no_cause);
    tcase_add_test(decoys, the_tgt_of_another_user_is_no_cause);
    tcase_add_loop_test(decoys, a_user_has_several_spellings, 0, G_N_ELEMENTS(same_users));
    tcase_add_test(decoys, two_servers_at_once_take_their_own_errors);
    tcase_add_test(times, after_the_window_nothing_is_linked);
    tcase_add_test(times, the_window_is_a_setting);
    tcase_add_test(times, an_error_after_the_bind_is_no_cause);
    tcase_add_test(times, an_error_between_bind_and_answer_is_no_cause);
    tcase_add_test(times, each_attempt_takes_its_own_errors);
    tcase_add_test(times, a_remembered_refusal_is_linked_again_and_said);
    tcase_add_test(times, what_is_remembered_is_one_attempt);
    tcase_add_test(times, the_first_copy_is_of_a_clock_that_is_behind);
    tcase_add_test(times, an_error_between_the_copies_is_none_of_either_clock);
    tcase_add_test(times, a_refused_logon_is_not_remembered);
    tcase_add_test(hosts, kdc_over_ipv6_and_rpc_over_ipv4_by_link_layer_address);
    tcase_add_test(hosts, a_router_in_between_makes_no_host);
    tcase_add_test(hosts, kdc_over_ipv6_and_rpc_over_ipv4_by_name);
    tcase_add_test(hosts, an_alias_leads_to_the_server);
    tcase_add_test(hosts, a_round_robin_name_leads_to_each_of_its_servers);
    tcase_add_test(hosts, the_challenge_names_the_server);
    tcase_add_test(hosts, an_accepted_ticket_names_the_server);
    tcase_add_test(hosts, oxid_bindings_name_the_server);
    return run_suite(suite);
}
