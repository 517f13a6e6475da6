/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include "diagnose/earlier_parts.h"

#include <string.h>

/* A capture in parts: the report adds them up, ids go on, nothing is linked across. */

static struct earlier_parts *earlier;
static struct scene *scene;

static void next_part(void)
{
    if (scene) {
        diagnosis_become_earlier(scene->diagnosis, earlier);
        scene->diagnosis = NULL;
        scene_free(scene);
    }
    scene = scene_new();
    diagnosis_follow(scene->diagnosis, earlier);
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
    tcase_add_test(parts, ids_go_on);
    tcase_add_test(parts, what_the_end_settled_is_taken_back_in_a_later_part);
    tcase_add_test(parts, an_error_in_another_part_is_no_cause);
    tcase_add_test(parts, a_limit_says_what_is_of_which_part);
    tcase_add_test(parts, what_is_cleared_is_forgotten);
    return run_suite(suite);
}
