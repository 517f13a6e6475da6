/* Which names and addresses belong to one host.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HOSTS_H
#define DCOMAUTH_HOSTS_H

#include "../../event/host_addr.h"

struct hosts;

enum hosts_match {
    HOSTS_UNKNOWN,    /* nothing in the capture says where that name lives */
    HOSTS_THIS_HOST,  /* the name belongs to the address */
    HOSTS_OTHER_HOST, /* the name has addresses, and this is none of them */
};

/* More addresses of one host than any real one shows; the rest is ignored. */
enum { HOSTS_ADDRESSES_MAX = 10 };

struct hosts *hosts_new(void);
void hosts_free(struct hosts *hosts);

/* Learns that name (any case, final dot or not; a short name or a full one) is at addr. */
void hosts_add_name(struct hosts *hosts, const char *name, const struct host_addr *addr);

/* The same, and that DNS said so. */
void hosts_add_dns_name(struct hosts *hosts, const char *name, const struct host_addr *addr);

/* Learns a CNAME: name is another name of target. */
void hosts_add_alias(struct hosts *hosts, const char *name, const char *target);

/* Learns that frames from addr carried this link-layer source address; 0 is none. */
void hosts_add_mac(struct hosts *hosts, uint64_t mac, const struct host_addr *addr);

/* What a name led to when it was last asked for; all 0: it never was. */
struct hosts_kept {
    uint32_t version; /* of the table of names */
    bool is_address;
    struct host_addr address;
    const struct named *named;
};

/* Whether name, a host name or an address as text, belongs to the host at addr. The second is for
 * who asks for the same name again and again, and keeps what it led to. */
enum hosts_match hosts_match_name(const struct hosts *hosts, const char *name,
                                  const struct host_addr *addr);
enum hosts_match hosts_match_kept(const struct hosts *hosts, const char *name,
                                  struct hosts_kept *kept, const struct host_addr *addr);

/* Whether two addresses are known to be one host: equal, or IPv4 and IPv6 of one link-layer address
 * that is no router's, or of one name that is no round robin's. */
bool hosts_same(const struct hosts *hosts, const struct host_addr *a, const struct host_addr *b);

/* All known addresses of the host at addr, addr first; returns how many. */
unsigned hosts_addresses(const struct hosts *hosts, const struct host_addr *addr,
                         struct host_addr out[HOSTS_ADDRESSES_MAX]);

/* The addresses that DNS gave name itself, the name of which it is an alias, or, for a label alone,
 * the full names that begin with it; returns how many. */
unsigned hosts_dns_addresses(const struct hosts *hosts, const char *name,
                             struct host_addr out[HOSTS_ADDRESSES_MAX]);

/* The only host name that DNS gave the address, or NULL: none, or more than one; owned by hosts.
 * Names that have several addresses do not count, nor do those with an underscore (RFC 2782). */
const char *hosts_dns_name(const struct hosts *hosts, const struct host_addr *addr);

/* Whether two names are one host's by themselves: equal but for case, the dot of the root and the
 * domain of one that has none, or one an alias (CNAME) of the other. */
bool hosts_same_name(const struct hosts *hosts, const char *a, const char *b);

/* The name of which DNS calls this one an alias (CNAME), or NULL; owned by hosts. */
const char *hosts_alias_target(const struct hosts *hosts, const char *name);

#endif
