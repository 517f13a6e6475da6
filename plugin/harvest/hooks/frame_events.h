/* The events that the hooks find while a frame is being dissected, until the post-dissector, where
 * all is known of the frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_FRAME_EVENTS_H
#define DCOMAUTH_HARVEST_FRAME_EVENTS_H

#include "../read/emit.h"

void frame_events_begin_file(const struct harvest_client *client);
void frame_events_end_file(void);

/* Before anything is emitted: false where the events of this frame are not wanted. */
bool frame_events_begin(const packet_info *pinfo);

/* Whose events wait for the end of the frame. */
const struct emitter *frame_events_emitter(packet_info *pinfo);

/* How many there are. */
unsigned frame_events_count(void);

/* tcp.stream of the frame that is being dissected, behind its TCP header. */
uint32_t frame_events_stream(const packet_info *pinfo);

/* Events of this frame may be waiting. */
bool frame_events_has(const packet_info *pinfo);

/* The end of a frame: hands them over, behind that of its segment, which may be NULL. */
void frame_events_flush(packet_info *pinfo, const struct segment_header *segment, int64_t first_ns);

#endif
