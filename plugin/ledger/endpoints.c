/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "endpoints.h"

enum { ENTRIES_MAX = 65536, ENDPOINT_MAPPER_PORT = 135 };

struct rpc_port {
    struct host_addr address;
    uint32_t port;
};

struct pipe_use {
    struct host_addr client;
    struct host_addr server;
};

struct endpoints {
    GHashTable *ports;     /* set of struct rpc_port */
    GHashTable *pipe_uses; /* set of struct pipe_use */
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

static guint pipe_use_hash(gconstpointer key)
{
    const struct pipe_use *use = key;

    return host_addr_hash(&use->client) * 31 + host_addr_hash(&use->server);
}

static gboolean pipe_use_equal(gconstpointer a, gconstpointer b)
{
    const struct pipe_use *left = a, *right = b;

    return host_addr_equal(&left->client, &right->client) &&
           host_addr_equal(&left->server, &right->server);
}

struct endpoints *endpoints_new(void)
{
    struct endpoints *endpoints = g_new0(struct endpoints, 1);

    endpoints->ports = g_hash_table_new_full(rpc_port_hash, rpc_port_equal, g_free, NULL);
    endpoints->pipe_uses = g_hash_table_new_full(pipe_use_hash, pipe_use_equal, g_free, NULL);
    return endpoints;
}

void endpoints_free(struct endpoints *endpoints)
{
    if (!endpoints)
        return;
    g_hash_table_destroy(endpoints->ports);
    g_hash_table_destroy(endpoints->pipe_uses);
    g_free(endpoints);
}

static void add_entry(GHashTable *set, const void *key, size_t size)
{
    if (g_hash_table_size(set) < ENTRIES_MAX && !g_hash_table_contains(set, key))
        g_hash_table_add(set, g_memdup2(key, size));
}

void endpoints_add_port(struct endpoints *endpoints, const struct host_addr *address, uint16_t port)
{
    struct rpc_port key = {*address, port};

    if (port != 0)
        add_entry(endpoints->ports, &key, sizeof key);
}

bool endpoints_has_port(const struct endpoints *endpoints, const struct host_addr *address,
                        uint16_t port)
{
    struct rpc_port key = {*address, port};
    struct rpc_port anywhere = {{0}, port};

    return port == ENDPOINT_MAPPER_PORT || g_hash_table_contains(endpoints->ports, &key) ||
           g_hash_table_contains(endpoints->ports, &anywhere);
}

void endpoints_add_pipe_use(struct endpoints *endpoints, const struct host_addr *client,
                            const struct host_addr *server)
{
    struct pipe_use key = {*client, *server};

    add_entry(endpoints->pipe_uses, &key, sizeof key);
}

bool endpoints_has_pipe_use(const struct endpoints *endpoints, const struct host_addr *client,
                            const struct host_addr *server)
{
    struct pipe_use key = {*client, *server};

    return g_hash_table_contains(endpoints->pipe_uses, &key);
}
