/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vocabulary/vocabulary.h"

#include <check.h>
#include <stdlib.h>

/* A row is found under its own number only if no earlier row has the same one. */

START_TEST(every_krb_error_is_found)
{
#define KRB_ERROR(code, name, text)                                                                \
    ck_assert_str_eq(krb_error_name(code), name);                                                  \
    ck_assert_str_eq(krb_error_text(code), text);
#include "vocabulary/krb_errors.def"
#undef KRB_ERROR
}
END_TEST

START_TEST(every_etype_is_found)
{
#define ETYPE(number, name) ck_assert_str_eq(krb_etype_name(number), name);
#include "vocabulary/etypes.def"
#undef ETYPE
}
END_TEST

START_TEST(every_nt_status_is_found)
{
#define NT_STATUS(status, name, text)                                                              \
    ck_assert_str_eq(nt_status_name(status), name);                                                \
    ck_assert_str_eq(nt_status_text(status), text);
#include "vocabulary/nt_statuses.def"
#undef NT_STATUS
}
END_TEST

START_TEST(every_hresult_is_found)
{
#define HRESULT(value, name, text)                                                                 \
    ck_assert_str_eq(hresult_name(value), name);                                                   \
    ck_assert_str_eq(hresult_text(value), text);
#include "vocabulary/hresults.def"
#undef HRESULT
}
END_TEST

START_TEST(every_word_of_the_wire_is_found)
{
#define FAULT(status, name) ck_assert_str_eq(fault_name(status), name);
#include "vocabulary/faults.def"
#undef FAULT
#define BIND_NAK_REASON(number, name) ck_assert_str_eq(bind_nak_name(number), name);
#include "vocabulary/bind_nak_reasons.def"
#undef BIND_NAK_REASON
#define AUTH_TYPE(number, name) ck_assert_str_eq(auth_type_name(number), name);
#include "vocabulary/auth_types.def"
#undef AUTH_TYPE
#define AUTH_LEVEL(number, name) ck_assert_str_eq(auth_level_name(number), name);
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
    ck_assert_ptr_null(bind_nak_name(0xFFFF));
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
    tcase_add_test(words, unknown_numbers_have_no_word);
    tcase_add_test(words, a_fault_can_hold_a_win32_error_or_an_hresult);
    suite_add_tcase(suite, words);

    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
