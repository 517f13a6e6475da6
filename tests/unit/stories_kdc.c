/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"

/* The client's account, and everything else that a KDC answers, or does not. */

enum { CLIENT_PORT = 1088 };

static void say(struct scene *scene, bool to_kdc, const struct krb_message *message, bool cut)
{
    struct event event = scene_event(EVENT_KERBEROS, to_kdc ? CLIENT : DC2, to_kdc ? DC2 : CLIENT);

    event.origin.transport = EVENT_TCP;
    event.origin.source_port = to_kdc ? CLIENT_PORT : 88;
    event.origin.target_port = to_kdc ? 88 : CLIENT_PORT;
    event.origin.cut = cut;
    event.kerberos.message = *message;
    scene_emit(scene, &event);
}

static void refuse(struct scene *scene, int32_t code, bool cut)
{
    struct krb_message error = scene_krb_error(scene, code);

    error.sname = SPN;
    say(scene, false, &error, cut);
}

/* The refusal of a request that the capture does not hold. */
static void lone_refusal(struct scene *scene, int32_t code, bool cut)
{
    struct scene_connection *connection = story_connect(scene);

    refuse(scene, code, cut);
    scene_client_fin(scene, connection);
}

static void refusal_of_cut_tgs_req(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);
    struct krb_message request = scene_tgs_req(scene, NULL);

    say(scene, true, &request, true);
    refuse(scene, how->code, false);
    scene_client_fin(scene, connection);
}

static void refusal_of_cut_request(struct scene *scene, const struct telling *how)
{
    lone_refusal(scene, how->code, true);
}

static void refusal_without_request(struct scene *scene, const struct telling *how)
{
    lone_refusal(scene, how->code, false);
}

static void silence(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 3 * SECONDS);
    scene_client_fin(scene, connection);
}

static void cut_answer(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);
    struct event event = scene_event(EVENT_IP_FRAGMENT, how->name, CLIENT);

    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    event.origin.transport = EVENT_UDP;
    event.origin.source_port = 88;
    event.origin.target_port = scene->kdc_port;
    event.fragment.length = 1480;
    event.fragment.more = true;
    scene_emit(scene, &event);
    scene_wait(scene, 3 * SECONDS);
    scene_client_fin(scene, connection);
}

static void icmp(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_icmp(scene, CLIENT, scene->kdc_port, DC1, 88);
    scene_client_fin(scene, connection);
}

static void another_kdc_answers(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 3 * SECONDS);
    scene_tgs_granted(scene, CLIENT, DC2, SPN);
    scene_client_fin(scene, connection);
}

static void overcome_at_once(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_tgs_refused(scene, CLIENT, DC1, SPN, how->code);
    scene->kdc_transport = EVENT_TCP;
    scene_tgs_granted(scene, CLIENT, DC1, SPN);
    scene_client_fin(scene, connection);
}

static void renewed_at_once(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_tgs_refused(scene, CLIENT, DC1, SPN, how->code);
    scene_logon(scene, CLIENT, DC1);
    scene_tgs_granted(scene, CLIENT, DC1, SPN);
    scene_client_fin(scene, connection);
}

static void realm_is_followed(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_as_refused(scene, CLIENT, DC1, USER, how->code);
    scene_as_granted(scene, CLIENT, "10.9.0.1", USER);
    scene_client_fin(scene, connection);
}

static void asked_to_preauthenticate(struct scene *scene, const struct telling *how)
{
    struct telling hinted = *how;

    hinted.code = 25;
    scene->error.hints = scene->offer;
    story_as_refused(scene, &hinted);
}

static void tcp_without_answer(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 52);
    scene->kdc_transport = EVENT_TCP;
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
    scene_wait(scene, 3 * SECONDS);
    scene_client_fin(scene, connection);
}

const struct story stories_kdc[] = {
    {"14 whose request is cut off",
     {.tell = refusal_of_cut_request, .told = "no-bind truncated low", .code = 14},
     {.tell = refusal_without_request, .told = "no-bind kdc-error low", .code = 14}},
    {"13 to a TGS-REQ that is cut off",
     {.tell = refusal_of_cut_tgs_req, .told = "no-bind truncated low", .code = 13},
     {.tell = refusal_of_cut_tgs_req, .told = "no-bind spn-unknown medium", .code = 7}},
    {"14 whose request was not captured",
     {.tell = refusal_without_request, .told = "no-bind kdc-error low", .code = 14},
     {.tell = refusal_without_request, .told = "no-bind spn-unknown medium", .code = 7}},
    {"6",
     {.tell = story_as_refused, .told = "no-bind client-unknown high", .code = 6},
     {.tell = story_as_refused, .told = "no-bind kdc-error high", .code = 5}},
    {"1",
     {.tell = story_as_refused, .told = "no-bind client-revoked high", .code = 1},
     {.tell = story_as_refused, .told = "no-bind kdc-error high", .code = 2}},
    {"18",
     {.tell = story_as_refused,
      .told = "no-bind client-revoked high",
      .code = 18,
      .nt_status = 0xC0000234},
     {.tell = story_as_refused, .told = "no-bind kdc-error high", .code = 19}},
    {"18 to the TGS-REQ",
     {.tell = story_tgs_refused, .told = "no-bind client-revoked high", .code = 18},
     {.tell = story_tgs_refused, .told = "no-bind kdc-error high", .code = 21}},
    {"23",
     {.tell = story_as_refused, .told = "no-bind password-expired high", .code = 23},
     {.tell = story_as_refused, .told = "no-bind kdc-error high", .code = 22}},
    {"24",
     {.tell = story_as_refused, .told = "no-bind password-wrong high", .code = 24},
     {.tell = asked_to_preauthenticate, .told = ""}},
    {"12",
     {.tell = story_as_refused,
      .told = "no-bind logon-restricted high",
      .code = 12,
      .nt_status = 0xC0000070},
     {.tell = story_as_refused, .told = "no-bind kdc-error high", .code = 11}},
    {"16",
     {.tell = story_as_refused, .told = "no-bind preauth-unsupported high", .code = 16},
     {.tell = story_as_refused, .told = "no-bind kdc-error high", .code = 17}},
    {"68 that is not followed",
     {.tell = story_as_refused, .told = "no-bind wrong-realm high", .code = 68},
     {.tell = realm_is_followed, .told = "", .code = 68}},
    {"50",
     {.tell = story_tgs_refused, .told = "no-bind checksum-unsupported high", .code = 50},
     {.tell = story_tgs_refused, .told = "no-bind kdc-error high", .code = 49}},
    {"15",
     {.tell = story_tgs_refused, .told = "no-bind checksum-unsupported high", .code = 15},
     {.tell = story_tgs_refused, .told = "no-bind kdc-error high", .code = 17}},
    {"20",
     {.tell = story_tgs_refused, .told = "no-bind tgt-revoked high", .code = 20},
     {.tell = story_as_refused, .told = "no-bind kdc-error high", .code = 20}},
    {"29",
     {.tell = story_tgs_refused, .told = "no-bind kdc-unavailable high", .code = 29},
     {.tell = story_tgs_refused, .told = "no-bind kdc-error high", .code = 28}},
    {"52 without a retry",
     {.tell = story_tgs_refused, .told = "no-bind kdc-unavailable medium", .code = 52},
     {.tell = overcome_at_once, .told = "", .code = 52}},
    {"52 and a retry over TCP without answer",
     {.tell = tcp_without_answer, .told = "no-bind kdc-unavailable medium"},
     {.tell = another_kdc_answers, .told = ""}},
    {"37 from the KDC",
     {.tell = story_as_refused, .told = "no-bind clock-skew high", .code = 37},
     {.tell = overcome_at_once, .told = "", .code = 37}},
    {"32 from the KDC",
     {.tell = story_tgs_refused, .told = "no-bind ticket-expired high", .code = 32},
     {.tell = renewed_at_once, .told = "", .code = 32}},
    {"33 from the KDC",
     {.tell = story_tgs_refused, .told = "no-bind ticket-not-yet-valid high", .code = 33},
     {.tell = story_tgs_refused, .told = "no-bind kdc-error high", .code = 34}},
    {"another code to the AS-REQ",
     {.tell = story_as_refused, .told = "no-bind kdc-error high", .code = 60},
     {.tell = story_tgs_refused, .told = "no-bind kdc-error high", .code = 60}},
    {"another code to the TGS-REQ",
     {.tell = story_tgs_refused, .told = "no-bind kdc-error high", .code = 9},
     {.tell = story_as_refused, .told = "no-bind kdc-error high", .code = 9}},
    {"an answer in fragments that are missing",
     {.tell = cut_answer, .told = "no-bind kdc-unreachable medium", .name = DC1},
     {.tell = cut_answer, .told = "no-bind kdc-unreachable high", .name = DC2}},
    {"silence",
     {.tell = silence, .told = "no-bind kdc-unreachable high"},
     {.tell = another_kdc_answers, .told = ""}},
    {"ICMP",
     {.tell = icmp, .told = "no-bind kdc-unreachable high"},
     {.tell = another_kdc_answers, .told = ""}},
};

const size_t stories_kdc_count = G_N_ELEMENTS(stories_kdc);
