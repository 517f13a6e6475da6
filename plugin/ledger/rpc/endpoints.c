/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "endpoints.h"

enum { PORTS_MAX = 65536, ENDPOINT_MAPPER_PORT = 135 };

struct rpc_port {
    struct host_addr address;
    uint32_t port;
};

struct endpoints {
    GHashTable *ports; /* set of struct rpc_port */
};

static guint rpc_port_hash(gconstpointer key)
{
    const struct rpc_port *port = key;

    return host_addr_hash(&port->address) * 31 + port->port;
}

static gboolean rpc_port_equal(gconstpointer a, gconstpointer b)
{
    const struct rpc_port *left = a, *right = b;

    return left->port == right->port && host_addr_equal(&left->address, &right->address);
}

struct endpoints *endpoints_new(void)
{
    struct endpoints *endpoints = g_new0(struct endpoints, 1);

    endpoints->ports = g_hash_table_new_full(rpc_port_hash, rpc_port_equal, g_free, NULL);
    return endpoints;
}

void endpoints_free(struct endpoints *endpoints)
{
    g_hash_table_destroy(endpoints->ports);
    g_free(endpoints);
}

void endpoints_add_port(struct endpoints *endpoints, const struct host_addr *address, uint16_t port)
{
    struct rpc_port key = {*address, port};

    if (port != 0 && g_hash_table_size(endpoints->ports) < PORTS_MAX &&
        !g_hash_table_contains(endpoints->ports, &key))
        g_hash_table_add(endpoints->ports, g_memdup2(&key, sizeof key));
}

bool endpoints_has_port(const struct endpoints *endpoints, const struct host_addr *address,
                        uint16_t port)
{
    struct rpc_port key = {*address, port};
    struct rpc_port anywhere = {{0}, port};

    return port == ENDPOINT_MAPPER_PORT || g_hash_table_contains(endpoints->ports, &key) ||
           g_hash_table_contains(endpoints->ports, &anywhere);
}
