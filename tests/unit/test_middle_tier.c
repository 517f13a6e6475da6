/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* A web application acts for its users by S4U, is refused, and falls back: whose failure is it? */

#define WEB "web"
#define NOBODY "carol"

enum then { THEN_NTLM_USER, THEN_NTLM_SERVICE, THEN_NO_BIND, THEN_OWN_KERBEROS, THEN_COUNT };

static const int32_t codes[] = {6, 7, 12, 13};

/* What must be said of each way on, with an NTLM logon that is refused and one that works. */
static const struct {
    const char *refused;
    const char *works;
} right[THEN_COUNT] = {
    [THEN_NTLM_USER] = {"fault delegation-refused high", "ntlm-fallback delegation-refused high"},
    [THEN_NTLM_SERVICE] = {"fault delegation-refused high",
                           "ntlm-fallback delegation-refused high"},
    [THEN_NO_BIND] = {"no-bind delegation-refused high", "no-bind delegation-refused high"},
    [THEN_OWN_KERBEROS] = {"", ""},
};

static struct scene *scene;
static uint32_t refusal_frame;

static void setup(void)
{
    scene = scene_new();
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_as_granted(scene, CLIENT, DC1, WEB);
}

static void teardown(void)
{
    scene_free(scene);
}

/* The middle tier connects, and is refused a ticket on behalf of the user. */
static struct scene_connection *refused_for(const char *user, bool by_self, int32_t code)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    if (by_self)
        scene_s4u_self(scene, CLIENT, DC1, user);
    else
        scene_cached_evidence(scene);
    refusal_frame = scene_s4u_proxy_refused(scene, CLIENT, DC1, SPN, code);
    return connection;
}

static void ntlm(struct scene_connection *connection, const char *user, bool works)
{
    connection->uuid = LSARPC; /* no activation: nothing but the credentials can be refused */
    scene_ntlm_bind(scene, connection, user);
    scene_request(scene, connection);
    if (works)
        scene_response(scene, connection);
    else
        scene_fault(scene, connection, 5);
}

static void go_on(struct scene_connection *connection, enum then then, bool works)
{
    switch (then) {
    case THEN_NTLM_USER:
        ntlm(connection, USER, works);
        break;
    case THEN_NTLM_SERVICE:
        ntlm(connection, WEB, works);
        break;
    case THEN_NO_BIND:
        scene_client_fin(scene, connection);
        break;
    default:
        scene_tgs_granted(scene, CLIENT, DC1, SPN);
        scene_kerberos_accepted(scene, connection);
        break;
    }
}

static void expect_told(const char *what, int row)
{
    ck_assert_msg(g_str_equal(told(scene), what), "row %d: \"%s\", not \"%s\"", row, told(scene),
                  what);
}

/* Nobody knows whose the evidence is that the capture does not show being issued. */
static const char *without_name(const char *what)
{
    return g_str_equal(what, "fault delegation-refused high")
               ? "fault delegation-refused medium"
               : "ntlm-fallback delegation-refused medium";
}

START_TEST(every_cell_is_right)
{
    bool by_self = _i & 1, works = _i & 2;
    int32_t code = codes[(_i >> 2) & 3];
    enum then then = (enum then)(_i >> 4);
    const char *what = works ? right[then].works : right[then].refused;

    go_on(refused_for(USER, by_self, code), then, works);
    if (then == THEN_NTLM_USER && !by_self)
        what = without_name(what);
    expect_told(what, _i);
    if (!*what) {
        ck_assert_uint_eq(report_of(scene)->unlinked_total, 1);
        return;
    }
    g_autofree char *link = g_strdup_printf("%u:spn-host", refusal_frame);
    expect_links(scene, link);
    if (by_self)
        ck_assert_str_eq(finding_of(scene, 1)->principal, USER "@" REALM);
    ck_assert_uint_ne(finding_of(scene, 1)->exchange.as_rep_frame, 0);
}
END_TEST

/* --- near misses: the middle tier acts for many --- */

START_TEST(a_refusal_for_another_user_is_no_cause)
{
    bool works = _i & 1;

    ntlm(refused_for(USER, true, 13), NOBODY, works);
    expect(scene, works ? "" : "fault ntlm-logon-refused medium");
}
END_TEST

START_TEST(what_another_user_gets_does_not_overcome_it)
{
    struct scene_connection *connection = refused_for(USER, true, 13);

    scene_s4u_self(scene, CLIENT, DC1, "bob");
    scene_s4u_proxy_granted(scene, CLIENT, DC1, SPN, "bob");
    ntlm(connection, USER, false);
    expect(scene, "fault delegation-refused high");
}
END_TEST

START_TEST(what_the_user_gets_later_overcomes_it)
{
    struct scene_connection *connection = refused_for(USER, true, 13);

    scene_s4u_self(scene, CLIENT, DC1, USER);
    scene_s4u_proxy_granted(scene, CLIENT, DC1, SPN, USER);
    scene_client_fin(scene, connection);
    expect(scene, "");
}
END_TEST

START_TEST(each_of_two_users_has_his_own)
{
    struct scene_connection *first = refused_for(USER, true, 13);
    uint32_t frame = refusal_frame;
    struct scene_connection *second = refused_for("bob", true, 12);

    ntlm(first, USER, false);
    ntlm(second, "bob", false);
    expect(scene, "fault delegation-refused high, fault delegation-refused high");
    g_autofree char *link = g_strdup_printf("%u:spn-host", frame);
    expect_links(scene, link);
    ck_assert_uint_eq(
        g_array_index(finding_of(scene, 2)->krb_errors, struct finding_krb_error, 0).frame,
        refusal_frame);
}
END_TEST

START_TEST(a_refusal_for_another_server_is_no_cause)
{
    struct scene_connection *connection;

    scene_dns(scene, OTHER_NAME, OTHER_SERVER);
    scene_s4u_self(scene, CLIENT, DC1, USER);
    connection = scene_connect(scene, CLIENT, SERVER, 135);
    scene_s4u_proxy_refused(scene, CLIENT, DC1, OTHER_SPN, 13);
    ntlm(connection, USER, false);
    expect(scene, "fault ntlm-logon-refused medium");
}
END_TEST

START_TEST(asking_right_before_the_connection_counts)
{
    scene_s4u_self(scene, CLIENT, DC1, USER);
    scene_s4u_proxy_refused(scene, CLIENT, DC1, SPN, 13);
    ntlm(scene_connect(scene, CLIENT, SERVER, 135), USER, true);
    expect(scene, "ntlm-fallback delegation-refused high");
}
END_TEST

/* The service's own TGT is from before the capture: its name is not known. */
START_TEST(a_service_without_a_name_may_be_the_one_that_binds)
{
    scene_cached_tgt(scene);
    ntlm(refused_for(USER, true, 13), WEB, false);
    expect(scene, "fault delegation-refused medium");
}
END_TEST

START_TEST(the_chain_is_told)
{
    go_on(refused_for(USER, true, 13), THEN_NO_BIND, false);
    expect_evidence(scene,
                    "web@EXAMPLE.COM logged on in frame 3, got a ticket of alice to itself "
                    "(S4U2Self) in frame 7 and was refused RPCSS/app.example.com on behalf of "
                    "alice in frame 9.");
}
END_TEST

/* --- other accounts without delegation --- */

START_TEST(another_account_counts_only_inside_the_connection)
{
    struct scene_connection *connection = NULL;

    if (_i == 0)
        connection = scene_connect(scene, CLIENT, SERVER, 135);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    if (_i == 1)
        connection = scene_connect(scene, CLIENT, SERVER, 135);
    ntlm(connection, NOBODY, false);
    expect(scene, _i == 0 ? "fault spn-unknown medium" : "fault ntlm-logon-refused medium");
}
END_TEST

START_TEST(any_refusal_of_the_users_logon_counts)
{
    static const int32_t logon_codes[] = {6, 12, 14, 18, 23, 24, 60, 62, 66, 70, 71, 75};

    scene_as_refused(scene, CLIENT, DC1, NOBODY, logon_codes[_i]);
    scene_wait(scene, SECONDS * 4 / 10);
    ntlm(scene_connect(scene, CLIENT, SERVER, 135), NOBODY, false);
    expect_links(scene, "5:logon");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("middle_tier");
    TCase *cells = add_case(suite, "cells", setup, teardown);
    TCase *near = add_case(suite, "near misses", setup, teardown);
    TCase *others = add_case(suite, "other accounts", setup, teardown);

    tcase_add_loop_test(cells, every_cell_is_right, 0, 64);
    tcase_add_loop_test(near, a_refusal_for_another_user_is_no_cause, 0, 2);
    tcase_add_test(near, what_another_user_gets_does_not_overcome_it);
    tcase_add_test(near, what_the_user_gets_later_overcomes_it);
    tcase_add_test(near, each_of_two_users_has_his_own);
    tcase_add_test(near, a_refusal_for_another_server_is_no_cause);
    tcase_add_test(near, asking_right_before_the_connection_counts);
    tcase_add_test(near, a_service_without_a_name_may_be_the_one_that_binds);
    tcase_add_test(near, the_chain_is_told);
    tcase_add_loop_test(others, another_account_counts_only_inside_the_connection, 0, 2);
    tcase_add_loop_test(others, any_refusal_of_the_users_logon_counts, 0, 12);
    return run_suite(suite);
}
