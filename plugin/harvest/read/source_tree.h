/* The source that reads the tree of the whole frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_SOURCE_TREE_H
#define DCOMAUTH_HARVEST_SOURCE_TREE_H

#include "client.h"

void source_tree_frame(const struct harvest_client *client, packet_info *pinfo, proto_tree *tree,
                       int64_t first_ns);

#endif
