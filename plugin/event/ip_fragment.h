/* One fragment of an IP datagram (RFC 791 3.2, RFC 8200 4.5).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_IP_FRAGMENT_H
#define DCOMAUTH_IP_FRAGMENT_H

#include <stdbool.h>
#include <stdint.h>

struct ip_fragment {
    uint32_t id;
    uint8_t protocol; /* as the first fragment names it */
    uint32_t offset;  /* of its bytes in the datagram */
    uint32_t length;
    bool more; /* another one follows */
};

#endif
