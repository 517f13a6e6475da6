/* What a frame shows of its findings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_SUBTREE_H
#define DCOMAUTH_SUBTREE_H

#include <epan/packet.h>

/* Adds them to the tree, if there is one, and hands them to the listeners of the tap. */
void subtree_show_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree);

#endif
