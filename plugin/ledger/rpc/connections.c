/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "connections_parts.h"

#include "../../event/number_hash.h"

enum {
    CONNECTIONS_MAX = 65536,
    CHANNELS_PER_CONNECTION_MAX = 64,
};

void connection_free_channels(struct connection *connection)
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

    connection_free_channels(connection);
    association_free(connection->unreachable);
    g_free(connection->ends.session_user);
    g_free(connection);
}

static guint opening_hash(gconstpointer key)
{
    const struct opening *opening = key;
    uint64_t number = (uint64_t)opening->sequence << 32 | (uint32_t)opening->client_port << 16 |
                      opening->server_port;

    return host_addr_hash(&opening->client) * 31 + number_hash(&number);
}

static gboolean opening_equal(gconstpointer a, gconstpointer b)
{
    const struct opening *left = a, *right = b;

    return left->sequence == right->sequence && left->client_port == right->client_port &&
           left->server_port == right->server_port &&
           host_addr_equal(&left->client, &right->client) &&
           host_addr_equal(&left->server, &right->server);
}

struct connections *connections_new(const struct connections_observer *observer)
{
    struct connections *connections = g_new0(struct connections, 1);

    connections->observer = *observer;
    connections->by_stream = g_hash_table_new(NULL, NULL);
    connections->by_opening = g_hash_table_new(opening_hash, opening_equal);
    g_queue_init(&connections->by_age);
    connections->endpoints = endpoints_new();
    connections->announced = announced_new();
    return connections;
}

void connections_free(struct connections *connections)
{
    g_queue_clear_full(&connections->by_age, connection_free);
    g_hash_table_destroy(connections->by_stream);
    g_hash_table_destroy(connections->by_opening);
    endpoints_free(connections->endpoints);
    announced_free(connections->announced);
    g_free(connections);
}

/* --- the table --- */

struct connection *connections_find(struct connections *connections, uint32_t stream)
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

static void forget_oldest(struct connections *connections)
{
    struct connection *oldest = g_queue_pop_head(&connections->by_age);

    g_hash_table_remove(connections->by_stream, GUINT_TO_POINTER(oldest->ends.tcp_stream));
    if (oldest->copy_stream != EVENT_NO_STREAM)
        g_hash_table_remove(connections->by_stream, GUINT_TO_POINTER(oldest->copy_stream));
    if (oldest->has_syn)
        g_hash_table_remove(connections->by_opening, &oldest->opening);
    connection_free(oldest);
}

struct connection *connections_open(struct connections *connections,
                                    const struct event_origin *origin, bool from_client)
{
    if (origin->tcp_stream == EVENT_NO_STREAM)
        return NULL;
    if (g_queue_get_length(&connections->by_age) >= CONNECTIONS_MAX)
        forget_oldest(connections);
    struct connection *connection = g_new0(struct connection, 1);
    connection->copy_stream = EVENT_NO_STREAM;
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

static struct opening opening_of(const struct event_origin *origin, uint32_t sequence)
{
    return (struct opening){
        .client = origin->source,
        .server = origin->target,
        .client_port = origin->source_port,
        .server_port = origin->target_port,
        .sequence = sequence,
    };
}

void connections_set_opening(struct connections *connections, struct connection *connection,
                             const struct event_origin *origin, uint32_t sequence)
{
    connection->has_syn = true;
    connection->opening = opening_of(origin, sequence);
    g_hash_table_replace(connections->by_opening, &connection->opening, connection);
}

struct connection *connections_find_copied(struct connections *connections,
                                           const struct event_origin *origin, uint32_t sequence)
{
    struct opening opening = opening_of(origin, sequence);
    struct connection *connection = g_hash_table_lookup(connections->by_opening, &opening);

    if (!connection || origin->tcp_stream == EVENT_NO_STREAM)
        return NULL;
    if (connection->copy_stream != EVENT_NO_STREAM)
        g_hash_table_remove(connections->by_stream, GUINT_TO_POINTER(connection->copy_stream));
    connection->copy_stream = origin->tcp_stream;
    g_hash_table_insert(connections->by_stream, GUINT_TO_POINTER(origin->tcp_stream), connection);
    return connection;
}

void connections_add_rpc_port(struct connections *connections, const struct host_addr *address,
                              uint16_t port)
{
    endpoints_add_port(connections->endpoints, address, port);
}

/* --- what is missing --- */

void connection_mark_missing(struct connection *connection)
{
    for (struct channel *channel = connection->channels; channel; channel = channel->next)
        channel_add_unreadable(channel);
}

void connection_count_gap(struct connection *connection, uint32_t *count, uint32_t *first_frame,
                          uint32_t frame)
{
    if (connection->is_counted_gap)
        return;
    connection->is_counted_gap = true;
    if ((*count)++ == 0)
        *first_frame = frame;
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

static void count_server_pdu(struct connection *connection, const struct rpc_pdu *pdu)
{
    bool is_counted = pdu->pipe == 0 && pdu->length > 0;

    connection->has_server_length =
        is_counted && (connection->has_server_length || !connection->has_server_pdu);
    connection->has_server_pdu = true;
    connection->server_bytes += pdu->length;
}

void connections_add_pdu(struct connections *connections, const struct event_origin *origin,
                         const struct rpc_pdu *pdu)
{
    struct connection *connection = connections_find(connections, origin->tcp_stream);

    if (!connection)
        connection = connections_open(connections, origin, sent_by_client(pdu->type));
    if (!connection || connection->closed || !seen_segments_add(&connection->seen, origin))
        return;
    struct channel *channel = find_channel(connection, pdu->pipe);
    connection->has_pdu = true;
    connection->ends.server_seen |= !sent_by_client(pdu->type);
    if (!sent_by_client(pdu->type))
        count_server_pdu(connection, pdu);
    if (sent_by_client(pdu->type) && !connection->has_client_pdu) {
        connection->has_client_pdu = true;
        connection->client_pdu_ns = origin->time_ns;
    }
    if (!connection->has_client_pdu && pdu->type != RPC_RESPONSE)
        connection_count_gap(connection, &connections->gaps.without_client,
                             &connections->gaps.without_client_frame, origin->frame);
    if (pdu->pipe != 0)
        connection->ends.shows_pipe = true;
    else if (pdu->type == RPC_BIND)
        connections_add_rpc_port(connections, &connection->ends.server,
                                 connection->ends.server_port);
    if (channel_add_pdu(channel, &connection->ends, origin, pdu, &connections->observer))
        connections->attempts++;
}

void connections_add_unreadable(struct connections *connections, const struct event_origin *origin)
{
    struct connection *connection = connections_find(connections, origin->tcp_stream);

    if (!connection)
        return;
    connection->has_pdu = true;
    connection_mark_missing(connection);
}

/* --- the end --- */

void connections_end_capture(struct connections *connections, const struct event_origin *last)
{
    announced_forget_told(connections->announced);
    for (GList *link = connections->by_age.head; link; link = link->next) {
        struct connection *connection = link->data;

        for (struct channel *channel = connection->channels; channel; channel = channel->next)
            channel_end_capture(channel, last, &connections->observer);
        connection_end_capture_session(connections, connection);
        connection_end_capture_unreached(connections, connection, last);
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
