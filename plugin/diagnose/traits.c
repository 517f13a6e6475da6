/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "called.h"

#include "../ledger/kdc/spn.h"
#include "../vocabulary/numbers.h"
#include "wording.h"

#include <string.h>

_Static_assert(TRAIT_COUNT <= 64, "the traits fit into one word");

bool case_shows(const struct diagnosis_case *subject, enum trait trait)
{
    return (subject->traits >> trait) & 1;
}

static void set_if(struct diagnosis_case *subject, enum trait trait, bool condition)
{
    if (condition)
        subject->traits |= UINT64_C(1) << trait;
}

static void take_facts(struct diagnosis_case *subject)
{
#define FACT_TOO(name) set_if(subject, TRAIT_##name, case_has(subject, FACT_##name));
#define TRAIT(name, text)
#include "traits.def"
#undef FACT_TOO
#undef TRAIT
}

static bool offers_only_old(const struct krb_etypes *etypes)
{
    for (unsigned i = 0; i < etypes->count; i++)
        if (etypes->list[i] >= ETYPE_AES128 && etypes->list[i] <= ETYPE_AES256_SHA384)
            return false;
    return etypes->count > 0;
}

/* "SRV$", "SRV$@REALM", "DOMAIN\\SRV$": the names of computer accounts and of group-managed service
 * accounts end in a dollar sign, at Windows and at Samba. */
static bool name_is_machine(const char *name)
{
    const char *backslash = strrchr(name, '\\');
    const char *account = backslash ? backslash + 1 : name;
    size_t length = strcspn(account, "@");

    return length > 1 && account[length - 1] == '$';
}

static void gather_names(struct diagnosis_case *subject, const struct kdc_exchange *exchange)
{
    g_autofree char *host = spn_host(exchange->spn);
    const char *spn = exchange->spn;

    set_if(subject, TRAIT_SPN_UNSEEN, !spn);
    set_if(subject, TRAIT_SPN_KRBTGT, ticket_name_is_krbtgt(spn));
    set_if(subject, TRAIT_SPN_MALFORMED, spn && !spn_is_well_formed(spn));
    set_if(subject, TRAIT_SPN_ALIAS,
           host && hosts_alias_target(ledger_hosts(subject->ledger), host));
    set_if(subject, TRAIT_SPN_MACHINE, spn && !strchr(spn, '/') && name_is_machine(spn));
}

/* MIT krb5 1.20 to 1.22, kdc/do_as_req.c, do_tgs_req.c: what was being done, in capitals. */
static bool text_is_of_mit(const char *e_text)
{
    return e_text && *e_text &&
           strspn(e_text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ") == strlen(e_text);
}

static void gather_exchange(struct diagnosis_case *subject, const struct kdc_exchange *exchange)
{
    bool issued_here = subject->tgt && subject->tgt->rep_frame != 0;

    set_if(subject, TRAIT_KDC_OF_MIT, text_is_of_mit(exchange->e_text));
    set_if(subject, TRAIT_OFFER_OLD, offers_only_old(&exchange->offered));
    set_if(subject, TRAIT_CERTIFICATE_REFUSED,
           case_has(subject, FACT_ERROR_AS) && subject->code == KRB_AP_ERR_BAD_INTEGRITY &&
               (exchange->padata & KRB_PA_PK_AS_REQ));
    set_if(subject, TRAIT_S4U_PROXY, exchange->kdc_options & KRB_OPT_CNAME_IN_ADDL_TKT);
    set_if(subject, TRAIT_SKEW_REMEMBERED,
           case_has(subject, FACT_ERROR_TGS) && subject->code == KRB_AP_ERR_SKEW && issued_here &&
               case_clock_agrees(subject));
    if (!case_has(subject, FACT_ERROR_AS))
        gather_names(subject, exchange);
}

static void gather_association(struct diagnosis_case *subject)
{
    const struct association *a = subject->association;
    const uint32_t strong = NTLM_FLAG_128_BIT | NTLM_FLAG_EXTENDED_SESSION_SECURITY;

    set_if(subject, TRAIT_RPC_SERVICE, rpc_service_name(a->interface_uuid) != NULL);
    set_if(subject, TRAIT_LEVEL_DEMANDED,
           case_has(subject, FACT_STATUS_DENIED) && !case_has(subject, FACT_LEVEL_IMPOSSIBLE) &&
               a->auth_level < rpc_service_level(a->interface_uuid));
    set_if(subject, TRAIT_NTLM_WEAK,
           case_has(subject, FACT_STATUS_PACKAGE) && a->ntlm_flags != 0 &&
               (a->ntlm_flags & strong) != strong);
    /* AUTH3 has no answer of its own: MS-RPCE 2.2.2.5. Samba 4.22 says 0x5 to a wrong password. */
    set_if(subject, TRAIT_LOGON_OR_ACCESS,
           case_has(subject, FACT_STATUS_DENIED) && case_has(subject, FACT_REQUEST_REFUSED) &&
               case_has(subject, FACT_SENT_NTLM) && !case_has(subject, FACT_COMPLETE));
    set_if(subject, TRAIT_BARE_TOKEN, a->bare_token);
    set_if(subject, TRAIT_SMB_STATUS, a->answer == ANSWER_SMB_STATUS);
    set_if(subject, TRAIT_LOOPBACK,
           host_addr_known(&a->client) &&
               hosts_same(ledger_hosts(subject->ledger), &a->client, &a->server));
}

static void gather_hosts(struct diagnosis_case *subject)
{
    struct host_addr addresses[HOSTS_ADDRESSES_MAX];
    g_autofree char *other_name = called_by_other_name(subject);

    bool other_host;

    called_error_of_other(subject, &other_host);
    set_if(subject, TRAIT_TICKET_OF_OTHER, other_host || called_elsewhere(subject, addresses) > 0);
    set_if(subject, TRAIT_COMPUTER_OTHER,
           other_name && strchr(subject->association->computer, '.'));
}

void case_gather_traits(struct diagnosis_case *subject)
{
    g_autofree char *account = wording_account(subject);
    uint32_t status;

    take_facts(subject);
    if (subject->main_link)
        gather_exchange(subject, subject->main_link->exchange);
    gather_association(subject);
    gather_hosts(subject);
    set_if(subject, TRAIT_TGT_OF_RODC, subject->tgt && ticket_rodc_number(subject->tgt) != 0);
    set_if(subject, TRAIT_TOO_BIG, subject->code == KRB_ERR_RESPONSE_TOO_BIG);
    set_if(subject, TRAIT_ACCOUNT_EXPIRED, subject->code == KDC_ERR_NAME_EXP);
    set_if(subject, TRAIT_NT_KNOWN, case_nt_status(subject, &status) && nt_status_name(status));
    set_if(subject, TRAIT_MACHINE_ACCOUNT, account && name_is_machine(account));
    set_if(subject, TRAIT_TICKET_ETYPE_REFUSED,
           subject->main_inband && subject->code == KDC_ERR_ETYPE_NOSUPP);
}
