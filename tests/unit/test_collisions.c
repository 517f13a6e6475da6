/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include "event/number_hash.h"
#include "ledger/hidden/datagrams.h"
#include "ledger/rpc/announced.h"
#include "ledger/rpc/endpoints.h"

#include <string.h>

/* Hosts whose hashes are equal are two hosts all the same: whoever makes a capture chooses its
 * addresses. */

static struct scene *scene;
static char twin_client[HOST_ADDR_TEXT_SIZE], twin_server[HOST_ADDR_TEXT_SIZE];

/* Another address with the hash of this one of IPv4, whose second half is zero. */
static struct host_addr twin_of(const char *text)
{
    struct host_addr addr = address_of(text);
    uint64_t zero = 0, second = 4711, first;

    memcpy(&first, addr.bytes, sizeof first);
    first ^= number_hash(&zero) ^ number_hash(&second);
    addr.family = HOST_ADDR_IPV6;
    memcpy(addr.bytes, &first, sizeof first);
    memcpy(addr.bytes + sizeof first, &second, sizeof second);
    return addr;
}

static void setup(void)
{
    struct host_addr client = twin_of(CLIENT), server = twin_of(SERVER);

    scene = scene_new();
    host_addr_format(&client, twin_client);
    host_addr_format(&server, twin_server);
}

static void teardown(void)
{
    scene_free(scene);
}

START_TEST(twins_have_one_hash)
{
    struct host_addr server = address_of(SERVER), twin = address_of(twin_server);

    ck_assert_uint_eq(host_addr_hash(&server), host_addr_hash(&twin));
    ck_assert(!host_addr_equal(&server, &twin));
}
END_TEST

START_TEST(a_port_of_one_is_none_of_the_other)
{
    struct endpoints *endpoints = endpoints_new();
    struct host_addr server = address_of(SERVER), twin = address_of(twin_server);

    endpoints_add_port(endpoints, &twin, 50000);
    ck_assert(!endpoints_has_port(endpoints, &server, 50000));
    ck_assert(endpoints_has_port(endpoints, &twin, 50000));
    endpoints_free(endpoints);
}
END_TEST

START_TEST(what_is_announced_to_one_is_not_to_the_other)
{
    struct announced *announced = announced_new();
    struct host_addr client = address_of(CLIENT), client_twin = address_of(twin_client);
    struct host_addr server = address_of(SERVER), server_twin = address_of(twin_server);
    struct announcement *announcement = announced_begin(announced, &server, 1);

    announced_add(announced, announcement, &client, &server, 50000);
    ck_assert_ptr_null(announced_find(announced, &client_twin, &server, 50000));
    ck_assert_ptr_null(announced_find(announced, &client, &server_twin, 50000));
    ck_assert_ptr_eq(announced_find(announced, &client, &server, 50000), announcement);
    announced_free(announced);
}
END_TEST

/* The frame of the first fragment of a datagram that is not whole. */
static uint32_t fragment(struct datagrams *datagrams, const char *from, const char *to,
                         struct ip_fragment what)
{
    struct event event = scene_event(EVENT_IP_FRAGMENT, from, to);

    event.origin.frame = ++scene->frame;
    event.origin.source_port = what.offset == 0 ? 88 : 0;
    event.fragment = what;
    datagrams_add(datagrams, &event);
    return scene->frame;
}

/* The end of the one would complete the other. */
START_TEST(fragments_of_one_are_none_of_the_other)
{
    static const struct ip_fragment first = {7, 17, 0, 1480, true}, last = {7, 17, 1480, 20, false};
    struct datagrams *datagrams = datagrams_new();
    uint32_t cut;

    uint32_t frame = fragment(datagrams, DC1, CLIENT, first);
    fragment(datagrams, DC1, twin_client, last);
    struct host_addr twin = twin_of(DC1);
    char twin_kdc[HOST_ADDR_TEXT_SIZE];
    fragment(datagrams, host_addr_format(&twin, twin_kdc), CLIENT, last);
    fragment(datagrams, DC1, CLIENT, (struct ip_fragment){18, 6, 1480, 20, false});
    ck_assert_uint_eq(datagrams_cut(datagrams, &cut), 1);
    ck_assert_uint_eq(cut, frame);
    fragment(datagrams, DC1, CLIENT, last);
    ck_assert_uint_eq(datagrams_cut(datagrams, &cut), 0);
    datagrams_free(datagrams);
}
END_TEST

/* Only where one client tries again at one server its second try worked. */
static void refused_and_then_works(const char *client, const char *server)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    scene_ntlm_works(scene, client, server);
}

START_TEST(the_success_of_one_is_none_of_the_other)
{
    refused_and_then_works(CLIENT, twin_server);
    expect_no_evidence(scene, "later attempt");
    scene_ntlm_works(scene, twin_client, SERVER);
    expect_no_evidence(scene, "later attempt");
    ck_assert_uint_eq(((struct report_cause *)report_of(scene)->causes->pdata[0])->also_worked, 0);
}
END_TEST

START_TEST(its_own_is)
{
    refused_and_then_works(CLIENT, SERVER);
    expect_evidence(scene, "later attempt");
}
END_TEST

/* A copy of the SYN of the one, by another host. */
START_TEST(a_connection_of_one_is_none_of_the_other)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_ntlm_call(scene, connection);
    scene_client_fin(scene, connection);
    connection->client = twin_client;
    connection->stream = 4711;
    connection->client_sequence--;
    scene_syn(scene, connection);
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_nak(scene, connection, 8);
    expect(scene, "bind-nak auth-type-unsupported high");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("collisions");
    TCase *hosts = add_case(suite, "hosts", setup, teardown);

    tcase_add_test(hosts, twins_have_one_hash);
    tcase_add_test(hosts, a_port_of_one_is_none_of_the_other);
    tcase_add_test(hosts, what_is_announced_to_one_is_not_to_the_other);
    tcase_add_test(hosts, fragments_of_one_are_none_of_the_other);
    tcase_add_test(hosts, the_success_of_one_is_none_of_the_other);
    tcase_add_test(hosts, its_own_is);
    tcase_add_test(hosts, a_connection_of_one_is_none_of_the_other);
    return run_suite(suite);
}
