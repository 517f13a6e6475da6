/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"
#include "wire/kerb_error_data.h"

/* MS-KILE 2.2.1: NTSTATUS 0xC0000035, a reserved word, flags. */
#define RECORD(flags) 0x35, 0x00, 0x00, 0xc0, 0xde, 0xad, 0xbe, 0xef, flags, 0x00, 0x00, 0x00
/* SEQUENCE { [1] INTEGER type, [2] OCTET STRING record } */
#define ERROR_DATA(type, flags)                                                                    \
    0x30, 0x15, 0xa1, 0x03, 0x02, 0x01, type, 0xa2, 0x0e, 0x04, 0x0c, RECORD(flags)
/* SEQUENCE { [1] INTEGER 2 }: the skew has been taken into account. */
#define SKEW 0x30, 0x05, 0xa1, 0x03, 0x02, 0x01, 0x02

#define read_bytes(...)                                                                            \
    kerb_error_data_read(                                                                          \
        (struct bytes){(const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})})

START_TEST(extended_error_is_read)
{
    struct kerb_error_data data = read_bytes(ERROR_DATA(3, 1));

    ck_assert(data.has_nt_status);
    ck_assert_uint_eq(data.nt_status, 0xC0000035);
    ck_assert(!data.skew_recovery);
}
END_TEST

/* Answers to a TGS-REQ have flags 3: only the lowest bit counts. */
START_TEST(only_the_lowest_flag_counts)
{
    ck_assert(read_bytes(ERROR_DATA(3, 3)).has_nt_status);
    ck_assert(read_bytes(ERROR_DATA(3, 0xff)).has_nt_status);
    ck_assert(!read_bytes(ERROR_DATA(3, 0)).has_nt_status);
    ck_assert(!read_bytes(ERROR_DATA(3, 2)).has_nt_status);
}
END_TEST

START_TEST(typed_data_and_long_types_are_read)
{
    ck_assert(read_bytes(0x30, 0x16, 0xa0, 0x04, 0x02, 0x02, 0x00, 0x80, 0xa1, 0x0e, 0x04, 0x0c,
                         RECORD(1))
                  .has_nt_status);
    ck_assert(read_bytes(0x30, 0x18, 0xa1, 0x06, 0x02, 0x04, 0xff, 0xff, 0xff, 0x80, 0xa2, 0x0e,
                         0x04, 0x0c, RECORD(1))
                  .has_nt_status);
}
END_TEST

START_TEST(a_sequence_of_data_is_searched)
{
    struct kerb_error_data data = read_bytes(0x30, 0x22, 0x30, 0x09, 0xa1, 0x03, 0x02, 0x01, 0x13,
                                             0xa2, 0x02, 0x04, 0x00, ERROR_DATA(3, 1));

    ck_assert(data.has_nt_status);
    ck_assert_uint_eq(data.nt_status, 0xC0000035);
}
END_TEST

START_TEST(skew_recovery_has_no_value)
{
    ck_assert(read_bytes(SKEW).skew_recovery);
    ck_assert(!read_bytes(SKEW).has_nt_status);
    ck_assert(!read_bytes(0x30, 0x05, 0xa1, 0x03, 0x02, 0x01, 0x03).skew_recovery);
}
END_TEST

/* In METHOD-DATA the same element is an empty PA-ENC-TIMESTAMP. */
START_TEST(method_data_is_no_skew_recovery)
{
    ck_assert(!read_bytes(0x30, 0x07, SKEW).skew_recovery);
    ck_assert(!read_bytes(0x30, 0x0e, SKEW, SKEW).skew_recovery);
}
END_TEST

/* SEQUENCE OF PA-DATA with an ETYPE-INFO2 and a PA-FX-FAST. */
START_TEST(method_data_shows_the_armour)
{
    struct kerb_error_data data =
        read_bytes(0x30, 0x19, 0x30, 0x09, 0xa1, 0x03, 0x02, 0x01, 0x13, 0xa2, 0x02, 0x04, 0x00,
                   0x30, 0x0c, 0xa1, 0x04, 0x02, 0x02, 0x00, 0x88, 0xa2, 0x04, 0x04, 0x02, 0xa0, 0);

    ck_assert(data.has_fast);
    ck_assert(!data.has_nt_status);
    ck_assert(!read_bytes(0x30, 0x0d, 0x30, 0x0b, 0xa1, 0x03, 0x02, 0x01, 0x13, 0xa2, 0x04, 0x04,
                          0x02, 0xa0, 0)
                   .has_fast);
}
END_TEST

START_TEST(anything_else_gives_nothing)
{
    struct kerb_error_data none[] = {
        read_bytes(0x31, 0x00),                                        /* no SEQUENCE */
        read_bytes(0x30, 0x00),                                        /* empty */
        read_bytes(0x30, 0x80, 0x00, 0x00),                            /* indefinite length */
        read_bytes(0x30, 0x84, 0x00, 0x00, 0x00, 0x01, 0x00),          /* length of 4 bytes */
        read_bytes(0x30, 0x05, 0xa1, 0x03, 0x04, 0x01, 0x02),          /* type no INTEGER */
        read_bytes(0x30, 0x05, 0x81, 0x03, 0x02, 0x01, 0x02),          /* tag not constructed */
        read_bytes(0x30, 0x05, 0xa2, 0x03, 0x02, 0x01, 0x02),          /* wrong tag */
        read_bytes(0x30, 0x04, 0xa1, 0x02, 0x02, 0x00),                /* INTEGER of 0 bytes */
        read_bytes(0x30, 0x09, 0xa1, 0x07, 0x02, 0x05, 0, 0, 0, 0, 2), /* INTEGER of 5 bytes */
        read_bytes(0x30, 0x09, 0xa1, 0x03, 0x02, 0x01, 0x02, 0xa3, 0x02, 0x04, 0x00),
        read_bytes(0x30, 0x09, 0xa1, 0x03, 0x02, 0x01, 0x02, 0xa2, 0x02, 0x02, 0x00),
        read_bytes(0xff),
    };

    for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
        ck_assert_msg(!none[i].has_nt_status && !none[i].skew_recovery, "row %zu", i);
    ck_assert(!kerb_error_data_read((struct bytes){NULL, 0}).has_nt_status);
}
END_TEST

START_TEST(long_lengths_are_read)
{
    ck_assert(
        read_bytes(0x30, 0x81, 0x15, 0xa1, 0x03, 0x02, 0x01, 3, 0xa2, 0x0e, 0x04, 0x0c, RECORD(1))
            .has_nt_status);
    ck_assert(read_bytes(0x30, 0x83, 0x00, 0x00, 0x15, 0xa1, 0x03, 0x02, 0x01, 3, 0xa2, 0x0e, 0x04,
                         0x0c, RECORD(1))
                  .has_nt_status);
}
END_TEST

/* Copies of exactly the length, so that valgrind and the sanitizers see every byte too far. */
START_TEST(every_cut_and_every_changed_byte_is_survived)
{
    static const uint8_t whole[] = {ERROR_DATA(3, 1)};

    for (size_t length = 0; length < sizeof whole; length++) {
        g_autofree uint8_t *cut = g_memdup2(whole, length);
        ck_assert(!kerb_error_data_read((struct bytes){cut, length}).has_nt_status);
    }
    for (size_t at = 0; at < sizeof whole; at++)
        for (unsigned value = 0; value < 256; value++) {
            g_autofree uint8_t *changed = g_memdup2(whole, sizeof whole);
            changed[at] = (uint8_t)value;
            struct kerb_error_data data =
                kerb_error_data_read((struct bytes){changed, sizeof whole});
            ck_assert(!data.has_nt_status || (data.nt_status & 0xff) == 0x35 ||
                      (at >= 11 && at < 15));
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kerb_error_data");
    TCase *bytes = add_case(suite, "bytes", NULL, NULL);

    tcase_add_test(bytes, extended_error_is_read);
    tcase_add_test(bytes, only_the_lowest_flag_counts);
    tcase_add_test(bytes, typed_data_and_long_types_are_read);
    tcase_add_test(bytes, a_sequence_of_data_is_searched);
    tcase_add_test(bytes, skew_recovery_has_no_value);
    tcase_add_test(bytes, method_data_is_no_skew_recovery);
    tcase_add_test(bytes, method_data_shows_the_armour);
    tcase_add_test(bytes, anything_else_gives_nothing);
    tcase_add_test(bytes, long_lengths_are_read);
    tcase_add_test(bytes, every_cut_and_every_changed_byte_is_survived);
    return run_suite(suite);
}
