/* From Wireshark's dissections to events: the only room that reads its fields.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_H
#define DCOMAUTH_HARVEST_H

#include "../event/captured_frame.h"
#include "read/client.h"

#include <epan/packet.h>

enum harvest_way {
    HARVEST_OFF,
    HARVEST_FAST,     /* a tree only for the PDUs that need one */
    HARVEST_THOROUGH, /* a tree for every frame, whatever it costs */
};

/* From plugin_register_protoinfo, and from its handoff: resolves the foreign fields and finds what
 * is to be hooked. postdissector is the handle whose wanted fields the tree source sets. */
void harvest_register_protoinfo(void);
void harvest_register_handoff(dissector_handle_t postdissector);

/* From the init routine of each file (open, reload, redissect), before its first frame. Where
 * something leads round the hooks, the fast way turns into the thorough one. */
void harvest_begin_file(const struct harvest_client *client, enum harvest_way way);

/* From the cleanup routine: no event after it. */
void harvest_end_file(void);

/* From the post-dissector, on the first pass over a frame: hands over what the frame holds. */
void harvest_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree);

/* From the post-dissector, on every other pass: adds to the tree what Wireshark leaves undissected
 * and the harvest had dissected on the first pass. */
void harvest_complete_tree(packet_info *pinfo, proto_tree *tree);

/* The interface of the capture file that the frame is of; 0 where the file names none. */
uint32_t harvest_interface(const packet_info *pinfo);

/* What tells the packet of a frame from others; zero where nothing does, or
 * the frame has no time. tvb: the whole frame. */
void harvest_identify(tvbuff_t *tvb, const packet_info *pinfo, struct packet_identity *packet);

#endif
