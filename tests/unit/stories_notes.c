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
    (void)how;
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    scene_ntlm_works(scene, CLIENT, SERVER);
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
     {bytes_missing, "undetermined truncated high"},
     {bytes_missing_but_refused, "bind-nak server-security-failure medium"}},
    {"the client's own address",
     {announces, "undetermined exporter-address-not-unique low", .name = CLIENT "[49667]"},
     {announces, "", .name = OTHER_CLIENT "[49667]"}},
    {"a link-local address",
     {announces, "undetermined exporter-address-not-unique low", .name = "169.254.7.8[49667]"},
     {announces, "", .name = SERVER "[49667]"}},
    {"0x800703FA",
     {activation, "activation-failed profile-unloaded high", .status = 0x800703FA},
     {activation, "activation-failed activation-failed high", .status = 0x800703FB}},
    {"another HRESULT",
     {activation, "activation-failed activation-failed high", .status = 0x80080005},
     {activation, "", .status = 0}},
    {"a late fault of the package",
     {late, "late-fault message-protection-failure high", .status = 0x721},
     {late, "late-fault access-denied high", .status = 0x80070005}},
    {"a late denial",
     {late, "late-fault access-denied high", .status = 0x5},
     {late, "", .status = 0x1c010003}},
    {"the server chooses NTLM",
     {server_chooses_ntlm, "ntlm-fallback server-rejected-token medium"},
     {client_chooses_ntlm, "ntlm-fallback spn-unknown high"}},
    {"the client does not want NTLM",
     {abandoned, "client-abandoned server-rejected-token high"},
     {server_chooses_ntlm, "ntlm-fallback server-rejected-token medium"}},
};

const size_t stories_notes_count = G_N_ELEMENTS(stories_notes);
