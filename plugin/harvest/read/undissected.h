/* The security tokens that Wireshark leaves undissected: SPNEGO or raw Kerberos at auth level 4,
 * and KRB-ERRORs without a GSS frame. They are handed to Wireshark's own dissectors, so that the
 * user sees them in the tree and the harvest reads them as it reads all others.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_UNDISSECTED_H
#define DCOMAUTH_HARVEST_UNDISSECTED_H

#include "pdu.h"

void undissected_register_handoff(void);
void undissected_begin_file(void);

/* On the first pass: forgets what was found under this frame number, which a read filter may have
 * given to another frame before. */
void undissected_begin_frame(const packet_info *pinfo);

/* There is such a token. */
bool undissected_is_due(const packet_info *pinfo, const struct pdu *pdus);

/* On the first pass, from the post-dissector: finds such tokens and adds them to the tree. True
 * where there was one, which may hold another. */
bool undissected_find(packet_info *pinfo, const struct pdu *pdus);

/* On a later pass: adds to the tree what the first pass found in this frame. */
void undissected_repeat(packet_info *pinfo, proto_tree *tree);

#endif
