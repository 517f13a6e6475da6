/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tickets.h"

#include "../../event/number_hash.h"

#include <string.h>

#define KRBTGT "krbtgt/"

/* A day's tickets of some thousand users; beyond that the one unused for longest goes. */
enum { TICKETS_MAX = 16384 };

struct tickets {
    GHashTable *by_fingerprint; /* uint64_t in the record -> struct issued_ticket, owned */
    GQueue by_age;              /* struct issued_ticket, the least recently used first */
};

static void issued_ticket_free(gpointer data)
{
    struct issued_ticket *ticket = data;

    g_free(ticket->sname);
    g_free(ticket->realm);
    g_free(ticket->cname);
    g_free(ticket->crealm);
    g_free(ticket);
}

struct tickets *tickets_new(void)
{
    struct tickets *tickets = g_new0(struct tickets, 1);

    tickets->by_fingerprint =
        g_hash_table_new_full(number_hash, g_int64_equal, NULL, issued_ticket_free);
    g_queue_init(&tickets->by_age);
    return tickets;
}

void tickets_free(struct tickets *tickets)
{
    if (!tickets)
        return;
    g_queue_clear(&tickets->by_age);
    g_hash_table_destroy(tickets->by_fingerprint);
    g_free(tickets);
}

static void drop_oldest(struct tickets *tickets)
{
    struct issued_ticket *oldest = g_queue_pop_head(&tickets->by_age);

    g_hash_table_remove(tickets->by_fingerprint, &oldest->fingerprint);
}

struct issued_ticket *tickets_get(struct tickets *tickets, const struct krb_ticket *ticket)
{
    if (!ticket->present || ticket->fingerprint == 0)
        return NULL;
    struct issued_ticket *known = tickets_find(tickets, ticket->fingerprint);
    if (known) {
        g_queue_unlink(&tickets->by_age, known->age_link);
        g_queue_push_tail_link(&tickets->by_age, known->age_link);
        return known;
    }
    if (g_hash_table_size(tickets->by_fingerprint) >= TICKETS_MAX)
        drop_oldest(tickets);

    struct issued_ticket *fresh = g_new0(struct issued_ticket, 1);
    fresh->fingerprint = ticket->fingerprint;
    fresh->sname = g_strdup(ticket->sname);
    fresh->realm = g_strdup(ticket->realm);
    fresh->etype = ticket->etype;
    fresh->has_kvno = ticket->has_kvno;
    fresh->kvno = ticket->kvno;
    g_queue_push_tail(&tickets->by_age, fresh);
    fresh->age_link = tickets->by_age.tail;
    g_hash_table_insert(tickets->by_fingerprint, &fresh->fingerprint, fresh);
    return fresh;
}

struct issued_ticket *tickets_find(const struct tickets *tickets, uint64_t fingerprint)
{
    return fingerprint ? g_hash_table_lookup(tickets->by_fingerprint, &fingerprint) : NULL;
}

static struct ticket_use *use_at(struct issued_ticket *ticket, const struct host_addr *kdc)
{
    for (unsigned i = 0; i < ticket->use_count; i++)
        if (host_addr_equal(&ticket->uses[i].kdc, kdc))
            return &ticket->uses[i];
    if (ticket->use_count == TICKET_USES_MAX)
        return NULL;
    struct ticket_use *use = &ticket->uses[ticket->use_count++];
    use->kdc = *kdc;
    return use;
}

void ticket_add_use(struct issued_ticket *ticket, const struct host_addr *kdc, bool accepted,
                    uint32_t answer_frame)
{
    struct ticket_use *use = use_at(ticket, kdc);

    if (!use)
        return;
    uint32_t *count = accepted ? &use->accepted : &use->refused;
    uint32_t *frame = accepted ? &use->accepted_frame : &use->refused_frame;
    if ((*count)++ == 0)
        *frame = answer_frame;
}

enum { RODC_NUMBER_SHIFT = 16, RODC_VERSION_MASK = 0xFFFF };

unsigned ticket_rodc_number(const struct issued_ticket *ticket)
{
    return ticket->has_kvno && ticket_name_is_krbtgt(ticket->sname)
               ? ticket->kvno >> RODC_NUMBER_SHIFT
               : 0;
}

unsigned ticket_key_version(const struct issued_ticket *ticket)
{
    return ticket_rodc_number(ticket) ? ticket->kvno & RODC_VERSION_MASK : ticket->kvno;
}

const struct issued_ticket *tickets_logon(const struct tickets *tickets,
                                          const struct issued_ticket *ticket)
{
    for (unsigned i = 0; ticket && i < TICKET_CHAIN_MAX; i++) {
        if (ticket->origin == TICKET_OF_LOGON)
            return ticket;
        ticket = tickets_find(tickets, ticket->tgt_fingerprint);
    }
    return NULL;
}

bool ticket_name_is_krbtgt(const char *sname)
{
    return sname && g_ascii_strncasecmp(sname, KRBTGT, strlen(KRBTGT)) == 0;
}

static bool is_first_label(const char *label, const char *name)
{
    size_t length = strlen(label);

    return !strchr(label, '.') && g_ascii_strncasecmp(label, name, length) == 0 &&
           name[length] == '.';
}

bool ticket_name_is_of_trust(const char *sname, const char *realm)
{
    if (!ticket_name_is_krbtgt(sname) || !realm)
        return false;
    const char *target = sname + strlen(KRBTGT);
    return g_ascii_strcasecmp(target, realm) != 0 && !is_first_label(target, realm) &&
           !is_first_label(realm, target);
}
