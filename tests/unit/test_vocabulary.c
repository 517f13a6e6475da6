/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vocabulary/first_steps.h"
#include "vocabulary/vocabulary.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row is found under its own number only if no earlier row has the same one. */

START_TEST(every_krb_error_is_found)
{
#define KRB_ERROR(code, name, text, step)                                                          \
    ck_assert_str_eq(krb_error_name(code), #name);                                                 \
    ck_assert_str_eq(krb_error_text(code), text);                                                  \
    ck_assert_str_eq(krb_error_step(code), step);
#include "vocabulary/krb_errors.def"
#undef KRB_ERROR
}
END_TEST

START_TEST(every_etype_is_found)
{
#define ETYPE(number, name, text) ck_assert_str_eq(krb_etype_name(number), text);
#include "vocabulary/etypes.def"
#undef ETYPE
}
END_TEST

START_TEST(every_nt_status_is_found)
{
#define NT_STATUS(status, name, text, step)                                                        \
    ck_assert_str_eq(nt_status_name(status), #name);                                               \
    ck_assert_str_eq(nt_status_text(status), text);                                                \
    ck_assert_str_eq(nt_status_step(status), step);
#include "vocabulary/nt_statuses.def"
#undef NT_STATUS
}
END_TEST

START_TEST(every_hresult_is_found)
{
#define HRESULT(value, name, text)                                                                 \
    ck_assert_str_eq(hresult_name(value), #name);                                                  \
    ck_assert_str_eq(hresult_text(value), text);
#include "vocabulary/hresults.def"
#undef HRESULT
}
END_TEST

START_TEST(every_word_of_the_wire_is_found)
{
#define FAULT(status, name, text, step)                                                            \
    ck_assert_str_eq(fault_name(status), name);                                                    \
    ck_assert_str_eq(fault_text(status), text);                                                    \
    ck_assert_str_eq(fault_step(status), step);
#include "vocabulary/faults.def"
#undef FAULT
#define BIND_NAK_REASON(number, name, text, step)                                                  \
    ck_assert_str_eq(bind_nak_name(number), name);                                                 \
    ck_assert_str_eq(bind_nak_text(number), text);                                                 \
    ck_assert_str_eq(bind_nak_step(number), step);
#include "vocabulary/bind_nak_reasons.def"
#undef BIND_NAK_REASON
#define AUTH_TYPE(number, name, text) ck_assert_str_eq(auth_type_name(number), text);
#include "vocabulary/auth_types.def"
#undef AUTH_TYPE
#define AUTH_LEVEL(number, name, text) ck_assert_str_eq(auth_level_name(number), text);
#include "vocabulary/auth_levels.def"
#undef AUTH_LEVEL
#define KRB_MSG_TYPE(number, name) ck_assert_str_eq(krb_msg_type_name(number), name);
#include "vocabulary/krb_msg_types.def"
#undef KRB_MSG_TYPE
}
END_TEST

START_TEST(every_id_of_the_interface_is_found)
{
#define OUTCOME(name, id, text)                                                                    \
    ck_assert_str_eq(outcome_id(OUTCOME_##name), id);                                              \
    ck_assert_str_eq(outcome_text(OUTCOME_##name), text);
#include "vocabulary/outcomes.def"
#undef OUTCOME
#define VERDICT(name, id, text)                                                                    \
    ck_assert_str_eq(verdict_id(VERDICT_##name), id);                                              \
    ck_assert_str_eq(verdict_text(VERDICT_##name), text);
#include "vocabulary/verdicts.def"
#undef VERDICT
#define LINK_KIND(name, id, text)                                                                  \
    ck_assert_str_eq(link_kind_id(LINK_##name), id);                                               \
    ck_assert_str_eq(link_kind_text(LINK_##name), text);
#include "vocabulary/link_kinds.def"
#undef LINK_KIND
    ck_assert_str_eq(severity_id(SEVERITY_NOTE), "note");
    ck_assert_str_eq(severity_id(SEVERITY_WARNING), "warning");
    ck_assert_str_eq(severity_id(SEVERITY_ERROR), "error");
    ck_assert_str_eq(confidence_id(CONFIDENCE_LOW), "low");
    ck_assert_str_eq(confidence_id(CONFIDENCE_MEDIUM), "medium");
    ck_assert_str_eq(confidence_id(CONFIDENCE_HIGH), "high");
}
END_TEST

START_TEST(unknown_numbers_have_no_word)
{
    ck_assert_ptr_null(krb_error_name(30));
    ck_assert_ptr_null(krb_error_text(-1));
    ck_assert_ptr_null(krb_etype_name(INT32_MIN));
    ck_assert_ptr_null(nt_status_name(0xFFFFFFFF));
    ck_assert_ptr_null(nt_status_text(0xFFFFFFFF));
    ck_assert_ptr_null(fault_name(0));
    ck_assert_ptr_null(fault_name(0x1C00FFFF));
    ck_assert_ptr_null(krb_error_step(30));
    ck_assert_ptr_null(nt_status_step(0xFFFFFFFF));
    ck_assert_ptr_null(fault_text(0x1C00FFFF));
    ck_assert_ptr_null(fault_step(0x1C00FFFF));
    ck_assert_ptr_null(bind_nak_name(0xFFFF));
    ck_assert_ptr_null(bind_nak_text(0xFFFF));
    ck_assert_ptr_null(bind_nak_step(0xFFFF));
    ck_assert_ptr_null(auth_type_name(0xFE));
    ck_assert_ptr_null(auth_level_name(7));
    ck_assert_ptr_null(hresult_name(0));
    ck_assert_ptr_null(hresult_text(0));
    ck_assert_ptr_null(krb_msg_type_name(0));
}
END_TEST

START_TEST(a_fault_can_hold_a_win32_error_or_an_hresult)
{
    ck_assert_str_eq(fault_name(0x000006BE), "RPC_S_CALL_FAILED");
    ck_assert_str_eq(fault_name(0x80070005), "E_ACCESSDENIED");
    ck_assert_str_eq(fault_name(0x80090322), "SEC_E_WRONG_PRINCIPAL");
    ck_assert_str_eq(fault_name(0x00000005), "nca_s_fault_access_denied");
}
END_TEST

static unsigned without_words;

/* A sentence for an administrator, and a first step that is one. */
static void expect_words(const char *name, const char *text, const char *step)
{
    bool text_is_whole = strlen(text) > 6 && text[strlen(text) - 1] != '.';
    bool step_is_whole =
        strlen(step) > 10 && step[0] >= 'A' && step[0] <= 'Z' && step[strlen(step) - 1] == '.';

    if (text_is_whole && step_is_whole)
        return;
    without_words++;
    fprintf(stderr, "%s: \"%s\", \"%s\"\n", name, text, step);
}

START_TEST(every_code_has_a_sentence_and_a_first_step)
{
    without_words = 0;
#define KRB_ERROR(code, name, text, step) expect_words(#name, text, step);
#include "vocabulary/krb_errors.def"
#undef KRB_ERROR
#define NT_STATUS(status, name, text, step) expect_words(#name, text, step);
#include "vocabulary/nt_statuses.def"
#undef NT_STATUS
#define FAULT(status, name, text, step) expect_words(name, text, step);
#include "vocabulary/faults.def"
#undef FAULT
#define BIND_NAK_REASON(number, name, text, step) expect_words(name, text, step);
#include "vocabulary/bind_nak_reasons.def"
#undef BIND_NAK_REASON
    ck_assert_uint_eq(without_words, 0);
}
END_TEST

/* RFC 4120 7.5.9 with the PKINIT codes of RFC 4556 3.1.3, and those of RFC 6113 5. */
START_TEST(no_code_of_the_standards_is_missing)
{
    static const struct {
        int first, last;
    } ranges[] = {{0, 29}, {31, 52}, {60, 81}, {90, 93}};

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        for (int code = ranges[i].first; code <= ranges[i].last; code++)
            ck_assert_msg(krb_error_step(code), "no KRB-ERROR %d", code);
    for (uint16_t reason = 0; reason <= 9; reason++)
        ck_assert_msg(bind_nak_step(reason), "no bind_nak reason %u", reason);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vocabulary");
    TCase *words = tcase_create("words");
    SRunner *runner;
    int failed;

    tcase_add_test(words, every_krb_error_is_found);
    tcase_add_test(words, every_etype_is_found);
    tcase_add_test(words, every_nt_status_is_found);
    tcase_add_test(words, every_hresult_is_found);
    tcase_add_test(words, every_word_of_the_wire_is_found);
    tcase_add_test(words, every_id_of_the_interface_is_found);
    tcase_add_test(words, every_code_has_a_sentence_and_a_first_step);
    tcase_add_test(words, no_code_of_the_standards_is_missing);
    tcase_add_test(words, unknown_numbers_have_no_word);
    tcase_add_test(words, a_fault_can_hold_a_win32_error_or_an_hresult);
    suite_add_tcase(suite, words);

    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
