/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"
#include "told.h"

#include <string.h>

/* Advice that fits the case: each with the case that comes close and gets another. */

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

static const struct finding *latest(void)
{
    diagnosis_end_capture(scene->diagnosis);
    return finding_of(scene, diagnosis_finding_count(scene->diagnosis));
}

static const GPtrArray *steps(void)
{
    return latest()->next_steps;
}

static bool evidence_says(const char *text)
{
    return proves(latest(), text);
}

static bool sums_up(const char *text)
{
    return strstr(latest()->summary, text);
}

/* The KDC refuses the ticket, the client closes its connection. */
static void refused(int32_t code, const char *spn)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_tgs_refused(scene, CLIENT, DC1, spn, code);
    scene_client_fin(scene, connection);
}

/* The KDC refuses the logon of this account. */
static void logon_refused(int32_t code, const char *user)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_as_refused(scene, CLIENT, DC1, user, code);
    scene_client_fin(scene, connection);
}

/* The server's token holds this code. */
static void refused_by_server(int32_t code)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_cached_ticket(scene, SPN);
    scene->ticket.etype = 23;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_krb_error(code, SPNEGO_REJECT));
}

/* --- names --- */

START_TEST(a_realm_without_trust_path_is_no_spn)
{
    refused(7, "krbtgt/OTHER.EXAMPLE");
    ck_assert(sums_up("no trust path to the realm OTHER.EXAMPLE"));
    ck_assert(says(steps(), "nltest /domain_trusts"));
    ck_assert(says(steps(), "name suffix routing"));
    ck_assert(!says(steps(), "setspn"));
    ck_assert(!says(steps(), "netdom computername"));
}
END_TEST

START_TEST(an_unknown_spn_is_looked_for)
{
    refused(7, SPN);
    ck_assert(says(steps(), "`setspn -Q " SPN "`"));
    ck_assert(!says(steps(), "trust"));
}
END_TEST

static const char *const impossible[] = {"host/.", "host/app.example.com.", "host/app server",
                                         "host/", "host//app"};

START_TEST(a_name_that_can_be_no_spn_is_said_to_be_one)
{
    refused(7, impossible[_i]);
    ck_assert_msg(sums_up("can be no service principal name"), "%s", impossible[_i]);
    ck_assert(!says(steps(), "setspn"));
}
END_TEST

static const char *const hostile[] = {"host/a`whoami`", "host/a;b", "host/a&b", "host/$(x)",
                                      "-host/app"};

START_TEST(no_command_holds_what_a_shell_would_read)
{
    refused(7, hostile[_i]);
    ck_assert_msg(!says(steps(), "setspn -Q"), "%s", hostile[_i]);
    ck_assert_uint_gt(steps()->len, 0);
}
END_TEST

START_TEST(an_alias_is_registered_under_the_name_that_dns_tells)
{
    scene_dns_alias(scene, "alias.example.com", SERVER_NAME);
    refused(7, "RPCSS/alias.example.com");
    ck_assert(says(steps(), "`netdom computername " SERVER_NAME " /add:alias.example.com`"));
    ck_assert(!says(steps(), "If alias.example.com is an alias"));
}
END_TEST

/* --- encryption types --- */

START_TEST(a_client_without_aes_is_told_to_use_it)
{
    scene_logon(scene, CLIENT, DC1);
    scene_offer(scene, 2, 23, 3);
    refused(14, SPN);
    ck_assert(says(steps(), "Let the client use AES"));
    ck_assert(!says(steps(), "The client offers AES"));
}
END_TEST

START_TEST(a_client_with_aes_is_not)
{
    scene_logon(scene, CLIENT, DC1);
    scene_offer(scene, 2, 18, 17);
    refused(14, SPN);
    ck_assert(says(steps(), "The client offers AES"));
    ck_assert(!says(steps(), "Let the client use AES"));
}
END_TEST

START_TEST(a_server_that_does_not_take_rc4_is_told_apart)
{
    refused_by_server(14);
    ck_assert(sums_up("does not accept RC4"));
    ck_assert(!says(steps(), "which identity"));
    refused_by_server(60);
    ck_assert(!sums_up("does not accept"));
    ck_assert(says(steps(), "which identity"));
}
END_TEST

static void tgt_of_version(uint32_t version)
{
    scene_cached_tgt(scene);
    scene->tgt.kvno = version;
    refused(31, SPN);
}

START_TEST(the_number_of_a_read_only_controller_is_no_key_version)
{
    tgt_of_version(8245u << 16 | 1);
    ck_assert(sums_up("read-only domain controller number 8245"));
    ck_assert(says(steps(), "krbtgt_8245"));
    ck_assert(!evidence_says("540344321"));
    ck_assert(!says(steps(), "Restart"));
}
END_TEST

START_TEST(a_high_key_version_is_none_of_a_read_only_controller)
{
    tgt_of_version(65535);
    ck_assert(!sums_up("read-only"));
    ck_assert(says(steps(), "Restart"));
    ck_assert(says(steps(), "CN=krbtgt,CN=Users,DC=example,DC=com"));
}
END_TEST

/* --- accounts --- */

START_TEST(the_password_of_a_computer_is_not_typed_in)
{
    logon_refused(24, "FS1$");
    ck_assert(sums_up("computer account"));
    ck_assert(says(steps(), "Test-ComputerSecureChannel -Repair"));
    ck_assert(says(steps(), "`Test-ADServiceAccount FS1`"));
    ck_assert(!says(steps(), "Enter the right password"));
}
END_TEST

START_TEST(that_of_a_user_is)
{
    logon_refused(24, USER);
    ck_assert(says(steps(), "Enter the right password"));
    ck_assert(!says(steps(), "Test-ComputerSecureChannel"));
}
END_TEST

START_TEST(what_the_extended_error_says_rules_out_the_rest)
{
    scene->error.has_nt_status = true;
    scene->error.nt_status = 0xC0000072;
    logon_refused(18, USER);
    ck_assert(sums_up("STATUS_ACCOUNT_DISABLED"));
    ck_assert(says(steps(), "Enable the account"));
    ck_assert(!says(steps(), "bad passwords"));
    ck_assert(!sums_up("locked"));
}
END_TEST

START_TEST(without_it_all_is_open)
{
    logon_refused(18, USER);
    ck_assert(says(steps(), "`Get-ADUser " USER " "));
    ck_assert(says(steps(), "bad passwords"));
    ck_assert(sums_up("locked, disabled, expired"));
}
END_TEST

START_TEST(a_name_that_ends_in_a_dollar_sign_is_no_user)
{
    refused(27, "srv$");
    ck_assert(sums_up("computer account"));
    ck_assert(!sums_up("the user srv$"));
    refused(27, "svc-com");
    ck_assert(sums_up("the user svc-com"));
}
END_TEST

/* --- codes and texts --- */

START_TEST(any_code_has_its_meaning_and_step)
{
    logon_refused(62, USER);
    ck_assert(sums_up("refused the logon of " USER));
    ck_assert(sums_up("certificate is not trusted"));
    ck_assert(says(steps(), "Check the logon certificate"));
    refused(19, SPN);
    ck_assert(sums_up("refused the request of " CLIENT " for " SPN));
    ck_assert(says(steps(), "Enable the account that holds " SPN));
}
END_TEST

START_TEST(flags_that_the_account_forbids_are_no_smart_card)
{
    scene->error.e_text = "Ticket may not be proxiable";
    logon_refused(12, USER);
    ck_assert(sums_up("Protected Users"));
    ck_assert(says(steps(), "sensitive and cannot be delegated"));
    ck_assert(!says(steps(), "smart card"));
    logon_refused(12, USER);
    ck_assert(says(steps(), "smart card"));
}
END_TEST

/* --- KDCs --- */

/* A KDC that says so runs; what is closed is TCP. */
START_TEST(an_answer_too_big_for_udp_is_no_stopped_kdc)
{
    refused(52, SPN);
    ck_assert(sums_up("too large for UDP"));
    ck_assert(says(steps(), "TCP port 88"));
    ck_assert(!says(steps(), "run on"));
    refused(29, SPN);
    ck_assert(says(steps(), "run on " DC1));
    ck_assert(!says(steps(), "TCP port 88"));
}
END_TEST

START_TEST(a_kdc_of_mit_knows_no_repadmin)
{
    scene_logon(scene, CLIENT, DC2);
    scene->error.e_text = "PROCESS_TGS";
    refused(31, SPN);
    ck_assert(says(steps(), "kprop"));
    ck_assert(!says(steps(), "repadmin"));
    refused(31, SPN);
    ck_assert(says(steps(), "repadmin"));
    ck_assert(!says(steps(), "kprop"));
}
END_TEST

START_TEST(a_policy_forbids_a_logon_or_a_service)
{
    logon_refused(12, USER);
    ck_assert(sums_up("forbids " USER "@" REALM " this logon ("));
    ck_assert(!says(steps(), "after its logon"));
    scene_logon(scene, CLIENT, DC1);
    refused(12, SPN);
    ck_assert(sums_up("forbids " USER "@" REALM " a ticket for " SPN " ("));
    ck_assert(says(steps(), "disabled after its logon"));
}
END_TEST

START_TEST(an_account_may_have_no_key_at_all)
{
    scene_offer(scene, 2, 18, 23);
    scene_logon(scene, CLIENT, DC1);
    scene_offer(scene, 2, 18, 23);
    refused(14, SPN);
    ck_assert(says(steps(), "no key at all"));
    scene_offer(scene, 1, 18);
    refused(14, SPN);
    ck_assert(!says(steps(), "no key at all"));
}
END_TEST

/* --- clocks --- */

static void skewed(int64_t difference_ns)
{
    scene_logon(scene, CLIENT, DC1);
    scene->error.has_stime = true;
    scene->error.stime_ns = scene->now_ns + difference_ns;
    refused(37, SPN);
}

START_TEST(an_offset_that_the_ticket_cache_remembers_is_said)
{
    skewed(0);
    ck_assert(says(steps(), "kdestroy"));
}
END_TEST

START_TEST(a_clock_that_is_off_is_corrected)
{
    skewed(10 * MINUTES);
    ck_assert(!says(steps(), "kdestroy"));
    ck_assert(says(steps(), "w32tm"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("advice");
    TCase *advice = add_case(suite, "advice", setup, teardown);

    tcase_add_test(advice, a_realm_without_trust_path_is_no_spn);
    tcase_add_test(advice, an_unknown_spn_is_looked_for);
    tcase_add_loop_test(advice, a_name_that_can_be_no_spn_is_said_to_be_one, 0,
                        G_N_ELEMENTS(impossible));
    tcase_add_loop_test(advice, no_command_holds_what_a_shell_would_read, 0, G_N_ELEMENTS(hostile));
    tcase_add_test(advice, an_alias_is_registered_under_the_name_that_dns_tells);
    tcase_add_test(advice, a_client_without_aes_is_told_to_use_it);
    tcase_add_test(advice, a_client_with_aes_is_not);
    tcase_add_test(advice, a_server_that_does_not_take_rc4_is_told_apart);
    tcase_add_test(advice, the_number_of_a_read_only_controller_is_no_key_version);
    tcase_add_test(advice, a_high_key_version_is_none_of_a_read_only_controller);
    tcase_add_test(advice, the_password_of_a_computer_is_not_typed_in);
    tcase_add_test(advice, that_of_a_user_is);
    tcase_add_test(advice, what_the_extended_error_says_rules_out_the_rest);
    tcase_add_test(advice, without_it_all_is_open);
    tcase_add_test(advice, a_name_that_ends_in_a_dollar_sign_is_no_user);
    tcase_add_test(advice, any_code_has_its_meaning_and_step);
    tcase_add_test(advice, flags_that_the_account_forbids_are_no_smart_card);
    tcase_add_test(advice, an_answer_too_big_for_udp_is_no_stopped_kdc);
    tcase_add_test(advice, a_kdc_of_mit_knows_no_repadmin);
    tcase_add_test(advice, a_policy_forbids_a_logon_or_a_service);
    tcase_add_test(advice, an_account_may_have_no_key_at_all);
    tcase_add_test(advice, an_offset_that_the_ticket_cache_remembers_is_said);
    tcase_add_test(advice, a_clock_that_is_off_is_corrected);
    return run_suite(suite);
}
