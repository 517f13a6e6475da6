/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire.h"

static const uint8_t list[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};

START_TEST(numbers_have_their_byte_order)
{
    const struct bytes bytes = BYTES_OF(list);

    ck_assert_uint_eq(bytes_u8(bytes, 8), 9);
    ck_assert_uint_eq(bytes_be16(bytes, 1), 0x0203);
    ck_assert_uint_eq(bytes_le16(bytes, 1), 0x0302);
    ck_assert_uint_eq(bytes_be32(bytes, 1), 0x02030405);
    ck_assert_uint_eq(bytes_le32(bytes, 1), 0x05040302);
    ck_assert_uint_eq(bytes_be48(bytes, 1), 0x020304050607);
    ck_assert_uint_eq(bytes_le64(bytes, 1), 0x0908070605040302);
    ck_assert_uint_eq(bytes_16(bytes, 0, true), 0x0201);
    ck_assert_uint_eq(bytes_16(bytes, 0, false), 0x0102);
    ck_assert_uint_eq(bytes_32(bytes, 0, true), 0x04030201);
    ck_assert_uint_eq(bytes_32(bytes, 0, false), 0x01020304);
}
END_TEST

START_TEST(high_bits_do_not_spread)
{
    const struct bytes bytes = BYTES(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

    ck_assert_uint_eq(bytes_be32(bytes, 0), UINT32_MAX);
    ck_assert_uint_eq(bytes_le32(bytes, 0), UINT32_MAX);
    ck_assert_uint_eq(bytes_be48(bytes, 0), UINT64_C(0xffffffffffff));
    ck_assert_uint_eq(bytes_le64(bytes, 0), UINT64_MAX);
}
END_TEST

START_TEST(what_lies_beyond_the_end_is_zero)
{
    BYTES_CUT(bytes, list, sizeof list);

    for (size_t i = 0; i < 2; i++) {
        size_t far = i ? SIZE_MAX : sizeof list;

        ck_assert_uint_eq(bytes_u8(bytes, far), 0);
        ck_assert_uint_eq(bytes_be16(bytes, far), 0);
        ck_assert_uint_eq(bytes_le16(bytes, far), 0);
        ck_assert_uint_eq(bytes_be32(bytes, far - 1), 0);
        ck_assert_uint_eq(bytes_le32(bytes, far - 3), 0);
        ck_assert_uint_eq(bytes_be48(bytes, far - 5), 0);
        ck_assert_uint_eq(bytes_le64(bytes, far - 7), 0);
    }
    ck_assert_uint_eq(bytes_be16(bytes, 8), 0);
    ck_assert_uint_eq(bytes_be16(bytes, 7), 0x0809);
}
END_TEST

START_TEST(a_part_stays_within_the_whole)
{
    const struct bytes bytes = BYTES_OF(list);

    ck_assert(bytes_have(bytes, 0, 9) && bytes_have(bytes, 9, 0) && bytes_have(bytes, 8, 1));
    ck_assert(!bytes_have(bytes, 0, 10) && !bytes_have(bytes, 9, 1) && !bytes_have(bytes, 10, 0));
    ck_assert(!bytes_have(bytes, SIZE_MAX, 2) && !bytes_have(bytes, 2, SIZE_MAX));
    ck_assert_uint_eq(bytes_from(bytes, 8).length, 1);
    ck_assert_uint_eq(bytes_from(bytes, 9).length, 0);
    ck_assert_uint_eq(bytes_from(bytes, SIZE_MAX).length, 0);
    ck_assert_uint_eq(bytes_first(bytes, 4).length, 4);
    ck_assert_uint_eq(bytes_first(bytes, SIZE_MAX).length, 9);
}
END_TEST

START_TEST(a_mark_is_a_beginning)
{
    const struct bytes bytes = BYTES_OF(list);

    ck_assert(bytes_begin_with(bytes, list, 9));
    ck_assert(!bytes_begin_with(bytes, list + 1, 2));
    ck_assert(!bytes_begin_with(bytes_first(bytes, 3), list, 4));
    ck_assert(!bytes_begin_with((struct bytes){NULL, 0}, list, 0));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bytes");
    TCase *bytes = add_case(suite, "bytes", NULL, NULL);

    tcase_add_test(bytes, numbers_have_their_byte_order);
    tcase_add_test(bytes, high_bits_do_not_spread);
    tcase_add_test(bytes, what_lies_beyond_the_end_is_zero);
    tcase_add_test(bytes, a_part_stays_within_the_whole);
    tcase_add_test(bytes, a_mark_is_a_beginning);
    return run_suite(suite);
}
