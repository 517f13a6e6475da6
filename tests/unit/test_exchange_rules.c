/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include "ledger/kdc/exchange_rules.h"

/* What single exchanges mean, and two of them together: each rule with what only looks like it. */

static struct kdc_exchange one, other;
static struct krb_message message;

static struct kdc_exchange logon(void)
{
    return (struct kdc_exchange){
        .has_request = true, .request_type = KRB_AS_REQ, .cname = USER, .offered = {{18, 17}, 2}};
}

static struct kdc_exchange ticket_request(char *spn)
{
    return (struct kdc_exchange){
        .has_request = true, .request_type = KRB_TGS_REQ, .spn = spn, .offered = {{18, 17}, 2}};
}

static void setup(void)
{
    one = other = logon();
    message = (struct krb_message){
        .type = KRB_AS_REQ, .has_nonce = true, .nonce = 7, .offered = {{18, 17}, 2}};
    one.has_nonce = true;
    one.nonce = 7;
}

/* --- repetitions --- */

START_TEST(a_repetition_has_the_same_nonce)
{
    ck_assert(exchange_repeats_request(&one, &message));
    message.nonce++;
    ck_assert(!exchange_repeats_request(&one, &message));
}
END_TEST

START_TEST(a_client_that_keeps_its_nonce_asks_anew)
{
    struct krb_message more = message;

    more.padata = KRB_PA_ENC_TIMESTAMP;
    ck_assert(!exchange_repeats_request(&one, &more));
    more = message;
    more.offered.count = 1;
    ck_assert(!exchange_repeats_request(&one, &more));
    more = message;
    more.offered.list[1] = 23;
    ck_assert(!exchange_repeats_request(&one, &more));
    more = message;
    more.type = KRB_TGS_REQ;
    ck_assert(!exchange_repeats_request(&one, &more));
}
END_TEST

START_TEST(without_a_nonce_only_what_was_cut_repeats)
{
    message.has_nonce = false;
    ck_assert(!exchange_repeats_request(&one, &message));
    one.has_nonce = false;
    ck_assert(!exchange_repeats_request(&one, &message));
    one.cut = true;
    ck_assert(exchange_repeats_request(&one, &message));
    message.has_nonce = true;
    ck_assert(!exchange_repeats_request(&one, &message));
}
END_TEST

START_TEST(what_was_cut_repeats_until_it_is_answered)
{
    one.cut = true;
    one.has_nonce = message.has_nonce = false;
    message.type = KRB_TGS_REQ;
    ck_assert(!exchange_repeats_request(&one, &message));
    message.type = KRB_AS_REQ;
    one.answers.count = 1;
    ck_assert(!exchange_repeats_request(&one, &message));
    one.answers.count = 0;
    one.has_request = false; /* a connection so far */
    ck_assert(!exchange_repeats_request(&one, &message));
}
END_TEST

/* --- purposes --- */

START_TEST(a_logon_is_of_an_account)
{
    one.cname = "Alice";
    ck_assert(exchange_same_purpose(&one, &other));
    one.cname = "bob";
    ck_assert(!exchange_same_purpose(&one, &other));
    one.cname = NULL;
    ck_assert(!exchange_same_purpose(&one, &other));
}
END_TEST

START_TEST(a_logon_is_no_ticket)
{
    other = ticket_request(SPN);
    ck_assert(!exchange_same_purpose(&one, &other));
    other.has_request = false;
    ck_assert(!exchange_same_purpose(&other, &one));
}
END_TEST

/* S4U2Self for users of two domains. */
START_TEST(on_behalf_of_users_with_one_name_in_two_realms)
{
    one = other = ticket_request(SPN);
    one.padata = other.padata = KRB_PA_FOR_USER;
    one.s4u_user = other.s4u_user = USER;
    ck_assert(exchange_same_purpose(&one, &other));
    one.s4u_realm = REALM;
    ck_assert(exchange_same_purpose(&one, &other));
    other.s4u_realm = "OTHER.EXAMPLE";
    ck_assert(!exchange_same_purpose(&one, &other));
    ck_assert(!exchange_same_purpose(&other, &one));
    other.s4u_realm = "example.com";
    ck_assert(exchange_same_purpose(&one, &other));
    other.s4u_user = "bob";
    ck_assert(!exchange_same_purpose(&one, &other));
}
END_TEST

START_TEST(on_behalf_of_nobody_named_the_ticket_tells)
{
    one = other = ticket_request(SPN);
    one.kdc_options = other.kdc_options = KRB_OPT_CNAME_IN_ADDL_TKT;
    one.evidence_fingerprint = other.evidence_fingerprint = 5;
    one.s4u_user = USER;
    ck_assert(exchange_same_purpose(&one, &other));
    other.evidence_fingerprint = 6;
    ck_assert(!exchange_same_purpose(&one, &other));
}
END_TEST

START_TEST(for_itself_and_on_behalf_of_a_user_differ)
{
    one = other = ticket_request(SPN);
    one.padata = KRB_PA_FOR_USER;
    ck_assert(!exchange_same_purpose(&one, &other));
}
END_TEST

START_TEST(asking_for_preauthentication_gets_past_an_unknown_account)
{
    static const int32_t past[] = {6, 14}, stays[] = {7, 18, 24};

    one.state = EXCHANGE_REFUSED;
    one.error_code = 25;
    for (size_t i = 0; i < G_N_ELEMENTS(past); i++) {
        other.error_code = past[i];
        ck_assert(exchange_gets_past(&one, &other));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(stays); i++) {
        other.error_code = stays[i];
        ck_assert(!exchange_gets_past(&one, &other));
    }
    other.error_code = 6;
    one.error_code = 6;
    ck_assert(!exchange_gets_past(&one, &other));
    one.error_code = 25;
    one.state = EXCHANGE_WAITING;
    ck_assert(!exchange_gets_past(&one, &other));
}
END_TEST

/* --- answers that are missing --- */

START_TEST(without_a_time_a_request_without_an_answer_is_unanswered)
{
    ck_assert(!exchange_is_unanswered(&one, 0));
    one.untimed = true;
    ck_assert(exchange_is_unanswered(&one, 0));
    one.cut = true;
    ck_assert(!exchange_is_unanswered(&one, 0));
}
END_TEST

START_TEST(tried_again_it_is_unanswered_unless_the_capture_lacks_the_answer)
{
    one.followed = true;
    ck_assert(exchange_is_unanswered(&one, 0));
    one.answer_unseen = true;
    ck_assert(!exchange_is_unanswered(&one, 0));
}
END_TEST

START_TEST(an_accepted_connection_without_a_request_waits_for_nothing)
{
    one.connect_only = true;
    one.followed = true;
    ck_assert(exchange_is_unanswered(&one, 0));
    one.kdc_seen = true;
    ck_assert(!exchange_is_unanswered(&one, 0));
}
END_TEST

/* --- a demand for pre-authentication --- */

static void demand(void)
{
    one.state = EXCHANGE_REFUSED;
    one.error_code = 25;
    one.hints = (struct krb_etypes){{23}, 1};
}

START_TEST(hints_without_an_offered_type_leave_no_way)
{
    demand();
    ck_assert(exchange_is_failure(&one));
    ck_assert(!exchange_lacks_method(&one));
    one.hints.list[0] = 17;
    ck_assert(!exchange_is_failure(&one));
}
END_TEST

START_TEST(so_do_hints_without_a_method)
{
    demand();
    one.hints.list[0] = 17;
    one.no_method = true;
    ck_assert(exchange_is_failure(&one));
    ck_assert(exchange_lacks_method(&one));
    one.error_code = 24;
    ck_assert(!exchange_lacks_method(&one));
}
END_TEST

/* Each hides what it offers, or what the KDC hints at. */
START_TEST(what_cannot_be_seen_leaves_a_way)
{
    demand();
    one.cut = true;
    ck_assert(!exchange_is_failure(&one));
    one.cut = false;
    one.answer_cut = true;
    ck_assert(!exchange_is_failure(&one));
    one.answer_cut = false;
    one.padata = KRB_PA_FX_FAST;
    ck_assert(!exchange_is_failure(&one));
    one.padata = 0;
    one.offered.count = 0;
    ck_assert(!exchange_is_failure(&one));
    one.offered.count = 2;
    one.has_request = false;
    ck_assert(!exchange_is_failure(&one));
    one.has_request = true;
    one.followed = true;
    ck_assert(!exchange_is_failure(&one));
}
END_TEST

/* --- "use TCP" --- */

static void too_big(void)
{
    one.state = EXCHANGE_REFUSED;
    one.error_code = 52;
    one.kdc = other.kdc = address_of(DC1);
}

START_TEST(use_tcp_is_a_failure_where_nothing_follows)
{
    too_big();
    ck_assert(exchange_is_failure(&one));
    one.followed = true;
    ck_assert(!exchange_is_failure(&one));
}
END_TEST

START_TEST(a_retry_that_cannot_be_read_may_have_worked)
{
    too_big();
    other.cut = true;
    exchange_mark_retry(&one, &other);
    ck_assert(!exchange_is_failure(&one));
    other.cut = false;
    other.answer_unseen = true;
    exchange_mark_retry(&one, &other);
    ck_assert(!exchange_is_failure(&one));
    other.answer_unseen = false; /* now it can be read: what became of it shows */
    exchange_mark_retry(&one, &other);
    ck_assert(exchange_is_failure(&one));
}
END_TEST

START_TEST(a_connection_without_a_request_may_be_the_retry)
{
    too_big();
    other = (struct kdc_exchange){.connect_only = true, .kdc = one.kdc};
    exchange_mark_retry(&one, &other);
    ck_assert(!exchange_is_failure(&one));
}
END_TEST

START_TEST(to_another_kdc_or_for_another_account_it_is_no_retry)
{
    too_big();
    other.cut = true;
    other.kdc = address_of(DC2);
    exchange_mark_retry(&one, &other);
    ck_assert(exchange_is_failure(&one));
    other.kdc = one.kdc;
    other.cname = "bob";
    exchange_mark_retry(&one, &other);
    ck_assert(exchange_is_failure(&one));
}
END_TEST

/* --- routine --- */

START_TEST(a_renewal_or_forwarding_that_is_refused_is_routine)
{
    one = ticket_request("krbtgt/EXAMPLE.COM");
    one.error_code = 13;
    ck_assert(exchange_is_routine_by_nature(&one));
    one.padata = KRB_PA_FOR_USER;
    ck_assert(!exchange_is_routine_by_nature(&one));
    one = ticket_request(SPN);
    one.error_code = 13;
    ck_assert(!exchange_is_routine_by_nature(&one));
    one.kdc_options = KRB_OPT_RENEW;
    ck_assert(exchange_is_routine_by_nature(&one));
}
END_TEST

START_TEST(so_is_s4u_that_a_kdc_does_not_know)
{
    one = ticket_request(SPN);
    one.error_code = 13;
    one.has_nt_status = true;
    one.nt_status = 0xC00000BB;
    ck_assert(exchange_is_routine_by_nature(&one));
    one.kdc_options = KRB_OPT_CNAME_IN_ADDL_TKT;
    ck_assert(!exchange_is_routine_by_nature(&one));
    one.kdc_options = 0;
    one.nt_status = 0xC0000022;
    ck_assert(!exchange_is_routine_by_nature(&one));
}
END_TEST

START_TEST(so_is_a_dynamic_update_without_a_ticket)
{
    one = ticket_request("dns/dc1.example.com");
    one.error_code = 7;
    ck_assert(exchange_is_routine_by_nature(&one));
    one.spn = SPN;
    ck_assert(!exchange_is_routine_by_nature(&one));
    one.spn = NULL;
    ck_assert(!exchange_is_routine_by_nature(&one));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exchange_rules");
    TCase *one_or_two = add_case(suite, "two", setup, NULL);
    TCase *answers = add_case(suite, "answers", setup, NULL);

    tcase_add_test(one_or_two, a_repetition_has_the_same_nonce);
    tcase_add_test(one_or_two, a_client_that_keeps_its_nonce_asks_anew);
    tcase_add_test(one_or_two, without_a_nonce_only_what_was_cut_repeats);
    tcase_add_test(one_or_two, what_was_cut_repeats_until_it_is_answered);
    tcase_add_test(one_or_two, a_logon_is_of_an_account);
    tcase_add_test(one_or_two, a_logon_is_no_ticket);
    tcase_add_test(one_or_two, on_behalf_of_users_with_one_name_in_two_realms);
    tcase_add_test(one_or_two, on_behalf_of_nobody_named_the_ticket_tells);
    tcase_add_test(one_or_two, for_itself_and_on_behalf_of_a_user_differ);
    tcase_add_test(one_or_two, asking_for_preauthentication_gets_past_an_unknown_account);
    tcase_add_test(answers, without_a_time_a_request_without_an_answer_is_unanswered);
    tcase_add_test(answers, tried_again_it_is_unanswered_unless_the_capture_lacks_the_answer);
    tcase_add_test(answers, an_accepted_connection_without_a_request_waits_for_nothing);
    tcase_add_test(answers, hints_without_an_offered_type_leave_no_way);
    tcase_add_test(answers, so_do_hints_without_a_method);
    tcase_add_test(answers, what_cannot_be_seen_leaves_a_way);
    tcase_add_test(answers, use_tcp_is_a_failure_where_nothing_follows);
    tcase_add_test(answers, a_retry_that_cannot_be_read_may_have_worked);
    tcase_add_test(answers, a_connection_without_a_request_may_be_the_retry);
    tcase_add_test(answers, to_another_kdc_or_for_another_account_it_is_no_retry);
    tcase_add_test(answers, a_renewal_or_forwarding_that_is_refused_is_routine);
    tcase_add_test(answers, so_is_s4u_that_a_kdc_does_not_know);
    tcase_add_test(answers, so_is_a_dynamic_update_without_a_ticket);
    return run_suite(suite);
}
