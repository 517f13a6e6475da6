/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* Captures merged from client and server: here the server's copies come first, for its clock is
 * behind, and what the client asked its KDC comes after the refusal. */

static struct scene *scene;
static struct scene_connection *connection;
static uint32_t syn_sequence;

static void setup(void)
{
    scene = scene_new();
    scene_dns(scene, SERVER_NAME, SERVER);
    connection = scene_connect(scene, CLIENT, SERVER, 135);
    syn_sequence = connection->client_sequence - 1;
}

static void teardown(void)
{
    scene_free(scene);
}

/* Then what follows is by the client's clock. */
static void close_and_repeat_syn(int64_t apart_ns)
{
    uint32_t end = connection->client_sequence;

    scene_client_fin(scene, connection);
    scene_wait(scene, apart_ns);
    connection->client_sequence = syn_sequence;
    scene_syn(scene, connection);
    connection->client_sequence = end;
}

static void refuse_bind(void)
{
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_nak(scene, connection, 8);
}

START_TEST(a_cause_behind_the_refusal_makes_it_doubtful)
{
    refuse_bind();
    close_and_repeat_syn(2 * SECONDS);
    uint32_t error = scene_tgs_refused(scene, CLIENT, DC1, SPN, 45);
    g_autofree char *sentence = g_strdup_printf("KRB-ERROR in frame %u came before", error);
    expect_so_far(scene, "bind-nak auth-type-unsupported high");
    scene_client_fin(scene, connection);
    expect(scene, "bind-nak auth-type-unsupported low");
    expect_links(scene, "");
    expect_evidence(scene, sentence);
    expect_limit(scene, "by two clocks");
}
END_TEST

/* As Wireshark 4.4 numbers them. */
START_TEST(a_copy_in_a_stream_of_its_own_is_the_same_connection)
{
    uint32_t end;

    scene_ntlm_call(scene, connection);
    end = connection->client_sequence;
    scene_client_fin(scene, connection);
    scene_wait(scene, 2 * SECONDS);
    connection->stream = 4711;
    connection->client_sequence = syn_sequence;
    scene_syn(scene, connection);
    refuse_bind();
    connection->client_sequence = end;
    scene_client_fin(scene, connection);
    expect(scene, "");
    expect_counts(scene, "1 = 1 + 0 + 0");
}
END_TEST

START_TEST(the_same_ports_with_another_syn_are_another_connection)
{
    scene_ntlm_call(scene, connection);
    scene_client_fin(scene, connection);
    connection->stream = 4711;
    connection->client_sequence += 100000;
    scene_syn(scene, connection);
    refuse_bind();
    expect(scene, "bind-nak auth-type-unsupported high");
}
END_TEST

START_TEST(so_does_a_silent_kdc)
{
    scene_wait(scene, 10 * SECONDS);
    refuse_bind();
    close_and_repeat_syn(5 * MINUTES);
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 10 * SECONDS);
    scene_client_fin(scene, connection);
    expect(scene, "bind-nak auth-type-unsupported low");
    expect_evidence(scene, "the unanswered request in frame");
}
END_TEST

/* Once in the file, once with what is said of it. */
START_TEST(a_second_copy_says_nothing_new)
{
    refuse_bind();
    close_and_repeat_syn(2 * SECONDS);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 45);
    scene_client_fin(scene, connection);
    guint sentences = finding_of(scene, 1)->evidence->len;
    scene_client_fin(scene, connection);
    ck_assert_uint_eq(finding_of(scene, 1)->evidence->len, sentences);
    expect_limit(scene, "1 connection is in the capture twice");
}
END_TEST

START_TEST(without_an_error_in_between_it_stays)
{
    refuse_bind();
    close_and_repeat_syn(2 * SECONDS);
    scene_client_fin(scene, connection);
    expect(scene, "bind-nak auth-type-unsupported high");
    expect_limit(scene, "by two clocks");
}
END_TEST

/* By the later clock the client had been refused before it asked. */
START_TEST(an_error_behind_the_copies_is_none_of_either_clock)
{
    refuse_bind();
    close_and_repeat_syn(2 * SECONDS);
    scene_wait(scene, 5 * MINUTES);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 45);
    scene_client_fin(scene, connection);
    expect(scene, "bind-nak auth-type-unsupported high");
}
END_TEST

START_TEST(an_error_for_another_host_raises_no_doubt)
{
    scene_dns(scene, OTHER_NAME, OTHER_SERVER);
    refuse_bind();
    close_and_repeat_syn(2 * SECONDS);
    scene_tgs_refused(scene, CLIENT, DC1, OTHER_SPN, 45);
    scene_client_fin(scene, connection);
    expect(scene, "bind-nak auth-type-unsupported high");
}
END_TEST

START_TEST(a_client_with_a_ticket_is_beyond_doubt)
{
    scene_cached_ticket(scene, SPN);
    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 0);
    close_and_repeat_syn(2 * SECONDS);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 45);
    scene_client_fin(scene, connection);
    expect(scene, "bind-nak server-security-failure medium");
}
END_TEST

/* The server's clock is ahead: all is in its place, and the copies come after it. */
START_TEST(a_cause_before_the_refusal_stays)
{
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 45);
    refuse_bind();
    close_and_repeat_syn(2 * SECONDS);
    scene_client_fin(scene, connection);
    expect(scene, "bind-nak tgt-rejected-by-kdc medium");
    expect_no_evidence(scene, "two clocks");
}
END_TEST

/* A client that gets no SYN/ACK sends its SYN again: RFC 6298 2. */
START_TEST(a_repeated_syn_is_no_copy)
{
    scene_wait(scene, SECONDS);
    connection->client_sequence = syn_sequence;
    scene_syn(scene, connection);
    refuse_bind();
    scene_client_fin(scene, connection);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 45);
    scene_wait(scene, SECONDS);
    scene_client_fin(scene, connection);
    expect(scene, "bind-nak auth-type-unsupported high");
    ck_assert(!says(report_of(scene)->limits, "by two clocks"));
}
END_TEST

/* The clocks differ by less than the connection lives. */
START_TEST(copies_may_overlap)
{
    scene_wait(scene, 10 * SECONDS / 1000);
    connection->client_sequence = syn_sequence;
    scene_syn(scene, connection);
    refuse_bind();
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 45);
    scene_client_fin(scene, connection);
    scene_wait(scene, 10 * SECONDS / 1000);
    scene_client_fin(scene, connection);
    expect(scene, "bind-nak auth-type-unsupported low");
    ck_assert(!says(report_of(scene)->limits, "by two clocks"));
}
END_TEST

/* The KDC's refusal stands between the copies of the close. */
static void close_empty_twice(int64_t apart_ns)
{
    scene_client_fin(scene, connection);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 45);
    scene_wait(scene, apart_ns);
    connection->client_sequence--;
    scene_client_fin(scene, connection);
}

START_TEST(copies_of_an_empty_connection_may_overlap)
{
    uint32_t end = connection->client_sequence;

    scene_wait(scene, 10 * SECONDS / 1000);
    connection->client_sequence = syn_sequence;
    scene_syn(scene, connection);
    connection->client_sequence = end;
    close_empty_twice(8 * SECONDS / 1000);
    expect(scene, "no-bind tgt-rejected-by-kdc medium");
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, scene->frame);
}
END_TEST

START_TEST(a_repeated_close_of_an_empty_connection_is_no_copy)
{
    close_empty_twice(8 * SECONDS / 1000);
    expect(scene, "");
}
END_TEST

/* Whatever a capture claims, times are added only where they fit. */
START_TEST(clocks_years_apart_are_no_merge)
{
    refuse_bind();
    close_and_repeat_syn(2 * 365 * 24 * 60 * MINUTES);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 45);
    scene_client_fin(scene, connection);
    expect(scene, "bind-nak auth-type-unsupported high");
}
END_TEST

/* Mirrored twice at the server, and merged. */
START_TEST(the_late_copy_of_several_counts)
{
    connection->client_sequence = syn_sequence;
    scene_syn(scene, connection);
    refuse_bind();
    scene_client_fin(scene, connection);
    close_and_repeat_syn(2 * SECONDS);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 45);
    scene_client_fin(scene, connection);
    expect(scene, "bind-nak auth-type-unsupported low");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clocks");
    TCase *cases = add_case(suite, "merged", setup, teardown);

    tcase_add_test(cases, a_cause_behind_the_refusal_makes_it_doubtful);
    tcase_add_test(cases, so_does_a_silent_kdc);
    tcase_add_test(cases, a_copy_in_a_stream_of_its_own_is_the_same_connection);
    tcase_add_test(cases, the_same_ports_with_another_syn_are_another_connection);
    tcase_add_test(cases, a_second_copy_says_nothing_new);
    tcase_add_test(cases, without_an_error_in_between_it_stays);
    tcase_add_test(cases, an_error_behind_the_copies_is_none_of_either_clock);
    tcase_add_test(cases, an_error_for_another_host_raises_no_doubt);
    tcase_add_test(cases, a_client_with_a_ticket_is_beyond_doubt);
    tcase_add_test(cases, a_cause_before_the_refusal_stays);
    tcase_add_test(cases, a_repeated_syn_is_no_copy);
    tcase_add_test(cases, copies_may_overlap);
    tcase_add_test(cases, copies_of_an_empty_connection_may_overlap);
    tcase_add_test(cases, a_repeated_close_of_an_empty_connection_is_no_copy);
    tcase_add_test(cases, clocks_years_apart_are_no_merge);
    tcase_add_test(cases, the_late_copy_of_several_counts);
    return run_suite(suite);
}
