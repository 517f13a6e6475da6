/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

static struct hosts *hosts;

static void setup(void)
{
    hosts = hosts_new();
}

static void teardown(void)
{
    hosts_free(hosts);
}

static void name(const char *text, const char *address)
{
    struct host_addr addr = address_of(address);

    hosts_add_name(hosts, text, &addr);
}

static void mac(uint64_t value, const char *address)
{
    struct host_addr addr = address_of(address);

    hosts_add_mac(hosts, value, &addr);
}

static enum hosts_match match(const char *text, const char *address)
{
    struct host_addr addr = address_of(address);

    return hosts_match_name(hosts, text, &addr);
}

static bool same(const char *a, const char *b)
{
    struct host_addr left = address_of(a), right = address_of(b);

    return hosts_same(hosts, &left, &right);
}

START_TEST(a_name_belongs_to_its_address)
{
    name(SERVER_NAME, SERVER);
    ck_assert_int_eq(match(SERVER_NAME, SERVER), HOSTS_THIS_HOST);
    ck_assert_int_eq(match(SERVER_NAME, OTHER_SERVER), HOSTS_OTHER_HOST);
    ck_assert_int_eq(match(OTHER_NAME, SERVER), HOSTS_UNKNOWN);
}
END_TEST

START_TEST(case_and_final_dot_do_not_count)
{
    name("App.Example.COM.", SERVER);
    ck_assert_int_eq(match("app.example.com", SERVER), HOSTS_THIS_HOST);
    ck_assert_int_eq(match("APP.EXAMPLE.COM.", SERVER), HOSTS_THIS_HOST);
}
END_TEST

START_TEST(short_and_full_names_meet)
{
    name("app.example.com", SERVER);
    name("FILES", OTHER_SERVER);
    ck_assert_int_eq(match("APP", SERVER), HOSTS_THIS_HOST);
    ck_assert_int_eq(match("APP", OTHER_SERVER), HOSTS_OTHER_HOST);
    ck_assert_int_eq(match("files.example.com", OTHER_SERVER), HOSTS_THIS_HOST);
}
END_TEST

START_TEST(an_address_as_name_is_itself)
{
    ck_assert_int_eq(match(SERVER, SERVER), HOSTS_THIS_HOST);
    ck_assert_int_eq(match(SERVER, OTHER_SERVER), HOSTS_OTHER_HOST);
    ck_assert_int_eq(match("fd00:0::20", SERVER6), HOSTS_THIS_HOST);
}
END_TEST

START_TEST(nothing_is_learnt_from_nothing)
{
    struct host_addr none = {0}, server = address_of(SERVER);

    hosts_add_name(hosts, NULL, &server);
    hosts_add_name(hosts, "", &server);
    hosts_add_name(hosts, ".", &server);
    hosts_add_name(hosts, SERVER_NAME, &none);
    hosts_add_name(hosts, OTHER_SERVER, &server);
    hosts_add_alias(hosts, NULL, SERVER_NAME);
    hosts_add_alias(hosts, "", SERVER_NAME);
    hosts_add_alias(hosts, SERVER_NAME, NULL);
    hosts_add_alias(hosts, SERVER_NAME, "");
    hosts_add_mac(hosts, 0, &server);
    hosts_add_mac(hosts, 1, &none);
    ck_assert_int_eq(match(SERVER_NAME, SERVER), HOSTS_UNKNOWN);
    ck_assert_int_eq(match(OTHER_SERVER, SERVER), HOSTS_OTHER_HOST);
    ck_assert_int_eq(hosts_match_name(hosts, NULL, &server), HOSTS_UNKNOWN);
    ck_assert_int_eq(hosts_match_name(hosts, "", &server), HOSTS_UNKNOWN);
    ck_assert_int_eq(hosts_match_name(hosts, "app", &none), HOSTS_UNKNOWN);
    ck_assert(!hosts_same(hosts, &none, &server));
    hosts_free(NULL);
}
END_TEST

START_TEST(an_alias_leads_to_the_host)
{
    hosts_add_alias(hosts, "com.example.com", "cluster.example.com.");
    hosts_add_alias(hosts, "cluster.example.com", SERVER_NAME);
    name(SERVER_NAME, SERVER);
    ck_assert_int_eq(match("COM.example.com", SERVER), HOSTS_THIS_HOST);
    ck_assert_int_eq(match("com.example.com", OTHER_SERVER), HOSTS_OTHER_HOST);
    ck_assert_str_eq(hosts_alias_target(hosts, "Com.Example.Com"), "cluster.example.com");
    ck_assert_ptr_null(hosts_alias_target(hosts, SERVER_NAME));
    ck_assert_ptr_null(hosts_alias_target(hosts, "unheard.example.com"));
}
END_TEST

START_TEST(aliases_in_a_circle_end)
{
    hosts_add_alias(hosts, "a.example.com", "b.example.com");
    hosts_add_alias(hosts, "b.example.com", "a.example.com");
    hosts_add_alias(hosts, "c.example.com", "c.example.com");
    ck_assert_int_eq(match("a.example.com", SERVER), HOSTS_UNKNOWN);
    ck_assert_int_eq(match("c.example.com", SERVER), HOSTS_UNKNOWN);
}
END_TEST

START_TEST(a_later_alias_replaces_the_earlier)
{
    name(SERVER_NAME, SERVER);
    name(OTHER_NAME, OTHER_SERVER);
    hosts_add_alias(hosts, "com.example.com", OTHER_NAME);
    hosts_add_alias(hosts, "com.example.com", SERVER_NAME);
    ck_assert_int_eq(match("com.example.com", SERVER), HOSTS_THIS_HOST);
}
END_TEST

START_TEST(a_round_robin_name_belongs_to_all_and_makes_none_one)
{
    name("farm.example.com", SERVER);
    name("farm.example.com", OTHER_SERVER);
    name("farm.example.com", SERVER6);
    ck_assert_int_eq(match("farm.example.com", SERVER), HOSTS_THIS_HOST);
    ck_assert_int_eq(match("farm.example.com", OTHER_SERVER), HOSTS_THIS_HOST);
    ck_assert(!same(SERVER, OTHER_SERVER));
    ck_assert(!same(SERVER, SERVER6));
}
END_TEST

START_TEST(one_name_joins_its_two_families)
{
    name(SERVER_NAME, SERVER);
    name(SERVER_NAME, SERVER6);
    ck_assert(same(SERVER, SERVER6));
    ck_assert(same(SERVER6, SERVER));
    ck_assert_int_eq(match(SERVER_NAME, SERVER6), HOSTS_THIS_HOST);
}
END_TEST

START_TEST(one_link_layer_address_joins_its_two_families)
{
    mac(0x0242ac110002, CLIENT);
    mac(0x0242ac110002, CLIENT6);
    mac(0x0242ac110002, "fe80::10");
    ck_assert(same(CLIENT, CLIENT6));
    ck_assert(same(CLIENT6, "fe80::10"));
    ck_assert(!same(CLIENT, SERVER6));
}
END_TEST

START_TEST(a_router_joins_nobody)
{
    mac(0x0242ac110001, CLIENT);
    mac(0x0242ac110001, CLIENT6);
    mac(0x0242ac110001, OTHER_CLIENT);
    ck_assert(!same(CLIENT, CLIENT6));
    ck_assert(!same(CLIENT, OTHER_CLIENT));
}
END_TEST

START_TEST(all_addresses_of_a_host_are_listed)
{
    struct host_addr client = address_of(CLIENT), out[HOSTS_ADDRESSES_MAX];

    ck_assert_uint_eq(hosts_addresses(hosts, &client, out), 1);
    mac(1, CLIENT);
    mac(1, CLIENT6);
    mac(1, "fe80::10");
    name("pc.example.com", CLIENT);
    name("pc.example.com", "fd00::11");
    ck_assert_uint_eq(hosts_addresses(hosts, &client, out), 4);
    ck_assert(host_addr_equal(&out[0], &client));
}
END_TEST

START_TEST(lists_are_bounded)
{
    struct host_addr client = address_of(CLIENT), out[HOSTS_ADDRESSES_MAX];

    mac(1, CLIENT);
    for (unsigned i = 0; i < 100; i++) {
        g_autofree char *six = g_strdup_printf("fd00::%x", 0x100 + i);
        g_autofree char *text = g_strdup_printf("name%u.example.com", i);
        g_autofree char *four = g_strdup_printf("10.1.0.%u", i);
        mac(1, six);
        name(text, CLIENT);
        name("farm.example.com", four);
    }
    ck_assert_uint_le(hosts_addresses(hosts, &client, out), HOSTS_ADDRESSES_MAX);
    ck_assert_int_eq(match("farm.example.com", "10.1.0.0"), HOSTS_THIS_HOST);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hosts");
    TCase *names = add_case(suite, "names", setup, teardown);
    TCase *joined = add_case(suite, "one host", setup, teardown);

    tcase_add_test(names, a_name_belongs_to_its_address);
    tcase_add_test(names, case_and_final_dot_do_not_count);
    tcase_add_test(names, short_and_full_names_meet);
    tcase_add_test(names, an_address_as_name_is_itself);
    tcase_add_test(names, nothing_is_learnt_from_nothing);
    tcase_add_test(names, an_alias_leads_to_the_host);
    tcase_add_test(names, aliases_in_a_circle_end);
    tcase_add_test(names, a_later_alias_replaces_the_earlier);
    tcase_add_test(joined, a_round_robin_name_belongs_to_all_and_makes_none_one);
    tcase_add_test(joined, one_name_joins_its_two_families);
    tcase_add_test(joined, one_link_layer_address_joins_its_two_families);
    tcase_add_test(joined, a_router_joins_nobody);
    tcase_add_test(joined, all_addresses_of_a_host_are_listed);
    tcase_add_test(joined, lists_are_bounded);
    return run_suite(suite);
}
