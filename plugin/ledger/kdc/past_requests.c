/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "past_requests.h"

#include "../../event/number_hash.h"

enum { PAST_MAX = 65536 };

#define FNV_OFFSET UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

struct past_requests {
    GHashTable *requests; /* set of uint64_t: flow and nonce */
    GHashTable *copied;   /* set of uint64_t: flow of a copy */
};

struct past_requests *past_requests_new(void)
{
    struct past_requests *past = g_new0(struct past_requests, 1);

    past->requests = g_hash_table_new_full(number_hash, g_int64_equal, g_free, NULL);
    past->copied = g_hash_table_new_full(number_hash, g_int64_equal, g_free, NULL);
    return past;
}

void past_requests_free(struct past_requests *past)
{
    g_hash_table_destroy(past->requests);
    g_hash_table_destroy(past->copied);
    g_free(past);
}

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const uint8_t *)bytes)[i]) * FNV_PRIME;
    return hash;
}

static uint64_t flow_of(const struct host_addr *client, const struct host_addr *kdc, uint16_t port)
{
    uint64_t hash = mix(FNV_OFFSET, client->bytes, sizeof client->bytes);

    return mix(mix(hash, kdc->bytes, sizeof kdc->bytes), &port, sizeof port);
}

static void remember(GHashTable *set, uint64_t key)
{
    if (g_hash_table_size(set) >= PAST_MAX)
        g_hash_table_remove_all(set);
    g_hash_table_add(set, g_memdup2(&key, sizeof key));
}

void past_requests_add(struct past_requests *past, const struct host_addr *client,
                       const struct host_addr *kdc, uint16_t client_port, uint32_t nonce)
{
    remember(past->requests, mix(flow_of(client, kdc, client_port), &nonce, sizeof nonce));
}

bool past_requests_take_copy(struct past_requests *past, const struct host_addr *client,
                             const struct host_addr *kdc, uint16_t client_port, uint32_t nonce)
{
    uint64_t flow = flow_of(client, kdc, client_port);
    uint64_t key = mix(flow, &nonce, sizeof nonce);
    bool is_copy = g_hash_table_contains(past->requests, &key);

    if (is_copy)
        remember(past->copied, flow);
    else
        g_hash_table_remove(past->copied, &flow);
    return is_copy;
}

bool past_requests_answers_copy(const struct past_requests *past, const struct host_addr *client,
                                const struct host_addr *kdc, uint16_t client_port)
{
    uint64_t flow = flow_of(client, kdc, client_port);

    return g_hash_table_contains(past->copied, &flow);
}
