/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ledger/kdc/spn.h"
#include "told.h"

static struct tickets *tickets;

static void setup(void)
{
    tickets = tickets_new();
}

static void teardown(void)
{
    tickets_free(tickets);
}

static struct issued_ticket *get(uint64_t fingerprint)
{
    struct krb_ticket ticket = {
        .present = true, .sname = SPN, .realm = REALM, .etype = 18, .fingerprint = fingerprint};

    return tickets_get(tickets, &ticket);
}

START_TEST(a_ticket_is_known_by_its_fingerprint)
{
    struct issued_ticket *ticket = get(7);

    ck_assert_str_eq(ticket->sname, SPN);
    ck_assert_int_eq(ticket->etype, 18);
    ck_assert_ptr_eq(get(7), ticket);
    ck_assert_ptr_eq(tickets_find(tickets, 7), ticket);
    ck_assert_ptr_ne(get(8), ticket);
}
END_TEST

START_TEST(a_ticket_without_fingerprint_is_unknown)
{
    struct krb_ticket absent = {.fingerprint = 7};

    ck_assert_ptr_null(get(0));
    ck_assert_ptr_null(tickets_get(tickets, &absent));
    ck_assert_ptr_null(tickets_find(tickets, 0));
    ck_assert_ptr_null(tickets_find(tickets, 7));
    tickets_free(NULL);
}
END_TEST

START_TEST(uses_are_counted_for_each_kdc)
{
    struct issued_ticket *ticket = get(7);
    struct host_addr dc1 = address_of(DC1), dc2 = address_of(DC2);

    ticket_add_use(ticket, &dc1, true, 10);
    ticket_add_use(ticket, &dc2, false, 20);
    ticket_add_use(ticket, &dc2, false, 30);
    ticket_add_use(ticket, &dc2, true, 40);
    ck_assert_uint_eq(ticket->use_count, 2);
    ck_assert_uint_eq(ticket->uses[0].accepted_frame, 10);
    ck_assert_uint_eq(ticket->uses[1].refused, 2);
    ck_assert_uint_eq(ticket->uses[1].refused_frame, 20);
    ck_assert_uint_eq(ticket->uses[1].accepted_frame, 40);
}
END_TEST

START_TEST(uses_are_bounded)
{
    struct issued_ticket *ticket = get(7);

    for (unsigned i = 0; i < 100; i++) {
        g_autofree char *text = g_strdup_printf("10.1.0.%u", i);
        struct host_addr kdc = address_of(text);
        ticket_add_use(ticket, &kdc, true, i);
    }
    ck_assert_uint_eq(ticket->use_count, TICKET_USES_MAX);
}
END_TEST

START_TEST(the_ticket_unused_for_longest_goes_first)
{
    get(1);
    for (uint64_t i = 2; i < 40000; i++) {
        get(i);
        get(1);
    }
    ck_assert_ptr_nonnull(tickets_find(tickets, 1));
    ck_assert_ptr_null(tickets_find(tickets, 2));
    ck_assert_ptr_nonnull(tickets_find(tickets, 39999));
}
END_TEST

START_TEST(krbtgt_is_known_by_its_name)
{
    ck_assert(ticket_name_is_krbtgt("krbtgt/EXAMPLE.COM"));
    ck_assert(ticket_name_is_krbtgt("KRBTGT/example.com"));
    ck_assert(!ticket_name_is_krbtgt("krbtgt"));
    ck_assert(!ticket_name_is_krbtgt("host/krbtgt"));
    ck_assert(!ticket_name_is_krbtgt(NULL));
}
END_TEST

static void expect_host(const char *spn, const char *wanted)
{
    g_autofree char *host = spn_host(spn);

    ck_assert_pstr_eq(host, wanted);
}

START_TEST(the_host_is_the_second_part_of_an_spn)
{
    expect_host(SPN, SERVER_NAME);
    expect_host("MSSQLSvc/db.example.com:1433", "db.example.com");
    expect_host("ldap/dc1.example.com/example.com", "dc1.example.com");
    expect_host("host/fd00::20", "fd00::20");
    expect_host("host/", "");
    expect_host("krbtgt/EXAMPLE.COM", NULL);
    expect_host("alice", NULL);
    expect_host(NULL, NULL);
}
END_TEST

START_TEST(the_service_is_the_first_part_of_an_spn)
{
    ck_assert(spn_has_service("rpcss/app", "RPCSS"));
    ck_assert(!spn_has_service("RPCSS2/app", "RPCSS"));
    ck_assert(!spn_has_service("RPCSS", "RPCSS"));
    ck_assert(!spn_has_service(NULL, "RPCSS"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tickets");
    TCase *cases = add_case(suite, "tickets", setup, teardown);
    TCase *names = add_case(suite, "names", NULL, NULL);

    tcase_add_test(cases, a_ticket_is_known_by_its_fingerprint);
    tcase_add_test(cases, a_ticket_without_fingerprint_is_unknown);
    tcase_add_test(cases, uses_are_counted_for_each_kdc);
    tcase_add_test(cases, uses_are_bounded);
    tcase_add_test(cases, the_ticket_unused_for_longest_goes_first);
    tcase_add_test(names, krbtgt_is_known_by_its_name);
    tcase_add_test(names, the_host_is_the_second_part_of_an_spn);
    tcase_add_test(names, the_service_is_the_first_part_of_an_spn);
    return run_suite(suite);
}
