/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include "diagnose/culprit.h"

#include <string.h>

/* Evidence as data: kinds, words in braces, frames. */

static GArray *list;
static struct scene *scene;

static void setup(void)
{
    list = evidence_list_new();
    scene = scene_new();
}

static void teardown(void)
{
    g_array_unref(list);
    scene_free(scene);
}

static const struct evidence *of_kind(const struct finding *finding, enum evidence_kind kind)
{
    for (guint i = 0; i < finding->evidence->len; i++)
        if (evidence_at(finding->evidence, i)->kind == kind)
            return evidence_at(finding->evidence, i);
    return NULL;
}

START_TEST(words_take_the_place_of_braces)
{
    evidence_add(list, EVIDENCE_SERVER_KRB_ERROR,
                 WORDS(FRAME_WORD(9), FRAME_WORD(7), TEXT_WORD("41 {code}")));
    const struct evidence *evidence = evidence_at(list, 0);
    ck_assert_str_eq(
        evidence->text,
        "Frame 9: the server answers the AP-REQ of frame 7 with 41 {code} in its token.");
    ck_assert_uint_eq(evidence->frame_count, 2);
    ck_assert_uint_eq(evidence->frames[0], 9);
    ck_assert_uint_eq(evidence->frames[1], 7);
}
END_TEST

START_TEST(frames_are_named_once)
{
    evidence_add(
        list, EVIDENCE_TWO_CLOCKS,
        WORDS(FRAME_WORD(4), FRAME_WORD(2), TEXT_WORD("1.000"), TEXT_WORD(NULL), FRAME_WORD(4)));
    ck_assert_uint_eq(evidence_at(list, 0)->frame_count, 2);
    evidence_add(list, EVIDENCE_ANSWER, WORDS(TEXT_WORD_ABOUT("fault in frame 5", 5)));
    ck_assert_uint_eq(evidence_at(list, 1)->frame_count, 1);
    evidence_add(list, EVIDENCE_ANSWER, WORDS(TEXT_WORD_ABOUT("nothing", 0)));
    ck_assert_uint_eq(evidence_at(list, 2)->frame_count, 0);
}
END_TEST

START_TEST(every_kind_has_an_id_of_its_own)
{
    for (int i = 0; i < EVIDENCE_KIND_COUNT; i++)
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(evidence_kind_id((enum evidence_kind)i),
                             evidence_kind_id((enum evidence_kind)j));
}
END_TEST

START_TEST(a_ticket_of_the_refusing_kdc_is_no_other_kdc_s)
{
    scene_logon(scene, CLIENT, DC1); /* its AS-REP is frame 2 or 4 */
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    const struct evidence *other = of_kind(finding_of(scene, 1), EVIDENCE_TGT_ISSUED_BY_OTHER_KDC);
    ck_assert_ptr_nonnull(other);
    ck_assert_uint_eq(other->frames[0], finding_of(scene, 1)->exchange.as_rep_frame);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    ck_assert_ptr_null(of_kind(finding_of(scene, 2), EVIDENCE_TGT_ISSUED_BY_OTHER_KDC));
    ck_assert_ptr_nonnull(of_kind(finding_of(scene, 2), EVIDENCE_TGT_ISSUED));
}
END_TEST

/* Who denies less than packet privacy; the other service asks for nothing. */
static void call_on_pipe(const char *uuid)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 445);

    scene_session_setup(scene, connection, token_ntlm_authenticate(USER));
    scene_session_answer(scene, connection, 0);
    scene_open_pipe(scene, connection, "cert");
    connection->pipe = 1;
    connection->uuid = uuid;
    connection->protected_requests = false;
    scene_plain_bind(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, 5);
}

START_TEST(a_service_that_wants_privacy_is_known)
{
    call_on_pipe("91ae6020-9e3c-11cf-8d7c-00aa00c091be");
    ck_assert_ptr_nonnull(of_kind(finding_of(scene, 1), EVIDENCE_NEEDS_PRIVACY));
    ck_assert_ptr_nonnull(of_kind(finding_of(scene, 1), EVIDENCE_SESSION_USER));
}
END_TEST

START_TEST(another_service_wants_none)
{
    call_on_pipe(LSARPC);
    ck_assert_ptr_null(of_kind(finding_of(scene, 1), EVIDENCE_NEEDS_PRIVACY));
}
END_TEST

/* A secure channel of a computer whose message names no domain, or does. */
static void channel(const char *domain)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, DC1, 49671);
    struct auth_token token = token_empty();

    token.length = 24;
    token.channel_host = "FS1";
    token.channel_domain = domain;
    connection->uuid = "12345678-1234-abcd-ef00-01234567cffb";
    connection->auth_type = 68;
    scene_alter(scene, connection, token);
    scene_fault(scene, connection, 0x721);
}

START_TEST(a_channel_names_its_domain)
{
    channel("EXAMPLE");
    ck_assert_ptr_null(of_kind(finding_of(scene, 1), EVIDENCE_CHANNEL_WITHOUT_DOMAIN));
    expect_evidence(scene, "EXAMPLE\\FS1");
}
END_TEST

START_TEST(a_channel_without_a_domain_says_so)
{
    channel(NULL);
    ck_assert_ptr_nonnull(of_kind(finding_of(scene, 1), EVIDENCE_CHANNEL_WITHOUT_DOMAIN));
}
END_TEST

START_TEST(the_kdc_of_a_frame_is_known)
{
    struct host_addr dc1 = address_of(DC1), none;

    scene_dns(scene, SERVER_NAME, SERVER);
    uint32_t error = scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    uint32_t answer = scene_ntlm_refused(scene, CLIENT, SERVER);
    struct host_addr kdc = finding_kdc_of_frame(finding_of(scene, 1), error - 1);
    ck_assert(host_addr_equal(&kdc, &dc1));
    none = finding_kdc_of_frame(finding_of(scene, 1), answer);
    ck_assert(!host_addr_known(&none));
}
END_TEST

START_TEST(times_that_a_capture_makes_up_do_not_overflow)
{
    ck_assert_int_eq(finding_time_difference(5, 7), -2);
    ck_assert_int_eq(finding_time_difference(INT64_MAX, -1), INT64_MAX);
    ck_assert_int_eq(finding_time_difference(INT64_MAX - 1, -1), INT64_MAX);
    ck_assert_int_eq(finding_time_difference(-5, -7), 2);
    ck_assert_int_eq(finding_time_difference(INT64_MIN, 1), -INT64_MAX);
    ck_assert_int_eq(finding_time_difference(INT64_MIN + 2, 1), -INT64_MAX);
}
END_TEST

START_TEST(every_part_of_a_culprit_has_a_key)
{
    for (int i = 0; i < CULPRIT_PART_COUNT; i++)
        ck_assert_ptr_nonnull(culprit_part_key((enum culprit_part)i));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evidence");
    TCase *evidence = add_case(suite, "evidence", setup, teardown);

    tcase_add_test(evidence, words_take_the_place_of_braces);
    tcase_add_test(evidence, frames_are_named_once);
    tcase_add_test(evidence, every_kind_has_an_id_of_its_own);
    tcase_add_test(evidence, a_ticket_of_the_refusing_kdc_is_no_other_kdc_s);
    tcase_add_test(evidence, a_service_that_wants_privacy_is_known);
    tcase_add_test(evidence, another_service_wants_none);
    tcase_add_test(evidence, a_channel_names_its_domain);
    tcase_add_test(evidence, a_channel_without_a_domain_says_so);
    tcase_add_test(evidence, the_kdc_of_a_frame_is_known);
    tcase_add_test(evidence, times_that_a_capture_makes_up_do_not_overflow);
    tcase_add_test(evidence, every_part_of_a_culprit_has_a_key);
    return run_suite(suite);
}
