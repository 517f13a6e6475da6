/* PDUs of the connection-oriented protocol as far as their fixed offsets go (C706 12.6.4): all that
 * is read of a request, response or fault, as there are too many of them to have each dissected
 * into a tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_RPC_HEADER_H
#define DCOMAUTH_HARVEST_RPC_HEADER_H

#include "../../event/event.h"

#include <stddef.h>

enum { RPC_HEADER_SIZE = 16 };

struct rpc_header {
    const uint8_t *bytes; /* of the PDU */
    size_t captured;      /* of its bytes */
    bool little_endian;
    uint8_t type;
    uint16_t fragment_length;
    uint16_t auth_length;
};

/* False where Wireshark would not take this for RPC. */
bool rpc_header_read(const uint8_t *bytes, size_t length, struct rpc_header *header);

static inline bool rpc_header_is_whole(const struct rpc_header *header)
{
    return header->captured == header->fragment_length;
}

uint32_t rpc_header_call_id(const struct rpc_header *header);

/* What is in the header of every PDU and, where the PDU is whole, in its auth verifier. */
void rpc_header_fill(const struct rpc_header *header, struct rpc_pdu *rpc);

/* A whole PDU of which the fixed offsets tell everything, but for the stub. */
bool rpc_header_is_enough(const struct rpc_header *header);

uint16_t rpc_header_context(const struct rpc_header *header);

/* Of such a PDU: its stub is encrypted. */
bool rpc_header_is_sealed(const struct rpc_header *header);

/* All that such a PDU says. */
void rpc_header_fill_call(const struct rpc_header *header, struct rpc_pdu *rpc);

#endif
