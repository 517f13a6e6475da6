/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kdcs.h"

#include <string.h>

enum { KDCS_MAX = 4096, GRANTED_SPNS_MAX = 4096, ERROR_CODES_MAX = 256 };

struct kdcs {
    GHashTable *by_address; /* struct host_addr in the record -> struct kdc, owned */
};

static void kdc_free(gpointer data)
{
    struct kdc *kdc = data;

    g_hash_table_destroy(kdc->errors);
    g_hash_table_destroy(kdc->tgt_accepted);
    g_hash_table_destroy(kdc->tgt_refused);
    g_hash_table_destroy(kdc->spns_granted);
    g_free(kdc);
}

struct kdcs *kdcs_new(void)
{
    struct kdcs *kdcs = g_new0(struct kdcs, 1);

    kdcs->by_address = g_hash_table_new_full(host_addr_hash, host_addr_hash_equal, NULL, kdc_free);
    return kdcs;
}

void kdcs_free(struct kdcs *kdcs)
{
    g_hash_table_destroy(kdcs->by_address);
    g_free(kdcs);
}

struct kdc *kdcs_get(struct kdcs *kdcs, const struct host_addr *address)
{
    struct kdc *kdc = g_hash_table_lookup(kdcs->by_address, address);

    if (kdc || g_hash_table_size(kdcs->by_address) >= KDCS_MAX)
        return kdc;
    kdc = g_new0(struct kdc, 1);
    kdc->address = *address;
    kdc->errors = g_hash_table_new(NULL, NULL);
    kdc->tgt_accepted = g_hash_table_new(NULL, NULL);
    kdc->tgt_refused = g_hash_table_new(NULL, NULL);
    kdc->spns_granted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert(kdcs->by_address, &kdc->address, kdc);
    return kdc;
}

void kdc_count_error(struct kdc *kdc, int32_t code)
{
    gpointer key = GINT_TO_POINTER(code);
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(kdc->errors, key));

    if (count > 0 || g_hash_table_size(kdc->errors) < ERROR_CODES_MAX)
        g_hash_table_insert(kdc->errors, key, GUINT_TO_POINTER(count + 1));
}

void kdc_add_granted_spn(struct kdc *kdc, const char *spn)
{
    if (spn && g_hash_table_size(kdc->spns_granted) < GRANTED_SPNS_MAX)
        g_hash_table_add(kdc->spns_granted, g_ascii_strdown(spn, -1));
}

static struct tgt_key key_of(const struct issued_ticket *tgt, uint32_t frame)
{
    return (struct tgt_key){tgt->issuer, tgt->etype, tgt->has_kvno ? tgt->kvno : 0, frame};
}

/* Who takes a key takes the older ones or has outlived them; a newer one may yet be to come. */
static bool has_taken(const struct kdc *kdc, const struct tgt_key *key)
{
    for (unsigned i = 0; i < kdc->keys_taken_count; i++) {
        const struct tgt_key *taken = &kdc->keys_taken[i];

        if (host_addr_equal(&taken->issuer, &key->issuer) && taken->etype == key->etype &&
            taken->kvno >= key->kvno && taken->frame < key->frame)
            return true;
    }
    return false;
}

void kdc_add_key_taken(struct kdc *kdc, const struct issued_ticket *tgt, uint32_t frame)
{
    struct tgt_key key = key_of(tgt, frame);

    if (host_addr_known(&key.issuer) && kdc->keys_taken_count < KDC_KEYS_MAX &&
        !has_taken(kdc, &key))
        kdc->keys_taken[kdc->keys_taken_count++] = key;
}

bool kdcs_took_key(const struct kdcs *kdcs, const struct host_addr *address,
                   const struct issued_ticket *tgt, uint32_t before_frame)
{
    const struct kdc *kdc = g_hash_table_lookup(kdcs->by_address, address);
    struct tgt_key key = key_of(tgt, before_frame);

    return kdc && host_addr_known(&key.issuer) && has_taken(kdc, &key);
}

const struct kdc *kdcs_other_granting(const struct kdcs *kdcs, const struct host_addr *kdc,
                                      const char *spn)
{
    g_autofree char *lower = g_ascii_strdown(spn, -1);
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, kdcs->by_address);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct kdc *other = value;

        if (!host_addr_equal(&other->address, kdc) &&
            g_hash_table_contains(other->spns_granted, lower))
            return other;
    }
    return NULL;
}

static gint compare_address(gconstpointer a, gconstpointer b)
{
    const struct kdc *const *left = a, *const *right = b;

    return memcmp(&(*left)->address, &(*right)->address, sizeof(struct host_addr));
}

GPtrArray *kdcs_sorted(const struct kdcs *kdcs)
{
    GPtrArray *sorted = g_ptr_array_new();
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, kdcs->by_address);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        g_ptr_array_add(sorted, value);
    g_ptr_array_sort(sorted, compare_address);
    return sorted;
}
