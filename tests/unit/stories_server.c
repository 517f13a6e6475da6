/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"

/* What the RPC server answers. */

static void in_token(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_krb_error(how->code, SPNEGO_REJECT));
}

static void spnego_reject(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_spnego(SPNEGO_REJECT, 0));
}

static void nak(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, (uint16_t)how->code);
}

static void plain(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    connection->protected_requests = false;
    scene_plain_bind(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, how->status);
}

/* Kerberos, complete; level `code`. */
static void complete(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    connection->auth_level = (uint8_t)how->code;
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, how->status);
}

/* Kerberos that ends in AUTH3; level `code`. */
static void auth3(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    connection->auth_level = (uint8_t)how->code;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_auth3(scene, connection, token_ap_rep(SPNEGO_NONE));
    scene_request(scene, connection);
    scene_fault(scene, connection, how->status);
}

static struct scene_connection *ntlm_connection(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    connection->auth_type = 10;
    connection->auth_level = (uint8_t)how->code;
    scene_bind(scene, connection, token_ntlm_negotiate());
    return connection;
}

static void ntlm(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = ntlm_connection(scene, how);

    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    scene_auth3(scene, connection, token_ntlm_authenticate(USER));
    scene_request(scene, connection);
    scene_fault(scene, connection, how->status);
}

static void ntlm_of_lsarpc(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    connection->uuid = LSARPC;
    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    scene_fault(scene, connection, how->status);
}

static void ntlm_anonymous(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = ntlm_connection(scene, how);

    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    scene_auth3(scene, connection, token_ntlm_anonymous());
    scene_request(scene, connection);
    scene_fault(scene, connection, how->status);
}

static void ntlm_after_kerberos(struct scene *scene, const struct telling *how)
{
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 7);
    ntlm(scene, how);
}

static void ntlm_negotiate_only(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = ntlm_connection(scene, how);

    scene_fault(scene, connection, how->status);
}

static void tgt_req_only(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_bind(scene, connection, token_tgt_req(USER));
    scene_fault(scene, connection, how->status);
}

static void ap_req_only(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_bind(scene, connection, token_ap_req(scene));
    scene_fault(scene, connection, how->status);
}

static void other_package(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    connection->auth_type = 14;
    scene_bind(scene, connection, token_spnego(SPNEGO_NONE, 0));
    scene_nak(scene, connection, (uint16_t)how->code);
}

const struct story stories_server[] = {
    {"37 in the token",
     {in_token, "token-rejected clock-skew high", 37},
     {story_as_refused, "no-bind clock-skew high", 37}},
    {"32 in the token",
     {in_token, "token-rejected ticket-expired high", 32},
     {story_tgs_refused, "no-bind ticket-expired high", 32}},
    {"33 in the token",
     {in_token, "token-rejected ticket-not-yet-valid high", 33},
     {story_tgs_refused, "no-bind ticket-not-yet-valid high", 33}},
    {"41 in the token",
     {in_token, "token-rejected server-key-mismatch high", 41},
     {story_tgs_refused, "no-bind tgt-rejected-by-kdc medium", 41}},
    {"31 in the token",
     {in_token, "token-rejected server-key-mismatch high", 31},
     {spnego_reject, "token-rejected server-rejected-token high"}},
    {"44 in the token",
     {in_token, "token-rejected server-key-missing high", 44},
     {story_tgs_refused, "no-bind tgt-rejected-by-kdc medium", 44}},
    {"45 in the token",
     {in_token, "token-rejected server-key-missing high", 45},
     {in_token, "token-rejected server-rejected-token high", 46}},
    {"34 in the token",
     {in_token, "token-rejected replay-detected high", 34},
     {in_token, "token-rejected server-key-mismatch high", 35}},
    {"another code in the token",
     {in_token, "token-rejected server-rejected-token high", 60},
     {spnego_reject, "token-rejected server-rejected-token high"}},
    {"reject without a code",
     {spnego_reject, "token-rejected server-rejected-token high"},
     {nak, "bind-nak server-security-failure medium", 0}},
    {"no auth verifier",
     {plain, "fault anonymous-refused high", .status = 0x5},
     {plain, "", .status = 0x721}},
    {"bind_nak 8",
     {nak, "bind-nak auth-type-unsupported high", 8},
     {nak, "bind-nak server-security-failure medium", 9}},
    {"level connect, complete",
     {complete, "fault activation-level-too-low high", 2, .status = 0x5},
     {complete, "fault access-denied high", 5, .status = 0x5}},
    {"level packet, complete",
     {complete, "fault activation-level-too-low high", 4, .status = 0x80070005},
     {complete, "fault message-protection-failure high", 4, .status = 0x721}},
    {"level connect after AUTH3",
     {ntlm, "fault activation-level-too-low medium", 2, .status = 0x5},
     {ntlm_of_lsarpc, "fault ntlm-logon-refused medium", .status = 0x5}},
    {"null session",
     {ntlm_anonymous, "fault anonymous-refused high", 2, .status = 0x5},
     {ntlm, "fault ntlm-logon-refused medium", 5, .status = 0x5}},
    {"a protected request is refused",
     {complete, "fault message-protection-failure high", 5, .status = 0x721},
     {auth3, "fault server-security-failure medium", 5, .status = 0x721}},
    {"access is denied",
     {complete, "fault access-denied high", 5, .status = 0x5},
     {complete, "", 5, .status = 0x6f7}},
    {"access is denied after an AP-REP",
     {auth3, "fault access-denied medium", 5, .status = 0x5},
     {ap_req_only, "fault server-security-failure medium", .status = 0x5}},
    {"NTLM AUTHENTICATE",
     {ntlm, "fault ntlm-logon-refused medium", 5, .status = 0x5},
     {ntlm_after_kerberos, "fault spn-unknown high", 5, .status = 0x5}},
    {"AP-REQ",
     {nak, "bind-nak server-security-failure medium", 0},
     {nak, "bind-nak auth-type-unsupported high", 8}},
    {"no more than NEGOTIATE",
     {ntlm_negotiate_only, "fault handshake-incomplete high", 5, .status = 0x5},
     {ntlm, "fault ntlm-logon-refused medium", 5, .status = 0x5}},
    {"no credentials",
     {tgt_req_only, "fault handshake-incomplete high", .status = 0x721},
     {ap_req_only, "fault server-security-failure medium", .status = 0x721}},
    {"any other way",
     {other_package, "bind-nak server-security-failure low", 0},
     {other_package, "bind-nak auth-type-unsupported high", 8}},
};

const size_t stories_server_count = G_N_ELEMENTS(stories_server);
