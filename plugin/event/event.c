/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "event.h"

#include <string.h>

static size_t body_size(const struct event *event)
{
    switch (event->kind) {
    case EVENT_TCP_SEGMENT:
        return sizeof event->tcp;
    case EVENT_NAME:
        return sizeof event->name;
    case EVENT_IP_FRAGMENT:
        return sizeof event->fragment;
    case EVENT_WRAPPED:
        return sizeof event->wrapping;
    case EVENT_KERBEROS:
        return sizeof event->kerberos;
    default:
        return sizeof *event - offsetof(struct event, rpc);
    }
}

void event_copy(struct event *copy, const struct event *event)
{
    memcpy(copy, event, offsetof(struct event, rpc) + body_size(event));
}
