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

/* NTLM at level integrity that works, as this user. */
static void accepted_before(struct scene *scene, const char *user)
{
    struct scene_connection *connection = story_connect(scene);

    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    scene_auth3(scene, connection, token_ntlm_authenticate(user));
    scene_request(scene, connection);
    scene_response(scene, connection);
}

static void ntlm_of_a_known_user(struct scene *scene, const struct telling *how)
{
    accepted_before(scene, USER);
    ntlm(scene, how);
}

static void ntlm_of_another_user(struct scene *scene, const struct telling *how)
{
    accepted_before(scene, "bob");
    ntlm(scene, how);
}

static void never_answered(struct scene *scene, const struct auth_token *token)
{
    struct scene_connection *connection = story_connect(scene);

    scene_bind(scene, connection, *token);
    scene_wait(scene, 30 * SECONDS);
    scene_client_fin(scene, connection);
}

static void empty_token_never_answered(struct scene *scene, const struct telling *how)
{
    struct auth_token token = token_empty();

    (void)how;
    never_answered(scene, &token);
}

static void ap_req_never_answered(struct scene *scene, const struct telling *how)
{
    struct auth_token token = token_ap_req(scene);

    (void)how;
    never_answered(scene, &token);
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

static void empty_token_nak(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    if (how->code != 0)
        connection->auth_level = (uint8_t)how->code;
    scene_bind(scene, connection, token_empty());
    scene_nak(scene, connection, 0);
}

static void cut_legs_nak(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_bind(scene, connection, token_empty());
    scene_unreadable(scene, connection);
    scene_nak(scene, connection, 0);
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
     {.tell = in_token, .told = "token-rejected clock-skew high", .code = 37},
     {.tell = story_as_refused, .told = "no-bind clock-skew high", .code = 37}},
    {"32 in the token",
     {.tell = in_token, .told = "token-rejected ticket-expired high", .code = 32},
     {.tell = story_tgs_refused, .told = "no-bind ticket-expired high", .code = 32}},
    {"33 in the token",
     {.tell = in_token, .told = "token-rejected ticket-not-yet-valid high", .code = 33},
     {.tell = story_tgs_refused, .told = "no-bind ticket-not-yet-valid high", .code = 33}},
    {"41 in the token",
     {.tell = in_token, .told = "token-rejected server-key-mismatch high", .code = 41},
     {.tell = story_tgs_refused, .told = "no-bind tgt-rejected-by-kdc medium", .code = 41}},
    {"31 in the token",
     {.tell = in_token, .told = "token-rejected server-key-mismatch high", .code = 31},
     {.tell = spnego_reject, .told = "token-rejected server-rejected-token high"}},
    {"44 in the token",
     {.tell = in_token, .told = "token-rejected server-key-missing high", .code = 44},
     {.tell = story_tgs_refused, .told = "no-bind tgt-rejected-by-kdc medium", .code = 44}},
    {"45 in the token",
     {.tell = in_token, .told = "token-rejected server-key-missing high", .code = 45},
     {.tell = in_token, .told = "token-rejected server-rejected-token high", .code = 46}},
    {"34 in the token",
     {.tell = in_token, .told = "token-rejected replay-detected high", .code = 34},
     {.tell = in_token, .told = "token-rejected server-key-missing high", .code = 35}},
    {"35 in the token",
     {.tell = in_token, .told = "token-rejected server-key-missing high", .code = 35},
     {.tell = in_token, .told = "token-rejected server-rejected-token high", .code = 36}},
    {"another code in the token",
     {.tell = in_token, .told = "token-rejected server-rejected-token high", .code = 60},
     {.tell = spnego_reject, .told = "token-rejected server-rejected-token high"}},
    {"reject without a code",
     {.tell = spnego_reject, .told = "token-rejected server-rejected-token high"},
     {.tell = nak, .told = "bind-nak server-security-failure medium", .code = 0}},
    {"no auth verifier",
     {.tell = plain, .told = "fault anonymous-refused high", .status = 0x5},
     {.tell = plain, .told = "", .status = 0x721}},
    {"bind_nak 8",
     {.tell = nak, .told = "bind-nak auth-type-unsupported high", .code = 8},
     {.tell = nak, .told = "bind-nak server-security-failure medium", .code = 9}},
    {"level connect, complete",
     {.tell = complete, .told = "fault activation-level-too-low high", .code = 2, .status = 0x5},
     {.tell = complete, .told = "fault access-denied high", .code = 5, .status = 0x5}},
    {"level packet, complete",
     {.tell = complete,
      .told = "fault activation-level-too-low high",
      .code = 4,
      .status = 0x80070005},
     {.tell = complete,
      .told = "fault message-protection-failure high",
      .code = 4,
      .status = 0x721}},
    {"level connect after AUTH3",
     {.tell = ntlm, .told = "fault activation-level-too-low medium", .code = 2, .status = 0x5},
     {.tell = ntlm_of_lsarpc, .told = "fault ntlm-logon-refused medium", .status = 0x5}},
    {"null session",
     {.tell = ntlm_anonymous, .told = "fault anonymous-refused high", .code = 2, .status = 0x5},
     {.tell = ntlm, .told = "fault ntlm-logon-refused medium", .code = 5, .status = 0x5}},
    {"a protected request is refused",
     {.tell = complete,
      .told = "fault message-protection-failure high",
      .code = 5,
      .status = 0x721},
     {.tell = auth3, .told = "fault server-security-failure medium", .code = 5, .status = 0x721}},
    {"access is denied",
     {.tell = complete, .told = "fault access-denied high", .code = 5, .status = 0x5},
     {.tell = complete, .told = "", .code = 5, .status = 0x6f7}},
    {"access is denied after an AP-REP",
     {.tell = auth3, .told = "fault access-denied medium", .code = 5, .status = 0x5},
     {.tell = ap_req_only, .told = "fault server-security-failure medium", .status = 0x5}},
    {"access is denied to an NTLM user whom the server knows",
     {.tell = ntlm_of_a_known_user, .told = "fault access-denied medium", .code = 5, .status = 0x5},
     {.tell = ntlm_of_another_user,
      .told = "fault ntlm-logon-refused medium",
      .code = 5,
      .status = 0x5}},
    {"a bind without credentials is never answered",
     {.tell = empty_token_never_answered, .told = "no-answer server-security-failure low"},
     {.tell = ap_req_never_answered, .told = "no-answer server-security-failure medium"}},
    {"NTLM AUTHENTICATE",
     {.tell = ntlm, .told = "fault ntlm-logon-refused medium", .code = 5, .status = 0x5},
     {.tell = ntlm_after_kerberos, .told = "fault spn-unknown high", .code = 5, .status = 0x5}},
    {"AP-REQ",
     {.tell = nak, .told = "bind-nak server-security-failure medium", .code = 0},
     {.tell = nak, .told = "bind-nak auth-type-unsupported high", .code = 8}},
    {"no more than NEGOTIATE",
     {.tell = ntlm_negotiate_only,
      .told = "fault handshake-incomplete high",
      .code = 5,
      .status = 0x5},
     {.tell = ntlm, .told = "fault ntlm-logon-refused medium", .code = 5, .status = 0x5}},
    {"no credentials",
     {.tell = tgt_req_only, .told = "fault handshake-incomplete high", .status = 0x721},
     {.tell = ap_req_only, .told = "fault server-security-failure medium", .status = 0x721}},
    {"bind_nak 0 before any credentials, at a level that exists",
     {.tell = empty_token_nak, .told = "bind-nak handshake-incomplete high", .code = 6},
     {.tell = empty_token_nak, .told = "bind-nak server-security-failure low", .code = 7}},
    {"bind_nak 0 after legs that are cut short",
     {.tell = cut_legs_nak, .told = "bind-nak truncated low", .code = 0},
     {.tell = empty_token_nak, .told = "bind-nak handshake-incomplete high", .code = 0}},
    {"bind_nak 0 before any credentials",
     {.tell = empty_token_nak, .told = "bind-nak handshake-incomplete high", .code = 0},
     {.tell = nak, .told = "bind-nak server-security-failure medium", .code = 0}},
    {"any other way",
     {.tell = other_package, .told = "bind-nak server-security-failure low", .code = 0},
     {.tell = other_package, .told = "bind-nak auth-type-unsupported high", .code = 8}},
};

const size_t stories_server_count = G_N_ELEMENTS(stories_server);
