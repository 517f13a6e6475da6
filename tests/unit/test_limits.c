/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* What the capture cannot show, and what is worth a line without being a finding. */

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

START_TEST(a_healthy_capture_has_no_limits)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_response(scene, connection);
    ck_assert_uint_eq(report_of(scene)->limits->len, 0);
    ck_assert_uint_eq(report_of(scene)->notes->len, 0);
}
END_TEST

START_TEST(a_logon_before_the_capture_is_said)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_limit(scene, "capture starts after the logon: no AS exchange of " CLIENT);
}
END_TEST

START_TEST(a_logon_in_the_capture_needs_no_word)
{
    scene_logon(scene, CLIENT, DC1);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    ck_assert_uint_eq(report_of(scene)->limits->len, 0);
}
END_TEST

START_TEST(a_client_without_kerberos_is_said_once)
{
    scene_ntlm_refused(scene, CLIENT, SERVER);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect_limit(scene, "klist purge");
    ck_assert_uint_eq(report_of(scene)->limits->len, 1);
}
END_TEST

START_TEST(many_clients_do_not_flood_the_limits)
{
    for (unsigned i = 1; i <= 200; i++) {
        g_autofree char *client = g_strdup_printf("10.7.0.%u", i);
        scene_ntlm_refused(scene, client, SERVER);
    }
    ck_assert_uint_le(report_of(scene)->limits->len, 64);
    ck_assert_uint_ge(report_of(scene)->limits->len, 1);
}
END_TEST

START_TEST(cut_frames_are_said)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
    struct event bind = scene_pdu(connection, RPC_BIND);

    bind.rpc.has_auth = true;
    bind.origin.cut = true;
    scene_send(scene, connection, &bind);
    expect_limit(scene, "cut short");
    expect(scene, "undetermined truncated high");
}
END_TEST

START_TEST(a_clock_that_was_set_back_is_said_once)
{
    for (int i = 0; i < 2; i++) {
        scene_logon(scene, CLIENT, DC1);
        scene_wait(scene, -10 * SECONDS);
    }
    scene_logon(scene, CLIENT, DC1);
    expect_limit(scene, "s earlier than the frame before it");
    ck_assert_uint_eq(report_of(scene)->limits->len, 1);
}
END_TEST

START_TEST(frames_that_change_places_are_not_said)
{
    scene_logon(scene, CLIENT, DC1);
    scene_wait(scene, -SECONDS);
    scene_logon(scene, CLIENT, DC1);
    ck_assert_uint_eq(report_of(scene)->limits->len, 0);
}
END_TEST

START_TEST(missing_answers_of_a_kdc_are_said)
{
    struct scene_connection *kdc = scene_connect(scene, CLIENT, DC1, 88);

    kdc->server_sequence += 1400;
    scene_client_fin(scene, kdc);
    expect_limit(scene, "1 request to a KDC was answered, as TCP tells");
}
END_TEST

START_TEST(unreadable_pdus_are_said)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_unreadable(scene, connection);
    expect_limit(scene, "cannot be read, the first in frame 4");
}
END_TEST

/* The capture began after the bind. */
START_TEST(refusals_on_an_unknown_context_are_said)
{
    struct scene_connection *connection = scene_connected(scene, CLIENT, SERVER, 135);

    scene_auth3(scene, connection, token_ntlm_authenticate(USER));
    scene_request(scene, connection);
    uint32_t fault = scene_fault(scene, connection, 0x5);
    connection->protected_requests = false;
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x5);
    g_autofree char *limit = g_strdup_printf(
        "2 RPC calls were refused with a security fault on a context whose bind is not in the "
        "capture, the first in frame %u by " SERVER " (0x00000005 nca_s_fault_access_denied)",
        fault);
    expect_limit(scene, limit);
    expect(scene, "");
}
END_TEST

START_TEST(a_second_context_may_be_the_unknown_one)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_response(scene, connection);
    connection->auth_context_id = 7;
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x721);
    expect_limit(scene, "1 RPC call was refused");
    expect(scene, "");
}
END_TEST

START_TEST(other_faults_on_an_unknown_context_are_not_said)
{
    struct scene_connection *connection = scene_connected(scene, CLIENT, SERVER, 135);

    scene_request(scene, connection);
    scene_fault(scene, connection, 0x1c010002);
    ck_assert_uint_eq(report_of(scene)->limits->len, 0);
}
END_TEST

START_TEST(one_direction_only_is_said)
{
    struct scene_connection *half = scene_connected(scene, CLIENT, SERVER, 135);

    scene_bind(scene, half, token_ap_req(scene));
    scene_client_fin(scene, half);
    expect_limit(scene, "one direction only");
    expect(scene, "");
}
END_TEST

/* Of a PDU that lacks one of its segments Wireshark shows nothing at all. */
START_TEST(bytes_without_a_pdu_are_said)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    connection->client_sequence += 1486;
    uint32_t end = scene_client_fin(scene, connection);
    g_autofree char *limit = g_strdup_printf(
        "1 connection to an RPC port carried bytes in which no RPC PDU can be read, the first ends "
        "in frame %u",
        end);
    expect_limit(scene, limit);
    ck_assert_uint_eq(report_of(scene)->limits->len, 1);
    expect(scene, "");
}
END_TEST

START_TEST(bytes_before_a_rst_of_the_server_are_said)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
    struct event rst = scene_event(EVENT_TCP_SEGMENT, SERVER, CLIENT);

    rst.origin.transport = EVENT_TCP;
    rst.origin.source_port = 135;
    rst.origin.target_port = connection->client_port;
    rst.origin.tcp_stream = connection->stream;
    rst.tcp = (struct tcp_segment){.rst = true,
                                   .ack = true,
                                   .sequence = connection->server_sequence,
                                   .acknowledgement = connection->client_sequence + 1486};
    scene_emit(scene, &rst);
    expect_limit(scene, "no RPC PDU can be read");
}
END_TEST

START_TEST(bytes_to_another_port_are_not_said)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 49152);

    connection->client_sequence += 1486;
    scene_client_fin(scene, connection);
    ck_assert_uint_eq(report_of(scene)->limits->len, 0);
}
END_TEST

START_TEST(bytes_of_an_unreadable_pdu_are_said_once)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    connection->client_sequence += 100;
    scene_unreadable(scene, connection);
    scene_client_fin(scene, connection);
    expect_limit(scene, "cannot be read");
    ck_assert_uint_eq(report_of(scene)->limits->len, 1);
}
END_TEST

/* Nothing that comes back to the client reaches the capture: the KDC may well have answered. */
START_TEST(silence_proves_nothing_in_one_direction)
{
    struct scene_connection *half = scene_connected(scene, CLIENT, SERVER, 135);

    scene_syn(scene, half);
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 5 * SECONDS);
    scene_client_fin(scene, half);
    expect(scene, "");
}
END_TEST

START_TEST(the_harvest_may_add_limits_once_each)
{
    for (int i = 0; i < 200; i++) {
        g_autofree char *sentence = g_strdup_printf("limit %d", i % 100);
        diagnosis_add_limit(scene->diagnosis, sentence);
    }
    expect_limit(scene, "limit 0");
    ck_assert_uint_le(report_of(scene)->limits->len, 64);
}
END_TEST

static void issue_rc4(const char *sname, bool logon)
{
    struct krb_message reply = {.type = logon ? KRB_AS_REP : KRB_TGS_REP};

    scene_tgs_unanswered(scene, CLIENT, DC1, sname);
    reply.ticket = scene->tgt;
    reply.ticket.sname = sname;
    reply.ticket.etype = 23;
    reply.ticket.fingerprint = scene->next_fingerprint++;
    scene_kerberos(scene, CLIENT, DC1, false, &reply);
}

START_TEST(rc4_that_still_works_is_a_note_and_no_finding)
{
    issue_rc4(SPN, false);
    issue_rc4("cifs/" OTHER_NAME, false);
    issue_rc4("krbtgt/" REALM, true);
    expect(scene, "");
    const GPtrArray *notes = report_of(scene)->notes;
    ck_assert_uint_eq(notes->len, 2);
    ck_assert(says(notes, "1 ticket-granting ticket uses RC4"));
    ck_assert(says(notes, "2 service tickets use RC4"));
    ck_assert(says(notes, SPN ", cifs/" OTHER_NAME));
}
END_TEST

START_TEST(many_rc4_services_are_not_all_named)
{
    for (unsigned i = 0; i < 2000; i++) {
        g_autofree char *spn = g_strdup_printf("svc/host%04u", i);
        issue_rc4(spn, false);
    }
    issue_rc4(NULL, false);
    const GPtrArray *notes = report_of(scene)->notes;
    ck_assert_uint_eq(notes->len, 1);
    ck_assert(says(notes, "2001 service tickets"));
    ck_assert(says(notes, "…"));
    ck_assert_uint_lt(g_utf8_strlen(notes->pdata[0], -1), 1000);
}
END_TEST

static void with_switched_off(settings_set switched_off)
{
    struct diagnosis_settings settings = diagnosis_default_settings();

    settings.switched_off = switched_off;
    scene_free(scene);
    scene = scene_new_with(&settings);
}

static void silent_kdc(void)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_logon(scene, CLIENT, DC1);
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 5 * SECONDS);
    scene_client_fin(scene, connection);
}

START_TEST(a_setting_that_is_off_is_named_and_nothing_is_sure)
{
    with_switched_off(SETTING_BIT(DESEGMENT_TCP) | SETTING_BIT(CHECK_TCP));
    silent_kdc();
    expect(scene, "no-bind kdc-unreachable medium");
    expect_limit(scene, "tcp.desegment_tcp_streams is off: ");
    expect_limit(scene, "tcp.check_checksum is on: ");
    ck_assert(report_of(scene)->capture.is_impaired);
    ck_assert(!report_of(scene)->capture.is_blind);
}
END_TEST

START_TEST(a_setting_for_fragments_costs_nothing_without_any)
{
    with_switched_off(SETTING_BIT(DEFRAGMENT_IP));
    silent_kdc();
    expect(scene, "no-bind kdc-unreachable high");
    ck_assert_uint_eq(report_of(scene)->limits->len, 0);
    ck_assert(!report_of(scene)->capture.is_impaired);
}
END_TEST

START_TEST(a_report_without_the_plugin_is_blind)
{
    with_switched_off(SETTING_BIT(PLUGIN));
    ck_assert(report_of(scene)->capture.is_blind);
    expect_limit(scene, "the protocol dcomauth is off: no frame was looked at");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("limits");
    TCase *limits = add_case(suite, "limits", setup, teardown);
    TCase *notes = add_case(suite, "notes", setup, teardown);

    tcase_add_test(limits, a_healthy_capture_has_no_limits);
    tcase_add_test(limits, a_logon_before_the_capture_is_said);
    tcase_add_test(limits, a_logon_in_the_capture_needs_no_word);
    tcase_add_test(limits, a_client_without_kerberos_is_said_once);
    tcase_add_test(limits, many_clients_do_not_flood_the_limits);
    tcase_add_test(limits, cut_frames_are_said);
    tcase_add_test(limits, a_clock_that_was_set_back_is_said_once);
    tcase_add_test(limits, frames_that_change_places_are_not_said);
    tcase_add_test(limits, missing_answers_of_a_kdc_are_said);
    tcase_add_test(limits, unreadable_pdus_are_said);
    tcase_add_test(limits, one_direction_only_is_said);
    tcase_add_test(limits, refusals_on_an_unknown_context_are_said);
    tcase_add_test(limits, a_second_context_may_be_the_unknown_one);
    tcase_add_test(limits, other_faults_on_an_unknown_context_are_not_said);
    tcase_add_test(limits, bytes_without_a_pdu_are_said);
    tcase_add_test(limits, bytes_before_a_rst_of_the_server_are_said);
    tcase_add_test(limits, bytes_to_another_port_are_not_said);
    tcase_add_test(limits, bytes_of_an_unreadable_pdu_are_said_once);
    tcase_add_test(limits, silence_proves_nothing_in_one_direction);
    tcase_add_test(limits, the_harvest_may_add_limits_once_each);
    tcase_add_test(limits, a_setting_that_is_off_is_named_and_nothing_is_sure);
    tcase_add_test(limits, a_setting_for_fragments_costs_nothing_without_any);
    tcase_add_test(limits, a_report_without_the_plugin_is_blind);
    tcase_add_test(notes, rc4_that_still_works_is_a_note_and_no_finding);
    tcase_add_test(notes, many_rc4_services_are_not_all_named);
    return run_suite(suite);
}
