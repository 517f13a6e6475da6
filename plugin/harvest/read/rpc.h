/* What the two ways of reading RPC share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_RPC_H
#define DCOMAUTH_HARVEST_RPC_H

#include "../../event/event.h"
#include "pdu.h"
#include "rpc_header.h"

#include <stddef.h>

enum {
    RPC_FAULT_FLAG_EXTENDED_ERROR = 0x01, /* MS-RPCE 2.2.2.8 */
    RPC_FAULT_HEADER_SIZE = 32,
};

/* False where the PDU has no such header, or not all of it was captured. */
bool rpc_header_of(const struct pdu *pdu, struct rpc_header *header);

/* Of a fault or bind_nak, whose bytes these are. */
void rpc_read_extended_errors(struct rpc_pdu *rpc, const uint8_t *bytes, size_t length);

#endif
