/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "announced.h"

#include <glib.h>

enum {
    ANNOUNCEMENTS_MAX = 4096,
    PLACES_MAX = 65536,
    ENDPOINT_MAPPER_PORT = 135,
    FIRST_DYNAMIC_PORT = 49152, /* RFC 6335 6 */
};

struct place {
    struct host_addr client;
    struct host_addr address;
    uint32_t port;
};

struct announced {
    GHashTable *by_place; /* struct place -> struct announcement, of the array */
    GPtrArray *list;      /* struct announcement, owned */
};

static guint place_hash(gconstpointer key)
{
    const struct place *place = key;

    return (host_addr_hash(&place->client) * 31 + host_addr_hash(&place->address)) * 31 +
           place->port;
}

static gboolean place_equal(gconstpointer a, gconstpointer b)
{
    const struct place *left = a, *right = b;

    return left->port == right->port && host_addr_equal(&left->client, &right->client) &&
           host_addr_equal(&left->address, &right->address);
}

struct announced *announced_new(void)
{
    struct announced *announced = g_new0(struct announced, 1);

    announced->by_place = g_hash_table_new_full(place_hash, place_equal, g_free, NULL);
    announced->list = g_ptr_array_new_with_free_func(g_free);
    return announced;
}

void announced_free(struct announced *announced)
{
    g_hash_table_destroy(announced->by_place);
    g_ptr_array_free(announced->list, TRUE);
    g_free(announced);
}

struct announcement *announced_begin(struct announced *announced, const struct host_addr *server,
                                     uint32_t frame)
{
    struct announcement *announcement;

    if (announced->list->len >= ANNOUNCEMENTS_MAX)
        return NULL;
    announcement = g_new0(struct announcement, 1);
    announcement->server = *server;
    announcement->frame = frame;
    g_ptr_array_add(announced->list, announcement);
    return announcement;
}

void announced_add(struct announced *announced, struct announcement *announcement,
                   const struct host_addr *client, const struct host_addr *address, uint16_t port)
{
    struct place place = {*client, *address, port};

    if (announcement && g_hash_table_size(announced->by_place) < PLACES_MAX)
        g_hash_table_replace(announced->by_place, g_memdup2(&place, sizeof place), announcement);
}

struct announcement *announced_find(const struct announced *announced,
                                    const struct host_addr *client, const struct host_addr *address,
                                    uint16_t port)
{
    struct place place = {*client, *address, port};
    struct announcement *found = g_hash_table_lookup(announced->by_place, &place);

    if (found || (port != ENDPOINT_MAPPER_PORT && port < FIRST_DYNAMIC_PORT))
        return found;
    place.port = 0;
    return g_hash_table_lookup(announced->by_place, &place);
}

void announced_forget_told(struct announced *announced)
{
    for (guint i = 0; i < announced->list->len; i++)
        ((struct announcement *)announced->list->pdata[i])->is_told = false;
}
