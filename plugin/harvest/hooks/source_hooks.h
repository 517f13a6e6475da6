/* The source that stands in front of Wireshark's dissectors and has a tree made only where it must.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_SOURCE_HOOKS_H
#define DCOMAUTH_HARVEST_SOURCE_HOOKS_H

#include "../read/client.h"

void source_hooks_register_protoinfo(void);
void source_hooks_register_handoff(void);

/* False where it cannot see all; then it is off. */
bool source_hooks_begin_file(const struct harvest_client *client);
void source_hooks_end_file(void);

void source_hooks_frame(tvbuff_t *tvb, packet_info *pinfo, int64_t first_ns);

#endif
