/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "accepted.h"

#include <glib.h>
#include <string.h>

enum { ACCEPTED_MAX = 65536 };

struct accepted {
    GHashTable *by_key; /* char * -> struct acceptance */
    bool at_end;
    GPtrArray *keys_of_end; /* char *, since the end began; owned by by_key */
};

struct accepted *accepted_new(void)
{
    struct accepted *accepted = g_new0(struct accepted, 1);

    accepted->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    accepted->keys_of_end = g_ptr_array_new();
    return accepted;
}

void accepted_free(struct accepted *accepted)
{
    g_ptr_array_free(accepted->keys_of_end, TRUE);
    g_hash_table_destroy(accepted->by_key);
    g_free(accepted);
}

static char *key_of(const struct association *association, const char *user)
{
    char client[HOST_ADDR_TEXT_SIZE], server[HOST_ADDR_TEXT_SIZE];
    const char *backslash = strrchr(user, '\\');
    const char *name = backslash ? backslash + 1 : user;
    g_autofree char *bare = g_ascii_strdown(name, (gssize)strcspn(name, "@"));

    return g_strdup_printf("%s %s %s", host_addr_format(&association->client, client),
                           host_addr_format(&association->server, server), bare);
}

void accepted_note(struct accepted *accepted, const struct association *association,
                   const char *user)
{
    struct acceptance acceptance = {.frame = association->answer_frame,
                                    .by_session = association->kind == ASSOCIATION_SMB};
    char *key;

    if (!user || g_hash_table_size(accepted->by_key) >= ACCEPTED_MAX)
        return;
    key = key_of(association, user);
    if (g_hash_table_contains(accepted->by_key, key)) {
        g_free(key);
        return;
    }
    g_hash_table_insert(accepted->by_key, key, g_memdup2(&acceptance, sizeof acceptance));
    if (accepted->at_end)
        g_ptr_array_add(accepted->keys_of_end, key);
}

struct acceptance accepted_find(const struct accepted *accepted,
                                const struct association *association, const char *user)
{
    g_autofree char *key = user ? key_of(association, user) : NULL;
    const struct acceptance *found = key ? g_hash_table_lookup(accepted->by_key, key) : NULL;

    return found ? *found : (struct acceptance){0};
}

void accepted_begin_end(struct accepted *accepted)
{
    accepted->at_end = true;
}

void accepted_take_back_end(struct accepted *accepted)
{
    for (guint i = 0; i < accepted->keys_of_end->len; i++)
        g_hash_table_remove(accepted->by_key, accepted->keys_of_end->pdata[i]);
    g_ptr_array_set_size(accepted->keys_of_end, 0);
    accepted->at_end = false;
}
