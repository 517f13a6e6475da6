/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hosts.h"

#include "../event/event.h"
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

/* The tables hold each entry under the part of it that names it. */
struct named {
    char *alias_of; /* or NULL */
    struct host_addr *addresses;
    unsigned address_count;
    unsigned ipv4_count;
    char name[]; /* lower case */
};

struct names_of_address {
    struct host_addr address;
    const char *names[NAMES_PER_ADDRESS_MAX]; /* of struct named: none of these is ever freed */
    unsigned count;
};

struct mac_owner {
    uint64_t mac;
    struct host_addr ipv4;
    unsigned
        ipv4_count; /* 2 stands for any number from 2 on: a router, or several hosts behind one */
    struct host_addr ipv6[IPV6_PER_MAC_MAX];
    unsigned ipv6_count;
};

struct mac_of_address {
    struct host_addr address;
    uint64_t mac;
};

struct hosts {
    GHashTable *by_name;  /* struct named */
    GHashTable *by_label; /* struct named, by the first label of full names */
    GHashTable *names_of; /* struct names_of_address */
    GHashTable *by_mac;   /* struct mac_owner */
    GHashTable *mac_of;   /* struct mac_of_address */
};

static void named_free(gpointer data)
{
    struct named *named = data;

    g_free(named->alias_of);
    g_free(named->addresses);
    g_free(named);
}

struct hosts *hosts_new(void)
{
    struct hosts *hosts = g_new0(struct hosts, 1);

    hosts->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, named_free);
    hosts->by_label = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, named_free);
    hosts->names_of = g_hash_table_new_full(host_addr_hash, host_addr_hash_equal, NULL, g_free);
    hosts->by_mac = g_hash_table_new_full(number_hash, g_int64_equal, NULL, g_free);
    hosts->mac_of = g_hash_table_new_full(host_addr_hash, host_addr_hash_equal, NULL, g_free);
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

static struct named *named_get(GHashTable *table, const char *name, size_t length)
{
    char key[EVENT_TEXT_MAX + 1];
    struct named *named;

    if (length > EVENT_TEXT_MAX)
        return NULL;
    memcpy(key, name, length);
    key[length] = '\0';
    named = g_hash_table_lookup(table, key);
    if (!named && g_hash_table_size(table) < NAMES_MAX) {
        named = g_malloc0(sizeof *named + length + 1);
        memcpy(named->name, key, length);
        g_hash_table_insert(table, named->name, named);
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
    named->addresses = g_renew(struct host_addr, named->addresses, named->address_count + 1);
    named->addresses[named->address_count++] = *addr;
    if (addr->family == HOST_ADDR_IPV4)
        named->ipv4_count++;
}

static void remember_name_of(struct hosts *hosts, const struct host_addr *addr,
                             const struct named *named)
{
    struct names_of_address *names = g_hash_table_lookup(hosts->names_of, addr);

    if (!names) {
        if (g_hash_table_size(hosts->names_of) >= NAMES_MAX)
            return;
        names = g_new0(struct names_of_address, 1);
        names->address = *addr;
        g_hash_table_insert(hosts->names_of, &names->address, names);
    }
    for (unsigned i = 0; i < names->count; i++)
        if (names->names[i] == named->name)
            return;
    if (names->count < NAMES_PER_ADDRESS_MAX)
        names->names[names->count++] = named->name;
}

void hosts_add_name(struct hosts *hosts, const char *name, const struct host_addr *addr)
{
    struct host_addr literal;

    if (!name || !*name || !host_addr_known(addr) || host_addr_parse(name, &literal))
        return;
    g_autofree char *normal = normal_name(name);
    const char *dot = strchr(normal, '.');
    struct named *named = named_get(hosts->by_name, normal, strlen(normal));

    named_add_address(named, addr);
    if (named)
        remember_name_of(hosts, addr, named);
    if (dot)
        named_add_address(named_get(hosts->by_label, normal, (size_t)(dot - normal)), addr);
}

void hosts_add_alias(struct hosts *hosts, const char *name, const char *target)
{
    if (!name || !*name || !target || !*target)
        return;
    g_autofree char *normal = normal_name(name);
    struct named *named = named_get(hosts->by_name, normal, strlen(normal));

    if (!named)
        return;
    g_free(named->alias_of);
    named->alias_of = normal_name(target);
}

void hosts_add_mac(struct hosts *hosts, uint64_t mac, const struct host_addr *addr)
{
    if (mac == 0 || !host_addr_known(addr))
        return;
    struct mac_of_address *known = g_hash_table_lookup(hosts->mac_of, addr);
    if (known && known->mac == mac)
        return;
    if (g_hash_table_size(hosts->mac_of) >= MACS_MAX)
        return;
    if (!known) {
        known = g_new(struct mac_of_address, 1);
        known->address = *addr;
        g_hash_table_insert(hosts->mac_of, &known->address, known);
    }
    known->mac = mac;

    struct mac_owner *owner = g_hash_table_lookup(hosts->by_mac, &mac);
    if (!owner) {
        owner = g_new0(struct mac_owner, 1);
        owner->mac = mac;
        g_hash_table_insert(hosts->by_mac, &owner->mac, owner);
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
    const struct mac_of_address *known = g_hash_table_lookup(hosts->mac_of, addr);
    const struct mac_owner *owner = known ? g_hash_table_lookup(hosts->by_mac, &known->mac) : NULL;

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
