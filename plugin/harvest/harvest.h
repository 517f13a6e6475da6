/* From Wireshark's dissections to events: the only room that reads its fields.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_H
#define DCOMAUTH_HARVEST_H

#include "../event/event.h"

#include <epan/packet.h>

/* Takes the events of the frame, in the order of their PDUs. */
typedef void (*harvest_sink)(const struct event *event, void *user_data);

/* From plugin_register_protoinfo's handoff: resolves the foreign fields and installs the sources.
 * postdissector is the handle whose wanted fields the tree source sets. */
void harvest_register_handoff(dissector_handle_t postdissector);

/* From the init routine of each file (open, reload, redissect), before its first frame: chooses the
 * source. thorough: the tree source, whatever it costs. */
void harvest_begin_file(harvest_sink sink, void *user_data, bool thorough);

/* From the cleanup routine: no event after it. */
void harvest_end_file(void);

/* From the post-dissector, on the first pass over a frame: hands over what the frame holds. The
 * strings of the events live as long as scope. */
void harvest_frame(packet_info *pinfo, proto_tree *tree, wmem_allocator_t *scope);

/* From the post-dissector, on every other pass: adds to the tree what Wireshark leaves undissected
 * and the harvest had dissected on the first pass. */
void harvest_complete_tree(packet_info *pinfo, proto_tree *tree);

#endif
