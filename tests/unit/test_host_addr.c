/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

static const char *formatted(const char *text)
{
    static char out[HOST_ADDR_TEXT_SIZE];
    struct host_addr address = address_of(text);

    return host_addr_format(&address, out);
}

START_TEST(text_and_address_convert)
{
    ck_assert_str_eq(formatted("10.0.0.1"), "10.0.0.1");
    ck_assert_str_eq(formatted("FD00:0:0::0010"), "fd00::10");
    ck_assert_str_eq(formatted("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"),
                     "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}
END_TEST

/* RFC 5952 4 and 5; ISATAP (RFC 5214 6.1) and IPv4-compatible addresses are written as others. */
START_TEST(ipv6_is_written_in_its_one_form)
{
    static const char *const rows[][2] = {
        {"::", "::"},
        {"::1", "::1"},
        {"1::", "1::"},
        {"2001:0DB8::0001", "2001:db8::1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
        {"0:0:3:4:5:6:7:8", "::3:4:5:6:7:8"},
        {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
        {"::ffff:10.0.0.1", "::ffff:10.0.0.1"},
        {"::FFFF:a00:1", "::ffff:10.0.0.1"},
        {"::ffff:0:10.0.0.1", "::ffff:0:a00:1"},
        {"::fffe:10.0.0.1", "::fffe:a00:1"},
        {"::10.0.0.1", "::a00:1"},
        {"fe80::5efe:10.0.0.1", "fe80::5efe:a00:1"},
        {"fe80::200:5efe:192.0.2.1", "fe80::200:5efe:c000:201"},
        {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        ck_assert_str_eq(formatted(rows[i][0]), rows[i][1]);
}
END_TEST

START_TEST(other_text_is_no_address)
{
    static const char *const texts[] = {
        "",
        "app",
        "10.0.0",
        "10.0.0.256",
        "fd00:::1",
        "10.0.0.1 ",
        "10.0.0.01",
        "10.0.0.",
        "10.0.0.1.",
        "1.2.3.1000",
        ":",
        ":::",
        ":1",
        "1:",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "::g",
        "::1 ",
        "::10.0.0",
        "10.0.0.1::",
        "1:2:3:4:5:6:7:10.0.0.1",
        "::10.0.0.1:1",
        "fe80::1%eth0",
        "1::2:",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct host_addr address;
        ck_assert(!host_addr_parse(texts[i], &address));
        ck_assert(!host_addr_known(&address));
        ck_assert_str_eq(formatted(texts[i]), "");
    }
}
END_TEST

START_TEST(only_4_or_16_bytes_make_an_address)
{
    static const uint8_t bytes[17] = {10, 0, 0, 1};

    for (size_t length = 0; length <= sizeof bytes; length++) {
        struct host_addr address = host_addr_from_bytes(bytes, length);
        ck_assert_int_eq(host_addr_known(&address), length == 4 || length == 16);
    }
}
END_TEST

START_TEST(equal_addresses_have_equal_hashes)
{
    struct host_addr a = address_of("10.0.0.1"), b = address_of("10.0.0.1");
    struct host_addr other = address_of("10.0.0.2"), six = address_of("a00:1::");

    ck_assert(host_addr_equal(&a, &b));
    ck_assert_uint_eq(host_addr_hash(&a), host_addr_hash(&b));
    ck_assert(host_addr_hash_equal(&a, &b));
    ck_assert(!host_addr_hash_equal(&a, &other));
    ck_assert(!host_addr_equal(&a, &six));
}
END_TEST

START_TEST(link_local_is_169_254_and_fe80)
{
    static const struct {
        const char *text;
        bool link_local;
    } rows[] = {
        {"169.254.0.1", true}, {"169.253.0.1", false}, {"168.254.0.1", false},
        {"fe80::1", true},     {"febf::1", true},      {"fec0::1", false},
        {"fd00::1", false},    {"ff80::1", false},     {"", false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct host_addr address = address_of(rows[i].text);
        ck_assert_msg(host_addr_link_local(&address) == rows[i].link_local, "%s", rows[i].text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("host_addr");
    TCase *addresses = add_case(suite, "addresses", NULL, NULL);

    tcase_add_test(addresses, text_and_address_convert);
    tcase_add_test(addresses, ipv6_is_written_in_its_one_form);
    tcase_add_test(addresses, other_text_is_no_address);
    tcase_add_test(addresses, only_4_or_16_bytes_make_an_address);
    tcase_add_test(addresses, equal_addresses_have_equal_hashes);
    tcase_add_test(addresses, link_local_is_169_254_and_fe80);
    return run_suite(suite);
}
