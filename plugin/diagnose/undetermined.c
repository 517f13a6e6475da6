/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "undetermined.h"

#include "wording.h"

static const char *of_handshake(const struct association *association)
{
    if (association->leg_in_flight)
        return association->legs > 1 ? "the last leg of the client has no answer in the capture"
                                     : "the bind has no answer in the capture";
    if (association->legs > 1)
        return "the client sent its last leg; no call followed that would prove it";
    return "the server answered the bind; the client sent no further leg";
}

static char *how_far(const struct association *association)
{
    switch (association->answer) {
    case ANSWER_BIND_NAK:
    case ANSWER_FAULT: {
        g_autofree char *refusal = wording_refusal(association);
        return g_strdup_printf("refused, but not for its authentication: %s", refusal);
    }
    default:
        return g_strdup(of_handshake(association));
    }
}

static const char *closed_by(const struct association *association)
{
    switch (association->answer) {
    case ANSWER_CLOSED:
    case ANSWER_SILENT:
        return "client";
    case ANSWER_LOST:
        return "server";
    default:
        return NULL;
    }
}

struct report_undetermined *undetermined_new(const struct association *association)
{
    struct report_undetermined *record = g_new0(struct report_undetermined, 1);

    record->time_ns = association->bind_ns;
    record->client = association->client;
    record->server = association->server;
    record->server_port = association->server_port;
    record->tcp_stream = association->tcp_stream;
    record->bind_frame = association->bind_frame;
    record->last_frame = MAX(association->last_leg_frame, association->answer_frame);
    record->closed_by = closed_by(association);
    record->how_far = how_far(association);
    return record;
}

struct report_undetermined *undetermined_copy(const struct report_undetermined *record)
{
    struct report_undetermined *copy = g_memdup2(record, sizeof *copy);

    copy->how_far = g_strdup(record->how_far);
    return copy;
}

void undetermined_free(gpointer data)
{
    struct report_undetermined *record = data;

    if (!record)
        return;
    g_free(record->how_far);
    g_free(record);
}
