/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* A capture that goes on after its end, as a live one does, and one that ends more than once, as
 * with several reports. */

static struct scene *scene;

static void setup(void)
{
    scene = scene_new();
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_dns(scene, OTHER_NAME, OTHER_SERVER);
}

static void teardown(void)
{
    scene_free(scene);
}

/* A bind whose ack does not satisfy the client. */
static struct scene_connection *refused_by_token(int32_t code)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_cached_ticket(scene, SPN);
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_krb_error(code, SPNEGO_ACCEPT_INCOMPLETE));
    return connection;
}

START_TEST(what_was_open_at_the_end_can_work_later)
{
    struct scene_connection *connection = refused_by_token(37);

    expect(scene, "token-rejected clock-skew medium");
    scene_alter(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_COMPLETED));
    scene_request(scene, connection);
    expect_so_far(scene, "");
    scene_response(scene, connection);
    expect(scene, "recovered clock-skew high");
}
END_TEST

START_TEST(a_client_that_had_time_to_go_on_did_not)
{
    refused_by_token(37);
    expect_evidence(scene, "the client may have gone on");
    scene_wait(scene, 2 * SECONDS);
    scene_dns(scene, SERVER_NAME, SERVER);
    expect(scene, "token-rejected clock-skew high");
    expect_no_evidence(scene, "the client may have gone on");
}
END_TEST

START_TEST(an_attempt_that_goes_on_at_the_end_is_open)
{
    struct scene_connection *connection = refused_by_token(37);

    scene_alter(scene, connection, token_ap_req(scene));
    expect(scene, "");
    expect_counts(scene, "1 = 0 + 1 + 0");
}
END_TEST

START_TEST(what_was_cut_at_the_end_can_be_healthy_later)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_cached_ticket(scene, SPN);
    scene_bind(scene, connection, token_ap_req(scene));
    scene_unreadable(scene, connection);
    expect(scene, "undetermined truncated high");
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_COMPLETED));
    scene_request(scene, connection);
    scene_response(scene, connection);
    expect(scene, "");
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

START_TEST(frames_have_no_part_in_what_was_taken_back)
{
    struct scene_connection *connection = refused_by_token(37);
    uint32_t answer = scene->frame;

    expect(scene, "token-rejected clock-skew medium");
    ck_assert_ptr_nonnull(diagnosis_frame_parts(scene->diagnosis, answer, false));
    scene_alter(scene, connection, token_ap_req(scene));
    ck_assert_ptr_null(diagnosis_frame_parts(scene->diagnosis, answer, false));
    ck_assert_ptr_null(diagnosis_frame_parts(scene->diagnosis, answer, true));
    ck_assert_ptr_null(diagnosis_finding(scene->diagnosis, 1));
}
END_TEST

START_TEST(a_finding_before_the_end_stays)
{
    scene_ntlm_refused(scene, CLIENT, OTHER_SERVER);
    struct scene_connection *connection = refused_by_token(37);
    const struct finding *first = finding_of(scene, 1);

    ck_assert_uint_eq(diagnosis_finding_count(scene->diagnosis), 2);
    scene_alter(scene, connection, token_ap_req(scene));
    ck_assert_uint_eq(diagnosis_finding_count(scene->diagnosis), 1);
    ck_assert_ptr_eq(diagnosis_finding(scene->diagnosis, 1), first);
    ck_assert_ptr_nonnull(diagnosis_frame_parts(scene->diagnosis, first->answer_frame, false));
}
END_TEST

START_TEST(success_at_the_end_is_evidence_once)
{
    struct scene_connection *connection;
    guint sentences;

    scene_ntlm_refused(scene, CLIENT, SERVER);
    sentences = diagnosis_finding(scene->diagnosis, 1)->evidence->len;
    connection = scene_connect(scene, CLIENT, SERVER, 135);
    scene_kerberos_accepted(scene, connection);
    expect_evidence(scene, "a later attempt at the same server succeeded");
    ck_assert_uint_eq(finding_of(scene, 1)->evidence->len, sentences + 1);
    scene_request(scene, connection);
    ck_assert_uint_eq(diagnosis_finding(scene->diagnosis, 1)->evidence->len, sentences);
    scene_response(scene, connection);
    ck_assert_uint_eq(finding_of(scene, 1)->evidence->len, sentences + 1);
}
END_TEST

/* An attempt that no longer is a failure has no hold on the KDC's refusal. */
START_TEST(what_was_linked_at_the_end_is_free_again)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_tgs_refused(scene, CLIENT, DC1, SPN, 14);
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_unreadable(scene, connection);
    ck_assert_uint_eq(finding_of(scene, 1)->krb_errors->len, 1);
    ck_assert_uint_eq(report_of(scene)->unlinked_total, 0);
    scene_nak(scene, connection, 4);
    expect(scene, "");
    ck_assert_uint_eq(report_of(scene)->unlinked_total, 1);
}
END_TEST

/* The first end must not count as an attempt before it, nor lend its links to another. */
START_TEST(ending_again_changes_nothing)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    refused_by_token(37);
    scene_unreadable(scene, refused_by_token(41));
    g_autofree char *first = g_strdup(told(scene));
    g_autofree char *counts = g_strdup(told_counts(scene));

    for (unsigned i = 0; i < 3; i++) {
        expect(scene, first);
        expect_counts(scene, counts);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("growth");
    TCase *growth = add_case(suite, "growth", setup, teardown);

    tcase_add_test(growth, what_was_open_at_the_end_can_work_later);
    tcase_add_test(growth, a_client_that_had_time_to_go_on_did_not);
    tcase_add_test(growth, an_attempt_that_goes_on_at_the_end_is_open);
    tcase_add_test(growth, what_was_cut_at_the_end_can_be_healthy_later);
    tcase_add_test(growth, frames_have_no_part_in_what_was_taken_back);
    tcase_add_test(growth, a_finding_before_the_end_stays);
    tcase_add_test(growth, success_at_the_end_is_evidence_once);
    tcase_add_test(growth, what_was_linked_at_the_end_is_free_again);
    tcase_add_test(growth, ending_again_changes_nothing);
    return run_suite(suite);
}
