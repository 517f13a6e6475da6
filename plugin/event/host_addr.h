/* The address of a host, IPv4 or IPv6, as a plain value.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HOST_ADDR_H
#define DCOMAUTH_HOST_ADDR_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum host_addr_family { HOST_ADDR_NONE = 0, HOST_ADDR_IPV4 = 4, HOST_ADDR_IPV6 = 6 };

/* Unused bytes are zero, so that two equal addresses are equal byte by byte. */
struct host_addr {
    uint8_t family; /* enum host_addr_family */
    uint8_t bytes[16];
};

/* Long enough for any IPv6 address with its final zero (INET6_ADDRSTRLEN). */
#define HOST_ADDR_TEXT_SIZE 46

/* An address from 4 or 16 bytes in network order; any other length gives HOST_ADDR_NONE. */
struct host_addr host_addr_from_bytes(const void *bytes, size_t length);

/* Parses "10.0.0.1" or "fd00::1"; false, and *out is HOST_ADDR_NONE, for anything else. */
bool host_addr_parse(const char *text, struct host_addr *out);

/* Writes the address as text ("" for HOST_ADDR_NONE) into text and returns text; IPv6 in the form
 * of RFC 5952, IPv4-mapped addresses as "::ffff:10.0.0.1". */
const char *host_addr_format(const struct host_addr *addr, char text[HOST_ADDR_TEXT_SIZE]);

bool host_addr_equal(const struct host_addr *a, const struct host_addr *b);
bool host_addr_known(const struct host_addr *addr);

/* 169.254/16 (RFC 3927) or fe80::/10 (RFC 4291 2.5.6): means nothing beyond one link. */
bool host_addr_link_local(const struct host_addr *addr);

/* GHashTable callbacks over struct host_addr. */
guint host_addr_hash(gconstpointer addr);
gboolean host_addr_hash_equal(gconstpointer a, gconstpointer b);

#endif
