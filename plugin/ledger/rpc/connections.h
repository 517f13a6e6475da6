/* TCP connections that are or may be RPC, and the associations on them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CONNECTIONS_H
#define DCOMAUTH_CONNECTIONS_H

#include "../sources/reversed.h"
#include "announced.h"
#include "association.h"

#include <glib.h>

enum { CONNECTION_FINDINGS_MAX = 8 };

/* A connection that is in the capture twice, by two clocks. */
struct connection_copy {
    uint32_t frame;                             /* the copy of the SYN */
    uint32_t syn_frame;                         /* which it repeats */
    int64_t syn_ns;                             /* of the copy */
    int64_t offset_ns;                          /* by which the copy is later */
    unsigned findings[CONNECTION_FINDINGS_MAX]; /* ids */
    unsigned finding_count;
};

/* What the connections tell whoever watches them. The association belongs to the connection and is
 * valid during the call only; an observer may write its `finding`. */
struct connections_observer {
    /* It has an outcome: its answer is set. Called once for each association, except that one
     * without an outcome at the end of the capture may get it when the capture grows. */
    void (*settled)(struct association *association, void *user_data);
    /* A security fault on an association that had worked before. */
    void (*late_fault)(struct association *association, const struct event_origin *origin,
                       uint32_t status, void *user_data);
    /* A fault on a security context that the capture never saw set up. */
    void (*stray_fault)(const struct event_origin *origin, uint32_t status, void *user_data);
    /* A request was answered although an earlier one was refused. */
    void (*worked_later)(struct association *association, const struct event_origin *origin,
                         void *user_data);
    /* An activation was answered with this HRESULT, after good authentication. */
    void (*activated)(struct association *association, const struct event_origin *origin,
                      uint32_t hresult, void *user_data);
    /* A call that sets up a Netlogon secure channel was answered, for better or worse. The
     * association is not one of a connection, and is gone after the call. */
    void (*channel_set_up)(struct association *association, void *user_data);
    /* A closed connection has come by again, by a clock that is ahead. */
    void (*copied)(const struct connection_copy *copy, void *user_data);
    void *user_data;
};

struct connections;

struct connections *connections_new(const struct connections_observer *observer);
void connections_free(struct connections *connections);

/* Takes SYN, FIN and RST segments; returns true for the SYN of a connection that is new. */
bool connections_add_segment(struct connections *connections, const struct event_origin *origin,
                             const struct tcp_segment *segment);

/* Whether the FIN or RST tells that the server had sent bytes, be they in the capture or not. */
bool connections_server_sent_bytes(struct connections *connections,
                                   const struct event_origin *origin,
                                   const struct tcp_segment *segment);

void connections_add_pdu(struct connections *connections, const struct event_origin *origin,
                         const struct rpc_pdu *pdu);

void connections_add_session_setup(struct connections *connections,
                                   const struct event_origin *origin,
                                   const struct smb_session_setup *setup);

void connections_add_pipe(struct connections *connections, const struct event_origin *origin,
                          const struct smb_pipe *pipe);

/* Bytes of a PDU on this connection are missing. */
void connections_add_unreadable(struct connections *connections, const struct event_origin *origin);

/* The server at address listens for RPC at port. */
void connections_add_rpc_port(struct connections *connections, const struct host_addr *address,
                              uint16_t port);

/* An answer of the source tells the target where to call next: begin one announcement for the
 * answer, NULL beyond the bound, and add each of its places to it. */
struct announcement *connections_begin_announcement(struct connections *connections,
                                                    const struct event_origin *origin);
void connections_add_announced(struct connections *connections, struct announcement *announcement,
                               const struct event_origin *origin, const struct host_addr *address,
                               uint16_t port);

/* Settles what has no outcome yet, as of the last frame. */
void connections_end_capture(struct connections *connections, const struct event_origin *last);

/* How many connections do not show what there was as it was, and the first frame of such a one. */
struct connections_gaps {
    uint32_t without_client; /* answers of the server, no PDU of the client */
    uint32_t without_client_frame;
    uint32_t without_server; /* closed handshakes without any frame of the server */
    uint32_t without_server_frame;
    uint32_t without_pdu; /* the client sent bytes to an RPC port, and no PDU was seen */
    uint32_t without_pdu_frame;
    uint32_t disordered; /* captured twice, and the copies of a clock that is behind come first */
    uint32_t disordered_frame;
    int64_t disordered_ns; /* the difference of the clocks */
    struct reversed reversed;
};
struct connections_gaps connections_gaps(const struct connections *connections);

/* Associations so far: attempts with an auth verifier. */
uint32_t connections_attempts(const struct connections *connections);

#endif
