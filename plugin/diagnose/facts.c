/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../ledger/kdc/spn.h"
#include "../vocabulary/numbers.h"
#include "case.h"

#include "whose.h"

#include <string.h>

enum {
    NAK_AUTH_TYPE = 8,
};

static bool status_is_access_denied(uint32_t status)
{
    return status == FAULT_ACCESS_DENIED || status == HRESULT_E_ACCESSDENIED;
}

static bool status_is_security_package(uint32_t status)
{
    /* nca_unsupported_authn_level, nca_invalid_checksum, nca_invalid_crc: C706 appendix E */
    return status == FAULT_SEC_PKG_ERROR || (status & 0xFFFF0000u) == 0x80090000u ||
           status == 0x1C00001Du || status == 0x1C00001Fu || status == 0x1C000020u;
}

bool status_is_security(uint32_t status)
{
    return status_is_access_denied(status) || status_is_security_package(status);
}

static void set_if(struct diagnosis_case *subject, enum fact fact, bool condition)
{
    if (condition)
        subject->facts |= UINT64_C(1) << fact;
}

static bool offers(const struct krb_etypes *etypes, int32_t etype)
{
    for (unsigned i = 0; i < etypes->count; i++)
        if (etypes->list[i] == etype)
            return true;
    return false;
}

static bool offers_aes(const struct krb_etypes *etypes)
{
    return offers(etypes, ETYPE_AES256) || offers(etypes, ETYPE_AES128);
}

static bool has_text(const struct kdc_exchange *exchange, const char *text)
{
    return exchange->e_text && strcmp(exchange->e_text, text) == 0;
}

static bool has_nt_status(const struct kdc_exchange *exchange, uint32_t nt_status)
{
    return exchange->has_nt_status && exchange->nt_status == nt_status;
}

/* What the generic error is about: MIT names the function that failed (do_tgs_req.c), Windows the
 * status. */
static void gather_generic_facts(struct diagnosis_case *subject,
                                 const struct kdc_exchange *exchange)
{
    if (exchange->state != EXCHANGE_REFUSED || exchange->error_code != KRB_ERR_GENERIC)
        return;
    set_if(subject, FACT_GENERIC_BUT_TGT,
           has_text(exchange, "PROCESS_TGS") ||
               has_nt_status(exchange, NT_STATUS_INSUFFICIENT_RESOURCES));
    set_if(subject, FACT_GENERIC_BUT_SERVICE, has_text(exchange, "FINDING_SERVER_KEY"));
}

/* A logon gives a TGT of the realm itself, whatever name the client gave it. */
static bool presents_tgt_of_trust(const struct diagnosis_case *subject,
                                  const struct kdc_exchange *exchange)
{
    return ticket_name_is_of_trust(exchange->tgt_sname, exchange->tgt_realm) &&
           !(subject->tgt && subject->tgt->origin == TICKET_OF_LOGON);
}

struct logon_search {
    const struct hosts *hosts;
    const struct kdc_exchange *refused;
    bool found;
};

static bool find_unseen_logon(struct kdc_exchange *exchange, void *user_data)
{
    struct logon_search *search = user_data;

    search->found = exchange->has_request && exchange->request_type == KRB_AS_REQ &&
                    (exchange->answer_unseen || exchange->cut_answer_frame != 0) &&
                    hosts_same(search->hosts, &exchange->kdc, &search->refused->kdc);
    return !search->found;
}

/* The KDC answered the logon before, but the capture lacks what it said: the TGT may be its own. */
static bool logon_is_unseen(const struct diagnosis_case *subject,
                            const struct kdc_exchange *refused)
{
    struct logon_search search = {ledger_hosts(subject->ledger), refused, false};

    if (subject->tgt && subject->tgt->rep_frame != 0)
        return false;
    exchanges_of_client(ledger_exchanges(subject->ledger), &refused->client, find_unseen_logon,
                        &search);
    return search.found;
}

static void gather_tgt_facts(struct diagnosis_case *subject, const struct kdc_exchange *exchange)
{
    const struct hosts *hosts = ledger_hosts(subject->ledger);
    const struct issued_ticket *tgt = subject->tgt;
    uint32_t refused_frame = exchange->answers.list[0];

    set_if(subject, FACT_TGT_OF_TRUST, presents_tgt_of_trust(subject, exchange));
    set_if(subject, FACT_LOGON_UNSEEN, logon_is_unseen(subject, exchange));
    set_if(subject, FACT_TGT_KEY_TAKEN,
           tgt && kdcs_took_key(ledger_kdcs(subject->ledger), &exchange->kdc, tgt, refused_frame));
    if (tgt && host_addr_known(&tgt->issuer)) {
        bool own = hosts_same(hosts, &tgt->issuer, &exchange->kdc);
        set_if(subject, own ? FACT_TGT_OF_SAME_KDC : FACT_TGT_OF_OTHER_KDC, true);
    }
    for (unsigned i = 0; tgt && i < tgt->use_count; i++) {
        bool here = hosts_same(hosts, &tgt->uses[i].kdc, &exchange->kdc);
        if (tgt->uses[i].accepted > 0)
            set_if(subject, here ? FACT_TGT_ACCEPTED_HERE : FACT_TGT_ACCEPTED_ELSEWHERE, true);
        if (here && tgt->uses[i].accepted > 0)
            set_if(subject, FACT_TGT_TAKEN_BEFORE, tgt->uses[i].accepted_frame < refused_frame);
    }
    subject->other_kdc = exchange->spn ? kdcs_other_granting(ledger_kdcs(subject->ledger),
                                                             &exchange->kdc, exchange->spn)
                                       : NULL;
    set_if(subject, FACT_SPN_GRANTED_ELSEWHERE,
           subject->other_kdc && !hosts_same(hosts, &subject->other_kdc->address, &exchange->kdc));
}

static void gather_name_facts(struct diagnosis_case *subject, const struct kdc_exchange *exchange)
{
    g_autofree char *host = spn_host(exchange->spn);
    struct host_addr literal;
    const char *principal = ledger_com_principal(subject->ledger, &subject->association->server);

    set_if(subject, FACT_SPN_ADDRESS, host && host_addr_parse(host, &literal));
    set_if(subject, FACT_SPN_BARE, exchange->spn && !strchr(exchange->spn, '/'));
    set_if(subject, FACT_SPN_PRINCIPAL,
           principal && exchange->spn && same_user(principal, exchange->spn));
    set_if(subject, FACT_NT_USER2USER, has_nt_status(exchange, NT_STATUS_USER2USER_REQUIRED));
    set_if(subject, FACT_NT_COLLISION, has_nt_status(exchange, NT_STATUS_OBJECT_NAME_COLLISION));
    set_if(subject, FACT_NT_TRUST, has_nt_status(exchange, NT_STATUS_TRUSTED_RELATIONSHIP_FAILURE));
}

static void gather_exchange_facts(struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = subject->main_link->exchange;
    bool refused = exchange->state == EXCHANGE_REFUSED;
    bool logon = exchange->has_request && exchange->request_type == KRB_AS_REQ;

    set_if(subject, FACT_REQUEST_UNSEEN, refused && (!exchange->has_request || exchange->cut));
    set_if(subject, FACT_CUT, ledger_facts(subject->ledger)->cut_frames > 0);
    set_if(subject, FACT_UNANSWERED, !refused);
    set_if(subject, FACT_ANSWER_CUT, !refused && exchange->cut_answer_frame != 0);
    set_if(subject, FACT_IMPAIRED,
           settings_that_cost(ledger_facts(subject->ledger)->switched_off,
                              ledger_facts(subject->ledger)->fragments > 0) != 0);
    set_if(subject, FACT_REFUSED_BY_NETWORK, exchange->state == EXCHANGE_UNREACHABLE);
    set_if(subject, FACT_ERROR_AS, refused && logon);
    set_if(subject, FACT_ERROR_TGS, refused && !logon);
    set_if(subject, FACT_NO_METHOD, refused && exchange_lacks_method(exchange));
    set_if(subject, FACT_OFFER_AES, offers_aes(&exchange->offered));
    set_if(subject, FACT_OFFER_WIDE,
           offers_aes(&exchange->offered) && offers(&exchange->offered, ETYPE_RC4));
    set_if(subject, FACT_S4U, exchange_is_s4u(exchange));
    set_if(subject, FACT_S4U_PROXY, exchange_is_s4u_proxy(exchange));
    set_if(subject, FACT_KRBTGT_OTHER, ticket_name_is_of_trust(exchange->spn, exchange->realm));
    gather_generic_facts(subject, exchange);
    if (!logon) {
        gather_tgt_facts(subject, exchange);
        gather_name_facts(subject, exchange);
    }
}

static void gather_association_facts(struct diagnosis_case *subject)
{
    const struct association *a = subject->association;
    uint32_t sent = a->credentials;
    bool activation = a->has_opnum && association_is_activation(a->interface_uuid, a->opnum);

    set_if(subject, FACT_SENT_AP_REQ, sent & SENT_AP_REQ);
    set_if(subject, FACT_SENT_TGT_REQ, sent & SENT_TGT_REQ);
    set_if(subject, FACT_SENT_NTLM_NEGOTIATE, sent & SENT_NTLM_NEGOTIATE);
    set_if(subject, FACT_SENT_NTLM, sent & SENT_NTLM_AUTHENTICATE);
    set_if(subject, FACT_USER_ACCEPTED, subject->accepted.frame != 0);
    set_if(subject, FACT_SESSION_ACCEPTED, subject->accepted.by_session);
    set_if(subject, FACT_SENT_ANONYMOUS, sent & SENT_NTLM_ANONYMOUS);
    set_if(subject, FACT_SENT_NOTHING,
           (sent &
            (SENT_AP_REQ | SENT_NTLM_AUTHENTICATE | SENT_NTLM_ANONYMOUS | SENT_OTHER_TOKEN)) == 0);
    set_if(subject, FACT_SERVER_AP_REP, a->server_sent_ap_rep);
    set_if(subject, FACT_SERVER_CHOSE_NTLM, a->server_chose_ntlm);
    set_if(subject, FACT_NO_AUTH, a->kind == ASSOCIATION_UNAUTHENTICATED);
    set_if(subject, FACT_SECURE_CHANNEL,
           a->auth_type == AUTH_TYPE_NETLOGON || a->answer == ANSWER_CALL_STATUS);
    set_if(subject, FACT_PIPE, a->pipe != 0);
    set_if(subject, FACT_CLIENT_LEFT,
           a->answer == ANSWER_CLOSED && a->closed_by == CLOSED_BY_CLIENT);
    set_if(subject, FACT_COMPLETE, a->proven_frame != 0);
    set_if(subject, FACT_ACTIVATION, activation);
    set_if(subject, FACT_LEVEL_LOW,
           a->auth_level >= AUTH_LEVEL_CONNECT && a->auth_level <= AUTH_LEVEL_PACKET);
    set_if(subject, FACT_LEVEL_IMPOSSIBLE,
           a->kind == ASSOCIATION_RPC &&
               (a->auth_level < AUTH_LEVEL_CONNECT || a->auth_level > AUTH_LEVEL_PRIVACY));
    set_if(subject, FACT_STATUS_DENIED,
           a->answer == ANSWER_FAULT && status_is_access_denied(a->status));
    set_if(subject, FACT_REQUEST_REFUSED, a->answer == ANSWER_FAULT && a->request_refused);
    set_if(subject, FACT_STATUS_PACKAGE,
           a->answer == ANSWER_FAULT && status_is_security_package(a->status));
    set_if(subject, FACT_REASON_AUTH_TYPE,
           a->answer == ANSWER_BIND_NAK && a->reject_reason == NAK_AUTH_TYPE);
    set_if(subject, FACT_PROFILE_HRESULT,
           a->has_hresult && a->hresult == HRESULT_ERROR_KEY_DELETED);
    set_if(subject, FACT_ADDRESS_NOT_UNIQUE, a->announced_address != NULL);
    set_if(subject, FACT_BYTES_MISSING, a->bytes_missing);
    set_if(subject, FACT_LOST_ON_THE_WAY, subject->links.between.kind == BETWEEN_LOST);
    set_if(subject, FACT_FORGED_ON_THE_WAY, subject->links.between.kind == BETWEEN_FORGED);
}

/* Kerberos got over the server's KRB-ERROR, and what was refused later is another matter. */
static bool inband_is_past(const struct diagnosis_case *subject)
{
    const struct association *a = subject->association;

    return subject->outcome == OUTCOME_FAULT && !association_uses_ntlm(a) &&
           a->inband_overcome == a->inband_count && a->proven_frame != 0;
}

/* Of requests that nobody answered the nearest that was read tells more than the connection that
 * followed it. */
static const struct link *main_of(const struct links *links)
{
    const GArray *unanswered = links->unanswered;

    if (links->errors && links->errors->len > 0)
        return &g_array_index(links->errors, struct link, 0);
    if (!unanswered || unanswered->len == 0)
        return NULL;
    for (guint i = 0; i < unanswered->len; i++) {
        const struct link *link = &g_array_index(unanswered, struct link, i);

        if (link->exchange->has_request)
            return link;
    }
    return &g_array_index(unanswered, struct link, 0);
}

void case_gather_facts(struct diagnosis_case *subject)
{
    const struct association *a = subject->association;

    subject->ticket = tickets_find(ledger_tickets(subject->ledger), a->ticket_fingerprint);
    if (a->inband_count > 0 && !inband_is_past(subject))
        subject->main_inband = &a->inband[a->inband_count - 1];
    subject->main_link = main_of(&subject->links);
    if (subject->main_link) {
        subject->tgt = tickets_find(ledger_tickets(subject->ledger),
                                    subject->main_link->exchange->tgt_fingerprint);
        gather_exchange_facts(subject);
        subject->code = subject->main_link->exchange->error_code;
    }
    if (subject->main_inband) {
        set_if(subject, FACT_ERROR_INBAND, true);
        subject->code = subject->main_inband->code;
    }
    if (!subject->tgt && subject->ticket)
        subject->tgt =
            tickets_find(ledger_tickets(subject->ledger), subject->ticket->tgt_fingerprint);
    if (!subject->tgt && !a->has_ticket && !subject->main_link)
        subject->tgt = whose_logon(subject->ledger, a);
    subject->logon = tickets_logon(ledger_tickets(subject->ledger), subject->tgt);
    gather_association_facts(subject);
    set_if(subject, FACT_E_TEXT, krb_e_text_meaning(subject->code, case_e_text(subject)));
    case_gather_traits(subject);
}
