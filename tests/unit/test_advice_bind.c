/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"
#include "told.h"
#include "vocabulary/numbers.h"

#include <string.h>

/* What is odd about the bind itself, the logon before it, and what is said of it. */

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

/* The KDC refuses the logon of this account. */
static void logon_refused(int32_t code, const char *user)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_as_refused(scene, CLIENT, DC1, user, code);
    scene_client_fin(scene, connection);
}

/* --- levels and loopback --- */

/* Kerberos, complete, and then 0x5. */
static void denied(const char *client, const char *uuid, uint8_t level)
{
    struct scene_connection *connection = scene_connect(scene, client, SERVER, 49154);

    connection->uuid = uuid;
    connection->auth_level = level;
    scene_cached_ticket(scene, SPN);
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
}

/* Kerberos, refused by a fault with this status. */
static void refused(uint32_t status)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 49154);

    scene_cached_ticket(scene, SPN);
    scene_bind(scene, connection, token_ap_req(scene));
    scene_fault(scene, connection, status);
}

/* C706 N.2 */
START_TEST(a_status_with_a_step_of_its_own_is_acted_on)
{
    refused(0x1C00001B);
    ck_assert(says(steps(), "Check memory, handles and load of " SERVER));
}
END_TEST

START_TEST(a_status_that_says_nothing_leads_to_the_logs_once)
{
    refused(FAULT_SEC_PKG_ERROR);
    ck_assert(!says(steps(), "Check memory"));
    ck_assert(!says(steps(), "at that time."));
    ck_assert(says(steps(), "Look at the System and Security logs of " SERVER));
}
END_TEST

START_TEST(a_service_that_demands_integrity_gets_no_dcomcnfg)
{
    denied(CLIENT, LSARPC, 2);
    ck_assert(sums_up("does not take calls at the authentication level 2"));
    ck_assert(says(steps(), "packet integrity"));
    ck_assert(!says(steps(), "dcomcnfg"));
    denied(CLIENT, LSARPC, 5);
    ck_assert(!sums_up("does not take calls"));
    ck_assert(!says(steps(), "dcomcnfg"));
    denied(CLIENT, ACTIVATOR, 5);
    ck_assert(says(steps(), "dcomcnfg"));
}
END_TEST

START_TEST(a_level_that_the_service_denies_may_be_all_that_is_wrong_with_ntlm)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 49154);

    connection->uuid = LSARPC;
    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    ck_assert(evidence_says("LSA needs 5 (packet integrity)"));
    ck_assert(says(steps(), "whatever the logon is worth"));
}
END_TEST

START_TEST(a_protocol_error_at_a_low_level_is_not)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 49154);

    connection->uuid = LSARPC;
    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x1C01000B);
    ck_assert(!evidence_says("LSA needs"));
    ck_assert(!says(steps(), "whatever the logon is worth"));
}
END_TEST

static void level_refused(uint8_t level)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    connection->auth_level = level;
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_nak(scene, connection, 0);
}

START_TEST(a_level_that_does_not_exist_is_said)
{
    level_refused(7);
    ck_assert(sums_up("none that the protocol knows"));
    ck_assert(!says(steps(), "Restrict NTLM"));
    level_refused(5);
    ck_assert(!sums_up("none that the protocol knows"));
    ck_assert(says(steps(), "Restrict NTLM"));
}
END_TEST

static void nak_from(const char *client)
{
    struct scene_connection *connection = scene_connect(scene, client, SERVER, 135);

    scene_cached_ticket(scene, SPN);
    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 9);
}

START_TEST(a_machine_that_calls_itself_is_told_so)
{
    nak_from(SERVER);
    ck_assert(says(steps(), "BackConnectionHostNames"));
    ck_assert(says(steps(), "6167"));
    ck_assert(evidence_says("the same machine (" SERVER ")"));
    nak_from(CLIENT);
    ck_assert(!evidence_says("the same machine"));
    ck_assert(!says(steps(), "6167"));
}
END_TEST

/* --- the bind itself --- */

static void bind_of_group(uint32_t group, uint16_t reason)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    connection->group_id = group;
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_nak(scene, connection, reason);
}

START_TEST(a_group_that_the_server_may_not_know_is_evidence)
{
    bind_of_group(0x1234, 0);
    ck_assert(evidence_says("association group 0x00001234"));
    bind_of_group(0, 0);
    ck_assert(!evidence_says("association group"));
    bind_of_group(0x1234, 8);
    ck_assert(!evidence_says("association group"));
}
END_TEST

START_TEST(a_group_that_the_connection_has_is_not)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_response(scene, connection);
    connection->auth_context_id = 7;
    connection->group_id = 0x1234;
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_nak(scene, connection, 0);
    ck_assert(!evidence_says("association group"));
}
END_TEST

static void token_refused(uint8_t type, struct auth_token token)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    connection->auth_type = type;
    scene_bind(scene, connection, token);
    scene_nak(scene, connection, 9);
}

START_TEST(a_token_without_the_spnego_that_was_announced_is_evidence)
{
    struct auth_token bare = token_ap_req(scene);

    bare.offered_mechs = 0;
    token_refused(9, bare);
    ck_assert(evidence_says("a Kerberos message without SPNEGO"));
    token_refused(16, bare);
    ck_assert(!evidence_says("without SPNEGO"));
    bare.offered_mechs = AUTH_MECH_KRB5;
    token_refused(9, bare);
    ck_assert(!evidence_says("without SPNEGO"));
}
END_TEST

/* --- wrong passwords --- */

static void locked_after(int64_t between_ns)
{
    scene_as_refused(scene, CLIENT, DC1, USER, 24);
    scene_wait(scene, between_ns);
    scene_as_refused(scene, CLIENT, DC1, USER, 24);
    scene_wait(scene, 5 * SECONDS);
    logon_refused(18, USER);
}

START_TEST(a_wrong_password_that_was_sent_twice_is_evidence)
{
    locked_after(SECONDS / 10);
    ck_assert(evidence_says("sends a wrong password twice"));
}
END_TEST

START_TEST(two_attempts_are_not)
{
    locked_after(10 * SECONDS);
    ck_assert(!evidence_says("sends a wrong password twice"));
}
END_TEST

/* --- who chose NTLM --- */

static void server_chose_ntlm(uint32_t offered)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
    struct auth_token token = token_ntlm_negotiate();

    token.offered_mechs = offered;
    scene_bind(scene, connection, token);
    token = token_ntlm_challenge(NULL);
    token.chosen_mech = AUTH_MECH_NTLM;
    scene_ack(scene, connection, token);
    scene_auth3(scene, connection, token_ntlm_authenticate(USER));
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
}

START_TEST(the_server_chose_ntlm_only_where_kerberos_was_offered)
{
    server_chose_ntlm(AUTH_MECH_NTLM | AUTH_MECH_NEGOEX);
    ck_assert(!evidence_says("although the client proposed Kerberos"));
    server_chose_ntlm(AUTH_MECH_KRB5 | AUTH_MECH_NTLM);
    ck_assert(evidence_says("although the client proposed Kerberos"));
}
END_TEST

/* --- what NTLM agreed on --- */

static void ntlm_of_flags(uint32_t offered, uint32_t agreed, uint32_t status)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
    struct auth_token challenge = token_ntlm_challenge(NULL);
    struct auth_token authenticate = token_ntlm_authenticate(USER);

    connection->auth_type = 10;
    challenge.ntlm_flags = offered;
    authenticate.ntlm_flags = agreed;
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, challenge);
    scene_auth3(scene, connection, authenticate);
    scene_request(scene, connection);
    scene_fault(scene, connection, status);
}

/* --- logon or access --- */

/* NTLM is refused with this status: the first request after AUTH3, or the leg itself. */
static void ntlm_denied(uint32_t status, bool leg)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    connection->auth_type = 10;
    connection->auth_level = 5;
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge("app.example.com"));
    if (leg) {
        scene_alter(scene, connection, token_ntlm_authenticate(USER));
    } else {
        scene_auth3(scene, connection, token_ntlm_authenticate(USER));
        scene_request(scene, connection);
    }
    scene_fault(scene, connection, status);
}

START_TEST(a_request_denied_after_auth3_may_be_either)
{
    ntlm_denied(0x5, false);
    ck_assert(sums_up("logon or access"));
    ck_assert(says(steps(), "4624"));
    ck_assert(says(steps(), "dcomcnfg"));
}
END_TEST

START_TEST(a_leg_that_is_denied_is_the_logon)
{
    ntlm_denied(0x5, true);
    ck_assert(sums_up("refused the NTLM logon"));
    ck_assert(!says(steps(), "dcomcnfg"));
}
END_TEST

START_TEST(a_status_that_is_not_access_denied_is_the_logon)
{
    ntlm_denied(0x1c01000b, false);
    ck_assert(sums_up("refused the NTLM logon"));
    ck_assert(!says(steps(), "dcomcnfg"));
}
END_TEST

START_TEST(weak_ntlm_that_the_server_refuses_is_evidence)
{
    ntlm_of_flags(0x20088207, 0x00008207, 0x721);
    ck_assert(evidence_says("0x00008207, which lack 128-bit keys and extended session security"));
    ck_assert(says(steps(), "Minimum session security"));
    ntlm_of_flags(0x00088207, 0x20088207, 0x721);
    ck_assert(evidence_says("0x00088207, which lack 128-bit keys:"));
}
END_TEST

START_TEST(strong_or_unknown_ntlm_is_not)
{
    ntlm_of_flags(0x20088207, 0x20088207, 0x721);
    ck_assert(!evidence_says("which lack"));
    ntlm_of_flags(0, 0x00008207, 0x721);
    ck_assert(!evidence_says("which lack"));
    ntlm_of_flags(0x20088207, 0x00008207, 0x5);
    ck_assert(!evidence_says("which lack"));
    ck_assert(!says(steps(), "Minimum session security"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("advice_bind");
    TCase *binds = add_case(suite, "binds", setup, teardown);

    tcase_add_test(binds, a_status_with_a_step_of_its_own_is_acted_on);
    tcase_add_test(binds, a_status_that_says_nothing_leads_to_the_logs_once);
    tcase_add_test(binds, a_service_that_demands_integrity_gets_no_dcomcnfg);
    tcase_add_test(binds, a_level_that_the_service_denies_may_be_all_that_is_wrong_with_ntlm);
    tcase_add_test(binds, a_protocol_error_at_a_low_level_is_not);
    tcase_add_test(binds, a_level_that_does_not_exist_is_said);
    tcase_add_test(binds, a_machine_that_calls_itself_is_told_so);
    tcase_add_test(binds, a_group_that_the_server_may_not_know_is_evidence);
    tcase_add_test(binds, a_group_that_the_connection_has_is_not);
    tcase_add_test(binds, a_token_without_the_spnego_that_was_announced_is_evidence);
    tcase_add_test(binds, a_wrong_password_that_was_sent_twice_is_evidence);
    tcase_add_test(binds, two_attempts_are_not);
    tcase_add_test(binds, the_server_chose_ntlm_only_where_kerberos_was_offered);
    tcase_add_test(binds, a_request_denied_after_auth3_may_be_either);
    tcase_add_test(binds, a_leg_that_is_denied_is_the_logon);
    tcase_add_test(binds, a_status_that_is_not_access_denied_is_the_logon);
    tcase_add_test(binds, weak_ntlm_that_the_server_refuses_is_evidence);
    tcase_add_test(binds, strong_or_unknown_ntlm_is_not);
    return run_suite(suite);
}
