/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "connections_parts.h"

enum { UNREACHED_NS_PER_S = 1000000000 };

/* By then a SYN has been repeated twice (RFC 6298 2: after 1 s, then after 2 s more). */
static const int64_t silence_ns = 3 * (int64_t)UNREACHED_NS_PER_S;

struct announcement *connections_begin_announcement(struct connections *connections,
                                                    const struct event_origin *origin)
{
    return announced_begin(connections->announced, &origin->source, origin->frame);
}

void connections_add_announced(struct connections *connections, struct announcement *announcement,
                               const struct event_origin *origin, const struct host_addr *address,
                               uint16_t port)
{
    announced_add(connections->announced, announcement, &origin->target, address, port);
}

static struct announcement *announcement_of(const struct connections *connections,
                                            const struct connection *connection)
{
    return announced_find(connections->announced, &connection->ends.client,
                          &connection->ends.server, connection->ends.server_port);
}

void connection_note_reached(struct connections *connections, const struct connection *connection)
{
    struct announcement *announcement = announcement_of(connections, connection);

    if (announcement)
        announcement->is_answered = true;
}

static bool is_out_of_reach(const struct connection *connection, const struct event_origin *last)
{
    if (!connection->has_syn || connection->has_server_syn || connection->has_pdu)
        return false;
    return connection->is_refused ||
           (!connection->closed && last->time_ns - connection->ends.connection_ns >= silence_ns);
}

void connection_end_capture_unreached(struct connections *connections,
                                      struct connection *connection,
                                      const struct event_origin *last)
{
    struct announcement *announcement;
    struct association *association;

    if (!is_out_of_reach(connection, last))
        return;
    announcement = announcement_of(connections, connection);
    if (!announcement || announcement->is_answered || announcement->is_told ||
        announcement->frame > connection->ends.connection_frame)
        return;
    announcement->is_told = true;
    if (!connection->unreachable)
        connection->unreachable = channel_make_association(ASSOCIATION_EMPTY, &connection->ends);
    association = connection->unreachable;
    association->announced_by = announcement->server;
    association->announced_frame = announcement->frame;
    association->was_refused = connection->is_refused;
    association_set_answer(association, ANSWER_UNREACHABLE, &connection->last_try);
    connections->observer.settled(association, connections->observer.user_data);
}
