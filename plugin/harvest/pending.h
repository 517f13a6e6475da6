/* The events that the hooks find while a frame is being dissected, until the post-dissector, where
 * all is known of the frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_PENDING_H
#define DCOMAUTH_HARVEST_PENDING_H

#include "emit.h"

void pending_begin_file(const struct harvest_client *client);
void pending_end_file(void);

/* Before anything is emitted: false where the events of this frame are not wanted. */
bool pending_begin(const packet_info *pinfo);

/* Whose events wait for the end of the frame. */
const struct emitter *pending_emitter(packet_info *pinfo);

/* How many there are. */
unsigned pending_count(void);

/* tcp.stream of the frame that is being dissected, behind its TCP header. */
uint32_t pending_stream(const packet_info *pinfo);

/* Events of this frame may be waiting. */
bool pending_has(const packet_info *pinfo);

/* The end of a frame: hands them over, behind that of its segment, which may be NULL. */
void pending_flush(packet_info *pinfo, const struct segment_header *segment, int64_t first_ns);

#endif
