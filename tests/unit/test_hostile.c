/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include <string.h>

/* Events as no honest host sends them: nothing may crash, hang or be invented. */

enum { RANDOM_EVENTS = 60000, RANDOM_SEEDS = 4 };

static const enum krb_msg_type krb_types[] = {KRB_AS_REQ,  KRB_AS_REP,  KRB_TGS_REQ,
                                              KRB_TGS_REP, KRB_AP_REQ,  KRB_AP_REP,
                                              KRB_TGT_REQ, KRB_TGT_REP, KRB_ERROR};
static const enum rpc_ptype rpc_types[] = {RPC_REQUEST,       RPC_RESPONSE,           RPC_FAULT,
                                           RPC_BIND,          RPC_BIND_ACK,           RPC_BIND_NAK,
                                           RPC_ALTER_CONTEXT, RPC_ALTER_CONTEXT_RESP, RPC_AUTH3};

static struct scene *scene;

static void setup(void)
{
    scene = scene_new();
}

static void teardown(void)
{
    scene_free(scene);
}

/* The invariants that hold whatever was seen. */
static void check_report(void)
{
    const struct report *report = report_of(scene);
    const struct report_capture *capture = &report->capture;

    ck_assert_uint_eq(capture->associations, capture->healthy_associations +
                                                 capture->undetermined_associations +
                                                 report->findings->len);
    for (guint i = 0; i < report->findings->len; i++) {
        const struct finding *finding = report->findings->pdata[i];
        ck_assert_uint_eq(finding->id, i + 1);
        ck_assert_uint_le(finding->answer_frame, scene->frame);
        ck_assert_uint_le(finding->bind_frame, scene->frame);
        ck_assert_ptr_nonnull(finding->summary);
        ck_assert_uint_gt(finding->next_steps->len, 0);
        for (guint j = 0; j < finding->krb_errors->len; j++) {
            uint32_t frame = g_array_index(finding->krb_errors, struct finding_krb_error, j).frame;
            ck_assert(frame >= 1 && frame <= scene->frame);
        }
    }
    ck_assert_uint_le(report->unlinked->len, MIN(report->unlinked_total, REPORT_UNLINKED_MAX));
}

START_TEST(every_event_may_be_empty)
{
    for (int kind = EVENT_KERBEROS; kind <= EVENT_UNREADABLE; kind++)
        for (uint32_t stream = 0; stream < 2; stream++) {
            struct event event = {.kind = (enum event_kind)kind};
            event.origin.tcp_stream = stream ? EVENT_NO_STREAM : 0;
            scene_emit(scene, &event);
        }
    expect(scene, "");
    check_report();
}
END_TEST

START_TEST(every_kerberos_message_may_be_empty)
{
    for (size_t i = 0; i < G_N_ELEMENTS(krb_types); i++)
        for (int from_client = 0; from_client < 2; from_client++) {
            struct krb_message message = {.type = krb_types[i]};
            scene_kerberos(scene, CLIENT, DC1, from_client, &message);
            message.ticket.present = message.additional.present = true;
            scene_kerberos(scene, CLIENT, DC1, from_client, &message);
        }
    check_report();
}
END_TEST

START_TEST(every_rpc_pdu_may_be_empty)
{
    struct scene_connection *connection = scene_connected(scene, CLIENT, SERVER, 135);

    for (size_t i = 0; i < G_N_ELEMENTS(rpc_types); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(rpc_types); j++)
            for (int auth = 0; auth < 2; auth++) {
                struct event event = scene_pdu(connection, rpc_types[j]);
                memset(&event.rpc, 0, sizeof event.rpc);
                event.rpc.type = rpc_types[j];
                event.rpc.has_auth = auth;
                event.rpc.first_fragment = true;
                event.rpc.token.has_krb = i % 2;
                event.rpc.token.krb.type = krb_types[(i + j) % G_N_ELEMENTS(krb_types)];
                scene_emit(scene, &event);
            }
    check_report();
}
END_TEST

START_TEST(kerberos_without_any_name_still_has_texts)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
    struct krb_message request = {.type = KRB_TGS_REQ}, error = {.type = KRB_ERROR};

    error.error_code = 14;
    scene_kerberos(scene, CLIENT, DC1, true, &request);
    scene_kerberos(scene, CLIENT, DC1, false, &error);
    scene_client_fin(scene, connection);
    ck_assert_str_eq(told(scene), "no-bind service-etype-unsupported medium");
    check_report();
}
END_TEST

START_TEST(codes_that_nobody_knows)
{
    static const int32_t codes[] = {INT32_MIN, -1, 0, 30, 127, 1000000, INT32_MAX};

    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
        struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
        scene->error.has_nt_status = true;
        scene->error.nt_status = 0xdeadbeef;
        scene_tgs_refused(scene, CLIENT, DC1, SPN, codes[i]);
        scene_client_fin(scene, connection);
    }
    ck_assert_uint_eq(report_of(scene)->findings->len, G_N_ELEMENTS(codes));
    for (unsigned id = 1; id <= G_N_ELEMENTS(codes); id++)
        ck_assert_int_eq(finding_of(scene, id)->verdict, VERDICT_KDC_ERROR);
    check_report();
}
END_TEST

START_TEST(lists_that_are_full)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
    struct event bind = scene_pdu(connection, RPC_BIND);

    bind.rpc.context_count = EVENT_CONTEXTS_MAX;
    bind.rpc.has_auth = true;
    bind.rpc.token = token_ap_req(scene);
    scene_send(scene, connection, &bind);
    struct event nak = scene_pdu(connection, RPC_BIND_NAK);
    nak.rpc.has_extended_error = true;
    nak.rpc.extended_error_count = EVENT_EXTENDED_ERRORS_MAX;
    scene_send(scene, connection, &nak);
    scene->offer.count = EVENT_ETYPES_MAX;
    scene_logon(scene, CLIENT, DC1);
    struct event bindings = scene_event(EVENT_COM_BINDINGS, SERVER, CLIENT);
    for (unsigned i = 0; i < EVENT_BINDINGS_MAX; i++) {
        bindings.bindings.addresses[i] = i % 2 ? "[[[]]]" : "";
        bindings.bindings.principals[i] = "";
    }
    bindings.bindings.address_count = bindings.bindings.principal_count = EVENT_BINDINGS_MAX;
    scene_emit(scene, &bindings);
    expect(scene, "bind-nak server-security-failure medium");
    check_report();
}
END_TEST

START_TEST(texts_as_long_as_they_may_be)
{
    g_autofree char *longest = g_strnfill(EVENT_TEXT_MAX, '{');
    g_autofree char *spn = g_strdup_printf("host/%.*s", EVENT_TEXT_MAX - 5, longest);
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_dns(scene, longest, SERVER);
    scene_dns_alias(scene, longest, longest);
    scene->error.e_text = longest;
    scene_tgs_refused(scene, CLIENT, DC1, spn, 7);
    scene_client_fin(scene, connection);
    ck_assert_ptr_nonnull(strstr(finding_of(scene, 1)->summary, spn));
}
END_TEST

/* Braces and percent signs from the wire are text, neither placeholders nor formats. */
START_TEST(texts_from_the_wire_are_only_text)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene->error.e_text = "%s%n{server}";
    scene_tgs_refused(scene, CLIENT, DC1, "host/{kdc}%n", 7);
    scene_client_fin(scene, connection);
    ck_assert_ptr_nonnull(strstr(finding_of(scene, 1)->summary, "host/{kdc}%n"));
    expect_evidence(scene, "%s%n{server}");
}
END_TEST

START_TEST(one_frame_with_everything)
{
    struct scene_connection *connection = scene_connected(scene, CLIENT, SERVER, 135);

    for (unsigned i = 0; i < 1000; i++) {
        scene->frame = 6; /* the next event is in frame 7, too */
        scene_bind(scene, connection, token_ap_req(scene));
        scene->frame = 6;
        scene_nak(scene, connection, 9);
    }
    ck_assert_uint_ge(report_of(scene)->findings->len, 1);
    ck_assert_uint_eq(diagnosis_frame_parts(scene->diagnosis, 7, false)->len,
                      report_of(scene)->findings->len);
    check_report();
}
END_TEST

START_TEST(time_that_runs_backwards)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    for (int i = 0; i < 50; i++) {
        scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
        scene_wait(scene, -MINUTES);
        scene_ntlm_refused(scene, CLIENT, SERVER);
    }
    check_report();
}
END_TEST

START_TEST(times_at_the_ends_of_their_range)
{
    static const int64_t times[] = {0, -1, INT64_MAX / 2, INT64_MIN / 2, SCENE_START};

    for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
        scene->now_ns = times[i];
        scene->error.has_stime = true;
        scene->error.stime_ns = -times[i];
        scene_as_refused(scene, CLIENT, DC1, USER, 37);
        scene_ntlm_refused(scene, CLIENT, SERVER);
    }
    check_report();
}
END_TEST

START_TEST(pdus_without_stream_are_nothing)
{
    struct scene_connection *connection = scene_connected(scene, CLIENT, SERVER, 135);

    connection->stream = EVENT_NO_STREAM;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 9);
    scene_session_setup(scene, connection, token_ap_req(scene));
    scene_session_answer(scene, connection, 0xC000006D);
    scene_client_fin(scene, connection);
    expect(scene, "");
}
END_TEST

/* A small world at random: few hosts, few streams, few call ids, so that things do meet. */

static GRand *dice;

#define ANY(list) list[g_rand_int_range(dice, 0, G_N_ELEMENTS(list))]
#define BELOW(limit) (g_rand_int(dice) % (limit))

static const char *any_name(void)
{
    static const char *const names[] = {NULL, "", SPN, "alice", SERVER_NAME, "krbtgt/" REALM};

    return ANY(names);
}

static struct krb_message any_message(void)
{
    return (struct krb_message){
        .type = ANY(krb_types),
        .cname = any_name(),
        .sname = any_name(),
        .realm = any_name(),
        .has_nonce = true,
        .nonce = BELOW(4),
        .error_code = (int32_t)BELOW(80),
        .kdc_options = g_rand_int(dice),
        .padata = BELOW(128),
        .offered = scene->offer,
        .ticket = {.present = true, .sname = any_name(), .etype = 18, .fingerprint = BELOW(8)},
    };
}

static struct auth_token any_token(void)
{
    struct auth_token token =
        token_spnego((enum spnego_result)g_rand_int_range(dice, -1, 4), 1u << BELOW(5));

    token.has_krb = g_rand_boolean(dice);
    token.krb = any_message();
    token.ntlm = (enum ntlm_type)BELOW(4);
    token.ntlm_user = any_name();
    return token;
}

static void fill_kerberos(struct event *event)
{
    static const char *const hosts[] = {CLIENT, SERVER, DC1, DC2, CLIENT6, SERVER6};
    static const uint16_t ports[] = {88, 1001};

    event->origin.source = address_of(ANY(hosts));
    event->origin.target = address_of(ANY(hosts));
    event->origin.transport = EVENT_UDP;
    event->origin.source_port = ANY(ports);
    event->origin.target_port = ANY(ports);
    event->kerberos.message = any_message();
}

static void fill_rpc(struct event *event)
{
    event->rpc.call_id = BELOW(4);
    event->rpc.has_auth = g_rand_boolean(dice);
    event->rpc.auth_context_id = BELOW(3);
    event->rpc.auth_level = (uint8_t)BELOW(8);
    event->rpc.auth_type = (uint8_t)(9 + BELOW(2));
    event->rpc.status = g_rand_boolean(dice) ? 5 : 0x721;
    event->rpc.has_hresult = g_rand_boolean(dice);
    event->rpc.hresult = g_rand_boolean(dice) ? 0 : 0x800703FA;
    event->rpc.opnum = 4;
    event->rpc.token = any_token();
}

static void fill_segment(struct event *event)
{
    event->tcp = (struct tcp_segment){.syn = g_rand_boolean(dice), .ack = g_rand_boolean(dice)};
    event->tcp.fin = !event->tcp.syn;
}

static void fill_session_setup(struct event *event)
{
    event->session_setup.response = g_rand_boolean(dice);
    event->session_setup.has_token = g_rand_boolean(dice);
    event->session_setup.nt_status = g_rand_boolean(dice) ? 0 : 0xC000006D;
    event->session_setup.token = any_token();
}

static void any_event(const struct scene_connection *connection)
{
    static void (*const fill[EVENT_UNREADABLE + 1])(struct event *) = {
        [EVENT_KERBEROS] = fill_kerberos,
        [EVENT_RPC] = fill_rpc,
        [EVENT_TCP_SEGMENT] = fill_segment,
        [EVENT_SMB_SESSION_SETUP] = fill_session_setup,
    };
    struct event pdu = scene_pdu(connection, ANY(rpc_types));
    struct event event = {.kind = (enum event_kind)BELOW(EVENT_UNREADABLE + 1),
                          .origin = pdu.origin};

    if (event.kind == EVENT_RPC)
        event.rpc = pdu.rpc;
    if (fill[event.kind])
        fill[event.kind](&event);
    scene_emit(scene, &event);
}

START_TEST(anything_in_any_order)
{
    struct scene_connection *connections[8];

    dice = g_rand_new_with_seed((guint32)_i);
    for (unsigned i = 0; i < RANDOM_EVENTS; i++) {
        if (i % 64 == 0)
            for (unsigned j = 0; j < G_N_ELEMENTS(connections); j++)
                connections[j] = scene_connect(scene, CLIENT, SERVER, 135);
        any_event(ANY(connections));
    }
    g_rand_free(dice);
    ck_assert_uint_gt(report_of(scene)->findings->len, 0);
    check_report();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hostile");
    TCase *empty = add_case(suite, "empty", setup, teardown);
    TCase *extreme = add_case(suite, "extreme", setup, teardown);
    TCase *random = add_case(suite, "random", setup, teardown);

    tcase_add_test(empty, every_event_may_be_empty);
    tcase_add_test(empty, every_kerberos_message_may_be_empty);
    tcase_add_test(empty, every_rpc_pdu_may_be_empty);
    tcase_add_test(empty, kerberos_without_any_name_still_has_texts);
    tcase_add_test(empty, pdus_without_stream_are_nothing);
    tcase_add_test(extreme, codes_that_nobody_knows);
    tcase_add_test(extreme, lists_that_are_full);
    tcase_add_test(extreme, texts_as_long_as_they_may_be);
    tcase_add_test(extreme, texts_from_the_wire_are_only_text);
    tcase_add_test(extreme, one_frame_with_everything);
    tcase_add_test(extreme, time_that_runs_backwards);
    tcase_add_test(extreme, times_at_the_ends_of_their_range);
    tcase_add_loop_test(random, anything_in_any_order, 0, RANDOM_SEEDS);
    return run_suite(suite);
}
