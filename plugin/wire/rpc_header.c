/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rpc_header.h"

#include "../vocabulary/numbers.h"
#include "extended_error.h"

enum {
    VERSION = 5,
    MINOR_MAX = 1,
    DATAGRAM_VERSION = 4,      /* C706 12.5.2.1 */
    DATAGRAM_HEADER_SIZE = 80, /* C706 12.5.1 */
    NETBIOS_PADDING = 4,       /* zeros before the PDU: Wireshark skips them */
    TYPE_MAX = 20,             /* RTS: MS-RPCH 2.2.3.6 */
    MINOR_OFFSET = 1,
    TYPE_OFFSET = 2,
    FLAGS_OFFSET = 3,
    FLAG_FIRST_FRAGMENT = 0x01, /* C706 12.6.3.1 */
    DREP_OFFSET = 4,
    DREP_LITTLE_ENDIAN = 0x10,
    DREP_UNKNOWN_BITS = 0xee,
    DREP_FLOAT_OFFSET = 5,
    DREP_FLOAT_MAX = 3,
    FRAGMENT_LENGTH_OFFSET = 8,
    AUTH_LENGTH_OFFSET = 10,
    CALL_ID_OFFSET = 12,
    CONTEXT_OFFSET = 20,
    GROUP_OFFSET = 20, /* of bind, alter_context and their acks: C706 12.6.4.3 */
    GROUP_END = 24,
    OPNUM_OFFSET = 22,       /* of a request */
    FAULT_FLAGS_OFFSET = 23, /* MS-RPCE 2.2.2.8 */
    STATUS_OFFSET = 24,
    STUB_OFFSET = 24,
    OBJECT_SIZE = 16,
    FLAG_OBJECT = 0x80,
    AUTH_HEADER_SIZE = 8, /* C706 13.2.6.1 */
    AUTH_LEVEL_OFFSET = 1,
    AUTH_CONTEXT_OFFSET = 4,
    FAULT_FLAG_EXTENDED_ERROR = 0x01, /* MS-RPCE 2.2.2.8 */
    FAULT_HEADER_SIZE = 32,
    BIND_NAK_REASON_END = 18,
};

static uint8_t read8(const struct rpc_header *header, size_t offset)
{
    return bytes_u8(header->pdu, offset);
}

static uint16_t read16(const struct rpc_header *header, size_t offset)
{
    return bytes_16(header->pdu, offset, header->little_endian);
}

static uint32_t read32(const struct rpc_header *header, size_t offset)
{
    return bytes_32(header->pdu, offset, header->little_endian);
}

bool rpc_header_read(struct bytes bytes, struct rpc_header *header)
{
    if (!bytes_have(bytes, 0, RPC_HEADER_SIZE) || bytes_u8(bytes, 0) != VERSION ||
        bytes_u8(bytes, MINOR_OFFSET) > MINOR_MAX || bytes_u8(bytes, TYPE_OFFSET) > TYPE_MAX ||
        bytes_u8(bytes, DREP_OFFSET) & DREP_UNKNOWN_BITS ||
        bytes_u8(bytes, DREP_FLOAT_OFFSET) > DREP_FLOAT_MAX)
        return false;
    header->pdu = bytes;
    header->little_endian = read8(header, DREP_OFFSET) & DREP_LITTLE_ENDIAN;
    header->type = read8(header, TYPE_OFFSET);
    header->fragment_length = read16(header, FRAGMENT_LENGTH_OFFSET);
    header->auth_length = read16(header, AUTH_LENGTH_OFFSET);
    header->pdu = bytes_first(bytes, header->fragment_length);
    return header->fragment_length >= RPC_HEADER_SIZE;
}

bool rpc_header_may_be(struct bytes bytes)
{
    return bytes_have(bytes, 0, RPC_HEADER_SIZE) &&
           bytes_be16(bytes, 0) <= (VERSION << 8 | MINOR_MAX);
}

bool rpc_header_is_padded(struct bytes bytes)
{
    static const uint8_t zeros[NETBIOS_PADDING];

    return bytes_have(bytes, 0, RPC_HEADER_SIZE + 1) &&
           bytes_begin_with(bytes, zeros, sizeof zeros) && bytes_u8(bytes, sizeof zeros) != 0;
}

bool rpc_header_is_datagram(struct bytes bytes)
{
    return bytes_u8(bytes, 0) == DATAGRAM_VERSION;
}

bool rpc_header_is_datagram_response(struct bytes bytes)
{
    return bytes_have(bytes, 0, DATAGRAM_HEADER_SIZE) && rpc_header_is_datagram(bytes) &&
           bytes_u8(bytes, 1) == RPC_RESPONSE;
}

/* Where the stub begins; 0 for other types. */
static size_t stub_offset(const struct rpc_header *header)
{
    switch (header->type) {
    case RPC_REQUEST:
        return read8(header, FLAGS_OFFSET) & FLAG_OBJECT ? STUB_OFFSET + OBJECT_SIZE : STUB_OFFSET;
    case RPC_RESPONSE:
        return STUB_OFFSET;
    case RPC_FAULT:
        return FAULT_HEADER_SIZE;
    default:
        return 0;
    }
}

static size_t verifier_size(const struct rpc_header *header)
{
    return header->auth_length > 0 ? (size_t)header->auth_length + AUTH_HEADER_SIZE : 0;
}

bool rpc_header_is_enough(const struct rpc_header *header)
{
    size_t stub = stub_offset(header);

    return stub > 0 && rpc_header_is_whole(header) &&
           stub + verifier_size(header) <= header->fragment_length &&
           (header->type != RPC_FAULT || header->auth_length == 0);
}

uint16_t rpc_header_context(const struct rpc_header *header)
{
    return read16(header, CONTEXT_OFFSET);
}

static size_t verifier_offset(const struct rpc_header *header)
{
    return header->fragment_length - verifier_size(header);
}

bool rpc_header_is_sealed(const struct rpc_header *header)
{
    return header->auth_length > 0 &&
           read8(header, verifier_offset(header) + AUTH_LEVEL_OFFSET) == AUTH_LEVEL_PRIVACY;
}

static void fill_verifier(const struct rpc_header *header, struct rpc_pdu *rpc)
{
    size_t verifier = verifier_offset(header);

    rpc->auth_type = read8(header, verifier);
    rpc->auth_level = read8(header, verifier + AUTH_LEVEL_OFFSET);
    rpc->auth_context_id = read32(header, verifier + AUTH_CONTEXT_OFFSET);
}

uint32_t rpc_header_call_id(const struct rpc_header *header)
{
    return read32(header, CALL_ID_OFFSET);
}

static bool has_group(const struct rpc_header *header)
{
    return header->pdu.length >= GROUP_END &&
           (header->type == RPC_BIND || header->type == RPC_BIND_ACK ||
            header->type == RPC_ALTER_CONTEXT || header->type == RPC_ALTER_CONTEXT_RESP);
}

void rpc_header_fill(const struct rpc_header *header, struct rpc_pdu *rpc)
{
    rpc->type = (enum rpc_ptype)header->type;
    rpc->length = header->fragment_length;
    rpc->call_id = rpc_header_call_id(header);
    rpc->first_fragment = read8(header, FLAGS_OFFSET) & FLAG_FIRST_FRAGMENT;
    rpc->has_auth = header->auth_length > 0;
    rpc->token.length = header->auth_length;
    if (has_group(header))
        rpc->group_id = read32(header, GROUP_OFFSET);
    if (rpc->has_auth && rpc_header_is_whole(header) &&
        RPC_HEADER_SIZE + verifier_size(header) <= header->fragment_length)
        fill_verifier(header, rpc);
}

void rpc_header_fill_extended_errors(const struct rpc_header *header, struct rpc_pdu *rpc)
{
    bool is_fault = header->type == RPC_FAULT;
    struct bytes blob = bytes_from(header->pdu, is_fault ? FAULT_HEADER_SIZE : BIND_NAK_REASON_END);

    if (header->type == RPC_BIND_NAK)
        rpc->has_extended_error = extended_error_in_bind_nak(blob, &blob);
    else if (is_fault && bytes_have(header->pdu, FAULT_FLAGS_OFFSET, 1))
        rpc->has_extended_error = read8(header, FAULT_FLAGS_OFFSET) & FAULT_FLAG_EXTENDED_ERROR;
    if (rpc->has_extended_error)
        rpc->extended_error_count =
            extended_error_statuses(blob, rpc->extended_errors, EVENT_EXTENDED_ERRORS_MAX);
}

bool rpc_header_token(const struct rpc_header *header, struct bytes *token)
{
    if (!rpc_header_is_whole(header) || header->auth_length > header->fragment_length)
        return false;
    *token = bytes_from(header->pdu, (size_t)header->fragment_length - header->auth_length);
    return true;
}

void rpc_header_fill_call(const struct rpc_header *header, struct rpc_pdu *rpc)
{
    rpc_header_fill(header, rpc);
    rpc->context_id = rpc_header_context(header);
    rpc->token.result = SPNEGO_NONE;
    if (header->type == RPC_REQUEST)
        rpc->opnum = read16(header, OPNUM_OFFSET);
    if (header->type != RPC_FAULT)
        return;
    rpc->status = read32(header, STATUS_OFFSET);
    rpc_header_fill_extended_errors(header, rpc);
}
