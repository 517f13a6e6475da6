/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel.h"
#include "copies.h"
#include "endpoints.h"

#include <string.h>

enum {
    CONNECTIONS_MAX = 65536,
    CHANNELS_PER_CONNECTION_MAX = 64,
};

#define STATUS_MORE_PROCESSING_REQUIRED 0xC0000016u

struct connection {
    struct channel_endpoints ends;
    struct channel *channels;
    unsigned channel_count;
    bool has_syn;
    uint32_t syn_sequence;
    bool has_server_syn;
    uint32_t server_syn_sequence;
    bool has_server_fin;
    bool has_server_pdu;
    bool has_pdu; /* readable or not */
    bool has_client_pdu;
    bool is_counted_gap;
    bool carried_pipe; /* an RPC pipe was used or opened on it */
    bool closed;
    bool is_unexplained; /* the client closed it without a PDU, and no cause was found */
    bool is_copied;      /* since then a copy of its SYN has come by */
    struct copies copies;
    int64_t closed_ns;
    unsigned findings[CONNECTION_FINDINGS_MAX]; /* ids of those that its end has left */
    unsigned finding_count;
    struct association *session_setup; /* the SMB session set-up in progress, or NULL */
    GList *age_link;
};

struct connections {
    struct connections_observer observer;
    GHashTable *by_stream; /* GUINT_TO_POINTER(tcp_stream) -> struct connection, owned */
    GQueue by_age;         /* struct connection, the least recently used first */
    struct endpoints *endpoints;
    uint32_t attempts;
    struct connections_gaps gaps;
};

static void free_channels(struct connection *connection)
{
    while (connection->channels) {
        struct channel *channel = connection->channels;
        connection->channels = channel->next;
        channel_free(channel);
    }
    connection->channel_count = 0;
    g_clear_pointer(&connection->session_setup, association_free);
}

static void connection_free(gpointer data)
{
    struct connection *connection = data;

    free_channels(connection);
    g_free(connection);
}

struct connections *connections_new(const struct connections_observer *observer)
{
    struct connections *connections = g_new0(struct connections, 1);

    connections->observer = *observer;
    connections->by_stream = g_hash_table_new_full(NULL, NULL, NULL, connection_free);
    g_queue_init(&connections->by_age);
    connections->endpoints = endpoints_new();
    return connections;
}

void connections_free(struct connections *connections)
{
    if (!connections)
        return;
    g_queue_clear(&connections->by_age);
    g_hash_table_destroy(connections->by_stream);
    endpoints_free(connections->endpoints);
    g_free(connections);
}

/* --- the table --- */

static struct connection *find_connection(struct connections *connections, uint32_t stream)
{
    struct connection *connection =
        stream == EVENT_NO_STREAM
            ? NULL
            : g_hash_table_lookup(connections->by_stream, GUINT_TO_POINTER(stream));

    if (connection) {
        g_queue_unlink(&connections->by_age, connection->age_link);
        g_queue_push_tail_link(&connections->by_age, connection->age_link);
    }
    return connection;
}

static struct connection *new_connection(struct connections *connections,
                                         const struct event_origin *origin, bool from_client)
{
    if (origin->tcp_stream == EVENT_NO_STREAM)
        return NULL;
    if (g_hash_table_size(connections->by_stream) >= CONNECTIONS_MAX) {
        struct connection *oldest = g_queue_pop_head(&connections->by_age);
        g_hash_table_remove(connections->by_stream, GUINT_TO_POINTER(oldest->ends.tcp_stream));
    }
    struct connection *connection = g_new0(struct connection, 1);
    connection->ends = (struct channel_endpoints){
        .client = from_client ? origin->source : origin->target,
        .server = from_client ? origin->target : origin->source,
        .client_port = from_client ? origin->source_port : origin->target_port,
        .server_port = from_client ? origin->target_port : origin->source_port,
        .tcp_stream = origin->tcp_stream,
        .connection_ns = origin->time_ns,
    };
    g_queue_push_tail(&connections->by_age, connection);
    connection->age_link = connections->by_age.tail;
    g_hash_table_insert(connections->by_stream, GUINT_TO_POINTER(origin->tcp_stream), connection);
    return connection;
}

static bool is_from_client(const struct connection *connection, const struct event_origin *origin)
{
    return origin->source_port == connection->ends.client_port &&
           host_addr_equal(&origin->source, &connection->ends.client);
}

void connections_add_rpc_port(struct connections *connections, const struct host_addr *address,
                              uint16_t port)
{
    endpoints_add_port(connections->endpoints, address, port);
}

static bool is_rpc_port(const struct connections *connections, const struct connection *connection)
{
    return endpoints_has_port(connections->endpoints, &connection->ends.server,
                              connection->ends.server_port);
}

/* --- TCP --- */

static void settle_empty(struct connections *connections, struct connection *connection,
                         const struct event_origin *origin)
{
    connection->ends.is_rpc_port = is_rpc_port(connections, connection);
    struct association *association =
        channel_make_association(ASSOCIATION_EMPTY, &connection->ends);

    association->last_leg_ns = origin->time_ns;
    association_set_answer(association, ANSWER_CLOSED, origin);
    association->state = ASSOCIATION_ENDED;
    connections->observer.settled(association, connections->observer.user_data);
    connection->is_unexplained = association->finding == 0;
    association_free(association);
}

/* In a capture merged from two places the first copies may come from a clock that is behind: then
 * what made the client close lies between the copies of the other clock. */
static void take_copied_syn(struct connection *connection, const struct event_origin *origin,
                            const struct tcp_segment *segment)
{
    if (segment->sequence != connection->syn_sequence)
        return;
    if (!connection->is_unexplained) {
        copies_add_syn(&connection->copies, origin, connection->ends.connection_ns,
                       connection->has_pdu);
        return;
    }
    connection->is_copied = true;
    connection->ends.connection_ns = origin->time_ns;
}

static void tell_copied(struct connections *connections, const struct connection *connection)
{
    struct connection_copy copy = {
        .frame = connection->copies.frame,
        .syn_frame = connection->ends.connection_frame,
        .syn_ns = connection->copies.syn_ns,
        .offset_ns = connection->copies.offset_ns,
        .finding_count = connection->finding_count,
    };

    memcpy(copy.findings, connection->findings, sizeof copy.findings);
    if (connection->copies.is_late && connections->gaps.disordered++ == 0) {
        connections->gaps.disordered_frame = copy.frame;
        connections->gaps.disordered_ns = copy.offset_ns;
    }
    connections->observer.copied(&copy, connections->observer.user_data);
}

static void take_copied_close(struct connections *connections, struct connection *connection,
                              const struct event_origin *origin)
{
    if (!is_from_client(connection, origin))
        return;
    if (connection->is_copied) {
        connection->is_copied = false;
        settle_empty(connections, connection, origin);
    } else if (copies_add_close(&connection->copies, origin, connection->closed_ns)) {
        tell_copied(connections, connection);
    }
}

static void keep_findings(struct connection *connection)
{
    for (struct channel *channel = connection->channels; channel; channel = channel->next)
        for (guint i = 0; i < channel->associations->len; i++) {
            const struct association *association = channel->associations->pdata[i];

            if (association->finding != 0 && connection->finding_count < CONNECTION_FINDINGS_MAX)
                connection->findings[connection->finding_count++] = association->finding;
        }
}

static void take_server_syn(struct connection *connection, const struct tcp_segment *segment)
{
    connection->ends.server_seen = true;
    connection->has_server_syn = true;
    connection->server_syn_sequence = segment->sequence;
}

/* Sequence numbers count the bytes sent since the SYN, itself one (RFC 9293 3.4). */
static bool client_sent_bytes(const struct connection *connection,
                              const struct tcp_segment *segment, bool by_server)
{
    if (by_server)
        return segment->ack && segment->acknowledgement - connection->syn_sequence > 1;
    return segment->sequence + segment->length != connection->syn_sequence + 1;
}

static bool server_sent_bytes(const struct connection *connection,
                              const struct tcp_segment *segment, bool by_server)
{
    uint32_t fin = connection->has_server_fin && !by_server;

    if (!connection->has_server_syn)
        return false;
    if (by_server)
        return segment->sequence + segment->length - connection->server_syn_sequence > 1;
    return segment->ack && segment->acknowledgement - connection->server_syn_sequence - fin > 1;
}

/* The client acknowledges bytes of the server that the capture does not hold: nobody was silent. */
static bool answers_are_missing(const struct connection *connection,
                                const struct tcp_segment *segment)
{
    return !connection->has_server_pdu && server_sent_bytes(connection, segment, false);
}

static void mark_missing(struct connection *connection)
{
    for (struct channel *channel = connection->channels; channel; channel = channel->next)
        channel_add_unreadable(channel);
}

static void count_gap(struct connection *connection, uint32_t *count, uint32_t *first_frame,
                      uint32_t frame)
{
    if (connection->is_counted_gap)
        return;
    connection->is_counted_gap = true;
    if ((*count)++ == 0)
        *first_frame = frame;
}

static void close_connection(struct connections *connections, struct connection *connection,
                             const struct event_origin *origin, const struct tcp_segment *segment)
{
    bool by_server = !is_from_client(connection, origin);
    bool shows_none = connection->has_syn && !connection->has_pdu && !connection->closed;
    bool is_over = !by_server || segment->rst;

    if (is_over && shows_none && is_rpc_port(connections, connection) &&
        client_sent_bytes(connection, segment, by_server))
        count_gap(connection, &connections->gaps.without_pdu, &connections->gaps.without_pdu_frame,
                  origin->frame);

    if (!by_server && answers_are_missing(connection, segment))
        mark_missing(connection);
    if (!by_server && connection->channels && !connection->ends.server_seen)
        count_gap(connection, &connections->gaps.without_server,
                  &connections->gaps.without_server_frame, origin->frame);
    for (struct channel *channel = connection->channels; channel; channel = channel->next)
        channel_close(channel, origin, by_server, &connections->observer);
    if (by_server) {
        connection->has_server_fin |= segment->fin;
        connection->ends.server_seen = true;
        if (connection->has_pdu || segment->rst)
            connection->closed = true;
        return; /* of an empty connection the client's own end is the answer */
    }
    if (shows_none && !client_sent_bytes(connection, segment, by_server))
        settle_empty(connections, connection, origin);
    connection->closed = true;
    connection->closed_ns = origin->time_ns;
    keep_findings(connection);
    free_channels(connection);
}

bool connections_add_segment(struct connections *connections, const struct event_origin *origin,
                             const struct tcp_segment *segment)
{
    struct connection *connection = find_connection(connections, origin->tcp_stream);

    if (segment->syn) {
        if (segment->ack) {
            if (connection)
                take_server_syn(connection, segment);
            return false;
        }
        if (connection) { /* a retransmission, or a copy */
            take_copied_syn(connection, origin, segment);
            return false;
        }
        connection = new_connection(connections, origin, true);
        if (!connection)
            return false;
        connection->has_syn = true;
        connection->syn_sequence = segment->sequence;
        connection->ends.connection_frame = origin->frame;
        return true;
    }
    if (connection && connection->closed)
        take_copied_close(connections, connection, origin);
    else if (connection)
        close_connection(connections, connection, origin, segment);
    return false;
}

bool connections_server_sent_bytes(struct connections *connections,
                                   const struct event_origin *origin,
                                   const struct tcp_segment *segment)
{
    const struct connection *connection = find_connection(connections, origin->tcp_stream);

    return connection && (segment->fin || segment->rst) &&
           server_sent_bytes(connection, segment, !is_from_client(connection, origin));
}

/* --- RPC --- */

static bool sent_by_client(enum rpc_ptype type)
{
    return type == RPC_REQUEST || type == RPC_BIND || type == RPC_ALTER_CONTEXT ||
           type == RPC_AUTH3;
}

static void drop_oldest_channel(struct connection *connection)
{
    struct channel **last = &connection->channels;

    while (*last && (*last)->next)
        last = &(*last)->next;
    channel_free(*last);
    *last = NULL;
    connection->channel_count--;
}

static struct channel *find_channel(struct connection *connection, uint64_t pipe)
{
    for (struct channel *channel = connection->channels; channel; channel = channel->next)
        if (channel->pipe == pipe)
            return channel;
    if (connection->channel_count >= CHANNELS_PER_CONNECTION_MAX)
        drop_oldest_channel(connection);
    struct channel *channel = channel_new(pipe);
    channel->next = connection->channels;
    connection->channels = channel;
    connection->channel_count++;
    return channel;
}

void connections_add_pdu(struct connections *connections, const struct event_origin *origin,
                         const struct rpc_pdu *pdu)
{
    struct connection *connection = find_connection(connections, origin->tcp_stream);

    if (!connection)
        connection = new_connection(connections, origin, sent_by_client(pdu->type));
    if (!connection || connection->closed)
        return;
    struct channel *channel = find_channel(connection, pdu->pipe);
    connection->has_pdu = true;
    connection->ends.server_seen |= !sent_by_client(pdu->type);
    connection->has_server_pdu |= !sent_by_client(pdu->type);
    connection->has_client_pdu |= sent_by_client(pdu->type);
    if (!connection->has_client_pdu && pdu->type != RPC_RESPONSE)
        count_gap(connection, &connections->gaps.without_client,
                  &connections->gaps.without_client_frame, origin->frame);
    if (pdu->pipe != 0)
        connection->carried_pipe = true;
    else if (pdu->type == RPC_BIND)
        connections_add_rpc_port(connections, &connection->ends.server,
                                 connection->ends.server_port);
    if (channel_add_pdu(channel, &connection->ends, origin, pdu, &connections->observer))
        connections->attempts++;
}

void connections_add_unreadable(struct connections *connections, const struct event_origin *origin)
{
    struct connection *connection = find_connection(connections, origin->tcp_stream);

    if (!connection)
        return;
    connection->has_pdu = true;
    mark_missing(connection);
}

/* --- SMB --- */

void connections_add_pipe(struct connections *connections, const struct event_origin *origin,
                          const struct smb_pipe *pipe)
{
    struct connection *connection = find_connection(connections, origin->tcp_stream);

    /* IPC$ alone is used by every SMB client, for DFS referrals. */
    if (connection && pipe->is_ipc && pipe->name)
        connection->carried_pipe = true;
}

static void start_session_setup(struct connection *connection, const struct event_origin *origin,
                                const struct smb_session_setup *setup)
{
    if (!connection->session_setup) {
        connection->session_setup = channel_make_association(ASSOCIATION_SMB, &connection->ends);
        connection->session_setup->bind_frame = origin->frame;
        connection->session_setup->bind_ns = origin->time_ns;
    }
    association_add_leg(connection->session_setup, origin, &setup->token);
}

static void answer_session_setup(struct connections *connections, struct connection *connection,
                                 const struct event_origin *origin,
                                 const struct smb_session_setup *setup)
{
    struct association *association = connection->session_setup;

    if (!association)
        return;
    if (setup->has_token)
        association_add_answer(association, origin, &setup->token);
    if (setup->nt_status == STATUS_MORE_PROCESSING_REQUIRED)
        return;
    association->server_seen = true;
    if (setup->nt_status != 0) {
        association->status = setup->nt_status;
        association->is_rpc_port |= connection->carried_pipe;
        association_set_answer(association, ANSWER_SMB_STATUS, origin);
        association->state = ASSOCIATION_ENDED;
        connections->observer.settled(association, connections->observer.user_data);
    }
    g_clear_pointer(&connection->session_setup, association_free);
}

void connections_add_session_setup(struct connections *connections,
                                   const struct event_origin *origin,
                                   const struct smb_session_setup *setup)
{
    struct connection *connection = find_connection(connections, origin->tcp_stream);

    if (!connection)
        connection = new_connection(connections, origin, !setup->response);
    if (!connection || connection->closed)
        return;
    connection->has_pdu = true;
    if (setup->response)
        answer_session_setup(connections, connection, origin, setup);
    else
        start_session_setup(connection, origin, setup);
}

/* --- the end --- */

void connections_end_capture(struct connections *connections, const struct event_origin *last)
{
    for (GList *link = connections->by_age.head; link; link = link->next) {
        struct connection *connection = link->data;

        for (struct channel *channel = connection->channels; channel; channel = channel->next)
            channel_end_capture(channel, last, &connections->observer);
    }
}

struct connections_gaps connections_gaps(const struct connections *connections)
{
    return connections->gaps;
}

uint32_t connections_attempts(const struct connections *connections)
{
    return connections->attempts;
}
