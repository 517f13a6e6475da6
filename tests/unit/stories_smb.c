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

const struct story stories_smb[] = {
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
