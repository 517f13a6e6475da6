/* The TCP header of a frame, without a tree and without standing in the way of every segment.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_TCP_HEADER_H
#define DCOMAUTH_HARVEST_TCP_HEADER_H

#include "../read/emit.h"

void tcp_header_begin_file(void);

/* From the post-dissector, with the whole frame: a quick look that spares nearly all frames the
 * rest. False only where tcp_header_read() would find no segment of interest. */
bool tcp_header_may_matter(tvbuff_t *frame, const packet_info *pinfo);

/* From the post-dissector, with the whole frame: reads the header of its segment; unless any, only
 * that of a segment of interest. False for any other frame, and where there is no telling: the
 * segment came in several IP fragments, or an IPv6 routing header hides its target. */
bool tcp_header_read(tvbuff_t *frame, const packet_info *pinfo, bool any,
                     struct segment_header *header);

#endif
