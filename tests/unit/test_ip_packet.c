/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire.h"
#include "wire/ip_packet.h"

static const uint8_t ipv4[] = {0x45, 0, 0, 24, 0x12, 0x34, 0, 0, 64,  6,   0,   0,
                               10,   0, 0, 1,  10,   0,    0, 2, 'd', 'a', 't', 'a'};

#define ADDRESS(last) 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last
#define IPV6(length, next) 0x60, 0, 0, 0, 0, length, next, 64, ADDRESS(1), ADDRESS(2)

enum { IPV4_LENGTH = 3, IPV4_FRAGMENT = 6, IPV4_SIZE = sizeof ipv4, HEADER = 20 };

static struct ip_packet packet;

START_TEST(version_4_is_read)
{
    ck_assert(ip_packet_read(BYTES_OF(ipv4), IPV4_SIZE, &packet));
    ck_assert_uint_eq(packet.protocol, IP_PROTOCOL_TCP);
    ck_assert(!packet.is_fragment);
    ck_assert_uint_eq(packet.fragment.id, 0x1234);
    ck_assert_uint_eq(packet.wire_length, 4);
    ck_assert(bytes_begin_with(packet.payload, "data", 4));
    ck_assert_uint_eq(packet.source.at[3], 1);
    ck_assert_uint_eq(packet.target.at[3], 2);
}
END_TEST

START_TEST(a_total_length_of_zero_is_the_rest)
{
    BYTES_CHANGED(offloaded, ipv4, IPV4_LENGTH, 0);

    ck_assert(ip_packet_read(offloaded, IPV4_SIZE + 100, &packet));
    ck_assert_uint_eq(packet.wire_length, 104);
    ck_assert_uint_eq(packet.payload.length, 4);
}
END_TEST

START_TEST(padding_is_no_payload)
{
    BYTES_CHANGED(padded, ipv4, IPV4_LENGTH, HEADER + 1);

    ck_assert(ip_packet_read(padded, IPV4_SIZE, &packet));
    ck_assert_uint_eq(packet.payload.length, 1);
}
END_TEST

START_TEST(a_length_beyond_the_frame_is_the_rest)
{
    BYTES_CHANGED(too_long, ipv4, IPV4_LENGTH, 200);

    ck_assert(ip_packet_read(too_long, IPV4_SIZE, &packet));
    ck_assert_uint_eq(packet.wire_length, 4);
}
END_TEST

START_TEST(no_header_is_read_from_less)
{
    for (size_t size = 0; size < HEADER; size++) {
        BYTES_CUT(cut, ipv4, size);
        ck_assert(!ip_packet_read(cut, IPV4_SIZE, &packet));
    }
}
END_TEST

START_TEST(a_header_must_hold_itself)
{
    BYTES_CHANGED(short_header, ipv4, 0, 0x44);
    BYTES_CHANGED(long_header, ipv4, 0, 0x4f);
    BYTES_CHANGED(short_total, ipv4, IPV4_LENGTH, HEADER - 1);
    BYTES_CHANGED(version_5, ipv4, 0, 0x55);

    ck_assert(!ip_packet_read(short_header, IPV4_SIZE, &packet));
    ck_assert(!ip_packet_read(long_header, IPV4_SIZE, &packet));
    ck_assert(!ip_packet_read(long_header, IPV4_SIZE + 100, &packet));
    ck_assert(!ip_packet_read(short_total, IPV4_SIZE, &packet));
    ck_assert(!ip_packet_read(version_5, IPV4_SIZE, &packet));
}
END_TEST

START_TEST(fragments_of_version_4)
{
    BYTES_CHANGED(first, ipv4, IPV4_FRAGMENT, 0x20);
    BYTES_CHANGED(last, ipv4, IPV4_FRAGMENT + 1, 2);
    BYTES_CHANGED(whole, ipv4, IPV4_FRAGMENT, 0x40); /* must not be fragmented, and is not */

    ck_assert(ip_packet_read(first, IPV4_SIZE, &packet));
    ck_assert(packet.is_fragment && packet.fragment.more);
    ck_assert_uint_eq(packet.fragment.offset, 0);
    ck_assert(ip_packet_read(last, IPV4_SIZE, &packet));
    ck_assert(packet.is_fragment && !packet.fragment.more);
    ck_assert_uint_eq(packet.fragment.offset, 16);
    ck_assert_uint_eq(packet.fragment.length, 4);
    ck_assert(ip_packet_read(whole, IPV4_SIZE, &packet));
    ck_assert(!packet.is_fragment);
}
END_TEST

START_TEST(version_6_is_read)
{
    const uint8_t plain[] = {IPV6(4, 17), 'd', 'a', 't', 'a', 'x'};
    const uint8_t jumbo[] = {IPV6(0, 17), 'd', 'a', 't', 'a', 'x'};

    ck_assert(ip_packet_read(BYTES_OF(plain), sizeof plain, &packet));
    ck_assert_uint_eq(packet.protocol, IP_PROTOCOL_UDP);
    ck_assert_uint_eq(packet.payload.length, 4);
    ck_assert_uint_eq(packet.target.at[15], 2);
    ck_assert(ip_packet_read(BYTES_OF(jumbo), sizeof jumbo, &packet));
    ck_assert_uint_eq(packet.payload.length, 5);
    for (size_t size = 0; size < 40; size++) {
        BYTES_CUT(cut, plain, size);
        ck_assert(!ip_packet_read(cut, sizeof plain, &packet));
    }
}
END_TEST

START_TEST(option_headers_are_passed_over)
{
    const uint8_t options[] = {IPV6(28, 0), 60, 0, 0, 0, 0, 0, 0, 0, 6, 1,   0,   0,   0,  0,
                               0,           0,  0, 0, 0, 0, 0, 0, 0, 0, 'd', 'a', 't', 'a'};

    ck_assert(ip_packet_read(BYTES_OF(options), sizeof options, &packet));
    ck_assert_uint_eq(packet.protocol, IP_PROTOCOL_TCP);
    ck_assert(bytes_begin_with(packet.payload, "data", 4));
    for (size_t size = 40; size < 64; size++) {
        BYTES_CUT(cut, options, size);
        ck_assert(!ip_packet_read(cut, sizeof options, &packet));
    }
}
END_TEST

START_TEST(option_headers_without_end_are_left)
{
    uint8_t endless[40 + 9 * 8] = {IPV6(72, 0)};

    ck_assert(ip_packet_read(BYTES_OF(endless), sizeof endless, &packet));
    ck_assert_uint_eq(packet.protocol, 0);
    ck_assert_uint_eq(packet.payload.length, 8);
}
END_TEST

START_TEST(fragments_of_version_6)
{
    const uint8_t middle[] = {IPV6(12, 44), 17, 0, 0, 17, 0, 0, 0, 9, 'd', 'a', 't', 'a'};
    const uint8_t last[] = {IPV6(12, 44), 17, 0, 0, 16, 0, 0, 0, 9, 'd', 'a', 't', 'a'};
    const uint8_t whole[] = {IPV6(12, 44), 17,  0,   0,  0, 0, 0, 0, 9,
                             'd',          'a', 't', 'a'}; /* RFC 6946 */
    const uint8_t lying[] = {IPV6(4, 44), 17, 0, 0, 16, 0, 0, 0, 9, 'd', 'a', 't', 'a'};

    ck_assert(ip_packet_read(BYTES_OF(middle), sizeof middle, &packet));
    ck_assert(packet.is_fragment && packet.fragment.more);
    ck_assert_uint_eq(packet.protocol, IP_PROTOCOL_UDP);
    ck_assert_uint_eq(packet.fragment.offset, 16);
    ck_assert_uint_eq(packet.fragment.id, 9);
    ck_assert_uint_eq(packet.fragment.length, 4);
    ck_assert(ip_packet_read(BYTES_OF(last), sizeof last, &packet));
    ck_assert(packet.is_fragment && !packet.fragment.more);
    ck_assert(ip_packet_read(BYTES_OF(whole), sizeof whole, &packet));
    ck_assert(!packet.is_fragment);
    ck_assert(!ip_packet_read(BYTES_OF(lying), sizeof lying, &packet));
    BYTES_CUT(cut, last, 47);
    ck_assert(!ip_packet_read(cut, sizeof last, &packet));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ip_packet");
    TCase *version_4 = add_case(suite, "version 4", NULL, NULL);
    TCase *version_6 = add_case(suite, "version 6", NULL, NULL);

    tcase_add_test(version_4, version_4_is_read);
    tcase_add_test(version_4, a_total_length_of_zero_is_the_rest);
    tcase_add_test(version_4, padding_is_no_payload);
    tcase_add_test(version_4, a_length_beyond_the_frame_is_the_rest);
    tcase_add_test(version_4, no_header_is_read_from_less);
    tcase_add_test(version_4, a_header_must_hold_itself);
    tcase_add_test(version_4, fragments_of_version_4);
    tcase_add_test(version_6, version_6_is_read);
    tcase_add_test(version_6, option_headers_are_passed_over);
    tcase_add_test(version_6, option_headers_without_end_are_left);
    tcase_add_test(version_6, fragments_of_version_6);
    return run_suite(suite);
}
