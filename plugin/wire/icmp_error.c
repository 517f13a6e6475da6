/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "icmp_error.h"

#include "../vocabulary/numbers.h"

enum { HEADER_SIZE = 8 /* RFC 792, RFC 4443 3.1 */ };

static bool has_port(struct bytes quoted, uint16_t port)
{
    for (size_t at = 0; bytes_have(quoted, at, sizeof port); at++) {
        if (bytes_be16(quoted, at) == port)
            return true;
    }
    return false;
}

bool icmp_error_may_quote_port(struct bytes message, uint16_t port)
{
    uint8_t type = bytes_u8(message, 0);

    return (type == ICMP_UNREACHABLE || type == ICMPV6_UNREACHABLE) &&
           has_port(bytes_from(message, HEADER_SIZE), port);
}
