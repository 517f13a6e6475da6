/* What frames tell whose content Wireshark cannot put before a dissector of RPC, SMB or Kerberos:
 * fragments of IP datagrams, and traffic that is wrapped.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_IP_PART_H
#define DCOMAUTH_HARVEST_IP_PART_H

#include "client.h"

/* At the start of each file. */
void ip_part_begin_file(void);

/* On the first pass over each frame, before what else it holds: hands over an event where the frame
 * is such a one. frame: all its bytes. */
void ip_part_frame(const struct harvest_client *client, tvbuff_t *frame, packet_info *pinfo,
                   int64_t first_ns);

#endif
