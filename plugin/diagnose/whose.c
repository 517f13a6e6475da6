/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "whose.h"

#include <string.h>

bool same_user(const char *a, const char *b)
{
    const char *a_slash = strrchr(a, '\\'), *b_slash = strrchr(b, '\\');
    const char *a_name = a_slash ? a_slash + 1 : a, *b_name = b_slash ? b_slash + 1 : b;
    size_t a_length = strcspn(a_name, "@"), b_length = strcspn(b_name, "@");

    return a_length == b_length && g_ascii_strncasecmp(a_name, b_name, a_length) == 0;
}

/* FAST hides the client name behind this one: RFC 8062 3. */
static bool is_anonymous_name(const char *name)
{
    return g_ascii_strcasecmp(name, "WELLKNOWN/ANONYMOUS") == 0;
}

const char *whose_account(const struct ledger *ledger, const struct kdc_exchange *exchange)
{
    const struct issued_ticket *tgt;
    const char *name = exchange->cname;

    if (!exchange->has_request || exchange->request_type != KRB_AS_REQ) {
        tgt = tickets_find(ledger_tickets(ledger), exchange->tgt_fingerprint);
        name = tgt ? tgt->cname : NULL;
    }
    return name && !is_anonymous_name(name) ? name : NULL;
}

enum whose whose_is(const struct ledger *ledger, const struct kdc_exchange *exchange,
                    const struct association *association)
{
    const char *account = whose_account(ledger, exchange);
    const char *user = association->ntlm_user;

    if (!user)
        return WHOSE_UNKNOWN;
    if (account && same_user(account, user))
        return WHOSE_SAME;
    if (!exchange_is_s4u(exchange))
        return account ? WHOSE_ANOTHERS : WHOSE_UNKNOWN;
    if (!exchange->s4u_user)
        return WHOSE_UNKNOWN;
    if (same_user(exchange->s4u_user, user))
        return WHOSE_SAME;
    /* Without the middle tier's own name it may be the one that binds. */
    return account ? WHOSE_BEHALF : WHOSE_ANOTHERS;
}

/* --- the logon of an NTLM user --- */

static bool is_first_label(const char *label, const char *name)
{
    size_t length = strlen(label);

    return g_ascii_strncasecmp(label, name, length) == 0 &&
           (name[length] == '\0' || name[length] == '.');
}

/* The domain that the client named: before the backslash, or in a UPN behind the @. */
static const char *domain_of(const struct association *association)
{
    const char *at = strchr(association->ntlm_user, '@');

    if (association->ntlm_domain && *association->ntlm_domain)
        return association->ntlm_domain;
    return at ? at + 1 : "";
}

/* Whether an account of that domain may be one of the realm. A NetBIOS name need not resemble the
 * realm; the CHALLENGE has both names of the server's domain (MS-NLMP 2.2.2.1). The name of the
 * server itself stands for its local accounts. */
static bool may_be_realm(const struct association *association, const char *realm)
{
    const char *domain = domain_of(association);
    const char *computer = association->computer;

    if (!*domain || !realm || is_first_label(domain, realm))
        return true;
    if (strchr(domain, '.') || (computer && is_first_label(domain, computer)))
        return false;
    if (association->nb_domain && association->dns_domain &&
        g_ascii_strcasecmp(association->nb_domain, domain) == 0)
        return g_ascii_strcasecmp(association->dns_domain, realm) == 0;
    return true;
}

struct logon_search {
    const struct ledger *ledger;
    const struct association *association;
    const struct issued_ticket *found;
};

static bool consider_logon(struct kdc_exchange *exchange, void *user_data)
{
    struct logon_search *search = user_data;
    const struct association *association = search->association;
    const struct issued_ticket *ticket;

    if (exchange->state != EXCHANGE_GRANTED || exchange->request_type != KRB_AS_REQ ||
        exchange->answer_ns > association->answer_ns)
        return true;
    ticket = tickets_find(ledger_tickets(search->ledger), exchange->issued_fingerprint);
    if (!ticket || !ticket->cname || !same_user(ticket->cname, association->ntlm_user) ||
        !may_be_realm(association, ticket->crealm))
        return true;
    search->found = ticket;
    return false;
}

const struct issued_ticket *whose_logon(const struct ledger *ledger,
                                        const struct association *association)
{
    struct logon_search search = {.ledger = ledger, .association = association};

    if (association->ntlm_user)
        exchanges_of_client(ledger_exchanges(ledger), &association->client, consider_logon,
                            &search);
    return search.found;
}
