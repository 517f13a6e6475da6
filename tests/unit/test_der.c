/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire.h"
#include "wire/der.h"
#include "wire/token_kind.h"

START_TEST(elements_come_one_behind_the_other)
{
    struct bytes rest = BYTES(0x30, 2, 7, 8, 0x04, 0x81, 1, 9, 0x02, 0x83, 0, 0, 1, 5);
    struct der_element element;

    ck_assert(der_take(&rest, &element));
    ck_assert_uint_eq(element.tag, DER_SEQUENCE);
    ck_assert_uint_eq(element.content.length, 2);
    ck_assert(der_take(&rest, &element));
    ck_assert_uint_eq(element.content.at[0], 9);
    ck_assert(der_take(&rest, &element));
    ck_assert_uint_eq(element.tag, DER_INTEGER);
    ck_assert(!der_take(&rest, &element));
}
END_TEST

START_TEST(what_does_not_fit_is_no_element)
{
    struct bytes none[] = {
        BYTES(0x30),          BYTES(0x30, 2, 7),       BYTES(0x30, 0x80, 0, 0),
        BYTES(0x30, 0x82, 0), BYTES(0x30, 0x81, 2, 7), BYTES(0x30, 0x84, 0, 0, 0, 1, 7),
    };

    for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
        struct der_element element;
        size_t length = none[i].length;

        ck_assert_msg(!der_take(&none[i], &element), "row %zu", i);
        ck_assert_uint_eq(none[i].length, length);
    }
}
END_TEST

START_TEST(a_tagged_element_has_its_number)
{
    struct bytes rest = BYTES(0xa2, 3, 0x02, 1, 5, 0xbe, 2, 0x04, 0);
    struct bytes content;
    unsigned context;

    ck_assert(der_take_tagged(&rest, DER_INTEGER, &context, &content));
    ck_assert_uint_eq(context, 2);
    ck_assert_uint_eq(content.at[0], 5);
    ck_assert(der_take_tagged(&rest, DER_OCTET_STRING, &context, &content));
    ck_assert_uint_eq(context, 30);
    rest = BYTES(0xa2, 3, 0x02, 1, 5);
    ck_assert(!der_take_tagged(&rest, DER_OCTET_STRING, &context, &content));
    rest = BYTES(0x82, 3, 0x02, 1, 5);
    ck_assert(!der_take_tagged(&rest, DER_INTEGER, &context, &content));
    rest = BYTES(0xa2, 1, 0x02, 1, 5);
    ck_assert(!der_take_tagged(&rest, DER_INTEGER, &context, &content));
}
END_TEST

START_TEST(integers_have_a_sign)
{
    int32_t value = 0;

    ck_assert(der_integer(BYTES(0x7f), &value) && value == 127);
    ck_assert(der_integer(BYTES(0x00, 0x80), &value) && value == 128);
    ck_assert(der_integer(BYTES(0x80), &value) && value == -128);
    ck_assert(der_integer(BYTES(0xff, 0x7b), &value) && value == -133);
    ck_assert(der_integer(BYTES(0x80, 0, 0, 0), &value) && value == INT32_MIN);
    ck_assert(!der_integer(BYTES(0, 0x80, 0, 0, 0), &value));
    ck_assert(!der_integer((struct bytes){NULL, 0}, &value));
}
END_TEST

START_TEST(tokens_are_known_by_their_beginning)
{
    ck_assert_int_eq(token_kind_of(BYTES(0x60, 1, 6)), TOKEN_GSSAPI);
    ck_assert_int_eq(token_kind_of(BYTES(0xa0, 0)), TOKEN_SPNEGO);
    ck_assert_int_eq(token_kind_of(BYTES(0xa1, 1, 0, 0, 0)), TOKEN_SPNEGO); /* padded */
    ck_assert_int_eq(token_kind_of(BYTES('N', 'T', 'L', 'M', 'S')), TOKEN_NTLMSSP);
    ck_assert_int_eq(token_kind_of(BYTES(0x6e, 0x81, 1, 0)), TOKEN_GSS_KRB5);
    ck_assert_int_eq(token_kind_of(BYTES(0x6f, 0)), TOKEN_GSS_KRB5);
    ck_assert_int_eq(token_kind_of(BYTES(3, 0, 0x7e, 0)), TOKEN_GSS_KRB5);
    ck_assert_int_eq(token_kind_of(BYTES(0x7e, 0)), TOKEN_KRB_ERROR);
}
END_TEST

START_TEST(other_tokens_are_unknown)
{
    struct bytes none[] = {
        {NULL, 0},         BYTES(0x60),          BYTES(0x60, 2, 6),       BYTES('N', 'T', 'L', 'M'),
        BYTES(3, 0, 0x7e), BYTES(3, 0, 0x7e, 1), BYTES(0x7e, 0x80, 0, 0), BYTES(0x61, 0),
        BYTES(0, 0, 0, 0),
    };

    for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
        ck_assert_msg(token_kind_of(none[i]) == TOKEN_UNKNOWN, "row %zu", i);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("der");
    TCase *bytes = add_case(suite, "bytes", NULL, NULL);

    tcase_add_test(bytes, elements_come_one_behind_the_other);
    tcase_add_test(bytes, what_does_not_fit_is_no_element);
    tcase_add_test(bytes, a_tagged_element_has_its_number);
    tcase_add_test(bytes, integers_have_a_sign);
    tcase_add_test(bytes, tokens_are_known_by_their_beginning);
    tcase_add_test(bytes, other_tokens_are_unknown);
    return run_suite(suite);
}
