/* PDUs of the connection-oriented protocol as far as their fixed offsets go (C706 12.6.4): all that
 * is read of a request, response or fault, as there are too many of them to have each dissected
 * into a tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_RPC_HEADER_H
#define DCOMAUTH_WIRE_RPC_HEADER_H

#include "../event/event.h"
#include "bytes.h"

enum { RPC_HEADER_SIZE = 16 };

struct rpc_header {
    struct bytes pdu; /* as far as it was captured */
    bool little_endian;
    uint8_t type;
    uint16_t fragment_length;
    uint16_t auth_length;
};

/* False where Wireshark would not take this for RPC. */
bool rpc_header_read(struct bytes bytes, struct rpc_header *header);

/* Not so clearly anything else that it is worth to look further. */
bool rpc_header_may_be(struct bytes bytes);

/* The PDU may stand behind padding. */
bool rpc_header_is_padded(struct bytes bytes);

/* Of the connectionless protocol, which has types and a header of its own; and its response. */
bool rpc_header_is_datagram(struct bytes bytes);
bool rpc_header_is_datagram_response(struct bytes bytes);

static inline bool rpc_header_is_whole(const struct rpc_header *header)
{
    return header->pdu.length == header->fragment_length;
}

uint32_t rpc_header_call_id(const struct rpc_header *header);

/* What is in the header of every PDU and, where the PDU is whole, in its auth verifier. */
void rpc_header_fill(const struct rpc_header *header, struct rpc_pdu *rpc);

/* A whole PDU of which the fixed offsets tell everything, but for the stub. */
bool rpc_header_is_enough(const struct rpc_header *header);

uint16_t rpc_header_context(const struct rpc_header *header);

/* Of such a PDU: its stub is encrypted. */
bool rpc_header_is_sealed(const struct rpc_header *header);

/* The statuses that follow a fault or bind_nak, and whether there are any. */
void rpc_header_fill_extended_errors(const struct rpc_header *header, struct rpc_pdu *rpc);

/* The token at the end of a whole PDU (C706 13.2.6.1); false where the PDU is not whole. */
bool rpc_header_token(const struct rpc_header *header, struct bytes *token);

/* All that such a PDU says. */
void rpc_header_fill_call(const struct rpc_header *header, struct rpc_pdu *rpc);

#endif
