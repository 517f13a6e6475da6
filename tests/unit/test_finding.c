/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include <stdarg.h>
#include <string.h>

/* What a finding says besides its verdict: etypes, frames, HRESULT, names. */

static struct scene *scene;

static void setup(void)
{
    scene = scene_new();
    scene_dns(scene, SERVER_NAME, SERVER); /* frame 1 */
}

static void teardown(void)
{
    scene_free(scene);
}

static const struct finding *only(void)
{
    ck_assert_uint_eq(report_of(scene)->findings->len, 1);
    return finding_of(scene, 1);
}

/* Logon at DC1, refused at DC2, NTLM refused: the origin case. */
static const struct finding *origin_case(void)
{
    scene_logon(scene, CLIENT, DC1);
    scene_offer(scene, 3, 17, 18, 23);
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    return only();
}

static void expect_etypes(const struct krb_etypes *etypes, unsigned count, ...)
{
    va_list wanted;

    ck_assert_uint_eq(etypes->count, count);
    va_start(wanted, count);
    for (unsigned i = 0; i < count; i++)
        ck_assert_int_eq(etypes->list[i], va_arg(wanted, int));
    va_end(wanted);
}

START_TEST(etypes_of_a_refused_tgt)
{
    const struct finding *finding = origin_case();

    expect_etypes(&finding->etypes.as_offered, 3, 18, 17, 23);
    expect_etypes(&finding->etypes.hint, 1, 18);
    expect_etypes(&finding->etypes.tgs_offered, 3, 17, 18, 23);
    ck_assert_int_eq(finding->etypes.tgt, 18);
    ck_assert_int_eq(finding->etypes.tgt_session, 18);
    ck_assert_int_eq(finding->etypes.ticket, FINDING_ETYPE_UNKNOWN);
    ck_assert_int_eq(finding->etypes.session, FINDING_ETYPE_UNKNOWN);
}
END_TEST

START_TEST(frames_of_a_refused_tgt)
{
    const struct finding *finding = origin_case();

    ck_assert_uint_eq(finding->exchange.as_req_frame, 4);
    ck_assert_uint_eq(finding->exchange.as_rep_frame, 5);
    ck_assert_uint_eq(finding->exchange.tgs_req_frame, 6);
    ck_assert_uint_eq(finding->exchange.tgs_rep_frame, 0);
}
END_TEST

START_TEST(etypes_and_frames_of_a_ticket_that_the_server_refuses)
{
    struct scene_connection *connection;

    scene_logon(scene, CLIENT, DC1);
    scene_tgs_granted(scene, CLIENT, DC1, SPN);
    connection = scene_connect(scene, CLIENT, SERVER, 135);
    scene->ticket.etype = 17;
    struct auth_token token = token_ap_req(scene);
    token.krb.authenticator_etype = 23;
    scene_bind(scene, connection, token);
    scene_ack(scene, connection, token_krb_error(41, SPNEGO_REJECT));
    const struct finding *finding = only();
    ck_assert_uint_eq(finding->exchange.as_req_frame, 4);
    ck_assert_uint_eq(finding->exchange.as_rep_frame, 5);
    ck_assert_uint_eq(finding->exchange.tgs_req_frame, 6);
    ck_assert_uint_eq(finding->exchange.tgs_rep_frame, 7);
    ck_assert_int_eq(finding->etypes.tgt, 18);
    ck_assert_int_eq(finding->etypes.tgt_session, 18);
    ck_assert_int_eq(finding->etypes.ticket, 17);
    ck_assert_int_eq(finding->etypes.session, 23);
    ck_assert_str_eq(finding->spn, SPN);
    ck_assert_str_eq(finding->principal, USER "@" REALM);
}
END_TEST

START_TEST(a_cached_ticket_has_its_own_etypes_only)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 9);
    const struct finding *finding = only();
    ck_assert_int_eq(finding->etypes.ticket, 18);
    ck_assert_int_eq(finding->etypes.tgt, FINDING_ETYPE_UNKNOWN);
    ck_assert_uint_eq(finding->etypes.as_offered.count, 0);
    ck_assert_uint_eq(finding->exchange.tgs_rep_frame, 0);
    expect_evidence(scene, "cached");
}
END_TEST

static void refuse_alias(int32_t code)
{
    scene_dns_alias(scene, "COM.example.com", SERVER_NAME);
    scene_tgs_refused(scene, CLIENT, DC1, "RPCSS/com.example.com", code);
    scene_ntlm_refused(scene, CLIENT, SERVER);
}

START_TEST(an_unknown_name_that_is_an_alias_is_said)
{
    refuse_alias(7);
    expect(scene, "fault spn-unknown medium");
    expect_evidence(scene, "DNS says that com.example.com is an alias (CNAME) of " SERVER_NAME);
}
END_TEST

START_TEST(an_alias_is_not_said_of_other_errors)
{
    refuse_alias(29);
    expect_no_evidence(scene, "alias");
}
END_TEST

START_TEST(etypes_of_a_refused_logon)
{
    scene->error.hints = (struct krb_etypes){{23}, 1};
    scene_offer(scene, 2, 18, 17);
    scene_as_refused(scene, CLIENT, DC1, USER, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    const struct finding *finding = only();
    expect_etypes(&finding->etypes.as_offered, 2, 18, 17);
    expect_etypes(&finding->etypes.hint, 1, 23);
    ck_assert_uint_eq(finding->exchange.as_req_frame, 2);
    ck_assert_uint_eq(finding->exchange.as_rep_frame, 0);
    ck_assert_int_eq(finding->etypes.tgt, FINDING_ETYPE_UNKNOWN);
}
END_TEST

START_TEST(the_names_of_a_finding)
{
    const struct finding *finding = origin_case();

    ck_assert_str_eq(finding->principal, USER "@" REALM);
    ck_assert_str_eq(finding->ntlm_user, "EXAMPLE\\alice");
    ck_assert_str_eq(finding->spn, SPN);
    ck_assert_str_eq(finding->interface, "ISystemActivator");
    ck_assert_str_eq(finding->interface_uuid, ACTIVATOR);
    ck_assert(finding->has_opnum);
    ck_assert_uint_eq(finding->opnum, 4);
    ck_assert_uint_eq(finding->auth_type, 10);
    ck_assert_uint_eq(finding->auth_level, 2);
    ck_assert(finding->has_status);
    ck_assert_uint_eq(finding->status, 5);
    ck_assert(!finding->has_reject_reason);
}
END_TEST

START_TEST(the_skew_is_the_time_of_the_kdc_minus_that_of_the_capture)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene->error.has_stime = true;
    scene->error.stime_ns = scene->now_ns - 10 * MINUTES;
    scene_as_refused(scene, CLIENT, DC1, USER, 37);
    scene_client_fin(scene, connection);
    ck_assert(only()->has_clock_skew);
    ck_assert_int_le(only()->clock_skew_ns, -10 * MINUTES);
    ck_assert_int_gt(only()->clock_skew_ns, -10 * MINUTES - SECONDS);
    ck_assert_ptr_nonnull(strstr(only()->summary, "behind"));
}
END_TEST

START_TEST(the_skew_of_the_server_is_in_its_token)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_bind(scene, connection, token_ap_req(scene));
    struct auth_token token = token_krb_error(37, SPNEGO_REJECT);
    token.krb.has_stime = true;
    token.krb.stime_ns = scene->now_ns + 7 * MINUTES;
    scene_ack(scene, connection, token);
    ck_assert_int_gt(only()->clock_skew_ns, 6 * MINUTES);
    ck_assert_ptr_nonnull(strstr(only()->summary, "ahead"));
}
END_TEST

START_TEST(other_findings_have_no_skew)
{
    ck_assert(!origin_case()->has_clock_skew);
}
END_TEST

/* --- what the application sees --- */

static const struct {
    uint32_t status;
    uint32_t hresult;
    bool documented;
} status_rows[] = {
    {0x00000005, 0x80070005, true},  {0x80070005, 0x80070005, true}, {0x00000721, 0x80070721, true},
    {0x1c01000b, 0x800706c0, true},  {0x1c00001d, 0x8007071d, true}, {0x1c00001f, 0x800706bf, true},
    {0x80090322, 0x80090322, false}, {0x00001234, 0x800706c0, true},
};

START_TEST(hresult_of_a_fault)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_bind(scene, connection, token_ap_req(scene));
    scene_fault(scene, connection, status_rows[_i].status);
    ck_assert(only()->has_hresult);
    ck_assert_uint_eq(only()->hresult, status_rows[_i].hresult);
    ck_assert_int_eq(only()->hresult_documented, status_rows[_i].documented);
}
END_TEST

START_TEST(hresult_of_a_bind_nak)
{
    static const uint32_t hresults[] = {[0] = 0x800706bf, [8] = 0x800706d3, [9] = 0x80070005};

    for (uint16_t reason = 0; reason < G_N_ELEMENTS(hresults); reason++) {
        if (hresults[reason] == 0)
            continue;
        struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
        scene_bind(scene, connection, token_ap_req(scene));
        scene_nak(scene, connection, reason);
        unsigned last = diagnosis_finding_count(scene->diagnosis);
        const struct finding *finding = finding_of(scene, last);
        ck_assert_uint_eq(finding->hresult, hresults[reason]);
        ck_assert(!finding->hresult_documented);
        ck_assert(finding->has_reject_reason);
        ck_assert_uint_eq(finding->reject_reason, reason);
        ck_assert(!finding->has_status);
    }
}
END_TEST

START_TEST(hresult_where_no_bind_was_sent)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_tgs_refused(scene, CLIENT, DC1, SPN, 14);
    scene_client_fin(scene, connection);
    ck_assert_uint_eq(only()->hresult, 0x80070721);
    ck_assert(only()->hresult_documented);
    ck_assert_uint_eq(only()->hresult_alternative_count, 1);
    ck_assert_uint_eq(only()->hresult_alternatives[0], 0x80090342);
    ck_assert(!only()->has_auth);
}
END_TEST

START_TEST(hresult_of_a_lost_connection_is_inferred)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_bind(scene, connection, token_ap_req(scene));
    scene_server_rst(scene, connection);
    ck_assert_uint_eq(only()->hresult, 0x800706be);
    ck_assert(!only()->hresult_documented);
}
END_TEST

START_TEST(an_application_that_noticed_nothing_has_no_hresult)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_call(scene, connection);
    ck_assert(!only()->has_hresult);
}
END_TEST

START_TEST(hresult_of_an_activation_is_the_answer_itself)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_activated(scene, connection, 0x800703FA);
    ck_assert_uint_eq(only()->hresult, 0x800703FA);
    ck_assert(only()->hresult_documented);
}
END_TEST

/* --- which frames have part in it --- */

START_TEST(frames_know_their_part)
{
    origin_case();
    uint32_t answer = only()->answer_frame, bind = only()->bind_frame;
    const GArray *first = diagnosis_frame_parts(scene->diagnosis, answer, true);
    const GArray *parts[] = {diagnosis_frame_parts(scene->diagnosis, answer, false),
                             diagnosis_frame_parts(scene->diagnosis, bind, false),
                             diagnosis_frame_parts(scene->diagnosis, 7, false)};

    for (int i = 0; i < 3; i++) {
        ck_assert_uint_eq(parts[i]->len, 1);
        ck_assert_int_eq(g_array_index(parts[i], struct frame_part, 0).role, i);
        ck_assert_uint_eq(g_array_index(parts[i], struct frame_part, 0).finding, 1);
    }
    ck_assert_uint_eq(first->len, 1);
    ck_assert_ptr_null(diagnosis_frame_parts(scene->diagnosis, bind, true));
    parts[0] = diagnosis_frame_parts(scene->diagnosis, 6, false);
    ck_assert_uint_eq(parts[0]->len, 1);
    ck_assert_int_eq(g_array_index(parts[0], struct frame_part, 0).role, FRAME_IS_TGS_REQ);
    ck_assert_ptr_null(diagnosis_frame_parts(scene->diagnosis, 6, true));
    ck_assert_ptr_null(diagnosis_frame_parts(scene->diagnosis, 99999, false));
}
END_TEST

START_TEST(an_in_band_frame_is_answer_only)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_bind(scene, connection, token_ap_req(scene));
    uint32_t ack = scene_ack(scene, connection, token_krb_error(41, SPNEGO_REJECT));
    const GArray *parts = diagnosis_frame_parts(scene->diagnosis, ack, false);
    ck_assert_uint_eq(parts->len, 1);
    ck_assert_int_eq(g_array_index(parts, struct frame_part, 0).role, FRAME_IS_ANSWER);
}
END_TEST

START_TEST(ids_follow_the_answer_frames)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    uint32_t first = scene_ntlm_refused(scene, CLIENT, SERVER);
    uint32_t second = scene_ntlm_refused(scene, OTHER_CLIENT, SERVER);
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, first);
    ck_assert_uint_eq(finding_of(scene, 2)->answer_frame, second);
    ck_assert_ptr_null(diagnosis_finding(scene->diagnosis, 0));
    ck_assert_ptr_null(diagnosis_finding(scene->diagnosis, 3));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("finding");
    TCase *etypes = add_case(suite, "etypes and names", setup, teardown);
    TCase *hresults = add_case(suite, "hresult", setup, teardown);
    TCase *frames = add_case(suite, "frames", setup, teardown);

    tcase_add_test(etypes, an_unknown_name_that_is_an_alias_is_said);
    tcase_add_test(etypes, an_alias_is_not_said_of_other_errors);
    tcase_add_test(etypes, etypes_of_a_refused_tgt);
    tcase_add_test(etypes, frames_of_a_refused_tgt);
    tcase_add_test(etypes, etypes_and_frames_of_a_ticket_that_the_server_refuses);
    tcase_add_test(etypes, a_cached_ticket_has_its_own_etypes_only);
    tcase_add_test(etypes, etypes_of_a_refused_logon);
    tcase_add_test(etypes, the_names_of_a_finding);
    tcase_add_test(etypes, the_skew_is_the_time_of_the_kdc_minus_that_of_the_capture);
    tcase_add_test(etypes, the_skew_of_the_server_is_in_its_token);
    tcase_add_test(etypes, other_findings_have_no_skew);
    tcase_add_loop_test(hresults, hresult_of_a_fault, 0, G_N_ELEMENTS(status_rows));
    tcase_add_test(hresults, hresult_of_a_bind_nak);
    tcase_add_test(hresults, hresult_where_no_bind_was_sent);
    tcase_add_test(hresults, hresult_of_a_lost_connection_is_inferred);
    tcase_add_test(hresults, an_application_that_noticed_nothing_has_no_hresult);
    tcase_add_test(hresults, hresult_of_an_activation_is_the_answer_itself);
    tcase_add_test(frames, frames_know_their_part);
    tcase_add_test(frames, an_in_band_frame_is_answer_only);
    tcase_add_test(frames, ids_follow_the_answer_frames);
    return run_suite(suite);
}
