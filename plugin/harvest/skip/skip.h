/* Standing in front of Wireshark's link layers, to leave the frames that a report can do without
 * before they are dissected. What is left, and how it is brought back: skip_rules.def.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_SKIP_H
#define DCOMAUTH_HARVEST_SKIP_H

#include <epan/packet.h>

/* May frames be left at all? Asked once for each file, at its first frame. */
typedef bool (*skip_question)(packet_info *pinfo, const proto_tree *tree);

/* From plugin_register_protoinfo. */
void skip_register_protoinfo(void);

/* From the init routine of a file, before other hooks are put in place. may_skip is NULL where the
 * user does not want it. Nothing is left either where the user has Wireshark dissect what it would
 * not by itself (Decode As in other tables than those of ports, keys for TLS), or in another way
 * (segments out of order, or that came twice). */
void skip_begin_file(skip_question may_skip);

/* Whether frames are left now, so that nobody but the harvest needs what a dissector would make of
 * this one. */
bool skip_is_on(const packet_info *pinfo, const proto_tree *tree);

/* The frame that is dissected now holds an encrypted message of SMB3, which has been told. */
void skip_note_encryption(void);

/* From the cleanup routine. */
void skip_end_file(void);

#endif
