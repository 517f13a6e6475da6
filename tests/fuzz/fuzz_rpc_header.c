/* Reads the input as the PDUs of a connection, one behind the other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire_target.h"

#include "wire/rpc_header.h"

static void read_pdu(const struct rpc_header *header)
{
    struct rpc_pdu rpc = {0};
    struct bytes token;

    expect(header->fragment_length >= RPC_HEADER_SIZE);
    if (rpc_header_token(header, &token))
        expect(token.length == header->auth_length && is_within(token, header->pdu));
    if (rpc_header_is_enough(header)) {
        rpc_header_is_sealed(header);
        rpc_header_fill_call(header, &rpc);
    } else {
        rpc_header_fill(header, &rpc);
        rpc_header_fill_extended_errors(header, &rpc);
    }
    expect(rpc.length == header->fragment_length &&
           rpc.extended_error_count <= EVENT_EXTENDED_ERRORS_MAX);
}

static void read_input(struct bytes input)
{
    struct bytes rest = input;
    struct rpc_header header;

    expect(!rpc_header_read(input, &header) || rpc_header_may_be(input));
    expect(!rpc_header_is_padded(input) || !rpc_header_read(input, &header));
    rpc_header_is_datagram_response(input);
    while (rpc_header_read(rest, &header)) {
        expect(is_within(header.pdu, rest));
        read_pdu(&header);
        rest = bytes_from(rest, header.fragment_length);
    }
}
