/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "placeholder.h"

#include "../ledger/kdc/spn.h"
#include "wording.h"

#include <string.h>

static const struct kdc_exchange *main_exchange(const struct diagnosis_case *subject)
{
    return subject->main_link ? subject->main_link->exchange : NULL;
}

static char *address_text(const struct host_addr *addr)
{
    char text[HOST_ADDR_TEXT_SIZE];

    return host_addr_known(addr) ? g_strdup(host_addr_format(addr, text)) : NULL;
}

/* --- who --- */

static char *value_client(const struct diagnosis_case *subject)
{
    return address_text(&subject->association->client);
}

static char *value_server(const struct diagnosis_case *subject)
{
    return address_text(&subject->association->server);
}

static char *value_kdc(const struct diagnosis_case *subject)
{
    return main_exchange(subject) ? address_text(&main_exchange(subject)->kdc) : NULL;
}

static char *value_issuer(const struct diagnosis_case *subject)
{
    return subject->tgt ? address_text(&subject->tgt->issuer) : NULL;
}

static char *value_rodc(const struct diagnosis_case *subject)
{
    unsigned number = subject->tgt ? ticket_rodc_number(subject->tgt) : 0;

    return number ? g_strdup_printf("%u", number) : NULL;
}

static char *value_refuser(const struct diagnosis_case *subject)
{
    if (!subject->main_inband && main_exchange(subject))
        return value_kdc(subject);
    return value_server(subject);
}

static char *value_principal(const struct diagnosis_case *subject)
{
    return wording_principal(subject);
}

static char *value_account(const struct diagnosis_case *subject)
{
    const struct association *association = subject->association;

    if (!association->ntlm_user)
        return wording_principal(subject);
    return association->ntlm_domain
               ? g_strdup_printf("%s\\%s", association->ntlm_domain, association->ntlm_user)
               : g_strdup(association->ntlm_user);
}

/* The name as Get-ADUser and Get-ADComputer take it. */
static char *value_user(const struct diagnosis_case *subject)
{
    g_autofree char *account = wording_account(subject);
    size_t length;

    if (!account || strchr(account, '/'))
        return NULL;
    const char *name = strrchr(account, '\\') ? strrchr(account, '\\') + 1 : account;
    length = strcspn(name, "@");
    if (length > 0 && name[length - 1] == '$')
        length--;
    return length ? g_strndup(name, length) : NULL;
}

/* --- for what --- */

static char *value_spn(const struct diagnosis_case *subject)
{
    return g_strdup(wording_spn(subject));
}

static char *value_computer(const struct diagnosis_case *subject)
{
    return g_strdup(subject->association->computer);
}

static char *value_host(const struct diagnosis_case *subject)
{
    return spn_host(wording_spn(subject));
}

static char *value_alias_of(const struct diagnosis_case *subject)
{
    g_autofree char *host = value_host(subject);

    return host ? g_strdup(hosts_alias_target(ledger_hosts(subject->ledger), host)) : NULL;
}

static char *value_realm(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = main_exchange(subject);

    if (exchange && exchange->realm && *exchange->realm)
        return g_strdup(exchange->realm);
    return subject->tgt && subject->tgt->realm && *subject->tgt->realm
               ? g_strdup(subject->tgt->realm)
               : NULL;
}

static char *lower_case(char *name)
{
    g_autofree char *given = name;

    return given ? g_ascii_strdown(given, -1) : NULL;
}

/* The DNS name of an Active Directory domain is its realm in lower case: MS-KILE 3.3.1. */
static char *value_domain(const struct diagnosis_case *subject)
{
    return lower_case(value_realm(subject));
}

static char *value_domain_dn(const struct diagnosis_case *subject)
{
    g_autofree char *domain = value_domain(subject);
    g_auto(GStrv) labels = domain ? g_strsplit(domain, ".", -1) : NULL;
    g_autofree char *joined = labels ? g_strjoinv(",DC=", labels) : NULL;

    return joined ? g_strconcat("DC=", joined, NULL) : NULL;
}

static char *value_other_realm(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = main_exchange(subject);

    return exchange && ticket_name_is_krbtgt(exchange->spn)
               ? g_strdup(strchr(exchange->spn, '/') + 1)
               : NULL;
}

/* One side of the trust that a referral crosses, of the TGT that was presented or the one that was
 * asked for: krbtgt/TRUSTING is issued by TRUSTED (RFC 4120 1.2). */
static char *value_trusting(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = main_exchange(subject);

    if (case_has(subject, FACT_TGT_OF_TRUST))
        return g_strdup(strchr(exchange->tgt_sname, '/') + 1);
    return case_has(subject, FACT_KRBTGT_OTHER) ? value_other_realm(subject) : NULL;
}

static char *value_trusted(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = main_exchange(subject);

    if (case_has(subject, FACT_TGT_OF_TRUST))
        return g_strdup(exchange->tgt_realm);
    return case_has(subject, FACT_KRBTGT_OTHER) ? g_strdup(exchange->realm) : NULL;
}

static char *value_interface(const struct diagnosis_case *subject)
{
    const struct association *association = subject->association;

    return g_strdup(association->interface ? association->interface : association->interface_uuid);
}

static char *value_delegation(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = main_exchange(subject);

    if (!exchange)
        return NULL;
    const char *spn = exchange->spn ? exchange->spn : "a service";
    if (exchange->kdc_options & KRB_OPT_CNAME_IN_ADDL_TKT)
        return g_strdup_printf("a ticket for %s on behalf of %s (S4U2Proxy)", spn,
                               exchange->s4u_user ? exchange->s4u_user : "a user");
    return g_strdup_printf("a ticket of the user %s for %s itself (S4U2Self)",
                           exchange->s4u_user ? exchange->s4u_user : "that it named", spn);
}

static char *value_announced(const struct diagnosis_case *subject)
{
    return g_strdup(subject->association->announced_address);
}

/* --- why --- */

static char *value_code(const struct diagnosis_case *subject)
{
    return subject->code ? wording_krb_error(subject->code) : NULL;
}

static char *value_code_of_token(const struct diagnosis_case *subject)
{
    g_autofree char *code = value_code(subject);

    return code ? g_strdup_printf(" with %s", code) : NULL;
}

static char *status_with_text(uint32_t status)
{
    g_autofree char *named = wording_nt_status(status);
    const char *text = nt_status_text(status);

    return g_strdup_printf("%s, NTSTATUS %s", text ? text : "as the extended error says", named);
}

static char *value_nt(const struct diagnosis_case *subject)
{
    uint32_t status;

    if (!case_nt_status(subject, &status))
        return NULL;
    g_autofree char *text = status_with_text(status);
    return g_strdup_printf(": %s", text);
}

/* The text of the KDC says more than its code; so does the extended error, where it is known. */
static char *value_why(const struct diagnosis_case *subject)
{
    const char *meaning = krb_e_text_meaning(subject->code, case_e_text(subject));
    uint32_t status;

    if (!meaning && case_nt_status(subject, &status) && nt_status_text(status))
        return status_with_text(status);
    return g_strdup(meaning ? meaning : subject->code ? krb_error_text(subject->code) : NULL);
}

static char *value_skew(const struct diagnosis_case *subject)
{
    int64_t skew_ns;

    if (!case_skew(subject, &skew_ns))
        return NULL;
    if (case_clock_agrees(subject))
        return g_strdup(" (the refusing side agrees with the clock of the capture)");
    int64_t seconds = skew_ns / INT64_C(1000000000);
    return g_strdup_printf(" (the refusing side is %" G_GINT64_FORMAT " s %s the capture)",
                           seconds < 0 ? -seconds : seconds, seconds < 0 ? "behind" : "ahead of");
}

static char *value_offered(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = main_exchange(subject);

    return exchange && exchange->offered.count ? wording_etypes(&exchange->offered) : NULL;
}

static char *value_ticket_etype(const struct diagnosis_case *subject)
{
    return subject->association->has_ticket ? wording_etype(subject->association->ticket_etype)
                                            : NULL;
}

static char *numbered(uint8_t number, const char *name)
{
    return name ? g_strdup_printf("%u (%s)", number, name) : g_strdup_printf("%u", number);
}

static char *value_auth_type(const struct diagnosis_case *subject)
{
    uint8_t type = subject->association->auth_type;

    return numbered(type, auth_type_name(type));
}

static char *value_level(const struct diagnosis_case *subject)
{
    uint8_t level = subject->association->auth_level;

    return numbered(level, auth_level_name(level));
}

/* --- what became of it --- */

static char *value_channel(const struct diagnosis_case *subject)
{
    return wording_channel(subject->association);
}

static char *value_announcer(const struct diagnosis_case *subject)
{
    return address_text(&subject->association->announced_by);
}

static char *value_announced_frame(const struct diagnosis_case *subject)
{
    return g_strdup_printf("%u", subject->association->announced_frame);
}

static char *value_lost_frame(const struct diagnosis_case *subject)
{
    return g_strdup_printf("%u", subject->links.between.frame);
}

static char *value_token(const struct diagnosis_case *subject)
{
    return g_strdup(subject->association->server_sent_ap_rep ? "AP-REP" : "CHALLENGE");
}

static char *value_refusal(const struct diagnosis_case *subject)
{
    return wording_refusal(subject->association);
}

/* The second half of most summaries. */
static char *value_failed(const struct diagnosis_case *subject)
{
    g_autofree char *server = value_server(subject);

    switch (subject->outcome) {
    case OUTCOME_NO_BIND:
        return g_strdup_printf("the client closed its connection to %s without a bind", server);
    case OUTCOME_NTLM_FALLBACK:
        return g_strdup_printf("the call to %s went through with NTLM instead", server);
    case OUTCOME_RECOVERED:
        return g_strdup("the next try worked");
    default: {
        g_autofree char *refusal = value_refusal(subject);
        return g_strdup_printf("its call to %s failed: %s", server, refusal);
    }
    }
}

static char *value_hresult(const struct diagnosis_case *subject)
{
    uint32_t hresult = subject->association->hresult;
    const char *text = hresult_text(hresult);
    const char *name = hresult_name(hresult);

    return text ? g_strdup_printf("0x%08x %s (%s)", hresult, name, text)
                : g_strdup_printf("0x%08x", hresult);
}

static const struct placeholder placeholders[] = {
#define PLACEHOLDER(name_, unknown_) {#name_, unknown_, value_##name_},
#include "placeholders.def"
#undef PLACEHOLDER
};

const struct placeholder *placeholder_find(const char *name, size_t length)
{
    for (size_t i = 0; i < G_N_ELEMENTS(placeholders); i++)
        if (strlen(placeholders[i].name) == length &&
            strncmp(placeholders[i].name, name, length) == 0)
            return &placeholders[i];
    return NULL;
}
