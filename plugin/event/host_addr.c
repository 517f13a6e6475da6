/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host_addr.h"

#include "number_hash.h"

#include <string.h>

struct host_addr host_addr_from_bytes(const void *bytes, size_t length)
{
    struct host_addr addr = {0};

    if (length == 4 || length == 16) {
        addr.family = length == 4 ? HOST_ADDR_IPV4 : HOST_ADDR_IPV6;
        memcpy(addr.bytes, bytes, length);
    }
    return addr;
}

bool host_addr_equal(const struct host_addr *a, const struct host_addr *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

bool host_addr_known(const struct host_addr *addr)
{
    return addr->family != HOST_ADDR_NONE;
}

bool host_addr_link_local(const struct host_addr *addr)
{
    if (addr->family == HOST_ADDR_IPV4)
        return addr->bytes[0] == 169 && addr->bytes[1] == 254;
    return addr->family == HOST_ADDR_IPV6 && addr->bytes[0] == 0xfe &&
           (addr->bytes[1] & 0xc0) == 0x80;
}

guint host_addr_hash(gconstpointer addr)
{
    uint64_t halves[2], number;

    memcpy(halves, ((const struct host_addr *)addr)->bytes, sizeof halves);
    number = halves[0] ^ number_hash(&halves[1]);
    return number_hash(&number);
}

gboolean host_addr_hash_equal(gconstpointer a, gconstpointer b)
{
    return host_addr_equal(a, b);
}
