/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include "diagnose/earlier_parts.h"

#include <string.h>

/* A capture in parts: the report adds them up, ids go on, nothing is linked across. */

static struct earlier_parts *earlier;
static struct scene *scene;

static void empty_part(const struct diagnosis_settings *settings)
{
    if (scene) {
        diagnosis_become_earlier(scene->diagnosis, earlier);
        scene->diagnosis = NULL;
        scene_free(scene);
    }
    scene = scene_new_with(settings);
    diagnosis_follow(scene->diagnosis, earlier);
}

static void next_part(void)
{
    struct diagnosis_settings settings = diagnosis_default_settings();

    empty_part(&settings);
    scene_dns(scene, SERVER_NAME, SERVER);
}

static void setup(void)
{
    earlier = earlier_parts_new();
    scene = NULL;
    next_part();
}

static void teardown(void)
{
    scene_free(scene);
    earlier_parts_free(earlier);
}

static void failure(void)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
}

static const struct finding *finding_at(guint n)
{
    const GPtrArray *findings = report_of(scene)->findings;

    ck_assert_uint_gt(findings->len, n);
    return findings->pdata[n];
}

static const char *limit_on_parts(void)
{
    const GPtrArray *limits = report_of(scene)->limits;

    for (guint i = 0; i < limits->len; i++)
        if (strstr(limits->pdata[i], "the capture came in"))
            return limits->pdata[i];
    return "";
}

START_TEST(counts_and_tables_add_up)
{
    failure();
    next_part();
    failure();
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    const struct report *report = report_of(scene);
    ck_assert_uint_eq(report->kdcs->len, 2);
    ck_assert_uint_eq(report->capture.krb_errors, 3);
    ck_assert_uint_eq(report->capture.associations, 2);
    const struct report_kdc *kdc = report->kdcs->pdata[0];
    ck_assert_uint_eq(kdc->errors->len, 1);
    ck_assert_uint_eq(g_array_index(kdc->errors, struct report_code_count, 0).count, 2);
}
END_TEST

START_TEST(codes_and_types_stay_in_order)
{
    static const int32_t codes[] = {7, 14, 24}, etypes[] = {18, 23};

    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_as_refused(scene, CLIENT, DC1, USER, 24);
    next_part();
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 14);
    scene->tgt.etype = 23;
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene->tgt.etype = 18;
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    const struct report_kdc *kdc = report_of(scene)->kdcs->pdata[0];
    ck_assert_uint_eq(kdc->errors->len, G_N_ELEMENTS(codes));
    for (guint i = 0; i < kdc->errors->len; i++)
        ck_assert_int_eq(g_array_index(kdc->errors, struct report_code_count, i).code, codes[i]);
    ck_assert_uint_eq(kdc->tgt_etypes_accepted->len, G_N_ELEMENTS(etypes));
    for (guint i = 0; i < kdc->tgt_etypes_accepted->len; i++)
        ck_assert_int_eq(g_array_index(kdc->tgt_etypes_accepted, int32_t, i), etypes[i]);
}
END_TEST

/* Wireshark was told to leave the plugin out, once. */
START_TEST(what_one_part_did_not_look_at_the_whole_did_not)
{
    struct diagnosis_settings settings = diagnosis_default_settings();

    ck_assert(!report_of(scene)->capture.is_blind && !report_of(scene)->capture.is_impaired);
    settings.switched_off = SETTING_BIT(PLUGIN);
    empty_part(&settings);
    next_part();
    failure();
    ck_assert(report_of(scene)->capture.is_blind && report_of(scene)->capture.is_impaired);
    next_part();
    ck_assert(report_of(scene)->capture.is_blind && report_of(scene)->capture.is_impaired);
}
END_TEST

START_TEST(many_parts_are_bounded)
{
    enum { PARTS = 70, TABLE_MAX = 100, SENTENCES_MAX = 64 };

    for (unsigned i = 0; i < PARTS; i++) {
        failure();
        for (unsigned j = 0; j < 2; j++) {
            scene_tgs_refused(scene, OTHER_CLIENT, DC1, SPN, 7);
            scene_bind(scene, scene_connect(scene, CLIENT, SERVER, 135), token_ap_req(scene));
        }
        next_part();
    }
    const struct report *report = report_of(scene);
    ck_assert_uint_eq(report->findings->len, PARTS);
    ck_assert_uint_eq(report->unlinked_total, 2 * PARTS);
    ck_assert_uint_eq(report->undetermined->len, TABLE_MAX);
    ck_assert_uint_eq(report->capture.undetermined_associations, 2 * PARTS);
    ck_assert_uint_le(report->limits->len, SENTENCES_MAX + 1);
    ck_assert_ptr_nonnull(strstr(limit_on_parts(), "in part 16: finding 16; …"));
}
END_TEST

START_TEST(ids_go_on)
{
    failure();
    next_part();
    failure();
    ck_assert_uint_eq(finding_at(0)->id, 1);
    ck_assert_uint_eq(finding_at(0)->part, 1);
    ck_assert_uint_eq(finding_at(1)->id, 2);
    ck_assert_uint_eq(finding_at(1)->part, 2);
    ck_assert_ptr_null(diagnosis_finding(scene->diagnosis, 1));
    ck_assert_ptr_eq(diagnosis_finding(scene->diagnosis, 2), finding_at(1));
    ck_assert_ptr_null(diagnosis_finding(scene->diagnosis, 3));
    ck_assert_uint_eq(diagnosis_part(scene->diagnosis), 2);
    ck_assert_uint_eq(diagnosis_first_finding(scene->diagnosis), 2);
}
END_TEST

START_TEST(what_the_end_settled_is_taken_back_in_a_later_part)
{
    failure();
    next_part();
    failure();
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
    scene_bind(scene, connection, token_ap_req(scene));
    guint count = report_of(scene)->findings->len;
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_COMPLETED));
    ck_assert_uint_eq(report_of(scene)->findings->len, count);
    ck_assert_uint_eq(finding_at(1)->id, 2);
}
END_TEST

START_TEST(what_the_end_settled_does_not_last)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    failure();
    ck_assert_uint_eq(diagnosis_lasting_finding_count(scene->diagnosis), 1);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_wait(scene, MINUTES);
    guint all = report_of(scene)->findings->len;
    ck_assert_uint_eq(diagnosis_lasting_finding_count(scene->diagnosis), 1);
    ck_assert_uint_ge(all, 1);
}
END_TEST

START_TEST(an_error_in_another_part_is_no_cause)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    next_part();
    scene_ntlm_refused(scene, CLIENT, SERVER);
    ck_assert_uint_eq(finding_at(0)->krb_errors->len, 0);
    ck_assert_uint_eq(report_of(scene)->unlinked->len, 1);
}
END_TEST

START_TEST(a_limit_says_what_is_of_which_part)
{
    failure();
    ck_assert_str_eq(limit_on_parts(), "");
    next_part();
    next_part();
    failure();
    failure();
    ck_assert_ptr_nonnull(strstr(limit_on_parts(), "in 3 parts"));
    ck_assert_ptr_nonnull(
        strstr(limit_on_parts(), "; in part 1: finding 1; in part 3: findings 2 to 3"));
}
END_TEST

/* The file of a ring that nothing was written to so far. */
START_TEST(an_empty_part_is_none)
{
    struct diagnosis_settings settings = diagnosis_default_settings();

    failure();
    empty_part(&settings);
    ck_assert_str_eq(limit_on_parts(), "");
    ck_assert_uint_eq(report_of(scene)->findings->len, 1);
}
END_TEST

START_TEST(what_is_cleared_is_forgotten)
{
    failure();
    next_part();
    earlier_parts_clear(earlier);
    failure();
    ck_assert_uint_eq(report_of(scene)->findings->len, 1);
    ck_assert_str_eq(limit_on_parts(), "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("earlier_parts");
    TCase *parts = add_case(suite, "parts", setup, teardown);

    tcase_add_test(parts, counts_and_tables_add_up);
    tcase_add_test(parts, codes_and_types_stay_in_order);
    tcase_add_test(parts, what_one_part_did_not_look_at_the_whole_did_not);
    tcase_add_test(parts, many_parts_are_bounded);
    tcase_add_test(parts, what_the_end_settled_does_not_last);
    tcase_add_test(parts, an_empty_part_is_none);
    tcase_add_test(parts, ids_go_on);
    tcase_add_test(parts, what_the_end_settled_is_taken_back_in_a_later_part);
    tcase_add_test(parts, an_error_in_another_part_is_no_cause);
    tcase_add_test(parts, a_limit_says_what_is_of_which_part);
    tcase_add_test(parts, what_is_cleared_is_forgotten);
    return run_suite(suite);
}
