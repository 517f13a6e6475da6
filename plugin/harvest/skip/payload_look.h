/* What the first bytes of a segment look like.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PAYLOAD_LOOK_H
#define DCOMAUTH_PAYLOAD_LOOK_H

#include "../../wire/bytes.h"

enum payload_look {
    PAYLOAD_UNKNOWN,
    PAYLOAD_WANTED, /* RPC, SMB, or the beginning of RPC over HTTP */
    PAYLOAD_OTHER,  /* surely another protocol */
};

/* Takes what was captured of the data of a TCP segment. */
enum payload_look payload_look(struct bytes payload);

/* A datagram begins like a PDU of connectionless RPC. */
bool payload_is_rpc_datagram(struct bytes payload);

#endif
