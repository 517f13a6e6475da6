/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "datagrams.h"

#include <glib.h>
#include <string.h>

enum { DATAGRAMS_MAX = 1024, KERBEROS_PORT = 88 };

struct datagrams {
    GHashTable *by_key; /* struct datagram, its own key -> the same */
    GQueue by_age;      /* struct datagram, owned, oldest first */
    uint32_t forgotten; /* incomplete ones of Kerberos */
    uint32_t forgotten_frame;
};

/* RFC 791 3.2: what tells the fragments of one datagram from those of another. */
static guint datagram_hash(gconstpointer key)
{
    const struct datagram *datagram = key;

    return host_addr_hash(&datagram->source) * 31 + host_addr_hash(&datagram->target) * 7 +
           datagram->id + datagram->protocol;
}

static gboolean datagram_equal(gconstpointer a, gconstpointer b)
{
    const struct datagram *left = a, *right = b;

    return left->id == right->id && left->protocol == right->protocol &&
           host_addr_equal(&left->source, &right->source) &&
           host_addr_equal(&left->target, &right->target);
}

struct datagrams *datagrams_new(void)
{
    struct datagrams *datagrams = g_new0(struct datagrams, 1);

    datagrams->by_key = g_hash_table_new(datagram_hash, datagram_equal);
    g_queue_init(&datagrams->by_age);
    return datagrams;
}

void datagrams_free(struct datagrams *datagrams)
{
    g_hash_table_destroy(datagrams->by_key);
    g_queue_clear_full(&datagrams->by_age, g_free);
    g_free(datagrams);
}

static bool is_kerberos(const struct datagram *datagram)
{
    return datagram->source_port == KERBEROS_PORT || datagram->target_port == KERBEROS_PORT;
}

static void forget(struct datagrams *datagrams, struct datagram *datagram)
{
    g_hash_table_remove(datagrams->by_key, datagram);
    g_queue_remove(&datagrams->by_age, datagram);
    g_free(datagram);
}

static void forget_oldest(struct datagrams *datagrams)
{
    struct datagram *oldest = g_queue_peek_head(&datagrams->by_age);

    if (is_kerberos(oldest) && datagrams->forgotten++ == 0)
        datagrams->forgotten_frame = oldest->frame;
    forget(datagrams, oldest);
}

static struct datagram *find_or_add(struct datagrams *datagrams, const struct event *event)
{
    const struct datagram key = {
        .source = event->origin.source,
        .target = event->origin.target,
        .id = event->fragment.id,
        .protocol = event->fragment.protocol,
        .frame = event->origin.frame,
    };
    struct datagram *datagram = g_hash_table_lookup(datagrams->by_key, &key);

    if (datagram)
        return datagram;
    if (g_queue_get_length(&datagrams->by_age) >= DATAGRAMS_MAX)
        forget_oldest(datagrams);
    datagram = g_memdup2(&key, sizeof key);
    g_hash_table_add(datagrams->by_key, datagram);
    g_queue_push_tail(&datagrams->by_age, datagram);
    return datagram;
}

static void drop_range(struct datagram *datagram, unsigned index)
{
    datagram->range_count--;
    memmove(&datagram->ranges[index], &datagram->ranges[index + 1],
            (datagram->range_count - index) * sizeof datagram->ranges[0]);
}

/* Ranges that touch become one. */
static void add_range(struct datagram *datagram, struct datagram_range fresh)
{
    unsigned index = 0;

    while (index < datagram->range_count) {
        const struct datagram_range *range = &datagram->ranges[index];

        if (range->until < fresh.from) {
            index++;
            continue;
        }
        if (range->from > fresh.until)
            break;
        fresh.from = MIN(fresh.from, range->from);
        fresh.until = MAX(fresh.until, range->until);
        drop_range(datagram, index);
    }
    if (datagram->range_count == DATAGRAM_RANGES_MAX)
        return;
    memmove(&datagram->ranges[index + 1], &datagram->ranges[index],
            (datagram->range_count - index) * sizeof datagram->ranges[0]);
    datagram->ranges[index] = fresh;
    datagram->range_count++;
}

static bool is_complete(const struct datagram *datagram)
{
    return datagram->end > 0 && datagram->range_count == 1 && datagram->ranges[0].from == 0 &&
           datagram->ranges[0].until >= datagram->end;
}

uint16_t datagrams_add(struct datagrams *datagrams, const struct event *event)
{
    const struct ip_fragment *fragment = &event->fragment;
    struct datagram *datagram = find_or_add(datagrams, event);
    uint16_t source_port;

    if (fragment->offset == 0) {
        datagram->source_port = event->origin.source_port;
        datagram->target_port = event->origin.target_port;
    }
    if (!fragment->more)
        datagram->end = fragment->offset + fragment->length;
    add_range(datagram,
              (struct datagram_range){fragment->offset, fragment->offset + fragment->length});
    source_port = datagram->source_port;
    if (is_complete(datagram))
        forget(datagrams, datagram);
    return source_port;
}

uint32_t datagrams_cut(const struct datagrams *datagrams, uint32_t *first_frame)
{
    uint32_t count = datagrams->forgotten;

    *first_frame = datagrams->forgotten_frame;
    for (const GList *link = datagrams->by_age.head; link; link = link->next) {
        const struct datagram *datagram = link->data;

        if (is_kerberos(datagram) && count++ == 0)
            *first_frame = datagram->frame;
    }
    return count;
}

static char *missing_of(const struct datagram *datagram)
{
    uint32_t from =
        datagram->range_count > 0 && datagram->ranges[0].from == 0 ? datagram->ranges[0].until : 0;
    unsigned next = from > 0 ? 1 : 0;

    if (next < datagram->range_count)
        return g_strdup_printf("its bytes %u to %u", from, datagram->ranges[next].from - 1);
    return g_strdup_printf("its bytes from %u on", from);
}

char *datagrams_missing(const struct datagrams *datagrams, uint32_t frame)
{
    for (const GList *link = datagrams->by_age.head; link; link = link->next) {
        const struct datagram *datagram = link->data;

        if (datagram->frame == frame)
            return missing_of(datagram);
    }
    return NULL;
}
