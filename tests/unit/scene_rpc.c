/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scene.h"

enum {
    FIRST_SEQUENCE = 5000,
    SEQUENCES_APART = 20000, /* ports come again, sequence numbers do not */
    PDU_LENGTH = 100,
    TYPE_SPNEGO = 9,
    TYPE_NTLM = 10,
    LEVEL_CONNECT = 2,
    LEVEL_INTEGRITY = 5,
    EPM_PORT = 135,
    ACCESS_DENIED = 5,
};

/* --- connections --- */

struct scene_connection *scene_connected(struct scene *scene, const char *client,
                                         const char *server, uint16_t port)
{
    struct scene_connection *connection = g_new0(struct scene_connection, 1);

    *connection = (struct scene_connection){
        .client = client,
        .server = server,
        .client_port = scene->next_port++,
        .server_port = port,
        .stream = scene->next_stream,
        .client_sequence = FIRST_SEQUENCE + scene->next_stream * SEQUENCES_APART,
        .server_sequence = FIRST_SEQUENCE,
        .call_id = 1,
        .auth_type = TYPE_SPNEGO,
        .auth_level = LEVEL_INTEGRITY,
        .uuid = ACTIVATOR,
        .interface = "ISystemActivator",
        .opnum = 4,
        .protected_requests = true,
    };
    scene->next_stream++;
    g_ptr_array_add(scene->connections, connection);
    return connection;
}

static struct event on_connection(const struct scene_connection *connection, enum event_kind kind,
                                  bool from_client)
{
    struct event event = scene_event(kind, from_client ? connection->client : connection->server,
                                     from_client ? connection->server : connection->client);

    event.origin.transport = EVENT_TCP;
    event.origin.source_port = from_client ? connection->client_port : connection->server_port;
    event.origin.target_port = from_client ? connection->server_port : connection->client_port;
    event.origin.tcp_stream = connection->stream;
    return event;
}

static uint32_t send_segment(struct scene *scene, struct scene_connection *connection,
                             bool from_client, struct tcp_segment segment)
{
    struct event event = on_connection(connection, EVENT_TCP_SEGMENT, from_client);
    uint32_t *sequence = from_client ? &connection->client_sequence : &connection->server_sequence;

    event.tcp = segment;
    event.tcp.sequence = *sequence;
    if (segment.ack)
        event.tcp.acknowledgement =
            from_client ? connection->server_sequence : connection->client_sequence;
    *sequence += segment.syn || segment.fin;
    return scene_emit(scene, &event);
}

struct scene_connection *scene_connect(struct scene *scene, const char *client, const char *server,
                                       uint16_t port)
{
    struct scene_connection *connection = scene_connected(scene, client, server, port);

    connection->syn_frame =
        send_segment(scene, connection, true, (struct tcp_segment){.syn = true});
    send_segment(scene, connection, false, (struct tcp_segment){.syn = true, .ack = true});
    return connection;
}

uint32_t scene_syn(struct scene *scene, struct scene_connection *connection)
{
    return send_segment(scene, connection, true, (struct tcp_segment){.syn = true});
}

uint32_t scene_client_fin(struct scene *scene, struct scene_connection *connection)
{
    return send_segment(scene, connection, true, (struct tcp_segment){.fin = true, .ack = true});
}

uint32_t scene_client_rst(struct scene *scene, struct scene_connection *connection)
{
    return send_segment(scene, connection, true, (struct tcp_segment){.rst = true});
}

uint32_t scene_server_fin(struct scene *scene, struct scene_connection *connection)
{
    return send_segment(scene, connection, false, (struct tcp_segment){.fin = true, .ack = true});
}

uint32_t scene_server_rst(struct scene *scene, struct scene_connection *connection)
{
    return send_segment(scene, connection, false, (struct tcp_segment){.rst = true});
}

uint32_t scene_unreadable(struct scene *scene, struct scene_connection *connection)
{
    struct event event = on_connection(connection, EVENT_UNREADABLE, true);

    return scene_emit(scene, &event);
}

/* --- PDUs --- */

static bool is_from_client(enum rpc_ptype type)
{
    return type == RPC_BIND || type == RPC_ALTER_CONTEXT || type == RPC_AUTH3 ||
           type == RPC_REQUEST;
}

struct event scene_pdu(const struct scene_connection *connection, enum rpc_ptype type)
{
    struct event event = on_connection(connection, EVENT_RPC, is_from_client(type));

    event.rpc.pipe = connection->pipe;
    event.rpc.type = type;
    event.rpc.call_id = connection->call_id;
    event.rpc.first_fragment = true;
    event.rpc.token.result = SPNEGO_NONE;
    if (type == RPC_BIND || type == RPC_ALTER_CONTEXT) {
        event.rpc.contexts[0] =
            (struct rpc_context){connection->context_id, connection->uuid, connection->interface};
        event.rpc.context_count = 1;
        event.rpc.group_id = connection->group_id;
    } else if (type == RPC_BIND_ACK || type == RPC_ALTER_CONTEXT_RESP) {
        event.rpc.result_count = 1;
    } else {
        event.rpc.context_id = connection->context_id;
    }
    return event;
}

/* In a segment of its own. */
static uint32_t send_pdu(struct scene *scene, struct scene_connection *connection, bool from_client,
                         struct event *event)
{
    uint32_t *sequence = from_client ? &connection->client_sequence : &connection->server_sequence;

    event->origin.has_sequence = true;
    event->origin.sequence = *sequence;
    event->origin.segment_length = PDU_LENGTH;
    *sequence += PDU_LENGTH;
    return scene_emit(scene, event);
}

uint32_t scene_send(struct scene *scene, struct scene_connection *connection, struct event *event)
{
    event->rpc.length = PDU_LENGTH;
    return send_pdu(scene, connection, is_from_client(event->rpc.type), event);
}

static void add_verifier(struct event *event, const struct scene_connection *connection)
{
    event->rpc.has_auth = true;
    event->rpc.auth_type = connection->auth_type;
    event->rpc.auth_level = connection->auth_level;
    event->rpc.auth_context_id = connection->auth_context_id;
}

static uint32_t send_leg(struct scene *scene, struct scene_connection *connection,
                         enum rpc_ptype type, const struct auth_token *token)
{
    struct event event = scene_pdu(connection, type);

    add_verifier(&event, connection);
    event.rpc.token = *token;
    connection->last_leg = type;
    return scene_send(scene, connection, &event);
}

uint32_t scene_plain_bind(struct scene *scene, struct scene_connection *connection)
{
    struct event event = scene_pdu(connection, RPC_BIND);

    connection->last_leg = RPC_BIND;
    return scene_send(scene, connection, &event);
}

uint32_t scene_bind(struct scene *scene, struct scene_connection *connection,
                    struct auth_token token)
{
    return send_leg(scene, connection, RPC_BIND, &token);
}

uint32_t scene_alter(struct scene *scene, struct scene_connection *connection,
                     struct auth_token token)
{
    return send_leg(scene, connection, RPC_ALTER_CONTEXT, &token);
}

uint32_t scene_auth3(struct scene *scene, struct scene_connection *connection,
                     struct auth_token token)
{
    return send_leg(scene, connection, RPC_AUTH3, &token);
}

uint32_t scene_ack(struct scene *scene, struct scene_connection *connection,
                   struct auth_token token)
{
    struct event event = scene_pdu(
        connection, connection->last_leg == RPC_BIND ? RPC_BIND_ACK : RPC_ALTER_CONTEXT_RESP);

    add_verifier(&event, connection);
    event.rpc.token = token;
    return scene_send(scene, connection, &event);
}

uint32_t scene_nak(struct scene *scene, struct scene_connection *connection, uint16_t reason)
{
    struct event event = scene_pdu(connection, RPC_BIND_NAK);

    event.rpc.reject_reason = reason;
    return scene_send(scene, connection, &event);
}

uint32_t scene_request(struct scene *scene, struct scene_connection *connection)
{
    connection->call_id++;
    struct event event = scene_pdu(connection, RPC_REQUEST);

    event.rpc.opnum = connection->opnum;
    if (connection->protected_requests)
        add_verifier(&event, connection);
    return scene_send(scene, connection, &event);
}

uint32_t scene_response(struct scene *scene, struct scene_connection *connection)
{
    struct event event = scene_pdu(connection, RPC_RESPONSE);

    return scene_send(scene, connection, &event);
}

uint32_t scene_activated(struct scene *scene, struct scene_connection *connection, uint32_t hresult)
{
    struct event event = scene_pdu(connection, RPC_RESPONSE);

    event.rpc.has_hresult = true;
    event.rpc.hresult = hresult;
    return scene_send(scene, connection, &event);
}

uint32_t scene_fault(struct scene *scene, struct scene_connection *connection, uint32_t status)
{
    struct event event = scene_pdu(connection, RPC_FAULT);

    event.rpc.status = status;
    return scene_send(scene, connection, &event);
}

/* --- whole handshakes --- */

uint32_t scene_kerberos_accepted(struct scene *scene, struct scene_connection *connection)
{
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    scene_alter(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    return scene_ack(scene, connection, token_spnego(SPNEGO_ACCEPT_COMPLETED, 0));
}

uint32_t scene_ntlm_bind(struct scene *scene, struct scene_connection *connection, const char *user)
{
    connection->auth_type = TYPE_NTLM;
    connection->auth_level = LEVEL_CONNECT;
    connection->protected_requests = false;
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_ack(scene, connection, token_ntlm_challenge(NULL));
    return scene_auth3(scene, connection, token_ntlm_authenticate(user));
}

uint32_t scene_ntlm_call(struct scene *scene, struct scene_connection *connection)
{
    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    return scene_response(scene, connection);
}

uint32_t scene_ntlm_refused(struct scene *scene, const char *client, const char *server)
{
    struct scene_connection *connection = scene_connect(scene, client, server, EPM_PORT);

    scene_ntlm_bind(scene, connection, USER);
    scene_request(scene, connection);
    return scene_fault(scene, connection, ACCESS_DENIED);
}

uint32_t scene_ntlm_works(struct scene *scene, const char *client, const char *server)
{
    return scene_ntlm_call(scene, scene_connect(scene, client, server, EPM_PORT));
}

/* --- SMB --- */

uint32_t scene_session_setup(struct scene *scene, struct scene_connection *connection,
                             struct auth_token token)
{
    struct event event = on_connection(connection, EVENT_SMB_SESSION_SETUP, true);

    event.session_setup.has_token = true;
    event.session_setup.token = token;
    return send_pdu(scene, connection, true, &event);
}

uint32_t scene_session_answer(struct scene *scene, struct scene_connection *connection,
                              uint32_t nt_status)
{
    struct event event = on_connection(connection, EVENT_SMB_SESSION_SETUP, false);

    event.session_setup.response = true;
    event.session_setup.nt_status = nt_status;
    return send_pdu(scene, connection, false, &event);
}

uint32_t scene_open_pipe(struct scene *scene, struct scene_connection *connection, const char *name)
{
    struct event event = on_connection(connection, EVENT_SMB_PIPE, true);

    event.pipe.name = name;
    event.pipe.is_ipc = true;
    return scene_emit(scene, &event);
}
