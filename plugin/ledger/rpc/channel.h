/* One stream of RPC PDUs: a TCP connection, or one SMB pipe of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CHANNEL_H
#define DCOMAUTH_CHANNEL_H

#include "connections.h"

enum {
    CHANNEL_ASSOCIATIONS_MAX =
        256, /* Windows takes 2048 security contexts; ended ones leave first */
    CHANNEL_CALLS_MAX = 64,
    CHANNEL_CONTEXTS_MAX = 256,
};

/* A request or leg whose answer is awaited. */
struct channel_call {
    bool used;
    uint32_t call_id;
    struct association *association; /* NULL: without authentication */
    bool is_request;
    bool is_protected;
    uint16_t opnum;
    uint16_t context_id;
};

struct channel_interface {
    char *uuid;
    char *name;
};

/* The bind without an auth verifier, until its first request is answered. */
struct channel_plain_bind {
    uint32_t frame; /* 0: none */
    int64_t time_ns;
    bool answered;
};

struct channel {
    struct channel *next; /* of the same connection */
    uint64_t pipe;
    GPtrArray *associations; /* struct association, owned, in the order of their binds */
    GHashTable *interfaces;  /* GUINT_TO_POINTER(presentation context id) -> channel_interface */
    struct channel_call *calls;
    unsigned call_count; /* slots, at most CHANNEL_CALLS_MAX */
    unsigned next_call;  /* the slot to be taken next */
    struct channel_plain_bind plain_bind;
    bool has_group; /* the server has answered a bind: the connection has its association group */
    uint32_t activated_frame; /* the last good activation */
};

/* What all associations of one connection have in common. */
struct channel_endpoints {
    struct host_addr client;
    struct host_addr server;
    uint16_t client_port;
    uint16_t server_port;
    uint32_t tcp_stream;
    uint32_t connection_frame;
    int64_t connection_ns;
    bool is_rpc_port;
    bool server_seen;
    bool shows_pipe;
    uint32_t session_frame;
    char *session_user; /* owned by the connection */
};

struct channel *channel_new(uint64_t pipe);
void channel_free(struct channel *channel);

/* An association of this kind on these endpoints; not part of any channel yet. */
struct association *channel_make_association(enum association_kind kind,
                                             const struct channel_endpoints *endpoints);

/* Takes a PDU; returns true where it opened a new attempt. */
bool channel_add_pdu(struct channel *channel, const struct channel_endpoints *endpoints,
                     const struct event_origin *origin, const struct rpc_pdu *pdu,
                     const struct connections_observer *observer);

/* The connection ends: by the client or by the server. */
void channel_close(struct channel *channel, const struct event_origin *origin, bool by_server,
                   const struct connections_observer *observer);

/* The capture ends. */
void channel_end_capture(struct channel *channel, const struct event_origin *last,
                         const struct connections_observer *observer);

/* Bytes of a PDU are missing. */
void channel_add_unreadable(struct channel *channel);

#endif
