/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"

/* The client's account, and everything else that a KDC answers, or does not. */

static void silence(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_tgs_unanswered(scene, CLIENT, DC1, SPN);
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
    {"6",
     {story_as_refused, "no-bind client-unknown high", 6},
     {story_as_refused, "no-bind kdc-error high", 5}},
    {"18",
     {story_as_refused, "no-bind client-revoked high", 18, 0xC0000234},
     {story_as_refused, "no-bind kdc-error high", 19}},
    {"18 to the TGS-REQ",
     {story_tgs_refused, "no-bind client-revoked high", 18},
     {story_tgs_refused, "no-bind kdc-error high", 21}},
    {"23",
     {story_as_refused, "no-bind password-expired high", 23},
     {story_as_refused, "no-bind kdc-error high", 22}},
    {"24",
     {story_as_refused, "no-bind password-wrong high", 24},
     {story_as_refused, "", 25}},
    {"12",
     {story_as_refused, "no-bind logon-restricted high", 12, 0xC0000070},
     {story_as_refused, "no-bind kdc-error high", 11}},
    {"16",
     {story_as_refused, "no-bind preauth-unsupported high", 16},
     {story_as_refused, "no-bind kdc-error high", 17}},
    {"68 that is not followed",
     {story_as_refused, "no-bind wrong-realm high", 68},
     {realm_is_followed, "", 68}},
    {"50",
     {story_tgs_refused, "no-bind checksum-unsupported high", 50},
     {story_tgs_refused, "no-bind kdc-error high", 49}},
    {"15",
     {story_tgs_refused, "no-bind checksum-unsupported high", 15},
     {story_tgs_refused, "no-bind kdc-error high", 17}},
    {"20",
     {story_tgs_refused, "no-bind tgt-revoked high", 20},
     {story_as_refused, "no-bind kdc-error high", 20}},
    {"29",
     {story_tgs_refused, "no-bind kdc-unavailable high", 29},
     {story_tgs_refused, "no-bind kdc-error high", 28}},
    {"52 without a retry",
     {story_tgs_refused, "no-bind kdc-unavailable medium", 52},
     {overcome_at_once, "", 52}},
    {"52 and a retry over TCP without answer",
     {tcp_without_answer, "no-bind kdc-unavailable medium"},
     {another_kdc_answers, ""}},
    {"37 from the KDC",
     {story_as_refused, "no-bind clock-skew high", 37},
     {overcome_at_once, "", 37}},
    {"32 from the KDC",
     {story_tgs_refused, "no-bind ticket-expired high", 32},
     {renewed_at_once, "", 32}},
    {"33 from the KDC",
     {story_tgs_refused, "no-bind ticket-not-yet-valid high", 33},
     {story_tgs_refused, "no-bind kdc-error high", 34}},
    {"another code to the AS-REQ",
     {story_as_refused, "no-bind kdc-error high", 60},
     {story_tgs_refused, "no-bind kdc-error high", 60}},
    {"another code to the TGS-REQ",
     {story_tgs_refused, "no-bind kdc-error high", 9},
     {story_as_refused, "no-bind kdc-error high", 9}},
    {"silence",
     {silence, "no-bind kdc-unreachable high"},
     {another_kdc_answers, ""}},
    {"ICMP",
     {icmp, "no-bind kdc-unreachable high"},
     {another_kdc_answers, ""}},
};

const size_t stories_kdc_count = G_N_ELEMENTS(stories_kdc);
