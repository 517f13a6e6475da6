/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* What a request to a KDC and its answer make of each other. */

static struct scene *scene;

static void setup(void)
{
    scene = scene_new_ledger(15 * MINUTES);
}

static void teardown(void)
{
    scene_free(scene);
}

static bool collect(struct kdc_exchange *exchange, void *user_data)
{
    g_ptr_array_add(user_data, exchange);
    return true;
}

/* The nth exchange, oldest first; NULL where there are not so many. */
static const struct kdc_exchange *exchange_at(guint n)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();

    exchanges_foreach(ledger_exchanges(scene->ledger), collect, all);
    return n < all->len ? all->pdata[n] : NULL;
}

static guint exchange_count(void)
{
    guint count = 0;

    while (exchange_at(count))
        count++;
    return count;
}

static uint32_t request_from_port(uint16_t port, const struct krb_message *message)
{
    scene->kdc_port = port;
    return scene_kerberos(scene, CLIENT, DC1, true, message);
}

static uint32_t refusal_to_port(uint16_t port, int32_t code)
{
    struct krb_message error = scene_krb_error(scene, code);

    scene->kdc_port = port;
    return scene_kerberos(scene, CLIENT, DC1, false, &error);
}

START_TEST(a_krb_error_takes_its_names_from_the_request)
{
    uint32_t answer = scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    const struct kdc_exchange *exchange = exchange_at(0);

    ck_assert_int_eq(exchange->state, EXCHANGE_REFUSED);
    ck_assert_str_eq(exchange->spn, SPN);
    ck_assert_uint_eq(exchange->requests.list[0], answer - 1);
    ck_assert_uint_eq(exchange->answers.list[0], answer);
    ck_assert_uint_eq(exchange->offered.count, 3);
    ck_assert(exchange_is_failure(exchange));
}
END_TEST

START_TEST(two_flows_do_not_mix)
{
    struct krb_message one = scene_tgs_req(scene, SPN), two = scene_tgs_req(scene, OTHER_SPN);

    request_from_port(1001, &one);
    request_from_port(1002, &two);
    refusal_to_port(1002, 7);
    refusal_to_port(1001, 14);
    ck_assert_int_eq(exchange_at(0)->error_code, 14);
    ck_assert_str_eq(exchange_at(0)->spn, SPN);
    ck_assert_int_eq(exchange_at(1)->error_code, 7);
    ck_assert_str_eq(exchange_at(1)->spn, OTHER_SPN);
}
END_TEST

START_TEST(udp_and_tcp_of_one_port_do_not_mix)
{
    struct krb_message one = scene_tgs_req(scene, SPN), two = scene_tgs_req(scene, SPN);

    request_from_port(1001, &one);
    scene->kdc_transport = EVENT_TCP;
    request_from_port(1001, &two);
    refusal_to_port(1001, 7);
    ck_assert_int_eq(exchange_at(0)->state, EXCHANGE_WAITING);
    ck_assert_int_eq(exchange_at(1)->state, EXCHANGE_REFUSED);
}
END_TEST

START_TEST(a_retransmission_is_the_same_exchange)
{
    struct krb_message request = scene_tgs_req(scene, SPN);

    uint32_t first = request_from_port(1001, &request);
    uint32_t again = request_from_port(1001, &request);
    refusal_to_port(1001, 7);
    ck_assert_uint_eq(exchange_count(), 1);
    ck_assert_uint_eq(exchange_at(0)->requests.count, 2);
    ck_assert_uint_eq(exchange_at(0)->requests.list[0], first);
    ck_assert_uint_eq(exchange_at(0)->requests.list[1], again);
    ck_assert_uint_eq(exchanges_total(ledger_exchanges(scene->ledger)), 1);
}
END_TEST

START_TEST(more_padata_or_another_offer_is_a_new_request)
{
    struct krb_message request = scene_as_req(scene, USER);

    request_from_port(1001, &request);
    request.padata |= KRB_PA_ENC_TIMESTAMP;
    request_from_port(1001, &request);
    request.offered.count = 1;
    request_from_port(1001, &request);
    ck_assert_uint_eq(exchange_count(), 3);
}
END_TEST

START_TEST(requests_without_nonce_are_never_the_same)
{
    struct krb_message request = scene_tgs_req(scene, SPN);

    request.has_nonce = false;
    request_from_port(1001, &request);
    request_from_port(1001, &request);
    ck_assert_uint_eq(exchange_count(), 2);
}
END_TEST

START_TEST(copies_of_an_answer_are_listed_and_count_once)
{
    struct krb_message request = scene_tgs_req(scene, SPN);

    request_from_port(1001, &request);
    uint32_t first = refusal_to_port(1001, 7);
    uint32_t copy = refusal_to_port(1001, 7);
    ck_assert_uint_eq(exchange_at(0)->answers.count, 2);
    ck_assert_uint_eq(exchange_at(0)->answers.list[0], first);
    ck_assert_uint_eq(exchange_at(0)->answers.list[1], copy);
    ck_assert_uint_eq(exchanges_error_total(ledger_exchanges(scene->ledger)), 1);
}
END_TEST

START_TEST(an_answer_may_come_before_its_request)
{
    struct krb_message request = scene_tgs_req(scene, SPN);

    scene->error.sname = "krbtgt/" REALM;
    scene->error.realm = "<unspecified realm>";
    scene->error.cname = USER;
    uint32_t answer = refusal_to_port(1001, 7);
    uint32_t asked = request_from_port(1001, &request);
    ck_assert_uint_eq(exchange_count(), 1);
    ck_assert_str_eq(exchange_at(0)->spn, SPN);
    ck_assert_uint_eq(exchange_at(0)->requests.list[0], asked);
    ck_assert_uint_eq(exchange_at(0)->answers.list[0], answer);
    ck_assert_uint_eq(exchanges_total(ledger_exchanges(scene->ledger)), 1);
    ck_assert(exchange_is_failure(exchange_at(0)));
}
END_TEST

START_TEST(an_answer_without_request_has_its_own_names)
{
    scene->error.sname = SPN;
    refusal_to_port(1001, 7);
    ck_assert_str_eq(exchange_at(0)->spn, SPN);
    ck_assert(!exchange_at(0)->has_request);
    ck_assert_uint_eq(exchanges_total(ledger_exchanges(scene->ledger)), 1);
}
END_TEST

START_TEST(a_krb_error_from_another_port_is_not_a_kdcs)
{
    struct event event = scene_event(EVENT_KERBEROS, DC1, CLIENT);

    event.origin.transport = EVENT_UDP;
    event.origin.source_port = 464;
    event.origin.target_port = 1001;
    event.kerberos.message = scene_krb_error(scene, 37);
    scene_emit(scene, &event);
    ck_assert_uint_eq(exchange_count(), 0);
}
END_TEST

START_TEST(success_for_the_same_purpose_overcomes)
{
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    scene_tgs_refused(scene, CLIENT, DC2, OTHER_SPN, 14);
    scene_tgs_granted(scene, CLIENT, DC1, "rpcss/APP.example.com");
    ck_assert(!exchange_is_failure(exchange_at(0)));
    ck_assert(exchange_is_failure(exchange_at(1)));
}
END_TEST

START_TEST(success_of_another_user_overcomes_nothing)
{
    scene_as_refused(scene, CLIENT, DC1, USER, 24);
    scene_as_granted(scene, CLIENT, DC1, "bob");
    ck_assert(exchange_is_failure(exchange_at(0)));
    scene_as_granted(scene, CLIENT, DC1, "ALICE");
    ck_assert(!exchange_is_failure(exchange_at(0)));
}
END_TEST

START_TEST(success_of_another_client_overcomes_nothing)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_tgs_granted(scene, OTHER_CLIENT, DC1, SPN);
    ck_assert(exchange_is_failure(exchange_at(0)));
}
END_TEST

START_TEST(success_before_overcomes_nothing)
{
    scene_tgs_granted(scene, CLIENT, DC1, SPN);
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    ck_assert(exchange_is_failure(exchange_at(1)));
}
END_TEST

START_TEST(a_plain_ticket_does_not_overcome_refused_delegation)
{
    scene->request.kdc_options = KRB_OPT_CNAME_IN_ADDL_TKT;
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 13);
    scene_tgs_granted(scene, CLIENT, DC1, SPN);
    ck_assert(exchange_is_s4u(exchange_at(0)));
    ck_assert(exchange_is_failure(exchange_at(0)));
}
END_TEST

START_TEST(s4u2self_for_another_user_overcomes_nothing)
{
    scene->request = (struct krb_message){.padata = KRB_PA_FOR_USER, .s4u_user = "bob"};
    scene_tgs_refused(scene, CLIENT, DC1, "host/pc.example.com", 6);
    scene->request = (struct krb_message){.padata = KRB_PA_FOR_USER, .s4u_user = "carol"};
    scene_tgs_granted(scene, CLIENT, DC1, "host/pc.example.com");
    ck_assert(exchange_is_failure(exchange_at(0)));
}
END_TEST

/* RFC 6806 8: krbtgt of another realm in answer to a service name says "ask there". */
START_TEST(a_referral_is_no_grant)
{
    struct krb_message request = scene_tgs_req(scene, SPN);
    struct krb_message referral = {.type = KRB_TGS_REP, .ticket = scene->tgt};

    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    referral.ticket.sname = "krbtgt/OTHER.COM";
    request_from_port(1001, &request);
    scene_kerberos(scene, CLIENT, DC1, false, &referral);
    ck_assert(exchange_is_failure(exchange_at(0)));
    ck_assert(!exchange_is_failure(exchange_at(1)));
}
END_TEST

START_TEST(a_ticket_for_another_realm_is_a_grant_where_it_was_asked_for)
{
    scene_tgs_refused(scene, CLIENT, DC2, "krbtgt/OTHER.COM", 14);
    scene_tgs_granted(scene, CLIENT, DC1, "krbtgt/OTHER.COM");
    ck_assert(!exchange_is_failure(exchange_at(0)));
}
END_TEST

/* code, spn, options, NTSTATUS or 0, routine */
static const struct {
    int32_t code;
    const char *spn;
    uint32_t options;
    uint32_t nt_status;
    bool routine;
} routine_rows[] = {
    {25, SPN, 0, 0, true},
    {52, SPN, 0, 0, true},
    {13, "krbtgt/" REALM, KRB_OPT_FORWARDED, 0, true},
    {13, SPN, KRB_OPT_RENEW, 0, true},
    {13, SPN, 0, 0xC00000BB, true},
    {13, SPN, KRB_OPT_CNAME_IN_ADDL_TKT, 0xC00000BB, false},
    {13, SPN, 0, 0xC0000022, false},
    {13, SPN, 0, 0, false},
    {7, "DNS/dc1.example.com", 0, 0, true},
    {7, "dns/dc1.example.com", 0, 0, true},
    {7, "DNSsomething", 0, 0, false},
    {7, SPN, 0, 0, false},
    {14, SPN, 0, 0, false},
    {60, SPN, 0, 0, false},
};

START_TEST(routine_codes)
{
    scene->request.kdc_options = routine_rows[_i].options;
    scene->error.has_nt_status = routine_rows[_i].nt_status != 0;
    scene->error.nt_status = routine_rows[_i].nt_status;
    scene_tgs_refused(scene, CLIENT, DC1, routine_rows[_i].spn, routine_rows[_i].code);
    ck_assert_int_eq(exchange_at(0)->routine, routine_rows[_i].routine);
}
END_TEST

START_TEST(the_user_may_call_codes_routine)
{
    static const int32_t codes[] = {29, 6};

    ledger_set_routine_codes(scene->ledger, codes, G_N_ELEMENTS(codes));
    scene_as_refused(scene, CLIENT, DC1, USER, 6);
    scene_as_refused(scene, CLIENT, DC1, "bob", 18);
    ck_assert(!exchange_is_failure(exchange_at(0)));
    ck_assert(exchange_is_failure(exchange_at(1)));
}
END_TEST

START_TEST(etype_hints_hold_for_the_next_request_of_the_account)
{
    scene_logon(scene, CLIENT, DC1);
    ck_assert_int_eq(exchange_at(1)->state, EXCHANGE_GRANTED);
    ck_assert_uint_eq(exchange_at(1)->hints.count, 1);
    ck_assert_int_eq(exchange_at(1)->hints.list[0], 18);
}
END_TEST

START_TEST(exchanges_of_all_addresses_of_a_client_come_newest_first)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    struct host_addr client = address_of(CLIENT);

    scene_set_mac(scene, CLIENT, 7);
    scene_set_mac(scene, CLIENT6, 7);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_tgs_refused(scene, CLIENT6, "fd00::11", SPN, 14);
    scene_tgs_refused(scene, OTHER_CLIENT, DC1, SPN, 60);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 8);
    exchanges_of_client(ledger_exchanges(scene->ledger), &client, collect, found);
    ck_assert_uint_eq(found->len, 3);
    ck_assert_int_eq(((struct kdc_exchange *)found->pdata[0])->error_code, 8);
    ck_assert_int_eq(((struct kdc_exchange *)found->pdata[1])->error_code, 14);
    ck_assert_int_eq(((struct kdc_exchange *)found->pdata[2])->error_code, 7);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exchanges");
    TCase *pairs = add_case(suite, "pairs", setup, teardown);
    TCase *overcome = add_case(suite, "overcome", setup, teardown);
    TCase *routine = add_case(suite, "routine", setup, teardown);

    tcase_add_test(pairs, a_krb_error_takes_its_names_from_the_request);
    tcase_add_test(pairs, two_flows_do_not_mix);
    tcase_add_test(pairs, udp_and_tcp_of_one_port_do_not_mix);
    tcase_add_test(pairs, a_retransmission_is_the_same_exchange);
    tcase_add_test(pairs, more_padata_or_another_offer_is_a_new_request);
    tcase_add_test(pairs, requests_without_nonce_are_never_the_same);
    tcase_add_test(pairs, copies_of_an_answer_are_listed_and_count_once);
    tcase_add_test(pairs, an_answer_may_come_before_its_request);
    tcase_add_test(pairs, an_answer_without_request_has_its_own_names);
    tcase_add_test(pairs, a_krb_error_from_another_port_is_not_a_kdcs);
    tcase_add_test(pairs, etype_hints_hold_for_the_next_request_of_the_account);
    tcase_add_test(pairs, exchanges_of_all_addresses_of_a_client_come_newest_first);
    tcase_add_test(overcome, success_for_the_same_purpose_overcomes);
    tcase_add_test(overcome, success_of_another_user_overcomes_nothing);
    tcase_add_test(overcome, success_of_another_client_overcomes_nothing);
    tcase_add_test(overcome, success_before_overcomes_nothing);
    tcase_add_test(overcome, a_plain_ticket_does_not_overcome_refused_delegation);
    tcase_add_test(overcome, s4u2self_for_another_user_overcomes_nothing);
    tcase_add_test(overcome, a_referral_is_no_grant);
    tcase_add_test(overcome, a_ticket_for_another_realm_is_a_grant_where_it_was_asked_for);
    tcase_add_loop_test(routine, routine_codes, 0, G_N_ELEMENTS(routine_rows));
    tcase_add_test(routine, the_user_may_call_codes_routine);
    return run_suite(suite);
}
