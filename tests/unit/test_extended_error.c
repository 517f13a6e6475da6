/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"
#include "wire/extended_error.h"

/* The members of ExtendedErrorInfo (MS-EERR 2.2.1.9) from TimeStamp to nLen; 2026 as FILETIME. */
#define RECORD(status_low)                                                                         \
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xdd, 0x01, /* TimeStamp */                                \
        0x02, 0x00, 0x00, 0x00,                     /* GeneratingComponent */                      \
        status_low, 0x07, 0x00, 0x00,               /* Status */                                   \
        0x10, 0x01,                                 /* DetectionLocation */                        \
        0x00, 0x00,                                 /* Flags */                                    \
        0x02, 0x00,                                 /* nLen */                                     \
        0x00, 0x00
#define RECORD_SIZE 22
#define SIGNATURE                                                                                  \
    0x20, 0x03, 0x74, 0x90, 0xd0, 0xfa, 0xd3, 0x11, 0x82, 0xd7, 0x00, 0x90, 0x27, 0xb1, 0x30, 0xab
#define PADDING 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff

START_TEST(signature_in_a_bind_nak_is_found)
{
    static const uint8_t body[] = {9, 0, 1, 5, 0, SIGNATURE, 1, 2, 3};
    struct bytes blob;

    ck_assert(extended_error_in_bind_nak((struct bytes){body, sizeof body}, &blob));
    ck_assert_uint_eq(blob.length, 3);
    ck_assert_uint_eq(blob.at[0], 1);
}
END_TEST

START_TEST(signature_that_is_cut_or_changed_is_not_found)
{
    static const uint8_t body[] = {SIGNATURE};
    struct bytes blob;

    for (size_t length = 0; length < sizeof body; length++) {
        g_autofree uint8_t *cut = g_memdup2(body, length);
        ck_assert(!extended_error_in_bind_nak((struct bytes){cut, length}, &blob));
    }
    for (size_t at = 0; at < sizeof body; at++) {
        g_autofree uint8_t *changed = g_memdup2(body, sizeof body);
        changed[at] ^= 1;
        ck_assert(!extended_error_in_bind_nak((struct bytes){changed, sizeof body}, &blob));
    }
    ck_assert(extended_error_in_bind_nak((struct bytes){body, sizeof body}, &blob));
    ck_assert_uint_eq(blob.length, 0);
}
END_TEST

START_TEST(statuses_come_in_the_order_of_the_records)
{
    static const uint8_t blob[] = {PADDING, RECORD(0x21), PADDING, RECORD(0x22), PADDING};
    uint32_t statuses[4] = {0};

    ck_assert_uint_eq(extended_error_statuses((struct bytes){blob, sizeof blob}, statuses, 4), 2);
    ck_assert_uint_eq(statuses[0], 0x721);
    ck_assert_uint_eq(statuses[1], 0x722);
}
END_TEST

START_TEST(capacity_is_kept)
{
    static const uint8_t blob[] = {RECORD(0x21), RECORD(0x22), RECORD(0x23), PADDING};
    uint32_t statuses[3] = {0, 0, 7};

    ck_assert_uint_eq(extended_error_statuses((struct bytes){blob, sizeof blob}, statuses, 2), 2);
    ck_assert_uint_eq(statuses[2], 7);
    ck_assert_uint_eq(extended_error_statuses((struct bytes){blob, sizeof blob}, statuses, 0), 0);
}
END_TEST

/* Each row breaks one of the members by which a record is known. */
START_TEST(implausible_records_are_left_out)
{
    static const struct {
        size_t at;
        uint8_t value;
        const char *what;
    } rows[] = {
        {6, 0x00, "a time before the format existed"},
        {7, 0x09, "a time far in the future"},
        {8, 0x00, "component 0"},
        {8, 0x7f, "an unknown component"},
        {18, 0x10, "unknown flags"},
        {20, 0x05, "too many parameters"},
    };
    static const uint8_t whole[] = {RECORD(0x21)};
    uint32_t status;

    ck_assert_uint_eq(extended_error_statuses((struct bytes){whole, sizeof whole}, &status, 1), 1);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree uint8_t *changed = g_memdup2(whole, sizeof whole);
        changed[rows[i].at] = rows[i].value;
        ck_assert_msg(extended_error_statuses((struct bytes){changed, sizeof whole}, &status, 1) ==
                          0,
                      "%s", rows[i].what);
    }
}
END_TEST

START_TEST(every_length_is_survived)
{
    static const uint8_t whole[] = {PADDING, RECORD(0x21), RECORD(0x22)};

    for (size_t length = 0; length <= sizeof whole; length++) {
        g_autofree uint8_t *cut = g_memdup2(whole, length);
        uint32_t statuses[8];
        unsigned count = extended_error_statuses((struct bytes){cut, length}, statuses, 8);
        ck_assert_uint_eq(count, (length >= 8 + RECORD_SIZE) + (length >= 32 + RECORD_SIZE));
    }
    ck_assert_uint_eq(extended_error_statuses((struct bytes){NULL, 0}, NULL, 0), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("extended_error");
    TCase *bytes = add_case(suite, "bytes", NULL, NULL);

    tcase_add_test(bytes, signature_in_a_bind_nak_is_found);
    tcase_add_test(bytes, signature_that_is_cut_or_changed_is_not_found);
    tcase_add_test(bytes, statuses_come_in_the_order_of_the_records);
    tcase_add_test(bytes, capacity_is_kept);
    tcase_add_test(bytes, implausible_records_are_left_out);
    tcase_add_test(bytes, every_length_is_survived);
    return run_suite(suite);
}
