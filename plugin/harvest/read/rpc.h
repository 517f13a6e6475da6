/* The RPC header of a PDU in the tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_RPC_H
#define DCOMAUTH_HARVEST_RPC_H

#include "../../wire/rpc_header.h"
#include "pdu.h"

/* False where the PDU has no such header, or not all of it was captured. */
bool rpc_header_of(const struct pdu *pdu, struct rpc_header *header);

#endif
