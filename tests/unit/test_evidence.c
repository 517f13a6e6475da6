/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

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

int main(void)
{
    Suite *suite = suite_create("evidence");
    TCase *evidence = add_case(suite, "evidence", setup, teardown);

    tcase_add_test(evidence, words_take_the_place_of_braces);
    tcase_add_test(evidence, frames_are_named_once);
    tcase_add_test(evidence, every_kind_has_an_id_of_its_own);
    tcase_add_test(evidence, a_ticket_of_the_refusing_kdc_is_no_other_kdc_s);
    return run_suite(suite);
}
