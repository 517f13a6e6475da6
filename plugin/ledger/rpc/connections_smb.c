/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../vocabulary/numbers.h"
#include "connections_parts.h"

enum { NETBIOS_SESSION_PORT = 139, DIRECT_HOSTING_PORT = 445 }; /* MS-SMB2 2.1 */

void connections_add_pipe(struct connections *connections, const struct event_origin *origin,
                          const struct smb_pipe *pipe)
{
    struct connection *connection = connections_find(connections, origin->tcp_stream);

    if (connection && pipe->is_ipc)
        connection->ends.shows_pipe = true;
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

static void settle_session(struct connections *connections, struct connection *connection,
                           enum answer_kind answer, const struct event_origin *origin)
{
    struct association *association = connection->session_setup;

    association->shows_pipe |= connection->ends.shows_pipe;
    association_set_answer(association, answer, origin);
    connections->observer.settled(association, connections->observer.user_data);
}

static void end_session(struct connections *connections, struct connection *connection,
                        enum answer_kind answer, const struct event_origin *origin)
{
    connection->session_setup->state = ASSOCIATION_ENDED;
    settle_session(connections, connection, answer, origin);
    if (connection->session_setup->finding != 0 &&
        connection->finding_count < CONNECTION_FINDINGS_MAX)
        connection->findings[connection->finding_count++] = connection->session_setup->finding;
    g_clear_pointer(&connection->session_setup, association_free);
}

static void take_accepted(struct connection *connection, const struct event_origin *origin)
{
    g_free(connection->ends.session_user);
    connection->ends.session_user = g_strdup(connection->session_setup->ntlm_user);
    connection->ends.session_frame = origin->frame;
}

static void answer_session_setup(struct connections *connections, struct connection *connection,
                                 const struct event_origin *origin,
                                 const struct smb_session_setup *setup)
{
    struct association *association = connection->session_setup;

    if (!association)
        return;
    association->status = setup->nt_status;
    association->server_seen = true;
    if (setup->has_token)
        association_add_answer(association, origin, &setup->token);
    association->leg_in_flight = false;
    if (setup->nt_status == NT_STATUS_MORE_PROCESSING_REQUIRED)
        return;
    association->is_guest = setup->guest;
    if (setup->nt_status == 0)
        take_accepted(connection, origin);
    end_session(connections, connection, setup->nt_status == 0 ? ANSWER_SUCCESS : ANSWER_SMB_STATUS,
                origin);
}

void connections_add_session_setup(struct connections *connections,
                                   const struct event_origin *origin,
                                   const struct smb_session_setup *setup)
{
    struct connection *connection = connections_find(connections, origin->tcp_stream);

    if (!connection)
        connection = connections_open(connections, origin, !setup->response);
    if (!connection || connection->closed || !seen_segments_add(&connection->seen, origin))
        return;
    connection->has_pdu = true;
    if (setup->response)
        answer_session_setup(connections, connection, origin, setup);
    else
        start_session_setup(connection, origin, setup);
}

/* --- the end --- */

static bool is_smb_port(const struct connection *connection)
{
    return connection->ends.server_port == DIRECT_HOSTING_PORT ||
           connection->ends.server_port == NETBIOS_SESSION_PORT;
}

/* The server's last token refused, and the client did not go on: that token was the answer. */
static struct event_origin refusal_of(const struct association *association)
{
    return (struct event_origin){.frame = association->refusing_frame,
                                 .time_ns = association->refusing_ns,
                                 .relative_ns = association->refusing_relative_ns};
}

void connection_end_session(struct connections *connections, struct connection *connection,
                            const struct event_origin *origin, bool client_sent_bytes)
{
    const struct association *association = connection->session_setup;

    if (association && association_is_unsatisfied(association)) {
        struct event_origin refusal = refusal_of(association);
        end_session(connections, connection, ANSWER_TOKEN, &refusal);
    } else if (association) {
        end_session(connections, connection, ANSWER_CLOSED, origin);
    } else if (is_smb_port(connection) && connection->has_syn && !connection->has_pdu &&
               client_sent_bytes) {
        connection->session_setup = channel_make_association(ASSOCIATION_SMB, &connection->ends);
        end_session(connections, connection, ANSWER_CLOSED, origin);
    }
}

void connection_end_capture_session(struct connections *connections, struct connection *connection)
{
    const struct association *association = connection->session_setup;

    if (association && association_is_unsatisfied(association)) {
        struct event_origin refusal = refusal_of(association);
        settle_session(connections, connection, ANSWER_TOKEN, &refusal);
    }
}
