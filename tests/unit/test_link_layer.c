/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"
#include "wire/ip_packet.h"
#include "wire/link_layer.h"

#define MACS "\2\0\0\0\0\1\2\0\0\0\0\2"
#define IPV4 "\x45\0\0\x14\0\0\0\0\x40\6\0\0\x0a\0\0\1\x0a\0\0\2"
#define bytes_of(text) ((struct bytes){(const uint8_t *)(text), sizeof(text) - 1})

#define expect_ip(layer, head)                                                                     \
    do {                                                                                           \
        struct link_payload link = link_layer_read(layer, bytes_of(head IPV4));                    \
        ck_assert_int_eq(link.network, NETWORK_IP);                                                \
        ck_assert_uint_eq(link.offset, sizeof(head) - 1);                                          \
    } while (0)

#define expect_unknown(layer, head)                                                                \
    ck_assert_int_eq(link_layer_read(layer, bytes_of(head IPV4)).network, NETWORK_UNKNOWN)

START_TEST(ip_is_found_behind_what_stands_before_it)
{
    expect_ip(LINK_ETHERNET, MACS "\x08\0");
    expect_ip(LINK_ETHERNET, MACS "\x81\0\0\1\x08\0");
    expect_ip(LINK_ETHERNET, MACS "\x88\xa8\0\1\x81\0\0\2\x08\0");
    expect_ip(LINK_ETHERNET, MACS "\x88\x47\0\1\0\x40\0\2\1\x40");
    expect_ip(LINK_ETHERNET, MACS "\x81\0\0\1\x88\x64\x11\0\0\1\0\x16\0\x21");
    expect_ip(LINK_RAW_IP, "");
    expect_ip(LINK_COOKED, "\0\0\0\1\0\6\2\0\0\0\0\1\0\0\x08\0");
    expect_ip(LINK_COOKED_SECOND, "\x08\0\0\0\0\0\0\1\0\1\0\6\2\0\0\0\0\1\0\0");
}
END_TEST

START_TEST(what_is_not_followed_is_unknown)
{
    expect_unknown(LINK_ETHERNET, MACS "\x89\x4f");                         /* NSH */
    expect_unknown(LINK_ETHERNET, MACS "\x00\x20");                         /* a length: LLC */
    expect_unknown(LINK_ETHERNET, MACS "\x88\x47\0\1\0\x40");               /* no last label */
    expect_unknown(LINK_ETHERNET, MACS "\x88\x64\x11\0\0\1\0\x16\xc0\x21"); /* PPP LCP */
    ck_assert_int_eq(link_layer_read(LINK_RAW_IP, bytes_of("\x30")).network, NETWORK_UNKNOWN);
}
END_TEST

START_TEST(frames_without_hosts_are_known)
{
    ck_assert_int_eq(link_layer_read(LINK_ETHERNET, bytes_of(MACS "\x08\6\0\1")).network,
                     NETWORK_NO_HOST);
    ck_assert_int_eq(link_layer_read(LINK_ETHERNET, bytes_of(MACS "\x81\0\0\1\x88\xcc")).network,
                     NETWORK_NO_HOST);
}
END_TEST

START_TEST(tags_without_end_are_not_followed)
{
    uint8_t frame[4096];

    for (size_t i = 0; i < sizeof frame; i += 4)
        memcpy(frame + i, "\x81\0\x81\0", 4);
    ck_assert_int_eq(link_layer_read(LINK_ETHERNET, (struct bytes){frame, sizeof frame}).network,
                     NETWORK_UNKNOWN);
}
END_TEST

START_TEST(every_cut_is_survived)
{
    static const char frame[] = MACS "\x88\xa8\0\1\x81\0\0\2\x88\x47\0\1\1\x40" IPV4;

    for (size_t length = 0; length < sizeof frame - sizeof IPV4 + 1; length++)
        ck_assert_int_eq(
            link_layer_read(LINK_ETHERNET, (struct bytes){(const uint8_t *)frame, length}).network,
            NETWORK_UNKNOWN);
}
END_TEST

START_TEST(lengths_of_ip_are_checked)
{
    struct ip_packet packet;

    ck_assert(ip_packet_read(bytes_of(IPV4), 20, &packet));
    ck_assert_uint_eq(packet.wire_length, 0);
    ck_assert(ip_packet_read(bytes_of(IPV4 "padding"), 27, &packet));
    ck_assert_uint_eq(packet.payload.length, 0); /* what is behind the packet pads the frame */
    ck_assert(!ip_packet_read(bytes_of("\x44" IPV4), 21, &packet)); /* a header of 16 bytes */
    ck_assert(!ip_packet_read(bytes_of("\x4f\0\0\x14"), 20, &packet));
    ck_assert(!ip_packet_read(bytes_of("\x60\0\0\0"), 40, &packet));
}
END_TEST

START_TEST(fragments_of_version_4_are_read)
{
    struct ip_packet packet;

    ck_assert(ip_packet_read(bytes_of("\x45\0\0\x18\1\2\x20\3\x40\x11\0\0\x0a\0\0\1\x0a\0\0\2"
                                      "data"),
                             24, &packet));
    ck_assert(packet.is_fragment && packet.fragment.more);
    ck_assert_uint_eq(packet.fragment.id, 0x102);
    ck_assert_uint_eq(packet.fragment.offset, 24);
    ck_assert_uint_eq(packet.fragment.length, 4);
    ck_assert(ip_packet_read(bytes_of(IPV4), 20, &packet));
    ck_assert(!packet.is_fragment);
}
END_TEST

START_TEST(extension_headers_are_followed_to_a_fragment)
{
    /* hop-by-hop options, the second fragment of a datagram of UDP, three bytes of it */
    static const uint8_t frame[40 + 8 + 8 + 3] = {
        0x60, 0, 0, 0, 0, 19, 0, 64, [40] = 44, 0, 1, 4, [48] = 17, 0, 5, 0xa9, 0, 0, 0, 7};
    struct ip_packet packet;

    ck_assert(ip_packet_read((struct bytes){frame, sizeof frame}, sizeof frame, &packet));
    ck_assert(packet.is_fragment);
    ck_assert_uint_eq(packet.protocol, 17);
    ck_assert_uint_eq(packet.wire_length, 3);
    ck_assert_uint_eq(packet.fragment.id, 7);
    ck_assert_uint_eq(packet.fragment.offset, 0x5a8);
    ck_assert(packet.fragment.more);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("link_layer");
    TCase *frames = add_case(suite, "frames", NULL, NULL);

    tcase_add_test(frames, ip_is_found_behind_what_stands_before_it);
    tcase_add_test(frames, what_is_not_followed_is_unknown);
    tcase_add_test(frames, frames_without_hosts_are_known);
    tcase_add_test(frames, tags_without_end_are_not_followed);
    tcase_add_test(frames, every_cut_is_survived);
    tcase_add_test(frames, lengths_of_ip_are_checked);
    tcase_add_test(frames, fragments_of_version_4_are_read);
    tcase_add_test(frames, extension_headers_are_followed_to_a_fragment);
    return run_suite(suite);
}
