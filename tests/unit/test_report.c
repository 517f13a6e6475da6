/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* The report: its counts add up, its tables hold what was seen. */

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

static const struct report_kdc *kdc_at(guint n)
{
    const GPtrArray *kdcs = report_of(scene)->kdcs;

    ck_assert_uint_gt(kdcs->len, n);
    return kdcs->pdata[n];
}

static uint32_t count_of(const GArray *counts, int32_t code)
{
    for (guint i = 0; i < counts->len; i++)
        if (g_array_index(counts, struct report_code_count, i).code == code)
            return g_array_index(counts, struct report_code_count, i).count;
    return 0;
}

static void healthy(void)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_response(scene, connection);
}

START_TEST(an_empty_capture)
{
    scene_free(scene);
    scene = scene_new();
    const struct report *report = report_of(scene);
    ck_assert_uint_eq(report->capture.frames, 0);
    ck_assert_uint_eq(report->findings->len + report->kdcs->len + report->unlinked->len, 0);
    ck_assert_uint_eq(report->limits->len + report->notes->len + report->routine->len, 0);
    expect_counts(scene, "0 = 0 + 0 + 0");
}
END_TEST

START_TEST(every_kind_of_association_is_counted_once)
{
    struct scene_connection *connection;

    healthy();
    scene_ntlm_refused(scene, CLIENT, SERVER);
    connection = scene_connect(scene, CLIENT, SERVER, 135); /* no outcome */
    scene_bind(scene, connection, token_ap_req(scene));
    connection = scene_connect(scene, CLIENT, SERVER, 135); /* a finding without attempt */
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_client_fin(scene, connection);
    connection = scene_connect(scene, CLIENT, SERVER, 135); /* another one */
    connection->protected_requests = false;
    scene_plain_bind(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    scene_bindings(scene, SERVER, "169.254.1.1[135]", NULL); /* and a note */
    expect_counts(scene, "6 = 1 + 1 + 4");
}
END_TEST

START_TEST(attempts_without_an_outcome_are_listed)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
    uint32_t bind = scene_bind(scene, connection, token_ap_req(scene));

    ck_assert_uint_eq(report_of(scene)->undetermined->len, 1);
    const struct report_undetermined *record = scene->report->undetermined->pdata[0];
    ck_assert_uint_eq(record->bind_frame, bind);
    ck_assert_ptr_null(record->closed_by);
    ck_assert_str_eq(record->how_far, "the bind has no answer in the capture");
    ck_assert_uint_eq(report_of(scene)->undetermined->len, 1); /* ending again lists it once */
}
END_TEST

START_TEST(what_has_an_outcome_after_all_is_listed_no_more)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_bind(scene, connection, token_ap_req(scene));
    ck_assert_uint_eq(report_of(scene)->undetermined->len, 1);
    scene_nak(scene, connection, 0);
    ck_assert_uint_eq(report_of(scene)->undetermined->len, 0);
    expect_counts(scene, "1 = 0 + 0 + 1");
}
END_TEST

START_TEST(at_most_a_hundred_without_an_outcome_are_listed)
{
    for (unsigned i = 0; i < 120; i++)
        scene_bind(scene, scene_connect(scene, CLIENT, SERVER, 135), token_ap_req(scene));
    ck_assert_uint_eq(report_of(scene)->undetermined->len, 100);
    ck_assert_uint_eq(scene->report->capture.undetermined_associations, 120);
}
END_TEST

START_TEST(a_note_moves_an_association_from_healthy)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_response(scene, connection);
    expect_counts(scene, "1 = 1 + 0 + 0");
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
    scene_request(scene, connection);
    scene_fault(scene, connection, 0x721);
    expect_counts(scene, "1 = 0 + 0 + 1");
}
END_TEST

START_TEST(what_is_not_to_be_reported_is_no_finding)
{
    struct diagnosis_settings settings = diagnosis_default_settings();

    settings.report_warnings = false;
    settings.report_notes = false;
    scene_free(scene);
    scene = scene_new_with(&settings);
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_works(scene, CLIENT, SERVER);
    scene_bindings(scene, SERVER, "169.254.1.1[135]", NULL);
    expect(scene, "");
    ck_assert_uint_eq(report_of(scene)->capture.associations, 1);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    expect(scene, "fault spn-unknown medium");
    ck_assert_uint_eq(report_of(scene)->capture.associations, 2);
}
END_TEST

START_TEST(exchanges_and_errors_are_counted)
{
    scene_logon(scene, CLIENT, DC1);
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    scene_tgs_unanswered(scene, CLIENT, DC2, SPN);
    const struct report_capture *capture = &report_of(scene)->capture;
    ck_assert_uint_eq(capture->frames, 8);
    ck_assert_uint_eq(capture->kerberos_exchanges, 4);
    ck_assert_uint_eq(capture->krb_errors, 2);
}
END_TEST

START_TEST(the_kdc_table_compares)
{
    scene_logon(scene, CLIENT, DC1);
    scene_tgs_granted(scene, CLIENT, DC1, OTHER_SPN);
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    scene_tgs_unanswered(scene, CLIENT, DC2, SPN);
    const GPtrArray *kdcs = report_of(scene)->kdcs;
    ck_assert_uint_eq(kdcs->len, 2);
    const struct report_kdc *dc1 = kdcs->pdata[0], *dc2 = kdcs->pdata[1];
    struct host_addr first = address_of(DC1), second = address_of(DC2);
    ck_assert(host_addr_equal(&dc1->address, &first));
    ck_assert(host_addr_equal(&dc2->address, &second));
    ck_assert_uint_eq(dc1->as_ok, 1);
    ck_assert_uint_eq(dc1->tgs_ok, 1);
    ck_assert_uint_eq(count_of(dc1->errors, 25), 1);
    ck_assert_uint_eq(dc1->tgt_etypes_accepted->len, 1);
    ck_assert_int_eq(g_array_index(dc1->tgt_etypes_accepted, int32_t, 0), 18);
    ck_assert_uint_eq(dc1->tgt_etypes_refused->len, 0);
    ck_assert_uint_eq(dc2->as_ok + dc2->tgs_ok, 0);
    ck_assert_uint_eq(count_of(dc2->errors, 14), 2);
    ck_assert_uint_eq(dc2->tgt_etypes_accepted->len, 0);
    ck_assert_uint_eq(dc2->tgt_etypes_refused->len, 1);
    ck_assert_uint_eq(dc2->unanswered, 1);
}
END_TEST

/* 7 comes after the TGT was decrypted; 14 of the KDC that issued it is not about the TGT. */
START_TEST(an_error_may_prove_that_the_tgt_was_read)
{
    scene_logon(scene, CLIENT, DC1);
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 7);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 14);
    ck_assert_uint_eq(kdc_at(1)->tgt_etypes_accepted->len, 1);
    ck_assert_uint_eq(kdc_at(0)->tgt_etypes_refused->len, 0);
}
END_TEST

START_TEST(the_kdc_table_outlives_the_window)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_wait(scene, 60 * MINUTES);
    scene_dns(scene, SERVER_NAME, SERVER);
    ck_assert_uint_eq(kdc_at(0)->unanswered, 1);
    ck_assert_uint_eq(count_of(kdc_at(0)->errors, 7), 1);
    ck_assert_uint_eq(report_of(scene)->unlinked_total, 1);
}
END_TEST

START_TEST(unlinked_errors_are_listed)
{
    uint32_t error = scene_tgs_refused(scene, CLIENT, DC1, "HTTP/" SERVER_NAME, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    const struct report *report = report_of(scene);
    ck_assert_uint_eq(report->unlinked_total, 1);
    const struct report_unlinked *unlinked = report->unlinked->pdata[0];
    struct host_addr client = address_of(CLIENT), kdc = address_of(DC1);

    ck_assert_uint_eq(unlinked->frame, error);
    ck_assert_int_eq(unlinked->code, 7);
    ck_assert_str_eq(unlinked->spn, "HTTP/" SERVER_NAME);
    ck_assert(host_addr_equal(&unlinked->client, &client));
    ck_assert(host_addr_equal(&unlinked->kdc, &kdc));
}
END_TEST

START_TEST(linked_errors_are_not_unlinked)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    ck_assert_uint_eq(report_of(scene)->unlinked_total, 0);
    ck_assert_uint_eq(report_of(scene)->routine->len, 0);
}
END_TEST

START_TEST(routine_errors_are_only_counted)
{
    scene_logon(scene, CLIENT, DC1);
    scene_logon(scene, CLIENT, DC1);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 32); /* overcome at once */
    scene_tgs_granted(scene, CLIENT, DC1, SPN);
    const struct report *report = report_of(scene);
    ck_assert_uint_eq(report->unlinked_total, 0);
    ck_assert_uint_eq(count_of(report->routine, 25), 2);
    ck_assert_uint_eq(count_of(report->routine, 32), 1);
}
END_TEST

START_TEST(at_most_a_thousand_unlinked_are_listed)
{
    for (unsigned i = 0; i < 1500; i++)
        scene_tgs_refused(scene, CLIENT, DC1, "HTTP/" SERVER_NAME, 7);
    ck_assert_uint_eq(report_of(scene)->unlinked_total, 1500);
    ck_assert_uint_eq(report_of(scene)->unlinked->len, REPORT_UNLINKED_MAX);
}
END_TEST

START_TEST(unlinked_come_in_the_order_of_their_frames)
{
    for (unsigned i = 0; i < 600; i++)
        scene_tgs_refused(scene, i % 2 ? CLIENT : OTHER_CLIENT, DC1, "HTTP/" SERVER_NAME, 7);
    const GPtrArray *unlinked = report_of(scene)->unlinked;
    for (guint i = 1; i < unlinked->len; i++)
        ck_assert_uint_lt(((struct report_unlinked *)unlinked->pdata[i - 1])->frame,
                          ((struct report_unlinked *)unlinked->pdata[i])->frame);
}
END_TEST

START_TEST(a_report_may_be_made_again_and_again)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    for (int i = 0; i < 3; i++) {
        expect_counts(scene, "1 = 0 + 0 + 1");
        ck_assert_uint_eq(kdc_at(0)->unanswered, 0);
    }
}
END_TEST

START_TEST(nothing_to_free_is_fine)
{
    report_free(NULL);
    diagnosis_free(NULL);
    ledger_free(NULL);
    finding_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *counts = add_case(suite, "counts", setup, teardown);
    TCase *tables = add_case(suite, "tables", setup, teardown);

    tcase_add_test(counts, an_empty_capture);
    tcase_add_test(counts, attempts_without_an_outcome_are_listed);
    tcase_add_test(counts, what_has_an_outcome_after_all_is_listed_no_more);
    tcase_add_test(counts, at_most_a_hundred_without_an_outcome_are_listed);
    tcase_add_test(counts, every_kind_of_association_is_counted_once);
    tcase_add_test(counts, a_note_moves_an_association_from_healthy);
    tcase_add_test(counts, what_is_not_to_be_reported_is_no_finding);
    tcase_add_test(counts, exchanges_and_errors_are_counted);
    tcase_add_test(counts, a_report_may_be_made_again_and_again);
    tcase_add_test(counts, nothing_to_free_is_fine);
    tcase_add_test(tables, the_kdc_table_compares);
    tcase_add_test(tables, an_error_may_prove_that_the_tgt_was_read);
    tcase_add_test(tables, the_kdc_table_outlives_the_window);
    tcase_add_test(tables, unlinked_errors_are_listed);
    tcase_add_test(tables, linked_errors_are_not_unlinked);
    tcase_add_test(tables, routine_errors_are_only_counted);
    tcase_add_test(tables, at_most_a_thousand_unlinked_are_listed);
    tcase_add_test(tables, unlinked_come_in_the_order_of_their_frames);
    return run_suite(suite);
}
