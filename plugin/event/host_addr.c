/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host_addr.h"

#include "number_hash.h"

#include <arpa/inet.h>
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

bool host_addr_parse(const char *text, struct host_addr *out)
{
    uint8_t bytes[16];

    if (g_ascii_isdigit(*text) && inet_pton(AF_INET, text, bytes) == 1)
        *out = host_addr_from_bytes(bytes, 4);
    else if (strchr(text, ':') && inet_pton(AF_INET6, text, bytes) == 1)
        *out = host_addr_from_bytes(bytes, 16);
    else
        *out = (struct host_addr){0};
    return host_addr_known(out);
}

const char *host_addr_format(const struct host_addr *addr, char text[HOST_ADDR_TEXT_SIZE])
{
    int family = addr->family == HOST_ADDR_IPV4 ? AF_INET : AF_INET6;

    if (!host_addr_known(addr) || !inet_ntop(family, addr->bytes, text, HOST_ADDR_TEXT_SIZE))
        text[0] = '\0';
    return text;
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
