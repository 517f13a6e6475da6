/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name_index.h"

#include "../../event/event.h"

#include <string.h>

enum {
    NAMES_MAX = 65536,
    ADDRESSES_PER_NAME_MAX = 16,
    NAMES_PER_LABEL_MAX = 16,
    ALIAS_DEPTH_MAX = 8,
    NORMAL_NAME_SIZE = EVENT_TEXT_MAX + 1,
};

struct name_index {
    GHashTable *by_name;  /* struct named */
    GHashTable *by_label; /* the first struct named with that first label; owned by by_name */
    uint32_t version;
};

static void named_free(gpointer data)
{
    struct named *named = data;

    while (named->places) {
        struct place *place = named->places;

        named->places = place->next_of_name;
        if (place != &named->first)
            g_free(place);
    }
    g_free(named->alias_of);
    g_free(named);
}

static size_t label_length(const char *name)
{
    return strcspn(name, ".");
}

static guint label_hash(gconstpointer name)
{
    guint hash = 5381; /* as in g_str_hash() */

    for (const char *at = name; *at && *at != '.'; at++)
        hash = hash * 33 + (guchar)*at;
    return hash;
}

static gboolean label_equal(gconstpointer a, gconstpointer b)
{
    size_t length = label_length(a);

    return length == label_length(b) && memcmp(a, b, length) == 0;
}

struct name_index *name_index_new(void)
{
    struct name_index *index = g_new0(struct name_index, 1);

    index->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, named_free);
    index->by_label = g_hash_table_new(label_hash, label_equal);
    index->version = 1;
    return index;
}

void name_index_free(struct name_index *index)
{
    g_hash_table_destroy(index->by_label);
    g_hash_table_destroy(index->by_name);
    g_free(index);
}

/* Names are compared without case and without the dot of the root (RFC 1034 3.1). Returns the
 * length. */
static size_t normalize(const char *name, char normal[NORMAL_NAME_SIZE])
{
    size_t length = 0;

    for (; length < EVENT_TEXT_MAX && name[length]; length++)
        normal[length] = g_ascii_tolower(name[length]);
    if (length > 0 && normal[length - 1] == '.')
        length--;
    normal[length] = '\0';
    return length;
}

static struct named *named_get(struct name_index *index, const char *name)
{
    char normal[NORMAL_NAME_SIZE];
    size_t length = normalize(name, normal);
    struct named *named = g_hash_table_lookup(index->by_name, normal);

    if (!named && g_hash_table_size(index->by_name) < NAMES_MAX) {
        named = g_malloc0(sizeof *named + length + 1);
        memcpy(named->name, normal, length);
        g_hash_table_insert(index->by_name, named->name, named);
    }
    return named;
}

/* NULL where the name has that address already, or too many. */
static struct place *add_place(struct named *named, const struct host_addr *addr)
{
    struct place **end = &named->places;

    for (; *end; end = &(*end)->next_of_name)
        if (host_addr_equal(&(*end)->address, addr))
            return NULL;
    if (named->address_count == ADDRESSES_PER_NAME_MAX)
        return NULL;
    *end = named->address_count == 0 ? &named->first : g_new0(struct place, 1);
    (*end)->named = named;
    (*end)->address = *addr;
    named->address_count++;
    if (addr->family == HOST_ADDR_IPV4)
        named->ipv4_count++;
    return *end;
}

static void add_to_label(struct name_index *index, struct named *named)
{
    struct named *other = g_hash_table_lookup(index->by_label, named->name);
    unsigned count = 1;

    if (!other) {
        g_hash_table_insert(index->by_label, named->name, named);
        return;
    }
    for (; other->next_of_label; other = other->next_of_label)
        count++;
    if (count < NAMES_PER_LABEL_MAX)
        other->next_of_label = named;
}

static void note_change(struct name_index *index)
{
    index->version = MAX(index->version + 1, 1);
}

uint32_t name_index_version(const struct name_index *index)
{
    return index->version;
}

struct place *name_index_add(struct name_index *index, const char *name,
                             const struct host_addr *addr)
{
    struct named *named = named_get(index, name);
    struct place *place = named ? add_place(named, addr) : NULL;

    if (place)
        note_change(index);
    if (place && named->address_count == 1 && strchr(named->name, '.'))
        add_to_label(index, named);
    return place;
}

void name_index_confirm(struct name_index *index, const char *name, const struct host_addr *addr)
{
    struct named *named = named_get(index, name);

    for (struct place *place = named ? named->places : NULL; place; place = place->next_of_name)
        if (host_addr_equal(&place->address, addr))
            place->by_dns = true;
}

void name_index_add_alias(struct name_index *index, const char *name, const char *target)
{
    char normal[NORMAL_NAME_SIZE];
    struct named *named = named_get(index, name);

    if (!named)
        return;
    normalize(target, normal);
    if (g_strcmp0(named->alias_of, normal) != 0)
        note_change(index);
    g_free(named->alias_of);
    named->alias_of = g_strdup(normal);
}

const char *name_index_alias_target(const struct name_index *index, const char *name)
{
    const struct named *named = name_index_exact(index, name);

    return named ? named->alias_of : NULL;
}

const struct named *name_index_exact(const struct name_index *index, const char *name)
{
    char normal[NORMAL_NAME_SIZE];

    normalize(name, normal);
    return g_hash_table_lookup(index->by_name, normal);
}

const struct named *name_index_target(const struct name_index *index, const struct named *named)
{
    return named->alias_of ? g_hash_table_lookup(index->by_name, named->alias_of) : NULL;
}

const struct named *name_index_of_label(const struct name_index *index, const char *label)
{
    char normal[NORMAL_NAME_SIZE];

    normalize(label, normal);
    return g_hash_table_lookup(index->by_label, normal);
}

/* The entry that holds the addresses of name, through its aliases; NULL where none is known. */
static const struct named *find_exact(const struct name_index *index, const char *name)
{
    const struct named *named = g_hash_table_lookup(index->by_name, name);

    for (int depth = 0; named && named->address_count == 0 && depth < ALIAS_DEPTH_MAX; depth++)
        named = named->alias_of ? g_hash_table_lookup(index->by_name, named->alias_of) : NULL;
    return named && named->address_count > 0 ? named : NULL;
}

/* A full name, which is cut, of which only the short form was seen, as NTLM target info gives
 * it. */
static const struct named *find_short_form(const struct name_index *index, char *name)
{
    name[label_length(name)] = '\0';
    const struct named *named = g_hash_table_lookup(index->by_name, name);

    return named && named->address_count > 0 ? named : NULL;
}

const struct named *name_index_find(const struct name_index *index, const char *name)
{
    char normal[NORMAL_NAME_SIZE];
    const struct named *named;

    normalize(name, normal);
    named = find_exact(index, normal);
    if (named)
        return named;
    return strchr(normal, '.') ? find_short_form(index, normal)
                               : g_hash_table_lookup(index->by_label, normal);
}

const struct named *name_index_next(const struct named *named, const char *name)
{
    return strchr(name, '.') ? NULL : named->next_of_label;
}
