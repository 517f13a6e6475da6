/* From findings to what the user sees: fields in the tree, expert info, taps, reports, menus.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_RENDER_H
#define DCOMAUTH_RENDER_H

#include "tap/current.h"

#include <epan/packet.h>

/* Registers fields, subtrees, expert items and the tap of proto. */
void render_register_protoinfo(int proto, current_source source);

/* Registers the -z options, statistics tables, menus and the toolbar. */
void render_register_tap_listeners(void);

/* A file begins, or everything is dissected anew; the file has ended. */
void render_begin_file(void);
void render_end_file(void);

/* From the post-dissector, on every pass: adds what the diagnosis knows of this frame. A plain
 * frame is one of the first pass that can be part of no finding. */
void render_plain_frame(packet_info *pinfo);
void render_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree);

#endif
