/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hosts.h"

#include "../event/number_hash.h"

#include <string.h>

enum {
    NAMES_MAX = 65536,
    ADDRESSES_PER_NAME_MAX = 16,
    NAMES_PER_ADDRESS_MAX = 8,
    IPV6_PER_MAC_MAX = 8,
    MACS_MAX = 65536,
    ALIAS_DEPTH_MAX = 8,
};

struct named {
    char *alias_of; /* or NULL */
    struct host_addr addresses[ADDRESSES_PER_NAME_MAX];
    unsigned address_count;
    unsigned ipv4_count;
};

struct names_of_address {
    char *names[NAMES_PER_ADDRESS_MAX];
    unsigned count;
};

struct mac_owner {
    struct host_addr ipv4;
    unsigned
        ipv4_count; /* 2 stands for any number from 2 on: a router, or several hosts behind one */
    struct host_addr ipv6[IPV6_PER_MAC_MAX];
    unsigned ipv6_count;
};

struct hosts {
    GHashTable *by_name;  /* lower-case name -> struct named */
    GHashTable *by_label; /* first label of full names -> struct named */
    GHashTable *names_of; /* struct host_addr -> struct names_of_address */
    GHashTable *by_mac;   /* uint64_t -> struct mac_owner */
    GHashTable *mac_of;   /* struct host_addr -> uint64_t */
};

static void named_free(gpointer data)
{
    struct named *named = data;

    g_free(named->alias_of);
    g_free(named);
}

static void names_of_address_free(gpointer data)
{
    struct names_of_address *names = data;

    for (unsigned i = 0; i < names->count; i++)
        g_free(names->names[i]);
    g_free(names);
}

struct hosts *hosts_new(void)
{
    struct hosts *hosts = g_new0(struct hosts, 1);

    hosts->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, named_free);
    hosts->by_label = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, named_free);
    hosts->names_of =
        g_hash_table_new_full(host_addr_hash, host_addr_hash_equal, g_free, names_of_address_free);
    hosts->by_mac = g_hash_table_new_full(number_hash, g_int64_equal, g_free, g_free);
    hosts->mac_of = g_hash_table_new_full(host_addr_hash, host_addr_hash_equal, g_free, g_free);
    return hosts;
}

void hosts_free(struct hosts *hosts)
{
    if (!hosts)
        return;
    g_hash_table_destroy(hosts->by_name);
    g_hash_table_destroy(hosts->by_label);
    g_hash_table_destroy(hosts->names_of);
    g_hash_table_destroy(hosts->by_mac);
    g_hash_table_destroy(hosts->mac_of);
    g_free(hosts);
}

/* Names are compared without case and without the dot of the root (RFC 1034 3.1). */
static char *normal_name(const char *name)
{
    size_t length = strlen(name);

    if (length > 0 && name[length - 1] == '.')
        length--;
    return g_ascii_strdown(name, (gssize)length);
}

static struct named *named_get(GHashTable *table, const char *name)
{
    struct named *named = g_hash_table_lookup(table, name);

    if (!named && g_hash_table_size(table) < NAMES_MAX) {
        named = g_new0(struct named, 1);
        g_hash_table_insert(table, g_strdup(name), named);
    }
    return named;
}

static void named_add_address(struct named *named, const struct host_addr *addr)
{
    if (!named || named->address_count == ADDRESSES_PER_NAME_MAX)
        return;
    for (unsigned i = 0; i < named->address_count; i++)
        if (host_addr_equal(&named->addresses[i], addr))
            return;
    named->addresses[named->address_count++] = *addr;
    if (addr->family == HOST_ADDR_IPV4)
        named->ipv4_count++;
}

static void remember_name_of(struct hosts *hosts, const struct host_addr *addr, const char *name)
{
    struct names_of_address *names = g_hash_table_lookup(hosts->names_of, addr);

    if (!names) {
        if (g_hash_table_size(hosts->names_of) >= NAMES_MAX)
            return;
        names = g_new0(struct names_of_address, 1);
        g_hash_table_insert(hosts->names_of, g_memdup2(addr, sizeof *addr), names);
    }
    for (unsigned i = 0; i < names->count; i++)
        if (strcmp(names->names[i], name) == 0)
            return;
    if (names->count < NAMES_PER_ADDRESS_MAX)
        names->names[names->count++] = g_strdup(name);
}

void hosts_add_name(struct hosts *hosts, const char *name, const struct host_addr *addr)
{
    struct host_addr literal;

    if (!name || !*name || !host_addr_known(addr) || host_addr_parse(name, &literal))
        return;
    g_autofree char *normal = normal_name(name);
    char *dot = strchr(normal, '.');

    named_add_address(named_get(hosts->by_name, normal), addr);
    remember_name_of(hosts, addr, normal);
    if (dot) {
        g_autofree char *label = g_strndup(normal, (gsize)(dot - normal));
        named_add_address(named_get(hosts->by_label, label), addr);
    }
}

void hosts_add_alias(struct hosts *hosts, const char *name, const char *target)
{
    if (!name || !*name || !target || !*target)
        return;
    g_autofree char *normal = normal_name(name);
    struct named *named = named_get(hosts->by_name, normal);

    if (!named)
        return;
    g_free(named->alias_of);
    named->alias_of = normal_name(target);
}

void hosts_add_mac(struct hosts *hosts, uint64_t mac, const struct host_addr *addr)
{
    if (mac == 0 || !host_addr_known(addr))
        return;
    const uint64_t *known = g_hash_table_lookup(hosts->mac_of, addr);
    if (known && *known == mac)
        return;
    if (g_hash_table_size(hosts->mac_of) >= MACS_MAX)
        return;
    g_hash_table_insert(hosts->mac_of, g_memdup2(addr, sizeof *addr), g_memdup2(&mac, sizeof mac));

    struct mac_owner *owner = g_hash_table_lookup(hosts->by_mac, &mac);
    if (!owner) {
        owner = g_new0(struct mac_owner, 1);
        g_hash_table_insert(hosts->by_mac, g_memdup2(&mac, sizeof mac), owner);
    }
    if (addr->family == HOST_ADDR_IPV6) {
        if (owner->ipv6_count < IPV6_PER_MAC_MAX)
            owner->ipv6[owner->ipv6_count++] = *addr;
    } else if (owner->ipv4_count == 0 || !host_addr_equal(&owner->ipv4, addr)) {
        owner->ipv4 = *addr;
        owner->ipv4_count = MIN(owner->ipv4_count + 1, 2);
    }
}

/* The entry that holds the addresses of name, through its aliases; NULL where none is known. */
static const struct named *find_named(const struct hosts *hosts, const char *name)
{
    const struct named *named = g_hash_table_lookup(hosts->by_name, name);

    for (int depth = 0; named && named->address_count == 0 && depth < ALIAS_DEPTH_MAX; depth++)
        named = named->alias_of ? g_hash_table_lookup(hosts->by_name, named->alias_of) : NULL;
    if (named && named->address_count > 0)
        return named;

    const char *dot = strchr(name, '.');
    if (!dot)
        return g_hash_table_lookup(hosts->by_label, name);
    /* A full name of which only the short form was seen, as NTLM target info gives it. */
    g_autofree char *label = g_strndup(name, (gsize)(dot - name));
    named = g_hash_table_lookup(hosts->by_name, label);
    return named && named->address_count > 0 ? named : NULL;
}

enum hosts_match hosts_match_name(const struct hosts *hosts, const char *name,
                                  const struct host_addr *addr)
{
    struct host_addr literal;

    if (!name || !*name || !host_addr_known(addr))
        return HOSTS_UNKNOWN;
    if (host_addr_parse(name, &literal))
        return hosts_same(hosts, &literal, addr) ? HOSTS_THIS_HOST : HOSTS_OTHER_HOST;

    g_autofree char *normal = normal_name(name);
    const struct named *named = find_named(hosts, normal);
    if (!named)
        return HOSTS_UNKNOWN;
    for (unsigned i = 0; i < named->address_count; i++)
        if (hosts_same(hosts, &named->addresses[i], addr))
            return HOSTS_THIS_HOST;
    return HOSTS_OTHER_HOST;
}

static const struct mac_owner *host_mac_owner(const struct hosts *hosts,
                                              const struct host_addr *addr)
{
    const uint64_t *mac = g_hash_table_lookup(hosts->mac_of, addr);
    const struct mac_owner *owner = mac ? g_hash_table_lookup(hosts->by_mac, mac) : NULL;

    return owner && owner->ipv4_count <= 1 ? owner : NULL;
}

static bool same_by_name(const struct hosts *hosts, const struct host_addr *a,
                         const struct host_addr *b)
{
    const struct names_of_address *names = g_hash_table_lookup(hosts->names_of, a);

    if (!names || a->family == b->family)
        return false;
    for (unsigned i = 0; i < names->count; i++) {
        const struct named *named = g_hash_table_lookup(hosts->by_name, names->names[i]);

        /* The name of a domain has the addresses of all its controllers: no proof of one host. */
        if (!named || named->ipv4_count > 1)
            continue;
        for (unsigned j = 0; j < named->address_count; j++)
            if (host_addr_equal(&named->addresses[j], b))
                return true;
    }
    return false;
}

bool hosts_same(const struct hosts *hosts, const struct host_addr *a, const struct host_addr *b)
{
    if (host_addr_equal(a, b))
        return true;
    if (!host_addr_known(a) || !host_addr_known(b))
        return false;
    const struct mac_owner *owner = host_mac_owner(hosts, a);
    if (owner && owner == host_mac_owner(hosts, b))
        return true;
    return same_by_name(hosts, a, b);
}

static unsigned append_new(struct host_addr *out, unsigned count, const struct host_addr *addr)
{
    for (unsigned i = 0; i < count; i++)
        if (host_addr_equal(&out[i], addr))
            return count;
    if (count < HOSTS_ADDRESSES_MAX)
        out[count++] = *addr;
    return count;
}

unsigned hosts_addresses(const struct hosts *hosts, const struct host_addr *addr,
                         struct host_addr out[HOSTS_ADDRESSES_MAX])
{
    const struct mac_owner *owner = host_mac_owner(hosts, addr);
    const struct names_of_address *names = g_hash_table_lookup(hosts->names_of, addr);
    unsigned count = append_new(out, 0, addr);

    if (owner) {
        if (owner->ipv4_count == 1)
            count = append_new(out, count, &owner->ipv4);
        for (unsigned i = 0; i < owner->ipv6_count; i++)
            count = append_new(out, count, &owner->ipv6[i]);
    }
    for (unsigned i = 0; names && i < names->count; i++) {
        const struct named *named = g_hash_table_lookup(hosts->by_name, names->names[i]);

        for (unsigned j = 0; named && j < named->address_count; j++)
            if (hosts_same(hosts, addr, &named->addresses[j]))
                count = append_new(out, count, &named->addresses[j]);
    }
    return count;
}

const char *hosts_name_of(const struct hosts *hosts, const struct host_addr *addr)
{
    const struct names_of_address *names = g_hash_table_lookup(hosts->names_of, addr);
    const char *longest = NULL;

    for (unsigned i = 0; names && i < names->count; i++)
        if (!longest || strlen(names->names[i]) > strlen(longest))
            longest = names->names[i];
    return longest;
}

bool hosts_is_alias(const struct hosts *hosts, const char *name)
{
    g_autofree char *normal = normal_name(name);
    const struct named *named = g_hash_table_lookup(hosts->by_name, normal);

    return named && named->alias_of;
}
