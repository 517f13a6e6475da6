/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hosts.h"

#include "../../event/number_hash.h"
#include "name_index.h"

#include <string.h>

enum {
    ADDRESSES_MAX = 65536,
    ALIAS_DEPTH_MAX = 8,
    NAMES_PER_ADDRESS_MAX = 8,
    IPV6_PER_MAC_MAX = 8,
};

struct known_address {
    struct host_addr address;
    uint64_t mac; /* or 0 */
    struct place *places;
};

struct mac_owner {
    uint64_t mac;
    struct host_addr ipv4;
    unsigned
        ipv4_count; /* 2 stands for any number from 2 on: a router, or several hosts behind one */
    struct host_addr ipv6[IPV6_PER_MAC_MAX];
    unsigned ipv6_count;
};

struct hosts {
    struct name_index *names;
    GHashTable *by_address; /* struct known_address */
    GHashTable *by_mac;     /* struct mac_owner */
};

struct hosts *hosts_new(void)
{
    struct hosts *hosts = g_new0(struct hosts, 1);

    hosts->names = name_index_new();
    hosts->by_address = g_hash_table_new_full(host_addr_hash, host_addr_hash_equal, NULL, g_free);
    hosts->by_mac = g_hash_table_new_full(number_hash, g_int64_equal, NULL, g_free);
    return hosts;
}

void hosts_free(struct hosts *hosts)
{
    if (!hosts)
        return;
    name_index_free(hosts->names);
    g_hash_table_destroy(hosts->by_address);
    g_hash_table_destroy(hosts->by_mac);
    g_free(hosts);
}

static struct known_address *address_get(struct hosts *hosts, const struct host_addr *addr)
{
    struct known_address *known = g_hash_table_lookup(hosts->by_address, addr);

    if (!known && g_hash_table_size(hosts->by_address) < ADDRESSES_MAX) {
        known = g_new0(struct known_address, 1);
        known->address = *addr;
        g_hash_table_insert(hosts->by_address, &known->address, known);
    }
    return known;
}

static void add_to_address(struct hosts *hosts, struct place *place)
{
    struct known_address *known = address_get(hosts, &place->address);
    struct place **end = known ? &known->places : NULL;
    unsigned count = 0;

    for (; end && *end; end = &(*end)->next_of_address)
        count++;
    if (end && count < NAMES_PER_ADDRESS_MAX)
        *end = place;
}

void hosts_add_name(struct hosts *hosts, const char *name, const struct host_addr *addr)
{
    struct host_addr literal;
    struct place *place;

    if (!name || !*name || !host_addr_known(addr) || host_addr_parse(name, &literal))
        return;
    place = name_index_add(hosts->names, name, addr);
    if (place)
        add_to_address(hosts, place);
}

void hosts_add_dns_name(struct hosts *hosts, const char *name, const struct host_addr *addr)
{
    hosts_add_name(hosts, name, addr);
    if (name && *name && host_addr_known(addr))
        name_index_confirm(hosts->names, name, addr);
}

void hosts_add_alias(struct hosts *hosts, const char *name, const char *target)
{
    if (name && *name && target && *target)
        name_index_add_alias(hosts->names, name, target);
}

static void add_to_owner(struct mac_owner *owner, const struct host_addr *addr)
{
    if (addr->family == HOST_ADDR_IPV6) {
        if (owner->ipv6_count < IPV6_PER_MAC_MAX)
            owner->ipv6[owner->ipv6_count++] = *addr;
    } else if (owner->ipv4_count == 0 || !host_addr_equal(&owner->ipv4, addr)) {
        owner->ipv4 = *addr;
        owner->ipv4_count = MIN(owner->ipv4_count + 1, 2);
    }
}

void hosts_add_mac(struct hosts *hosts, uint64_t mac, const struct host_addr *addr)
{
    if (mac == 0 || !host_addr_known(addr))
        return;
    struct known_address *known = address_get(hosts, addr);
    if (!known || known->mac == mac)
        return;
    known->mac = mac;

    struct mac_owner *owner = g_hash_table_lookup(hosts->by_mac, &mac);
    if (!owner) {
        owner = g_new0(struct mac_owner, 1);
        owner->mac = mac;
        g_hash_table_insert(hosts->by_mac, &owner->mac, owner);
    }
    add_to_owner(owner, addr);
}

static bool is_at(const struct hosts *hosts, const struct named *named,
                  const struct host_addr *addr)
{
    const struct place *place = named->places;

    while (place && !hosts_same(hosts, &place->address, addr))
        place = place->next_of_name;
    return place;
}

static void look_up(const struct hosts *hosts, const char *name, struct hosts_kept *kept)
{
    if (kept->version == name_index_version(hosts->names))
        return;
    kept->version = name_index_version(hosts->names);
    kept->is_address = host_addr_parse(name, &kept->address);
    kept->named = kept->is_address ? NULL : name_index_find(hosts->names, name);
}

enum hosts_match hosts_match_kept(const struct hosts *hosts, const char *name,
                                  struct hosts_kept *kept, const struct host_addr *addr)
{
    const struct named *named;

    if (!name || !*name || !host_addr_known(addr))
        return HOSTS_UNKNOWN;
    look_up(hosts, name, kept);
    if (kept->is_address)
        return hosts_same(hosts, &kept->address, addr) ? HOSTS_THIS_HOST : HOSTS_OTHER_HOST;
    named = kept->named;
    if (!named)
        return HOSTS_UNKNOWN;
    while (named && !is_at(hosts, named, addr))
        named = name_index_next(named, name);
    return named ? HOSTS_THIS_HOST : HOSTS_OTHER_HOST;
}

enum hosts_match hosts_match_name(const struct hosts *hosts, const char *name,
                                  const struct host_addr *addr)
{
    struct hosts_kept kept = {0};

    return hosts_match_kept(hosts, name, &kept, addr);
}

static const struct mac_owner *host_mac_owner(const struct hosts *hosts,
                                              const struct host_addr *addr)
{
    const struct known_address *known = g_hash_table_lookup(hosts->by_address, addr);
    const struct mac_owner *owner =
        known && known->mac != 0 ? g_hash_table_lookup(hosts->by_mac, &known->mac) : NULL;

    return owner && owner->ipv4_count <= 1 ? owner : NULL;
}

static const struct place *places_at(const struct hosts *hosts, const struct host_addr *addr)
{
    const struct known_address *known = g_hash_table_lookup(hosts->by_address, addr);

    return known ? known->places : NULL;
}

static bool has_address(const struct named *named, const struct host_addr *addr)
{
    const struct place *place = named->places;

    while (place && !host_addr_equal(&place->address, addr))
        place = place->next_of_name;
    return place;
}

static bool same_by_name(const struct hosts *hosts, const struct host_addr *a,
                         const struct host_addr *b)
{
    if (a->family == b->family)
        return false;
    for (const struct place *at = places_at(hosts, a); at; at = at->next_of_address) {
        /* The name of a domain has the addresses of all its controllers: no proof of one host. */
        if (at->named->ipv4_count <= 1 && has_address(at->named, b))
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
    unsigned count = append_new(out, 0, addr);

    if (owner) {
        if (owner->ipv4_count == 1)
            count = append_new(out, count, &owner->ipv4);
        for (unsigned i = 0; i < owner->ipv6_count; i++)
            count = append_new(out, count, &owner->ipv6[i]);
    }
    for (const struct place *at = places_at(hosts, addr); at; at = at->next_of_address)
        for (const struct place *place = at->named->places; place; place = place->next_of_name)
            if (hosts_same(hosts, addr, &place->address))
                count = append_new(out, count, &place->address);
    return count;
}

const char *hosts_alias_target(const struct hosts *hosts, const char *name)
{
    return name_index_alias_target(hosts->names, name);
}

/* What DNS said of this name, through its aliases. */
static unsigned append_by_dns(const struct hosts *hosts, const struct named *named,
                              struct host_addr *out, unsigned count)
{
    for (int depth = 0; named && depth < ALIAS_DEPTH_MAX; depth++) {
        for (const struct place *place = named->places; place; place = place->next_of_name)
            if (place->by_dns)
                count = append_new(out, count, &place->address);
        named = name_index_target(hosts->names, named);
    }
    return count;
}

unsigned hosts_dns_addresses(const struct hosts *hosts, const char *name,
                             struct host_addr out[HOSTS_ADDRESSES_MAX])
{
    const struct named *named = name_index_exact(hosts->names, name);
    unsigned count = append_by_dns(hosts, named, out, 0);

    if (count > 0 || strchr(name, '.'))
        return count;
    named = name_index_of_label(hosts->names, name);
    for (; named; named = name_index_next(named, name))
        count = append_by_dns(hosts, named, out, count);
    return count;
}

const char *hosts_dns_name(const struct hosts *hosts, const struct host_addr *addr)
{
    const char *found = NULL;

    for (const struct place *at = places_at(hosts, addr); at; at = at->next_of_address) {
        if (!at->by_dns || at->named->address_count > 1 || strchr(at->named->name, '_'))
            continue;
        if (found)
            return NULL;
        found = at->named->name;
    }
    return found;
}

static size_t bare_length(const char *name)
{
    size_t length = strlen(name);

    return length > 0 && name[length - 1] == '.' ? length - 1 : length;
}

static bool equal_names(const char *a, const char *b)
{
    size_t a_length = bare_length(a), b_length = bare_length(b);
    size_t a_label = strcspn(a, "."), b_label = strcspn(b, ".");

    if (a_label == a_length || b_label == b_length)
        return a_label == b_label && g_ascii_strncasecmp(a, b, a_label) == 0;
    return a_length == b_length && g_ascii_strncasecmp(a, b, a_length) == 0;
}

/* Whether a is an alias of b, over one CNAME or more. */
static bool leads_to(const struct hosts *hosts, const char *a, const char *b)
{
    const char *name = a;

    for (int depth = 0; name && depth < ALIAS_DEPTH_MAX; depth++) {
        if (equal_names(name, b))
            return true;
        name = name_index_alias_target(hosts->names, name);
    }
    return false;
}

bool hosts_same_name(const struct hosts *hosts, const char *a, const char *b)
{
    return leads_to(hosts, a, b) || leads_to(hosts, b, a);
}
