/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"

/* Notes and warnings: what came after authentication, fallbacks, missing bytes. */

static void bytes_missing(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_unreadable(scene, connection);
}

static void bytes_missing_but_refused(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_unreadable(scene, connection);
    scene_nak(scene, connection, 0);
}

static void announces(struct scene *scene, const struct telling *how)
{
    scene_bindings(scene, SERVER, how->name, NULL);
}

static void activation(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_activated(scene, connection, how->status);
}

static void late(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_response(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, how->status);
}

static void server_chooses_ntlm(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_spnego(SPNEGO_REQUEST_MIC, AUTH_MECH_NTLM));
    scene_alter(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    scene_alter(scene, connection, token_ntlm_authenticate(USER));
    scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
    scene_request(scene, connection);
    scene_response(scene, connection);
}

static void client_chooses_ntlm(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_call(scene, connection);
}

static void abandoned(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_spnego(SPNEGO_REQUEST_MIC, AUTH_MECH_NTLM));
    scene_client_fin(scene, connection);
}

const struct story stories_notes[] = {
    {"bytes are missing",
     {.tell = bytes_missing, .told = "undetermined truncated high"},
     {.tell = bytes_missing_but_refused, .told = "bind-nak server-security-failure medium"}},
    {"the client's own address",
     {.tell = announces,
      .told = "undetermined exporter-address-not-unique low",
      .name = CLIENT "[49667]"},
     {.tell = announces, .told = "", .name = OTHER_CLIENT "[49667]"}},
    {"a link-local address",
     {.tell = announces,
      .told = "undetermined exporter-address-not-unique low",
      .name = "169.254.7.8[49667]"},
     {.tell = announces, .told = "", .name = SERVER "[49667]"}},
    {"0x800703FA",
     {.tell = activation, .told = "activation-failed profile-unloaded high", .status = 0x800703FA},
     {.tell = activation,
      .told = "activation-failed activation-failed high",
      .status = 0x800703FB}},
    {"another HRESULT",
     {.tell = activation, .told = "activation-failed activation-failed high", .status = 0x80080005},
     {.tell = activation, .told = "", .status = 0}},
    {"a late fault of the package",
     {.tell = late, .told = "late-fault message-protection-failure high", .status = 0x721},
     {.tell = late, .told = "late-fault access-denied high", .status = 0x80070005}},
    {"a late denial",
     {.tell = late, .told = "late-fault access-denied high", .status = 0x5},
     {.tell = late, .told = "", .status = 0x1c010003}},
    {"the server chooses NTLM",
     {.tell = server_chooses_ntlm, .told = "ntlm-fallback server-rejected-token medium"},
     {.tell = client_chooses_ntlm, .told = "ntlm-fallback spn-unknown high"}},
    {"the client does not want NTLM",
     {.tell = abandoned, .told = "client-abandoned server-rejected-token high"},
     {.tell = server_chooses_ntlm, .told = "ntlm-fallback server-rejected-token medium"}},
};

const size_t stories_notes_count = G_N_ELEMENTS(stories_notes);
