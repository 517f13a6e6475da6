/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "connections_parts.h"

#include <string.h>

static bool is_from_client(const struct connection *connection, const struct event_origin *origin)
{
    return origin->source_port == connection->ends.client_port &&
           host_addr_equal(&origin->source, &connection->ends.client);
}

static bool is_rpc_port(const struct connections *connections, const struct connection *connection)
{
    return endpoints_has_port(connections->endpoints, &connection->ends.server,
                              connection->ends.server_port);
}

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
    if (segment->sequence != connection->opening.sequence)
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
        if (connection->is_unexplained) { /* the copy of the SYN came before the first close */
            connection->ends.connection_ns = connection->copies.syn_ns;
            settle_empty(connections, connection, origin);
        } else {
            tell_copied(connections, connection);
        }
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

/* Who sends data has had the answer to its SYN (RFC 9293 3.10.7.3). */
static void take_server_syn(struct connections *connections, struct connection *connection,
                            const struct event_origin *origin, const struct tcp_segment *segment)
{
    if (connection->has_syn && !connection->has_server_syn && connection->has_client_pdu &&
        !origin->untimed)
        reversed_add(&connections->gaps.reversed, origin->frame,
                     origin->time_ns - connection->client_pdu_ns);
    connection->ends.server_seen = true;
    connection->has_server_syn = true;
    connection->server_syn_sequence = segment->sequence;
}

static void note_early_answer(struct connections *connections, const struct event_origin *syn,
                              uint32_t sequence)
{
    const struct early_answer *answer = early_answers_find(&connections->early, syn, sequence);

    if (answer && !syn->untimed)
        reversed_add(&connections->gaps.reversed, answer->frame, syn->time_ns - answer->time_ns);
}

/* Sequence numbers count the bytes sent since the SYN, itself one (RFC 9293 3.4). */
static bool client_sent_bytes(const struct connection *connection,
                              const struct tcp_segment *segment, bool by_server)
{
    if (by_server)
        return segment->ack && segment->acknowledgement - connection->opening.sequence > 1;
    return segment->sequence + segment->length != connection->opening.sequence + 1;
}

static uint32_t server_bytes_acknowledged(const struct connection *connection,
                                          const struct tcp_segment *segment)
{
    uint32_t syn_and_fin = connection->has_server_fin ? 2 : 1;

    return segment->acknowledgement - connection->server_syn_sequence - syn_and_fin;
}

static bool server_sent_bytes(const struct connection *connection,
                              const struct tcp_segment *segment, bool by_server)
{
    if (!connection->has_server_syn)
        return false;
    if (by_server)
        return segment->sequence + segment->length - connection->server_syn_sequence > 1;
    return segment->ack && server_bytes_acknowledged(connection, segment) > 0;
}

/* The client acknowledges bytes of the server that the capture does not hold: nobody was silent.
 * One may be the FIN of the server. */
static bool answers_are_missing(const struct connection *connection,
                                const struct tcp_segment *segment)
{
    return server_sent_bytes(connection, segment, false) &&
           (!connection->has_server_pdu ||
            (connection->has_server_length &&
             server_bytes_acknowledged(connection, segment) > connection->server_bytes + 1));
}

static void close_connection(struct connections *connections, struct connection *connection,
                             const struct event_origin *origin, const struct tcp_segment *segment)
{
    bool by_server = !is_from_client(connection, origin);
    bool shows_none = connection->has_syn && !connection->has_pdu && !connection->closed;
    bool is_over = !by_server || segment->rst;

    if (is_over && shows_none && is_rpc_port(connections, connection) &&
        client_sent_bytes(connection, segment, by_server))
        connection_count_gap(connection, &connections->gaps.without_pdu,
                             &connections->gaps.without_pdu_frame, origin->frame);

    if (!by_server && answers_are_missing(connection, segment))
        connection_mark_missing(connection);
    if (!by_server && connection->channels && !connection->ends.server_seen)
        connection_count_gap(connection, &connections->gaps.without_server,
                             &connections->gaps.without_server_frame, origin->frame);
    for (struct channel *channel = connection->channels; channel; channel = channel->next)
        channel_close(channel, origin, by_server, &connections->observer);
    if (by_server) {
        connection->has_server_fin |= segment->fin;
        connection->ends.server_seen = true;
        if (segment->rst && connection->has_syn && !connection->has_server_syn) {
            connection->is_refused = true;
            connection->last_try = *origin;
        }
        if (connection->has_pdu || segment->rst)
            connection->closed = true;
        return; /* of an empty connection the client's own end is the answer */
    }
    if (shows_none && !client_sent_bytes(connection, segment, by_server))
        settle_empty(connections, connection, origin);
    connection_end_session(connections, connection, origin,
                           client_sent_bytes(connection, segment, by_server));
    connection->closed = true;
    connection->closed_ns = origin->time_ns;
    keep_findings(connection);
    connection_free_channels(connection);
}

bool connections_add_segment(struct connections *connections, const struct event_origin *origin,
                             const struct tcp_segment *segment)
{
    struct connection *connection = connections_find(connections, origin->tcp_stream);

    if (segment->syn) {
        if (segment->ack) {
            if (connection) {
                take_server_syn(connections, connection, origin, segment);
                connection_note_reached(connections, connection);
            } else {
                early_answers_add(&connections->early, origin, segment);
            }
            return false;
        }
        if (!connection)
            connection = connections_find_copied(connections, origin, segment->sequence);
        if (connection) { /* a retransmission, or a copy */
            if (!connection->closed)
                connection->last_try = *origin;
            take_copied_syn(connection, origin, segment);
            return false;
        }
        connection = connections_open(connections, origin, true);
        if (!connection)
            return false;
        note_early_answer(connections, origin, segment->sequence);
        connections_set_opening(connections, connection, origin, segment->sequence);
        connection->ends.connection_frame = origin->frame;
        connection->last_try = *origin;
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
    const struct connection *connection = connections_find(connections, origin->tcp_stream);

    return connection && (segment->fin || segment->rst) &&
           server_sent_bytes(connection, segment, !is_from_client(connection, origin));
}
