/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "link_choice.h"

#include "../ledger/kdc/exchange_rules.h"

/* Repeated refusals of one attempt follow each other at once. */
#define SAME_BURST_NS (5 * INT64_C(1000000000))

int64_t link_ns(const struct kdc_exchange *exchange)
{
    return exchange->answers.count ? exchange->answer_ns : exchange->request_ns;
}

static struct link *link_at(const GArray *links, guint i)
{
    return &g_array_index(links, struct link, i);
}

static void keep_if(GArray *links, bool (*keep)(const struct link *, const void *),
                    const void *data)
{
    guint kept = 0;

    while (kept < links->len && keep(link_at(links, kept), data))
        kept++; /* mostly all of them */
    for (guint i = kept; i < links->len; i++)
        if (keep(link_at(links, i), data))
            *link_at(links, kept++) = *link_at(links, i);
    g_array_set_size(links, kept);
}

static bool is_after(const struct link *link, const void *previous_ns)
{
    return link_ns(link->exchange) > *(const int64_t *)previous_ns;
}

/* Without a fresh request the client acted on a refusal that it remembered (SpnCacheTimeout): only
 * one for this very server can be meant, and of those the latest burst, which is that of one
 * attempt. */
static bool is_remembered(const struct link *link, const void *data)
{
    const struct kdc_exchange *nearest = data;

    return link->kind <= LINK_USER_TO_USER &&
           link->exchange->linked_answer == nearest->linked_answer &&
           link_ns(nearest) - link_ns(link->exchange) <= SAME_BURST_NS;
}

/* Whether names tie it to the server or the client's logon, not just the time. */
static bool is_by_identity(const struct link *link, const void *unused)
{
    (void)unused;
    return link->kind != LINK_CONNECTION && link->kind != LINK_TIME;
}

static bool has_purpose_of(const struct link *link, const void *nearest)
{
    const struct kdc_exchange *exchange = nearest;

    return link->exchange == exchange || exchange_same_purpose(link->exchange, exchange);
}

/* The last thing that the client asked for, with its retries: that is where it gave up. A
 * refusal for the server itself while connected goes before one of a logon. */
static const struct link *decisive_link(const GArray *links, int64_t connection_ns)
{
    for (guint i = 0; i < links->len; i++) {
        const struct link *link = link_at(links, i);

        if (link->kind < LINK_LOGON && link_ns(link->exchange) >= connection_ns)
            return link;
    }
    return link_at(links, 0);
}

static bool is_no_strangers(const struct link *link, const void *unused)
{
    (void)unused;
    return link->whose != WHOSE_ANOTHERS;
}

static bool any(const GArray *links, bool (*is)(const struct link *, const void *),
                const void *data)
{
    for (guint i = 0; i < links->len; i++)
        if (is(link_at(links, i), data))
            return true;
    return false;
}

/* What is tied by names goes before what is tied by time. */
static void keep_decisive(GArray *links, int64_t connection_ns)
{
    if (any(links, is_no_strangers, NULL))
        keep_if(links, is_no_strangers, NULL);
    if (any(links, is_by_identity, NULL))
        keep_if(links, is_by_identity, NULL);
    if (links->len > 0)
        keep_if(links, has_purpose_of, decisive_link(links, connection_ns)->exchange);
}

static bool is_not_before(const struct link *link, const void *ns)
{
    return link_ns(link->exchange) >= *(const int64_t *)ns;
}

/* Refusals while the connection was open leave nothing to those before it. */
static void keep_those_of_its_life(GArray *links, const struct association *association)
{
    if (association->connection_frame != 0 &&
        any(links, is_not_before, &association->connection_ns))
        keep_if(links, is_not_before, &association->connection_ns);
}

static void prefer_fresh(GArray *links, int64_t previous_ns, bool *from_cache)
{
    if (previous_ns == 0 || links->len == 0)
        return;
    if (any(links, is_after, &previous_ns)) {
        keep_if(links, is_after, &previous_ns);
        return;
    }
    keep_if(links, is_remembered, link_at(links, 0)->exchange);
    *from_cache = links->len > 0;
}

void links_choose(struct links *links, const struct association *association, int64_t previous_ns,
                  int64_t connection_ns)
{
    if (any(links->unanswered, is_after, &previous_ns) &&
        !any(links->errors, is_after, &previous_ns))
        g_array_set_size(links->errors, 0);
    prefer_fresh(links->errors, previous_ns, &links->from_cache);
    keep_decisive(links->errors, connection_ns);
    keep_those_of_its_life(links->errors, association);
    keep_if(links->unanswered, is_after, &previous_ns);
}
