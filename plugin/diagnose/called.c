/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "called.h"

#include "../ledger/kdc/spn.h"
#include "../vocabulary/numbers.h"

#include <string.h>

/* "SRVB$" is the computer SRVB, "host/srvb.example.com" srvb.example.com; NULL for an account. */
static char *host_of_answerer(const char *name)
{
    size_t length = strcspn(name, "@");

    if (strchr(name, '/'))
        return spn_host(name);
    return length > 1 && name[length - 1] == '$' ? g_strndup(name, length - 1) : NULL;
}

static bool is_of_other(const struct diagnosis_case *subject, const struct inband_error *error,
                        const char *ticket_host, bool *other_host)
{
    g_autofree char *host = error->server ? host_of_answerer(error->server) : NULL;

    *other_host = host && !hosts_same_name(ledger_hosts(subject->ledger), host, ticket_host);
    return *other_host || (error->server && *error->server && !strchr(error->server, '/') && !host);
}

const struct inband_error *called_error_of_other(const struct diagnosis_case *subject,
                                                 bool *other_host)
{
    const struct association *association = subject->association;
    g_autofree char *ticket_host = spn_host(association->ticket_sname);

    *other_host = false;
    for (unsigned i = association->inband_count; ticket_host && i-- > 0;)
        if (is_of_other(subject, &association->inband[i], ticket_host, other_host))
            return &association->inband[i];
    return NULL;
}

unsigned called_elsewhere(const struct diagnosis_case *subject,
                          struct host_addr out[HOSTS_ADDRESSES_MAX])
{
    const struct association *association = subject->association;
    g_autofree char *host = spn_host(association->ticket_sname);
    const struct hosts *hosts = ledger_hosts(subject->ledger);
    unsigned count = host ? hosts_dns_addresses(hosts, host, out) : 0;
    bool same_family = false;

    /* A server that took the ticket is the right one, whatever its address (translation). */
    if (association->proven_frame != 0 || association->server_sent_ap_rep)
        return 0;
    for (unsigned i = 0; i < count; i++) {
        if (hosts_same(hosts, &out[i], &association->server))
            return 0;
        same_family |= out[i].family == association->server.family;
    }
    return same_family ? count : 0;
}

char *called_host(const struct diagnosis_case *subject)
{
    const char *spn = subject->association->ticket_sname;

    if (!spn && subject->main_link)
        spn = subject->main_link->exchange->spn;
    return spn_host(spn);
}

/* The name of a domain has the addresses of its controllers. */
static bool is_domain_of(const char *name, const char *computer)
{
    const char *dot = strchr(computer, '.');

    return dot && g_ascii_strcasecmp(dot + 1, name) == 0;
}

/* Whether it may matter what the server is called: a name that the KDC does not know, or a refusal
 * of the server itself. */
static bool is_about_names(const struct diagnosis_case *subject)
{
    if (subject->main_link)
        return subject->code == KDC_ERR_S_PRINCIPAL_UNKNOWN;
    return subject->association->answer != ANSWER_SUCCESS &&
           subject->association->proven_frame == 0;
}

char *called_by_other_name(const struct diagnosis_case *subject)
{
    const struct association *association = subject->association;
    const struct hosts *hosts = ledger_hosts(subject->ledger);
    const char *computer = association->computer;
    g_autofree char *host = called_host(subject);
    struct host_addr literal;

    if (!computer || !is_about_names(subject))
        return NULL;
    if (!host)
        host = g_strdup(hosts_dns_name(hosts, &association->server));
    if (!host || host_addr_parse(host, &literal) || hosts_same_name(hosts, host, computer) ||
        is_domain_of(host, computer))
        return NULL;
    return g_steal_pointer(&host);
}
