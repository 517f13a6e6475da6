/* What the parts of the connections share: TCP (connections_tcp.c) and what runs over it
 * (connections.c). Not for use outside them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CONNECTIONS_PARTS_H
#define DCOMAUTH_CONNECTIONS_PARTS_H

#include "announced.h"
#include "channel.h"
#include "copies.h"
#include "endpoints.h"
#include "seen_segments.h"

/* Two connections never begin alike, two copies of one always do: RFC 9293 3.4.1. */
struct opening {
    struct host_addr client;
    struct host_addr server;
    uint16_t client_port;
    uint16_t server_port;
    uint32_t sequence; /* of the SYN */
};

struct connection {
    struct channel_endpoints ends;
    struct opening opening; /* where it has a SYN */
    uint32_t copy_stream;   /* Wireshark's number of its last copy, or EVENT_NO_STREAM */
    struct channel *channels;
    unsigned channel_count;
    bool has_syn;
    bool has_server_syn;
    uint32_t server_syn_sequence;
    bool has_server_fin;
    bool has_server_pdu;
    bool has_server_length; /* all bytes of the server are those of known PDUs */
    uint32_t server_bytes;
    bool has_pdu; /* readable or not */
    bool has_client_pdu;
    int64_t client_pdu_ns; /* of its first */
    bool is_counted_gap;
    bool closed;
    bool is_unexplained; /* the client closed it without a PDU, and no cause was found */
    bool is_copied;      /* since then a copy of its SYN has come by */
    struct copies copies;
    struct seen_segments seen;
    int64_t closed_ns;
    unsigned findings[CONNECTION_FINDINGS_MAX]; /* ids of those that its end has left */
    unsigned finding_count;
    struct event_origin last_try;      /* the last SYN, or the RST that refused it */
    bool is_refused;                   /* the server answered the SYN with RST */
    struct association *unreachable;   /* where the address was announced and is out of reach */
    struct association *session_setup; /* the SMB session set-up in progress, or NULL */
    GList *age_link;
};

struct connections {
    struct connections_observer observer;
    GHashTable *by_stream;  /* GUINT_TO_POINTER(tcp_stream) -> struct connection */
    GHashTable *by_opening; /* struct opening -> struct connection */
    GQueue by_age;          /* struct connection, owned, the least recently used first */
    struct endpoints *endpoints;
    struct announced *announced;
    uint32_t attempts;
    struct connections_gaps gaps;
    struct early_answers early;
};

/* The connection of the stream, or NULL. */
struct connection *connections_find(struct connections *connections, uint32_t stream);

/* A new one for the stream of the segment; NULL where it has none. */
struct connection *connections_open(struct connections *connections,
                                    const struct event_origin *origin, bool from_client);

/* Takes note of the SYN that has opened it. */
void connections_set_opening(struct connections *connections, struct connection *connection,
                             const struct event_origin *origin, uint32_t sequence);

/* The connection that this SYN of another stream has opened before, for which the stream stands
 * from now on; NULL where there is none. From 4.4 on Wireshark gives the copy of a connection that
 * was closed a number of its own. */
struct connection *connections_find_copied(struct connections *connections,
                                           const struct event_origin *origin, uint32_t sequence);

void connection_free_channels(struct connection *connection);

/* The client closes it: a session set-up under way, or one that never began, has ended. */
void connection_end_session(struct connections *connections, struct connection *connection,
                            const struct event_origin *origin, bool client_sent_bytes);

/* The capture ends: a set-up whose last token refuses is judged, and kept. */
void connection_end_capture_session(struct connections *connections, struct connection *connection);

/* The capture ends: an announced address that was never reached is judged. */
void connection_end_capture_unreached(struct connections *connections,
                                      struct connection *connection,
                                      const struct event_origin *last);

/* The server has answered the SYN. */
void connection_note_reached(struct connections *connections, const struct connection *connection);

/* Bytes of what is being authenticated on it are missing. */
void connection_mark_missing(struct connection *connection);

/* Counts it once under one of the gaps. */
void connection_count_gap(struct connection *connection, uint32_t *count, uint32_t *first_frame,
                          uint32_t frame);

#endif
