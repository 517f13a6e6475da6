/* A dissection tree that nobody but the harvest sees.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_PRIVATE_TREE_H
#define DCOMAUTH_HARVEST_PRIVATE_TREE_H

#include <epan/epan_dissect.h>

/* An empty one, for a PDU of the frame. */
epan_dissect_t *private_tree_new(const packet_info *pinfo);

/* With all that is in it. */
void private_tree_free(epan_dissect_t *edt);

/* Nothing of the file is left after it. */
void private_tree_end_file(void);

#endif
