/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire.h"
#include "wire/acknowledgement.h"

#include <string.h>

enum { FLAGS = 13, WINDOW = 14, OPTIONS = 20, WITH_TIME_STAMPS = 32 };

static const uint8_t plain[OPTIONS] = {0xc3, 0x50, 0x01, 0xbd, 0,    0,    0, 1, 0x00, 0x01,
                                       0x02, 0x03, 0x50, 0x10, 0x02, 0x00, 0, 0, 0,    0};

static uint8_t header[WITH_TIME_STAMPS];
static struct acknowledgement ack;

static bool read_header(size_t length, size_t data)
{
    return acknowledgement_read((struct bytes){header, length}, data, &ack);
}

static void set_up(void)
{
    memset(header, 0, sizeof header);
    memcpy(header, plain, sizeof plain);
}

static void add_option(const uint8_t *option)
{
    header[12] = 0x80;
    memcpy(header + OPTIONS, option, 4);
}

START_TEST(nothing_but_an_acknowledgement)
{
    ck_assert(read_header(OPTIONS, 0));
    ck_assert(ack.is_plain && ack.has_window);
    ck_assert_uint_eq(ack.number, 0x00010203);
}
END_TEST

START_TEST(with_time_stamps)
{
    add_option((const uint8_t[]){1, 1, 8, 10});
    ck_assert(read_header(WITH_TIME_STAMPS, 0) && ack.is_plain);
}
END_TEST

START_TEST(selective_acknowledgements_say_more)
{
    add_option((const uint8_t[]){1, 1, 5, 10});
    ck_assert(read_header(WITH_TIME_STAMPS, 0) && !ack.is_plain);
}
END_TEST

START_TEST(data_is_more)
{
    ck_assert(read_header(OPTIONS, 1) && !ack.is_plain);
}
END_TEST

START_TEST(a_closed_window_says_more)
{
    header[WINDOW] = 0;
    ck_assert(read_header(OPTIONS, 0) && !ack.is_plain && !ack.has_window);
}
END_TEST

START_TEST(another_flag_says_more)
{
    header[FLAGS] = 0x11;
    ck_assert(read_header(OPTIONS, 0) && !ack.is_plain);
    header[FLAGS] = 0x02;
    ck_assert(!read_header(OPTIONS, 0));
}
END_TEST

START_TEST(a_header_that_is_cut_off)
{
    for (size_t length = 0; length <= FLAGS; length++)
        ck_assert(!read_header(length, 0));
    add_option((const uint8_t[]){1, 1, 8, 10});
    ck_assert(read_header(OPTIONS + 3, 0) && !ack.is_plain);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("acknowledgement");
    TCase *reading = add_case(suite, "reading", set_up, NULL);

    tcase_add_test(reading, nothing_but_an_acknowledgement);
    tcase_add_test(reading, with_time_stamps);
    tcase_add_test(reading, selective_acknowledgements_say_more);
    tcase_add_test(reading, data_is_more);
    tcase_add_test(reading, a_closed_window_says_more);
    tcase_add_test(reading, another_flag_says_more);
    tcase_add_test(reading, a_header_that_is_cut_off);
    return run_suite(suite);
}
