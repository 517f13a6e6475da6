/* Whom the harvest works for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_CLIENT_H
#define DCOMAUTH_HARVEST_CLIENT_H

#include "../../event/event.h"

#include <epan/packet.h>

typedef void (*harvest_sink)(const struct event *event, void *user_data);

/* Whom the events are for. */
struct harvest_client {
    /* Before the first event of a frame, and maybe again: false where its events are not wanted. */
    bool (*begin_frame)(const packet_info *pinfo, void *user_data);
    harvest_sink take; /* in the order of the PDUs of a frame */
    void *user_data;
    wmem_allocator_t *scope; /* of the strings of the events */
    /* Whether frames that hold no events may be left undissected; asked once for each file, at its
     * first frame. NULL: they may not. */
    bool (*may_skip)(packet_info *pinfo, const proto_tree *tree);
};

#endif
