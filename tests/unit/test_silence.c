/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* KDCs that do not answer, and what is forgotten. */

static struct scene *scene;

static void setup(void)
{
    scene = scene_new_ledger(15 * MINUTES);
}

static void teardown(void)
{
    scene_free(scene);
}

static bool take_first(struct kdc_exchange *exchange, void *user_data)
{
    *(struct kdc_exchange **)user_data = exchange;
    return false;
}

static const struct kdc_exchange *first_exchange(void)
{
    struct kdc_exchange *first = NULL;

    exchanges_foreach(ledger_exchanges(scene->ledger), take_first, &first);
    return first;
}

static bool unanswered(void)
{
    return exchange_is_unanswered(first_exchange(), scene->now_ns);
}

static bool count_one(struct kdc_exchange *exchange, void *user_data)
{
    (void)exchange;
    (*(unsigned *)user_data)++;
    return true;
}

static unsigned remembered(void)
{
    unsigned count = 0;

    exchanges_foreach(ledger_exchanges(scene->ledger), count_one, &count);
    return count;
}

/* Segments between the client and port 88. */
static void segment(bool from_client, struct tcp_segment what)
{
    struct event event =
        scene_event(EVENT_TCP_SEGMENT, from_client ? CLIENT : DC1, from_client ? DC1 : CLIENT);

    event.origin.transport = EVENT_TCP;
    event.origin.source_port = from_client ? 1001 : 88;
    event.origin.target_port = from_client ? 88 : 1001;
    event.origin.tcp_stream = 99;
    event.tcp = what;
    scene_emit(scene, &event);
}

START_TEST(a_fresh_request_only_waits)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    ck_assert(!unanswered());
}
END_TEST

START_TEST(after_a_second_it_is_unanswered)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, SECONDS);
    ck_assert(unanswered());
}
END_TEST

START_TEST(repeated_it_is_unanswered_at_once)
{
    struct krb_message request = scene_tgs_req(scene, SPN);

    scene->kdc_port = 1001;
    scene_kerberos(scene, CLIENT, DC1, true, &request);
    scene_wait(scene, SECONDS / 2);
    scene_kerberos(scene, CLIENT, DC1, true, &request);
    ck_assert(unanswered());
}
END_TEST

/* A capture merged from two places has every packet twice, within moments. */
START_TEST(a_copy_is_no_repetition)
{
    struct krb_message request = scene_tgs_req(scene, SPN);

    scene->kdc_port = 1001;
    scene_kerberos(scene, CLIENT, DC1, true, &request);
    scene_kerberos(scene, CLIENT, DC1, true, &request);
    ck_assert(!unanswered());
}
END_TEST

START_TEST(a_late_answer_is_an_answer)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 5 * SECONDS);
    struct krb_message error = scene_krb_error(scene, 7);
    scene_kerberos(scene, CLIENT, DC1, false, &error);
    ck_assert(!unanswered());
    ck_assert(exchange_is_failure(first_exchange()));
}
END_TEST

START_TEST(another_kdc_that_grants_makes_up_for_it)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 2 * SECONDS);
    scene_tgs_granted(scene, CLIENT, DC2, SPN);
    ck_assert(!unanswered());
}
END_TEST

START_TEST(another_kdc_that_grants_makes_up_for_a_syn_without_answer)
{
    segment(true, (struct tcp_segment){.syn = true});
    scene_wait(scene, 3 * SECONDS);
    scene_tgs_granted(scene, CLIENT, DC2, SPN);
    ck_assert(!unanswered());
}
END_TEST

/* The KDC's bytes are acknowledged: the capture lacks them, the client does not. */
static void tcp_request(const char *spn)
{
    struct krb_message request = scene_tgs_req(scene, spn);

    scene->kdc_transport = EVENT_TCP;
    scene->kdc_port = 1001;
    segment(true, (struct tcp_segment){.syn = true, .sequence = 100});
    segment(false, (struct tcp_segment){.syn = true, .ack = true, .sequence = 500});
    scene_kerberos(scene, CLIENT, DC1, true, &request);
    scene_wait(scene, 2 * SECONDS);
}

static uint32_t unseen_answers(void)
{
    uint32_t frame;
    uint32_t count = exchanges_unseen_answers(ledger_exchanges(scene->ledger), &frame);

    ck_assert_uint_eq(frame, count ? 3 : 0);
    return count;
}

START_TEST(an_acknowledged_answer_is_no_silence)
{
    tcp_request(SPN);
    ck_assert(unanswered());
    segment(true, (struct tcp_segment){.fin = true, .ack = true, .acknowledgement = 501 + 1400});
    ck_assert(!unanswered());
    ck_assert_uint_eq(unseen_answers(), 1);
}
END_TEST

START_TEST(an_answer_that_the_kdc_closes_behind_is_no_silence)
{
    tcp_request(SPN);
    segment(false, (struct tcp_segment){.fin = true, .ack = true, .sequence = 501 + 1400});
    segment(true, (struct tcp_segment){.fin = true, .ack = true, .acknowledgement = 501 + 1401});
    ck_assert(!unanswered());
    ck_assert_uint_eq(unseen_answers(), 1);
}
END_TEST

START_TEST(a_kdc_that_closes_without_a_byte_is_silent)
{
    tcp_request(SPN);
    segment(false, (struct tcp_segment){.fin = true, .ack = true, .sequence = 501});
    segment(true, (struct tcp_segment){.fin = true, .ack = true, .acknowledgement = 502});
    ck_assert(unanswered());
    ck_assert_uint_eq(unseen_answers(), 0);
}
END_TEST

START_TEST(rst_after_an_unseen_answer_is_no_refusal)
{
    tcp_request(SPN);
    segment(true, (struct tcp_segment){.fin = true, .ack = true, .acknowledgement = 501 + 1400});
    segment(false, (struct tcp_segment){.rst = true, .sequence = 501 + 1400});
    ck_assert(!unanswered());
}
END_TEST

/* "Use TCP", and that answer is missing: no reason to call the KDC unavailable. */
START_TEST(an_unseen_answer_over_tcp_makes_up_for_too_big)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 52);
    ck_assert(exchange_is_failure(first_exchange()));
    tcp_request(SPN);
    segment(true, (struct tcp_segment){.fin = true, .ack = true, .acknowledgement = 501 + 1400});
    ck_assert(!exchange_is_failure(first_exchange()));
    scene->kdc_port = scene_connect(scene, CLIENT, DC1, 88)->client_port;
    struct krb_message other = scene_tgs_req(scene, OTHER_SPN);
    scene_kerberos(scene, CLIENT, DC1, true, &other);
    ck_assert(!exchange_is_failure(first_exchange()));
}
END_TEST

/* The request is not in the capture: its connection is no request, and what the KDC says later does
 * not make up for the refusal. */
START_TEST(a_refusal_without_request_stands)
{
    struct krb_message error = scene_krb_error(scene, 44);

    scene->kdc_transport = EVENT_TCP;
    scene->kdc_port = 1001;
    segment(true, (struct tcp_segment){.syn = true, .sequence = 100});
    scene_kerberos(scene, CLIENT, DC1, false, &error);
    scene_tgs_refused(scene, CLIENT, DC1, OTHER_SPN, 7);
    ck_assert_uint_eq(first_exchange()->requests.count, 0);
    ck_assert(exchange_is_failure(first_exchange()));
}
END_TEST

START_TEST(icmp_is_a_refusal_by_the_network)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_icmp(scene, CLIENT, scene->kdc_port, DC1, 88);
    ck_assert_int_eq(first_exchange()->state, EXCHANGE_UNREACHABLE);
    ck_assert(unanswered());
}
END_TEST

START_TEST(icmp_about_another_port_or_flow_says_nothing)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_icmp(scene, CLIENT, scene->kdc_port, DC1, 53);
    scene_icmp(scene, CLIENT, 1, DC1, 88);
    scene_icmp(scene, CLIENT, scene->kdc_port, DC2, 88);
    ck_assert_int_eq(first_exchange()->state, EXCHANGE_WAITING);
}
END_TEST

START_TEST(icmp_after_the_answer_says_nothing)
{
    scene_tgs_granted(scene, CLIENT, DC1, SPN);
    scene_icmp(scene, CLIENT, scene->kdc_port, DC1, 88);
    ck_assert_int_eq(first_exchange()->state, EXCHANGE_GRANTED);
}
END_TEST

START_TEST(rst_to_the_syn_is_a_refusal_by_the_network)
{
    segment(true, (struct tcp_segment){.syn = true});
    segment(false, (struct tcp_segment){.rst = true, .ack = true});
    ck_assert_int_eq(first_exchange()->state, EXCHANGE_UNREACHABLE);
    ck_assert(unanswered());
}
END_TEST

START_TEST(a_syn_without_any_answer_is_silence)
{
    segment(true, (struct tcp_segment){.syn = true});
    scene_wait(scene, 3 * SECONDS);
    ck_assert(unanswered());
}
END_TEST

START_TEST(an_accepted_connection_without_request_is_no_silence)
{
    segment(true, (struct tcp_segment){.syn = true});
    segment(false, (struct tcp_segment){.syn = true, .ack = true});
    scene_wait(scene, 3 * SECONDS);
    ck_assert(!unanswered());
}
END_TEST

START_TEST(a_request_on_the_connection_is_its_exchange)
{
    struct krb_message request = scene_tgs_req(scene, SPN);

    segment(true, (struct tcp_segment){.syn = true});
    segment(false, (struct tcp_segment){.syn = true, .ack = true});
    scene->kdc_transport = EVENT_TCP;
    scene->kdc_port = 1001;
    uint32_t frame = scene_kerberos(scene, CLIENT, DC1, true, &request);
    ck_assert_uint_eq(remembered(), 1);
    ck_assert_uint_eq(first_exchange()->requests.list[0], frame);
    ck_assert_uint_eq(first_exchange()->requests.count, 1);
    segment(false, (struct tcp_segment){.rst = true});
    ck_assert(unanswered());
}
END_TEST

START_TEST(old_exchanges_are_forgotten)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_wait(scene, 14 * MINUTES);
    scene_dns(scene, SERVER_NAME, SERVER);
    ck_assert_uint_eq(remembered(), 1);
    scene_wait(scene, 3 * MINUTES);
    scene_dns(scene, SERVER_NAME, SERVER);
    ck_assert_uint_eq(remembered(), 0);
    ck_assert_uint_eq(exchanges_total(ledger_exchanges(scene->ledger)), 1);
}
END_TEST

START_TEST(an_answer_after_its_request_was_forgotten_stands_alone)
{
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 20 * MINUTES);
    struct krb_message error = scene_krb_error(scene, 7);
    scene_kerberos(scene, CLIENT, DC1, false, &error);
    ck_assert_uint_eq(remembered(), 1);
    ck_assert(!first_exchange()->has_request);
}
END_TEST

START_TEST(one_client_cannot_fill_the_memory)
{
    scene_tgs_refused(scene, OTHER_CLIENT, DC1, SPN, 7);
    for (unsigned i = 0; i < 5000; i++)
        scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    ck_assert_uint_lt(remembered(), 1000);
    ck_assert(host_addr_equal(&first_exchange()->client, &(struct host_addr){4, {10, 0, 0, 14}}));
    ck_assert_uint_eq(exchanges_error_total(ledger_exchanges(scene->ledger)), 5001);
}
END_TEST

START_TEST(refusals_are_handed_over_as_they_are_forgotten)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_tgs_granted(scene, CLIENT, DC1, OTHER_SPN);
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 20 * MINUTES);
    scene_dns(scene, SERVER_NAME, SERVER);
    ck_assert_uint_eq(scene->forgotten, 1);
    ck_assert_uint_eq(remembered(), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("silence");
    TCase *silence = add_case(suite, "silence", setup, teardown);
    TCase *memory = add_case(suite, "memory", setup, teardown);

    tcase_add_test(silence, a_fresh_request_only_waits);
    tcase_add_test(silence, after_a_second_it_is_unanswered);
    tcase_add_test(silence, repeated_it_is_unanswered_at_once);
    tcase_add_test(silence, a_copy_is_no_repetition);
    tcase_add_test(silence, a_late_answer_is_an_answer);
    tcase_add_test(silence, another_kdc_that_grants_makes_up_for_it);
    tcase_add_test(silence, another_kdc_that_grants_makes_up_for_a_syn_without_answer);
    tcase_add_test(silence, an_acknowledged_answer_is_no_silence);
    tcase_add_test(silence, an_answer_that_the_kdc_closes_behind_is_no_silence);
    tcase_add_test(silence, a_kdc_that_closes_without_a_byte_is_silent);
    tcase_add_test(silence, rst_after_an_unseen_answer_is_no_refusal);
    tcase_add_test(silence, an_unseen_answer_over_tcp_makes_up_for_too_big);
    tcase_add_test(silence, a_refusal_without_request_stands);
    tcase_add_test(silence, icmp_is_a_refusal_by_the_network);
    tcase_add_test(silence, icmp_about_another_port_or_flow_says_nothing);
    tcase_add_test(silence, icmp_after_the_answer_says_nothing);
    tcase_add_test(silence, rst_to_the_syn_is_a_refusal_by_the_network);
    tcase_add_test(silence, a_syn_without_any_answer_is_silence);
    tcase_add_test(silence, an_accepted_connection_without_request_is_no_silence);
    tcase_add_test(silence, a_request_on_the_connection_is_its_exchange);
    tcase_add_test(memory, old_exchanges_are_forgotten);
    tcase_add_test(memory, an_answer_after_its_request_was_forgotten_stands_alone);
    tcase_add_test(memory, one_client_cannot_fill_the_memory);
    tcase_add_test(memory, refusals_are_handed_over_as_they_are_forgotten);
    return run_suite(suite);
}
