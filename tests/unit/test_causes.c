/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include <string.h>

/* Findings of one verdict and one culprit are one cause. */

static struct scene *scene;

static void setup(void)
{
    scene = scene_new();
    scene_dns(scene, SERVER_NAME, SERVER);
}

static void teardown(void)
{
    scene_free(scene);
}

static void works(void)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_response(scene, connection);
}

static void unknown(const char *spn)
{
    scene_tgs_refused(scene, CLIENT, DC1, spn, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
}

static void unknown_to(const char *client, const char *server)
{
    scene_tgs_refused(scene, client, DC1, SPN, 7);
    scene_ntlm_refused(scene, client, server);
}

static const struct report_cause *cause_at(guint n)
{
    const GPtrArray *causes = report_of(scene)->causes;

    ck_assert_uint_gt(causes->len, n);
    return causes->pdata[n];
}

START_TEST(one_culprit_is_one_cause)
{
    unknown(SPN);
    unknown(SPN);
    ck_assert_uint_eq(report_of(scene)->causes->len, 1);
    ck_assert_uint_eq(cause_at(0)->count, 2);
    ck_assert_uint_eq(finding_of(scene, 2)->cause, cause_at(0)->id);
    ck_assert_uint_eq(cause_at(0)->client_count, 1);
}
END_TEST

START_TEST(another_culprit_is_another_cause)
{
    unknown(SPN);
    unknown("RPCSS/other.example.com");
    unknown("RPCSS/other.example.com");
    ck_assert_uint_eq(report_of(scene)->causes->len, 2);
    ck_assert_uint_eq(cause_at(0)->count, 2); /* the more frequent one comes first */
    ck_assert_uint_ne(finding_of(scene, 1)->cause, finding_of(scene, 2)->cause);
}
END_TEST

START_TEST(several_clients_and_servers_are_counted)
{
    unknown_to(CLIENT, SERVER);
    unknown_to(OTHER_CLIENT, SERVER);
    ck_assert_msg(strstr(cause_at(0)->summary, "2 calls from 2 clients to " SERVER " failed"), "%s",
                  cause_at(0)->summary);
    scene_dns(scene, SERVER_NAME, OTHER_SERVER);
    unknown_to(CLIENT, OTHER_SERVER);
    ck_assert_msg(strstr(cause_at(0)->summary, "3 calls from 2 clients to 2 servers failed"), "%s",
                  cause_at(0)->summary);
}
END_TEST

START_TEST(what_worked_between_is_counted)
{
    works();
    unknown(SPN);
    works();
    works();
    unknown(SPN);
    works();
    ck_assert_uint_eq(cause_at(0)->also_worked, 2);
    ck_assert_msg(strstr(cause_at(0)->summary, "2 of 4 calls"), "%s", cause_at(0)->summary);
}
END_TEST

START_TEST(a_cause_of_the_end_is_taken_back)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    guint causes = report_of(scene)->causes->len;
    scene_client_fin(scene, connection);
    ck_assert_uint_ge(report_of(scene)->causes->len, causes);
    ck_assert_uint_eq(report_of(scene)->causes->len, report_of(scene)->causes->len);
}
END_TEST

START_TEST(lists_are_cut_and_counts_are_true)
{
    for (unsigned i = 0; i < 120; i++)
        scene_ntlm_refused(scene, CLIENT, SERVER);
    ck_assert_uint_eq(cause_at(0)->findings->len, 100);
    ck_assert_uint_eq(cause_at(0)->count, 120);
}
END_TEST

START_TEST(so_are_those_of_hosts_and_errors)
{
    for (unsigned i = 0; i < 120; i++) {
        g_autofree char *client = g_strdup_printf("10.1.0.%u", i);
        unknown_to(client, SERVER);
    }
    ck_assert_uint_eq(cause_at(0)->clients->len, 100);
    ck_assert_uint_eq(cause_at(0)->client_count, 120);
    ck_assert_uint_eq(cause_at(0)->krb_errors->len, 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("causes");
    TCase *causes = add_case(suite, "causes", setup, teardown);

    tcase_add_test(causes, one_culprit_is_one_cause);
    tcase_add_test(causes, another_culprit_is_another_cause);
    tcase_add_test(causes, several_clients_and_servers_are_counted);
    tcase_add_test(causes, what_worked_between_is_counted);
    tcase_add_test(causes, a_cause_of_the_end_is_taken_back);
    tcase_add_test(causes, lists_are_cut_and_counts_are_true);
    tcase_add_test(causes, so_are_those_of_hosts_and_errors);
    return run_suite(suite);
}
