/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include <malloc.h>

/* Captures without end: memory stays bounded, time stays linear, a cut is said. */

enum { CROWD = 100000, MEGABYTE = 1 << 20 };

static struct scene *scene;

static void setup(void)
{
    scene = scene_new();
}

static void teardown(void)
{
    scene_free(scene);
}

/* Bytes in use; 0 under the sanitizers and valgrind, which replace malloc. */
static size_t bytes_in_use(void)
{
    return mallinfo2().uordblks;
}

/* The nth host of 10/8, until the next call. */
static const char *host(unsigned n)
{
    static char text[HOST_ADDR_TEXT_SIZE];

    g_snprintf(text, sizeof text, "10.%u.%u.%u", 1 + n / 65536 % 254, n / 256 % 256, n % 256);
    return text;
}

static void krb_errors_of_many_clients(unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        g_autofree char *client = g_strdup(host(i));
        scene_tgs_refused(scene, client, DC1, SPN, 7);
    }
}

START_TEST(krb_errors_of_many_clients_take_bounded_memory)
{
    krb_errors_of_many_clients(0, CROWD);
    size_t before = bytes_in_use();
    krb_errors_of_many_clients(CROWD, 2 * CROWD);
    ck_assert_uint_le(bytes_in_use(), before + 2 * MEGABYTE);
    ck_assert_uint_eq(report_of(scene)->capture.krb_errors, 2 * CROWD);
    ck_assert_uint_eq(report_of(scene)->unlinked_total, 2 * CROWD);
    ck_assert_uint_eq(report_of(scene)->unlinked->len, REPORT_UNLINKED_MAX);
}
END_TEST

START_TEST(many_kdcs_take_bounded_memory)
{
    for (unsigned i = 0; i < CROWD; i++) {
        g_autofree char *kdc = g_strdup(host(i));
        scene_tgs_granted(scene, CLIENT, kdc, SPN);
    }
    ck_assert_uint_le(report_of(scene)->kdcs->len, 5000);
    ck_assert_uint_ge(report_of(scene)->kdcs->len, 1000);
}
END_TEST

START_TEST(connections_that_never_close_take_bounded_memory)
{
    size_t before = 0;

    for (unsigned i = 0; i < 2 * CROWD; i++) {
        struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
        scene_bind(scene, connection, token_ap_req(scene));
        g_ptr_array_set_size(scene->connections, 0);
        if (i == CROWD)
            before = bytes_in_use();
    }
    ck_assert_uint_le(bytes_in_use(), before + 2 * MEGABYTE);
    expect_counts(scene, "200000 = 0 + 200000 + 0");
}
END_TEST

START_TEST(names_and_ports_take_bounded_memory)
{
    size_t before = 0;

    for (unsigned i = 0; i < 2 * CROWD; i++) {
        g_autofree char *name = g_strdup_printf("host%u.example.com", i);
        g_autofree char *server = g_strdup(host(i));
        scene->mac_count = 0;
        scene_set_mac(scene, server, i + 1);
        scene_dns(scene, name, server);
        scene_dns_alias(scene, name, SERVER_NAME);
        scene_endpoint(scene, server, (uint16_t)(1024 + i % 60000));
        scene_bindings(scene, server, name, name);
        if (i == CROWD)
            before = bytes_in_use();
    }
    ck_assert_uint_le(bytes_in_use(), before + 2 * MEGABYTE);
}
END_TEST

START_TEST(one_client_with_many_errors_takes_linear_time)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    for (unsigned i = 0; i < CROWD / 5; i++)
        scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    ck_assert_uint_eq(finding_of(scene, 1)->krb_errors->len, 16);
    ck_assert_uint_gt(finding_of(scene, 1)->krb_error_total, 16);
    ck_assert_uint_le(finding_of(scene, 1)->evidence->len, 16);
    expect_evidence(scene, "Such refusals of KDCs before these: ");
    ck_assert_uint_eq(report_of(scene)->capture.krb_errors, CROWD / 5);
}
END_TEST

/* Each finding is a part of the frame of the one KRB-ERROR that explains them all. */
START_TEST(one_error_of_many_findings_takes_linear_time)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    uint32_t error_frame = scene->frame;
    for (unsigned i = 0; i < CROWD / 2; i++)
        scene_ntlm_refused(scene, CLIENT, SERVER);
    const GArray *parts = diagnosis_frame_parts(scene->diagnosis, error_frame, false);
    ck_assert_ptr_nonnull(parts);
    for (guint i = 1; i < parts->len; i++)
        ck_assert_uint_lt(g_array_index(parts, struct frame_part, i - 1).finding,
                          g_array_index(parts, struct frame_part, i).finding);
}
END_TEST

/* One connection for all of them: the limit is that of the findings. */
START_TEST(findings_are_cut_and_that_is_said)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    for (unsigned i = 0; i < REPORT_FINDINGS_MAX + 10; i++) {
        scene_bind(scene, connection, token_ap_req(scene));
        scene_nak(scene, connection, 9);
    }
    ck_assert_uint_eq(report_of(scene)->findings->len, REPORT_FINDINGS_MAX);
    expect_limit(scene, "100000 findings");
    ck_assert_uint_eq(report_of(scene)->capture.healthy_associations, 0);
}
END_TEST

START_TEST(announced_addresses_are_noted_once_each_and_bounded)
{
    for (unsigned i = 0; i < 5000; i++) {
        g_autofree char *address = g_strdup_printf("169.254.%u.%u[135]", i / 2 / 256, i / 2 % 256);
        scene_bindings(scene, SERVER, address, NULL);
    }
    ck_assert_uint_le(report_of(scene)->findings->len, 2500);
    ck_assert_uint_ge(report_of(scene)->findings->len, 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bounds");
    TCase *memory = add_case(suite, "memory", setup, teardown);
    TCase *lists = add_case(suite, "lists", setup, teardown);

    tcase_add_test(memory, krb_errors_of_many_clients_take_bounded_memory);
    tcase_add_test(memory, many_kdcs_take_bounded_memory);
    tcase_add_test(memory, connections_that_never_close_take_bounded_memory);
    tcase_add_test(memory, names_and_ports_take_bounded_memory);
    tcase_add_test(lists, one_client_with_many_errors_takes_linear_time);
    tcase_add_test(lists, one_error_of_many_findings_takes_linear_time);
    tcase_add_test(lists, findings_are_cut_and_that_is_said);
    tcase_add_test(lists, announced_addresses_are_noted_once_each_and_bounded);
    return run_suite(suite);
}
