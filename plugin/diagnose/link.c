/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "link.h"

#include "../vocabulary/numbers.h"

#include "../ledger/kdc/exchange_rules.h"

#include <string.h>

/* On a connection that has been open for long only the last minute before the bind counts: a client
 * waits for a silent KDC for some 20 to 40 s (KdcWaitTime, KdcSendRetries: KB 837361). */
#define HANDSHAKE_NS (60 * INT64_C(1000000000))
/* Repeated refusals of one attempt follow each other at once. */
#define SAME_BURST_NS (5 * INT64_C(1000000000))

enum {
    FIRST_DYNAMIC_PORT = 1024,
};

/* SPN service classes of services that are no RPC interface: a refusal for one of them is no reason
 * for an RPC bind to fail, even on the same host. */
static const char *const foreign_services[] = {
    "HTTP",   "MSSQLSvc", "TERMSRV", "WSMAN",     "IMAP",      "IMAP4",       "POP",
    "POP3",   "SMTP",     "SMTPSVC", "nfs",       "ftp",       "DNS",         "postgres",
    "oracle", "kafka",    "xmpp",    "afpserver", "MSOLAPSvc", "MSOLAPSvc.3", "kadmin",
};

/* The classes that COM and RPC use by themselves: MS-DCOM 3.2.4.1.2.2, MS-KILE 3.1.5.11. */
static const char *const rpc_services[] = {"RPCSS", "host", "RestrictedKrbHost"};

static bool service_in(const char *spn, const char *const *services, size_t count)
{
    size_t length = spn ? strcspn(spn, "/") : 0;

    for (size_t i = 0; i < count; i++)
        if (strlen(services[i]) == length && spn_has_service(spn, services[i]))
            return true;
    return false;
}

bool link_service_is_foreign(const char *spn)
{
    return service_in(spn, foreign_services, G_N_ELEMENTS(foreign_services));
}

static bool service_is_rpc(const char *spn)
{
    return service_in(spn, rpc_services, G_N_ELEMENTS(rpc_services));
}

/* --- one exchange --- */

struct search {
    const struct ledger *ledger;
    const struct association *association;
    int64_t from_ns;       /* the window begins */
    int64_t connection_ns; /* from here on it may belong to the connection */
    int64_t until_ns;      /* the client had given up on Kerberos */
    bool worked_by_user_to_user;
    const char *last_logon; /* who asked for a TGT last; NULL: nobody */
    GArray *errors;
    GArray *unanswered;
};

static int64_t exchange_ns(const struct kdc_exchange *exchange)
{
    return exchange->answers.count ? exchange->answer_ns : exchange->request_ns;
}

bool link_same_user(const char *a, const char *b)
{
    const char *a_slash = strrchr(a, '\\'), *b_slash = strrchr(b, '\\');
    const char *a_name = a_slash ? a_slash + 1 : a, *b_name = b_slash ? b_slash + 1 : b;
    size_t a_length = strcspn(a_name, "@"), b_length = strcspn(b_name, "@");

    return a_length == b_length && g_ascii_strncasecmp(a_name, b_name, a_length) == 0;
}

static const char *exchange_user(const struct search *search, const struct kdc_exchange *exchange)
{
    const struct issued_ticket *tgt;

    if (exchange->request_type == KRB_AS_REQ)
        return exchange->cname;
    tgt = tickets_find(search->ledger->tickets, exchange->tgt_fingerprint);
    return tgt ? tgt->cname : NULL;
}

/* FAST hides the client name behind this one: RFC 8062 3. */
static bool is_anonymous_name(const char *name)
{
    return g_ascii_strcasecmp(name, "WELLKNOWN/ANONYMOUS") == 0;
}

static bool is_of_another_user(const struct search *search, const struct kdc_exchange *exchange)
{
    const char *user = exchange_user(search, exchange);

    return user && search->association->ntlm_user && !is_anonymous_name(user) &&
           !link_same_user(user, search->association->ntlm_user);
}

static bool in_connection(const struct search *search, const struct kdc_exchange *exchange)
{
    return exchange_ns(exchange) >= search->connection_ns;
}

/* Without an NTLM user nothing says whose the connection is: it can only be the logon that the
 * client tried last. */
static enum link_kind kind_of_logon(const struct search *search,
                                    const struct kdc_exchange *exchange)
{
    const char *last = search->last_logon;

    if (exchange->cname && search->association->ntlm_user)
        return LINK_LOGON;
    if (!in_connection(search, exchange) ||
        (last && exchange->cname && !link_same_user(last, exchange->cname)))
        return LINK_COUNT;
    return LINK_LOGON;
}

/* A name without service class is a user, in user-to-user or as the principal of a COM server. */
static enum link_kind kind_of_bare_name(const struct search *search,
                                        const struct kdc_exchange *exchange)
{
    const struct association *association = search->association;
    const char *principal =
        g_hash_table_lookup(search->ledger->com_principals, &association->server);

    if (association->u2u_name && link_same_user(association->u2u_name, exchange->spn))
        return LINK_USER_TO_USER;
    if (principal && link_same_user(principal, exchange->spn))
        return LINK_SPN;
    return in_connection(search, exchange) ? LINK_SPN : LINK_COUNT;
}

static enum link_kind kind_of_open_connection(const struct search *search)
{
    return search->association->kind == ASSOCIATION_EMPTY ? LINK_CONNECTION : LINK_SPN;
}

static enum link_kind kind_of_spn(const struct search *search, const struct kdc_exchange *exchange)
{
    const struct association *association = search->association;
    bool smb = association->kind == ASSOCIATION_SMB || association->pipe != 0;
    bool during = in_connection(search, exchange);

    if (link_service_is_foreign(exchange->spn))
        return LINK_COUNT;
    /* File sharing is asked for all day long: it counts for pipes, else only while connected. */
    if (spn_has_service(exchange->spn, "cifs") && !smb &&
        exchange_ns(exchange) < association->connection_ns)
        return LINK_COUNT;
    g_autofree char *host = spn_host(exchange->spn);
    switch (hosts_match_name(search->ledger->hosts, host, &association->server)) {
    case HOSTS_THIS_HOST:
        return LINK_SPN_HOST;
    case HOSTS_OTHER_HOST:
        return LINK_COUNT;
    case HOSTS_UNKNOWN:
        break;
    }
    return during ? kind_of_open_connection(search) : LINK_COUNT;
}

static enum link_kind kind_of_ticket_request(const struct search *search,
                                             const struct kdc_exchange *exchange)
{
    bool to_self = (exchange->padata & (KRB_PA_FOR_USER | KRB_PA_S4U_X509_USER)) != 0;

    /* Where bytes of the handshake are missing there may have been a ticket. */
    if (!exchange->spn && search->association->kind != ASSOCIATION_EMPTY)
        return in_connection(search, exchange) && !search->association->bytes_missing ? LINK_TIME
                                                                                      : LINK_COUNT;
    /* S4U2Self logs the user on; its SPN is the client's own. */
    if (!exchange->spn || to_self)
        return in_connection(search, exchange) ? kind_of_open_connection(search) : LINK_COUNT;
    if (ticket_name_is_krbtgt(exchange->spn))
        return in_connection(search, exchange) ? LINK_LOGON : LINK_COUNT;
    if (!strchr(exchange->spn, '/'))
        return kind_of_bare_name(search, exchange);
    return kind_of_spn(search, exchange);
}

/* Why the exchange may be the cause; LINK_COUNT: it is not. */
static enum link_kind kind_of(const struct search *search, const struct kdc_exchange *exchange)
{
    int64_t at_ns = exchange_ns(exchange);

    if (at_ns > search->until_ns || at_ns < search->from_ns || is_of_another_user(search, exchange))
        return LINK_COUNT;
    if (exchange->has_request && exchange->request_type == KRB_AS_REQ)
        return kind_of_logon(search, exchange);
    return kind_of_ticket_request(search, exchange);
}

/* On a port that nothing says is RPC, only the classes that COM uses by itself speak for it. */
static bool port_is_plausible(const struct search *search, const struct kdc_exchange *exchange)
{
    const struct association *association = search->association;

    if (association->kind != ASSOCIATION_EMPTY || association->is_rpc_port)
        return true;
    return association->server_port >= FIRST_DYNAMIC_PORT && in_connection(search, exchange) &&
           service_is_rpc(exchange->spn);
}

/* Windows remembers that there is no such SPN (SpnCacheTimeout) and then lets SPNEGO go on without
 * Kerberos; any other refusal is asked for again, and plain NTLM was the client's choice. */
static bool is_remembered_by_windows(const struct search *search,
                                     const struct kdc_exchange *exchange, enum link_kind kind)
{
    return search->association->auth_type == AUTH_TYPE_SPNEGO &&
           (exchange->error_code == KDC_ERR_S_PRINCIPAL_UNKNOWN ||
            exchange->error_code == KDC_ERR_MUST_USE_USER2USER) &&
           kind <= LINK_USER_TO_USER;
}

/* NTLM that worked may have been the client's own choice: then only a refusal while it was
 * connected, or one that Windows remembers, shows that Kerberos was tried. */
static bool proves_fallback(const struct search *search, const struct kdc_exchange *exchange,
                            enum link_kind kind)
{
    const struct association *association = search->association;

    if (association->answer != ANSWER_SUCCESS && association->proven_frame == 0)
        return true;
    return kind != LINK_TIME && (exchange_ns(exchange) >= association->connection_ns ||
                                 is_remembered_by_windows(search, exchange, kind));
}

/* What nothing but the time ties to a server belongs to one server only. */
static bool is_taken(const struct search *search, const struct kdc_exchange *exchange,
                     enum link_kind kind)
{
    return exchange->linked && (kind == LINK_SPN || kind >= LINK_CONNECTION) &&
           !host_addr_equal(&exchange->linked_server, &search->association->server);
}

static bool find_last_logon(struct kdc_exchange *exchange, void *user_data)
{
    struct search *search = user_data;

    if (!exchange->has_request || exchange->request_type != KRB_AS_REQ ||
        exchange->request_ns > search->until_ns)
        return true;
    search->last_logon = exchange->cname;
    return false;
}

static bool consider(struct kdc_exchange *exchange, void *user_data)
{
    struct search *search = user_data;
    bool failed = exchange_is_failure(exchange) ||
                  (search->worked_by_user_to_user && exchange->overcome_by_user_to_user);
    bool silent = exchange_is_unanswered(exchange, search->until_ns);
    struct link link = {exchange, LINK_COUNT};

    if (!failed && !silent)
        return true;
    link.kind = kind_of(search, exchange);
    if (link.kind == LINK_COUNT || !port_is_plausible(search, exchange) ||
        (search->worked_by_user_to_user && link.kind != LINK_USER_TO_USER) ||
        !proves_fallback(search, exchange, link.kind) || is_taken(search, exchange, link.kind))
        return true;
    g_array_append_val(failed ? search->errors : search->unanswered, link);
    return true;
}

/* --- the choice --- */

static struct link *link_at(const GArray *links, guint i)
{
    return &g_array_index(links, struct link, i);
}

static void keep_if(GArray *links, bool (*keep)(const struct link *, const void *),
                    const void *data)
{
    guint kept = 0;

    for (guint i = 0; i < links->len; i++)
        if (keep(link_at(links, i), data))
            *link_at(links, kept++) = *link_at(links, i);
    g_array_set_size(links, kept);
}

static bool is_after(const struct link *link, const void *previous_ns)
{
    return exchange_ns(link->exchange) > *(const int64_t *)previous_ns;
}

static bool any_after(const GArray *links, int64_t previous_ns)
{
    for (guint i = 0; i < links->len; i++)
        if (is_after(link_at(links, i), &previous_ns))
            return true;
    return false;
}

/* Without a fresh request the client acted on a refusal that it remembered (SpnCacheTimeout): only
 * one for this very server can be meant, and of those the latest burst, which is that of one
 * attempt. */
static bool is_remembered(const struct link *link, const void *data)
{
    const struct kdc_exchange *nearest = data;

    return link->kind <= LINK_USER_TO_USER &&
           link->exchange->linked_answer == nearest->linked_answer &&
           exchange_ns(nearest) - exchange_ns(link->exchange) <= SAME_BURST_NS;
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

        if (link->kind < LINK_LOGON && exchange_ns(link->exchange) >= connection_ns)
            return link;
    }
    return link_at(links, 0);
}

/* What is tied by names goes before what is tied by time. */
static void keep_decisive(GArray *links, int64_t connection_ns)
{
    bool by_identity = false;

    for (guint i = 0; i < links->len; i++)
        by_identity |= is_by_identity(link_at(links, i), NULL);
    if (by_identity)
        keep_if(links, is_by_identity, NULL);
    if (links->len > 0)
        keep_if(links, has_purpose_of, decisive_link(links, connection_ns)->exchange);
}

static void prefer_fresh(GArray *links, int64_t previous_ns, bool *from_cache)
{
    if (previous_ns == 0 || links->len == 0)
        return;
    if (any_after(links, previous_ns)) {
        keep_if(links, is_after, &previous_ns);
        return;
    }
    keep_if(links, is_remembered, link_at(links, 0)->exchange);
    *from_cache = links->len > 0;
}

/* When the client turned away from Kerberos. */
static int64_t gave_up_ns(const struct association *association)
{
    if (association->ntlm_started_ns != 0)
        return association->ntlm_started_ns;
    return association->kind == ASSOCIATION_EMPTY ? association->answer_ns : association->bind_ns;
}

void links_find(const struct ledger *ledger, const struct association *association,
                int64_t previous_ns, struct links *out)
{
    /* What happened while the connection was open is its own, whatever ran beside it. */
    if (association->connection_frame != 0 && !association->opened_by_alter)
        previous_ns = MIN(previous_ns, association->connection_ns);
    struct search search = {
        .ledger = ledger,
        .association = association,
        .until_ns = gave_up_ns(association),
        .connection_ns = association->connection_ns - LINK_BEFORE_CONNECTION_NS,
        .errors = g_array_new(FALSE, FALSE, sizeof(struct link)),
        .unanswered = g_array_new(FALSE, FALSE, sizeof(struct link)),
    };

    if (association->kind != ASSOCIATION_EMPTY)
        search.connection_ns = MAX(search.connection_ns, search.until_ns - HANDSHAKE_NS);
    search.worked_by_user_to_user = association->answer == ANSWER_SUCCESS &&
                                    (association->credentials & SENT_AP_REQ) != 0 &&
                                    (association->credentials & SENT_TGT_REQ) != 0;
    search.from_ns = search.until_ns - ledger->window_ns;
    out->errors = search.errors;
    out->unanswered = search.unanswered;
    out->from_cache = false;
    if (((association->credentials & SENT_AP_REQ) && !search.worked_by_user_to_user) ||
        association->auth_type == AUTH_TYPE_NETLOGON)
        return;
    exchanges_of_client(ledger->exchanges, &association->client, find_last_logon, &search);
    exchanges_of_client(ledger->exchanges, &association->client, consider, &search);
    if (any_after(out->unanswered, previous_ns) && !any_after(out->errors, previous_ns))
        g_array_set_size(out->errors, 0);
    prefer_fresh(out->errors, previous_ns, &out->from_cache);
    keep_decisive(out->errors, search.connection_ns);
    keep_if(out->unanswered, is_after, &previous_ns);
    /* Where nothing reaches the capture that comes back to the client, silence proves nothing. */
    if (!association->server_seen)
        g_array_set_size(out->unanswered, 0);
    if (out->errors->len > 0)
        g_array_set_size(out->unanswered, 0);
}

void links_clear(struct links *links)
{
    g_clear_pointer(&links->errors, g_array_unref);
    g_clear_pointer(&links->unanswered, g_array_unref);
}
