/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "link_choice.h"

#include "../ledger/kdc/exchange_rules.h"
#include "../vocabulary/numbers.h"

#include <string.h>

/* On a connection that has been open for long only the last minute before the bind counts: a client
 * waits for a silent KDC for some 20 to 40 s (KdcWaitTime, KdcSendRetries: KB 837361). */
#define HANDSHAKE_NS (60 * INT64_C(1000000000))

enum {
    FIRST_DYNAMIC_PORT = 1024,
};

/* --- one exchange --- */

struct search {
    const struct ledger *ledger;
    const struct association *association;
    int64_t from_ns;       /* the window begins */
    int64_t connection_ns; /* from here on it may belong to the connection */
    int64_t until_ns;      /* the client had given up on Kerberos */
    bool worked_by_user_to_user;
    bool knows_last_logon;
    const char *last_logon; /* who asked for a TGT last; NULL: nobody */
    GArray *errors;
    GArray *unanswered;
};

static bool in_connection(const struct search *search, const struct kdc_exchange *exchange)
{
    return link_ns(exchange) >= search->connection_ns;
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

static const char *last_logon(struct search *search)
{
    if (!search->knows_last_logon)
        exchanges_of_client(ledger_exchanges(search->ledger), &search->association->client,
                            find_last_logon, search);
    search->knows_last_logon = true;
    return search->last_logon;
}

/* Without an NTLM user nothing says whose the connection is: it can only be the logon that the
 * client tried last. */
static enum link_kind kind_of_logon(struct search *search, const struct kdc_exchange *exchange)
{
    const char *last = last_logon(search);

    if (exchange->cname && search->association->ntlm_user)
        return LINK_LOGON;
    if (!in_connection(search, exchange) ||
        (last && exchange->cname && !same_user(last, exchange->cname)))
        return LINK_COUNT;
    return LINK_LOGON;
}

/* A name without service class is a user, in user-to-user or as the principal of a COM server. */
static enum link_kind kind_of_bare_name(const struct search *search,
                                        const struct kdc_exchange *exchange)
{
    const struct association *association = search->association;
    const char *principal = ledger_com_principal(search->ledger, &association->server);

    if (association->u2u_name && same_user(association->u2u_name, exchange->spn))
        return LINK_USER_TO_USER;
    if (principal && same_user(principal, exchange->spn))
        return LINK_SPN;
    return in_connection(search, exchange) ? LINK_SPN : LINK_COUNT;
}

static enum link_kind kind_of_open_connection(const struct search *search)
{
    return search->association->kind == ASSOCIATION_EMPTY ? LINK_CONNECTION : LINK_SPN;
}

static enum link_kind kind_of_spn(struct search *search, struct kdc_exchange *exchange)
{
    const struct association *association = search->association;
    bool smb = association->kind == ASSOCIATION_SMB || association->pipe != 0;
    bool during = in_connection(search, exchange);

    if (exchange->spn_parts.class == SPN_FOREIGN)
        return LINK_COUNT;
    /* An SMB session is asked for by this class alone: MS-SMB2 3.2.4.2.3. */
    if (association->kind == ASSOCIATION_SMB && exchange->spn_parts.class != SPN_CIFS)
        return LINK_COUNT;
    /* File sharing is asked for all day long: it counts for pipes, else only while connected. */
    if (exchange->spn_parts.class == SPN_CIFS && !smb &&
        link_ns(exchange) < association->connection_ns)
        return LINK_COUNT;
    switch (exchange_match_host(exchange, ledger_hosts(search->ledger), &association->server)) {
    case HOSTS_THIS_HOST:
        return LINK_SPN_HOST;
    case HOSTS_OTHER_HOST:
        return LINK_COUNT;
    case HOSTS_UNKNOWN:
        break;
    }
    return during ? kind_of_open_connection(search) : LINK_COUNT;
}

static enum link_kind kind_of_ticket_request(struct search *search, struct kdc_exchange *exchange)
{
    bool to_self = (exchange->padata & (KRB_PA_FOR_USER | KRB_PA_S4U_X509_USER)) != 0;

    /* Where bytes of the handshake are missing there may have been a ticket. */
    if (!exchange->spn && search->association->kind != ASSOCIATION_EMPTY)
        return in_connection(search, exchange) && !search->association->bytes_missing ? LINK_TIME
                                                                                      : LINK_COUNT;
    /* S4U2Self logs the user on; its SPN is the client's own. */
    if (!exchange->spn || to_self)
        return in_connection(search, exchange) ? kind_of_open_connection(search) : LINK_COUNT;
    if (exchange->spn_parts.class == SPN_KRBTGT)
        return in_connection(search, exchange) ? LINK_LOGON : LINK_COUNT;
    if (exchange->spn_parts.class == SPN_NO_CLASS)
        return kind_of_bare_name(search, exchange);
    return kind_of_spn(search, exchange);
}

/* Another account's refusal explains nothing, unless it fell into this very connection, before
 * anything was sent there, and was for its server: then the client turned to NTLM under another
 * name (runas /netonly, credentials that the application brings). */
static bool is_of_this_connection(const struct search *search, const struct kdc_exchange *exchange,
                                  enum link_kind kind)
{
    return kind == LINK_SPN_HOST && search->association->connection_frame != 0 &&
           search->association->attempt <= 1 && !exchange->linked &&
           link_ns(exchange) >= search->association->connection_ns;
}

/* Why the exchange may be the cause; LINK_COUNT: it is not. */
static enum link_kind kind_of(struct search *search, struct kdc_exchange *exchange,
                              enum whose whose)
{
    int64_t at_ns = link_ns(exchange);
    enum link_kind kind;

    if (at_ns > search->until_ns || at_ns < search->from_ns || whose == WHOSE_BEHALF)
        return LINK_COUNT;
    if (exchange->has_request && exchange->request_type == KRB_AS_REQ)
        return whose == WHOSE_ANOTHERS ? LINK_COUNT : kind_of_logon(search, exchange);
    kind = kind_of_ticket_request(search, exchange);
    return whose != WHOSE_ANOTHERS || is_of_this_connection(search, exchange, kind) ? kind
                                                                                    : LINK_COUNT;
}

/* On a port that nothing says is RPC, only the classes that COM uses by itself speak for it. */
static bool port_is_plausible(const struct search *search, const struct kdc_exchange *exchange)
{
    const struct association *association = search->association;

    if (association->kind != ASSOCIATION_EMPTY || association->is_rpc_port)
        return true;
    return association->server_port >= FIRST_DYNAMIC_PORT && in_connection(search, exchange) &&
           exchange->spn_parts.class == SPN_COM;
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
static bool proves_fallback(const struct search *search, const struct link *link)
{
    const struct association *association = search->association;
    const struct kdc_exchange *exchange = link->exchange;

    if (association->answer != ANSWER_SUCCESS && association->proven_frame == 0)
        return true;
    if (link->kind == LINK_TIME)
        return false;
    /* A middle tier that just asked on behalf of this user did not choose NTLM for him before. */
    if (exchange_is_s4u(exchange) && link->whose == WHOSE_SAME && link->kind == LINK_SPN_HOST &&
        in_connection(search, exchange))
        return true;
    return link_ns(exchange) >= association->connection_ns ||
           is_remembered_by_windows(search, exchange, link->kind);
}

/* What nothing but the time ties to a server belongs to one server only. */
static bool is_taken(const struct search *search, const struct kdc_exchange *exchange,
                     enum link_kind kind)
{
    return exchange->linked && (kind == LINK_SPN || kind >= LINK_CONNECTION) &&
           !host_addr_equal(&exchange->linked_server, &search->association->server);
}

static bool consider(struct kdc_exchange *exchange, void *user_data)
{
    struct search *search = user_data;
    bool failed = exchange_is_failure(exchange) ||
                  (search->worked_by_user_to_user && exchange->overcome_by_user_to_user);
    bool silent = exchange_is_unanswered(exchange, search->until_ns);
    struct link link = {exchange, LINK_COUNT, WHOSE_UNKNOWN};

    if (!failed && !silent)
        return true;
    link.whose = whose_is(search->ledger, exchange, search->association);
    link.kind = kind_of(search, exchange, link.whose);
    if (link.kind == LINK_COUNT || !port_is_plausible(search, exchange) ||
        (search->worked_by_user_to_user && link.kind != LINK_USER_TO_USER) ||
        !proves_fallback(search, &link) || is_taken(search, exchange, link.kind))
        return true;
    g_array_append_val(failed ? search->errors : search->unanswered, link);
    return true;
}

/* --- all of them --- */

/* When the client turned away from Kerberos. */
static int64_t gave_up_ns(const struct association *association)
{
    if (association->ntlm_started_ns != 0)
        return association->ntlm_started_ns;
    return association->bind_frame == 0 ? association->answer_ns : association->bind_ns;
}

/* Only where the connection ended, or stood still, is loss a question. */
static struct between between_points(const struct ledger *ledger,
                                     const struct association *association)
{
    const struct way_ends ends = {association->client, association->server,
                                  association->client_port, association->server_port};

    const struct sources *sources = ledger_sources(ledger);
    struct between between = sources_translation(sources, &ends);

    switch (association->answer) {
    case ANSWER_LOST:
    case ANSWER_SILENT:
    case ANSWER_CLOSED:
        sources_find_lost(sources, &ends, association->answer_frame, &between);
        break;
    case ANSWER_NONE:
        sources_find_lost(sources, &ends, 0, &between);
        break;
    default:
        break;
    }
    return between;
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
    search.from_ns = search.until_ns - ledger_window_ns(ledger);
    out->errors = search.errors;
    out->unanswered = search.unanswered;
    out->from_cache = false;
    out->between = between_points(ledger, association);
    if (((association->credentials & SENT_AP_REQ) && !search.worked_by_user_to_user) ||
        association->auth_type == AUTH_TYPE_NETLOGON || association->answer == ANSWER_UNREACHABLE)
        return;
    exchanges_of_client(ledger_exchanges(ledger), &association->client, consider, &search);
    links_choose(out, association, previous_ns, search.connection_ns);
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
