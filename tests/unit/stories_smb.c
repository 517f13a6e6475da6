/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"

/* Pipes and sessions of SMB, and clients that leave. */

enum { PIPE = 0x10001, MORE_PROCESSING = (int)0xC0000016 };

static struct scene_connection *session_of(struct scene *scene, const char *user)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 445);

    scene_session_setup(scene, connection, token_ntlm_negotiate());
    scene_session_answer(scene, connection, (uint32_t)MORE_PROCESSING);
    scene_session_setup(scene, connection, token_ntlm_authenticate(user));
    scene_session_answer(scene, connection, 0);
    return connection;
}

static struct scene_connection *pipe_of(struct scene *scene, const char *user)
{
    struct scene_connection *connection = session_of(scene, user);

    scene_open_pipe(scene, connection, "cert");
    connection->pipe = PIPE;
    return connection;
}

/* Without RPC authentication on a pipe. */
static void plain_on_pipe(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = pipe_of(scene, USER);

    connection->protected_requests = false;
    scene_plain_bind(scene, connection);
    scene_request(scene, connection);
    scene_fault(scene, connection, how->status);
}

/* NTLM at level integrity on TCP after a session of the user `name`. */
static void ntlm_after_session(struct scene *scene, const struct telling *how)
{
    session_of(scene, how->name);
    struct scene_connection *connection = story_connect(scene);
    connection->uuid = LSARPC;
    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    scene_fault(scene, connection, how->status);
}

static void leaves(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_client_rst(scene, connection);
}

/* Accepted in so many words: it may close without a request. */
static void leaves_when_done(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_COMPLETED));
    scene_client_fin(scene, connection);
}

/* NTLM whose AUTHENTICATE goes by alter_context, and gets no answer. */
static void authenticate_never_answered(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    scene_alter(scene, connection, token_ntlm_authenticate(USER));
    scene_wait(scene, 60 * SECONDS);
    scene_client_fin(scene, connection);
}

static void authenticate_refused(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    scene_alter(scene, connection, token_ntlm_authenticate(USER));
    scene_fault(scene, connection, how->status);
}

/* --- the Netlogon secure channel --- */

static struct scene_connection *netlogon(struct scene *scene)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, DC1, 49671);

    connection->uuid = "12345678-1234-abcd-ef00-01234567cffb";
    return connection;
}

/* The call of this number, without authentication, answers with `nt_status`. */
static void set_up_channel(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = netlogon(scene);

    connection->opnum = (uint16_t)how->code;
    connection->protected_requests = false;
    scene_plain_bind(scene, connection);
    scene_request(scene, connection);
    struct event answer = scene_pdu(connection, RPC_RESPONSE);
    answer.rpc.has_nt_status = true;
    answer.rpc.nt_status = how->nt_status;
    scene_send(scene, connection, &answer);
}

static struct auth_token nl_auth_message(void)
{
    struct auth_token token = token_empty();

    token.length = 24;
    token.channel_domain = "EXAMPLE";
    token.channel_host = "FS1";
    return token;
}

/* A bind of type `code`, refused by a fault. */
static void channel_refused(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = netlogon(scene);

    connection->auth_type = (uint8_t)how->code;
    scene_alter(scene, connection, nl_auth_message());
    scene_fault(scene, connection, how->status);
}

/* --- announced addresses --- */

/* The client connects to the port of `name` and gets RST, or (status 0) nothing. */
static void announced(struct scene *scene, const struct telling *how)
{
    scene_bindings(scene, SERVER, how->name, "");
    struct scene_connection *connection = scene_connected(scene, CLIENT, OTHER_SERVER, 49667);
    scene_syn(scene, connection);
    if (how->status)
        scene_server_rst(scene, connection);
    scene_wait(scene, 6 * SECONDS);
    scene_dns(scene, OTHER_NAME, OTHER_SERVER);
}

const struct story stories_smb[] = {
    {"NetrServerAuthenticate3 is refused",
     {.tell = set_up_channel,
      .told = "call-refused netlogon-refused high",
      .code = 26,
      .nt_status = 0xC0000022},
     {.tell = set_up_channel, .told = "", .code = 26}},
    {"NetrServerAuthenticate2 is refused",
     {.tell = set_up_channel,
      .told = "call-refused netlogon-refused high",
      .code = 15,
      .nt_status = 0xC000018B},
     {.tell = set_up_channel, .told = "", .code = 39, .nt_status = 0xC0000022}},
    {"a bind of the secure channel is refused",
     {.tell = channel_refused, .told = "fault netlogon-refused high", .code = 68, .status = 0x721},
     {.tell = channel_refused,
      .told = "fault server-security-failure low",
      .code = 9,
      .status = 0x721}},
    {"an announced address refuses the connection",
     {.tell = announced,
      .told = "unreachable exporter-unreachable high",
      .status = 1,
      .name = OTHER_SERVER "[49667]"},
     {.tell = announced, .told = "", .status = 1, .name = OTHER_SERVER "[49668]"}},
    {"an announced address never answers",
     {.tell = announced, .told = "unreachable exporter-unreachable high", .name = OTHER_SERVER},
     {.tell = announced, .told = "", .name = SERVER "[49667]"}},
    {"a call without RPC authentication on a pipe",
     {.tell = plain_on_pipe, .told = "fault anonymous-refused medium", .status = 0x5},
     {.tell = plain_on_pipe, .told = "", .status = 0x1c010002}},
    {"a package error after an accepted session of the same user",
     {.tell = ntlm_after_session,
      .told = "fault message-protection-failure medium",
      .status = 0x721,
      .name = USER},
     {.tell = ntlm_after_session,
      .told = "fault ntlm-logon-refused medium",
      .status = 0x721,
      .name = "bob"}},
    {"access denied after an accepted session of the same user",
     {.tell = ntlm_after_session,
      .told = "fault access-denied medium",
      .status = 0x5,
      .name = USER},
     {.tell = ntlm_after_session,
      .told = "fault ntlm-logon-refused medium",
      .status = 0x5,
      .name = "bob"}},
    {"the client leaves after a good AP-REP",
     {.tell = leaves, .told = "client-abandoned client-gave-up high"},
     {.tell = leaves_when_done, .told = ""}},
    {"the NTLM AUTHENTICATE is never answered",
     {.tell = authenticate_never_answered, .told = "no-answer server-security-failure low"},
     {.tell = authenticate_refused, .told = "fault ntlm-logon-refused medium", .status = 0x5}},
};

const size_t stories_smb_count = G_N_ELEMENTS(stories_smb);
