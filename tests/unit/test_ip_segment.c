/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire.h"
#include "wire/icmp_error.h"
#include "wire/packet_identity.h"

#define LINK 0xaa, 0xbb
#define SOURCE 10, 0, 0, 1
#define TARGET 10, 0, 0, 2
#define IPV4(length) 0x45, 0, 0, length, 0, 0, 0x40, 0, 64, 6, 0, 0, SOURCE, TARGET
/* ports 40000 and 135, sequence 0x01020304, acknowledgement 5 */
#define TCP(size, flags)                                                                           \
    0x9c, 0x40, 0, 135, 1, 2, 3, 4, 0, 0, 0, 5, (size) << 4, flags, 1, 0, 0, 0, 0, 0
#define SOURCE6 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
#define TARGET6 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2
#define IPV6(length, next) 0x60, 0, 0, 0, 0, length, next, 64, SOURCE6, TARGET6
#define SYN 0x02

static const struct ip_pair ipv4_pair = {BYTES(SOURCE), BYTES(TARGET)};
static const struct ip_pair ipv6_pair = {BYTES(SOURCE6), BYTES(TARGET6)};
static const uint8_t syn[] = {LINK, IPV4(44), TCP(5, SYN), 1, 2, 3, 4};
static const uint8_t syn6[] = {LINK, IPV6(28, 60), 6, 0, 1, 4, 0, 0, 0, 0, TCP(5, SYN)};

static bool find(struct bytes frame, const struct ip_pair *pair, struct segment_header *header)
{
    size_t offset = 0;

    return ip_segment_find(frame, frame.length, pair, &offset, header);
}

START_TEST(a_segment_is_found_behind_its_addresses)
{
    struct segment_header header;
    size_t offset = 7;

    ck_assert(ip_segment_find(BYTES_OF(syn), sizeof syn, &ipv4_pair, &offset, &header));
    ck_assert_uint_eq(offset, 2);
    ck_assert_uint_eq(header.source_port, 40000);
    ck_assert_uint_eq(header.target_port, 135);
    ck_assert_uint_eq(header.flags, SYN);
    ck_assert_uint_eq(header.sequence, 0x01020304);
    ck_assert_uint_eq(header.acknowledgement, 5);
    ck_assert_uint_eq(header.length, 4);
    ck_assert(ip_segment_find(BYTES_OF(syn), sizeof syn, &ipv4_pair, &offset, &header));
}
END_TEST

START_TEST(ipv6_options_are_passed_over)
{
    struct segment_header header;

    ck_assert(find(BYTES_OF(syn6), &ipv6_pair, &header));
    ck_assert_uint_eq(header.target_port, 135);
    ck_assert_uint_eq(header.length, 0);
    /* A routing header, an option header that ends beyond the frame, no IPv6. */
    BYTES_CHANGED(routed, syn6, 8, 43);
    ck_assert(!find(routed, &ipv6_pair, &header));
    BYTES_CHANGED(too_long, syn6, 43, 9);
    ck_assert(!find(too_long, &ipv6_pair, &header));
    BYTES_CHANGED(other, syn6, 2, 0x50);
    ck_assert(!find(other, &ipv6_pair, &header));
    ck_assert(!find((struct bytes){syn6, 45}, &ipv6_pair, &header));
    ck_assert(!find((struct bytes){syn6, 40}, &ipv6_pair, &header));
    BYTES_CHANGED(endless, syn6, 42, 60);
    ck_assert(!find(endless, &ipv6_pair, &header));
}
END_TEST

START_TEST(the_length_is_that_of_the_wire)
{
    struct segment_header header;
    size_t offset = 0;

    /* Captured without its payload, with a trailer, and with a length that the card fills in. */
    ck_assert(ip_segment_find((struct bytes){syn, 42}, 46, &ipv4_pair, &offset, &header));
    ck_assert_uint_eq(header.length, 4);
    BYTES_CHANGED(trailer, syn, 5, 41);
    ck_assert(find(trailer, &ipv4_pair, &header));
    ck_assert_uint_eq(header.length, 1);
    BYTES_CHANGED(offloaded, syn, 5, 0);
    ck_assert(find(offloaded, &ipv4_pair, &header));
    ck_assert_uint_eq(header.length, 4);
    BYTES_CHANGED(shorter_than_header, syn, 5, 36);
    ck_assert(find(shorter_than_header, &ipv4_pair, &header));
    ck_assert_uint_eq(header.length, 0);
}
END_TEST

START_TEST(what_is_no_segment_is_refused)
{
    static const struct {
        size_t at;
        uint8_t value;
        const char *what;
    } rows[] = {
        {2, 0x55, "no IPv4"},
        {2, 0x4f, "options beyond the frame"},
        {5, 19, "an IP length below its header"},
        {8, 0x20, "more fragments"},
        {9, 1, "a later fragment"},
        {11, 17, "UDP"},
        {14, 11, "another source"},
        {21, 9, "another target"},
        {34, 0x40, "a TCP header of 16 bytes"},
    };
    struct segment_header header;

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        BYTES_CHANGED(frame, syn, rows[i].at, rows[i].value);
        ck_assert_msg(!find(frame, &ipv4_pair, &header), "%s", rows[i].what);
    }
    for (size_t length = 0; length < 2 + 20 + 16; length++) {
        BYTES_CUT(cut, syn, length);
        ck_assert(!find(cut, &ipv4_pair, &header));
    }
}
END_TEST

/* Only the first 512 bytes are looked at. */
START_TEST(the_search_is_bounded)
{
    uint8_t frame[600] = {0};
    struct segment_header header;

    memcpy(frame + 509, syn, sizeof syn);
    ck_assert(find(BYTES_OF(frame), &ipv4_pair, &header));
    memset(frame, 0, sizeof frame);
    memcpy(frame + 510, syn, sizeof syn);
    ck_assert(!find(BYTES_OF(frame), &ipv4_pair, &header));
}
END_TEST

START_TEST(plain_segments_are_known_at_a_glance)
{
    static const uint8_t plain[] = {LINK, IPV4(40), TCP(5, 0x10)};

    ck_assert(ip_segment_is_plain(BYTES_OF(plain), 2, 40000, 135));
    ck_assert(!ip_segment_is_plain((struct bytes){plain, 41}, 2, 40000, 135));
    ck_assert(!ip_segment_is_plain(BYTES_OF(plain), 3, 40000, 135));
    ck_assert(!ip_segment_is_plain(BYTES_OF(plain), 2, 40000, 136));
    ck_assert(!ip_segment_is_plain(BYTES_OF(syn), 2, 40000, 135));
    BYTES_CHANGED(options, plain, 2, 0x46);
    ck_assert(!ip_segment_is_plain(options, 2, 40000, 135));
    BYTES_CHANGED(udp, plain, 11, 17);
    ck_assert(!ip_segment_is_plain(udp, 2, 40000, 135));
}
END_TEST

START_TEST(an_icmp_error_may_quote_the_port)
{
    static const uint8_t error[] = {3, 3, 0, 0, 0, 0, 0, 0, 1, 2, 0, 88};

    ck_assert(icmp_error_may_quote_port(BYTES_OF(error), 88));
    ck_assert(!icmp_error_may_quote_port(BYTES_OF(error), 135));
    ck_assert(!icmp_error_may_quote_port((struct bytes){error, 11}, 88));
    ck_assert(!icmp_error_may_quote_port((struct bytes){error, 8}, 88));
    BYTES_CHANGED(icmpv6, error, 0, 1);
    ck_assert(icmp_error_may_quote_port(icmpv6, 88));
    BYTES_CHANGED(echo, error, 0, 8);
    ck_assert(!icmp_error_may_quote_port(echo, 88));
}
END_TEST

static struct packet_identity identity_of(struct bytes frame, const struct ip_pair *pair, bool tcp)
{
    struct packet_identity identity;
    size_t offset = 0;

    packet_identity_read(frame, frame.length, pair, tcp, &offset, &identity);
    return identity;
}

START_TEST(a_router_leaves_the_identity_as_it_is)
{
    static const uint8_t elsewhere[] = {10, 0, 0, 9, TARGET};
    const struct ip_pair translated = {{elsewhere, 4}, {elsewhere + 4, 4}};
    struct packet_identity identity = identity_of(BYTES_OF(syn), &ipv4_pair, true);

    ck_assert_uint_ne(identity.fingerprint, 0);
    ck_assert(identity.has_payload);
    ck_assert_uint_eq(identity.target_port, 135);
    BYTES_CHANGED(routed, syn, 10, 63); /* time to live */
    ck_assert_uint_eq(identity_of(routed, &ipv4_pair, true).fingerprint, identity.fingerprint);
    BYTES_CHANGED(nat, syn, 17, 9);
    ck_assert_uint_eq(identity_of(nat, &translated, true).fingerprint, identity.fingerprint);
    BYTES_CHANGED(later, syn, 29, 5); /* sequence number */
    ck_assert_uint_ne(identity_of(later, &ipv4_pair, true).fingerprint, identity.fingerprint);
    BYTES_CHANGED(other, syn, 42, 5); /* payload */
    ck_assert_uint_ne(identity_of(other, &ipv4_pair, true).fingerprint, identity.fingerprint);
    ck_assert_uint_eq(identity_of(BYTES_OF(syn), &ipv4_pair, false).fingerprint, 0);
    ck_assert_uint_ne(identity_of(BYTES_OF(syn6), &ipv6_pair, true).fingerprint, 0);
}
END_TEST

START_TEST(a_datagram_is_its_payload)
{
    static const uint8_t udp[] = {0x45,   0,    0, 31, 0,  7, 0,  0, 64, 17, 0, 0, SOURCE,
                                  TARGET, 0xc0, 0, 0,  88, 0, 11, 0, 0,  1,  2, 3};
    struct packet_identity identity = identity_of(BYTES_OF(udp), &ipv4_pair, false);

    ck_assert_uint_ne(identity.fingerprint, 0);
    ck_assert_uint_eq(identity.ip_id, 7);
    ck_assert_uint_eq(identity.target_port, 88);
    BYTES_CHANGED(other, udp, 30, 4);
    ck_assert_uint_ne(identity_of(other, &ipv4_pair, false).fingerprint, identity.fingerprint);
    BYTES_CUT(empty, udp, 28);
    ck_assert_uint_eq(identity_of(empty, &ipv4_pair, false).fingerprint, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ip_segment");
    TCase *bytes = add_case(suite, "bytes", NULL, NULL);

    tcase_add_test(bytes, a_segment_is_found_behind_its_addresses);
    tcase_add_test(bytes, ipv6_options_are_passed_over);
    tcase_add_test(bytes, the_length_is_that_of_the_wire);
    tcase_add_test(bytes, what_is_no_segment_is_refused);
    tcase_add_test(bytes, the_search_is_bounded);
    tcase_add_test(bytes, plain_segments_are_known_at_a_glance);
    tcase_add_test(bytes, an_icmp_error_may_quote_the_port);
    tcase_add_test(bytes, a_router_leaves_the_identity_as_it_is);
    tcase_add_test(bytes, a_datagram_is_its_payload);
    return run_suite(suite);
}
