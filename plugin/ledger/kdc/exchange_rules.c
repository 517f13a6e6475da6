/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exchange_rules.h"

#include "../../vocabulary/numbers.h"

#include <string.h>

enum { UNANSWERED_AFTER_NS = 1000000000, REPETITION_AFTER_NS = 250000000 };

static bool same_etypes(const struct krb_etypes *a, const struct krb_etypes *b)
{
    return a->count == b->count && memcmp(a->list, b->list, a->count * sizeof a->list[0]) == 0;
}

/* A retransmission or a copy of the packet: the nonce is the same (RFC 4120 5.4.1 wants a fresh
 * one for a new request); clients that keep it while they add padata make a new request all the
 * same. */
bool exchange_repeats_request(const struct kdc_exchange *exchange,
                              const struct krb_message *message)
{
    if (exchange->cut && !exchange->has_nonce && !message->has_nonce) /* cut before the nonce */
        return exchange->has_request && exchange->request_type == message->type &&
               exchange->answers.count == 0;
    return exchange->has_request && exchange->has_nonce && message->has_nonce &&
           exchange->nonce == message->nonce && exchange->request_type == message->type &&
           exchange->padata == message->padata &&
           same_etypes(&exchange->offered, &message->offered);
}

/* Nearly always they are the same to the letter, which is cheaper to find. */
static bool both_known_and_equal(const char *a, const char *b)
{
    return a && b && (strcmp(a, b) == 0 || g_ascii_strcasecmp(a, b) == 0);
}

/* A middle tier acts for many: where a name is not known, the user's ticket tells (MS-SFU
 * 3.1.5.2.1). */
static bool same_s4u_user(const struct kdc_exchange *a, const struct kdc_exchange *b)
{
    if (a->s4u_user && b->s4u_user)
        return g_ascii_strcasecmp(a->s4u_user, b->s4u_user) == 0 &&
               (!a->s4u_realm || !b->s4u_realm ||
                g_ascii_strcasecmp(a->s4u_realm, b->s4u_realm) == 0);
    return a->evidence_fingerprint == b->evidence_fingerprint;
}

/* The same client wants the same thing: the same logon, or a ticket for the same service. */
bool exchange_same_purpose(const struct kdc_exchange *a, const struct kdc_exchange *b)
{
    if (!a->has_request || !b->has_request || a->request_type != b->request_type ||
        exchange_is_s4u(a) != exchange_is_s4u(b))
        return false;
    if (a->request_type == KRB_AS_REQ)
        return both_known_and_equal(a->cname, b->cname);
    if (exchange_is_s4u(a) && !same_s4u_user(a, b))
        return false;
    return a->spn_parts.hash == b->spn_parts.hash && both_known_and_equal(a->spn, b->spn);
}

enum hosts_match exchange_match_host(struct kdc_exchange *exchange, const struct hosts *hosts,
                                     const struct host_addr *addr)
{
    return hosts_match_kept(hosts, exchange->spn_parts.host, &exchange->spn_host, addr);
}

bool exchange_is_user_to_user(const struct kdc_exchange *exchange)
{
    return (exchange->kdc_options & KRB_OPT_ENC_TKT_IN_SKEY) != 0;
}

/* A TGS-REP for another krbtgt is a referral (RFC 6806 8): the service itself is still not
 * granted. */
bool exchange_grants_what_was_asked(const struct kdc_exchange *exchange,
                                    const struct krb_message *answer)
{
    return exchange->request_type == KRB_AS_REQ || ticket_name_is_krbtgt(exchange->spn) ||
           !ticket_name_is_krbtgt(answer->ticket.sname);
}

/* What a refusal says of the presented TGT: these codes come after it was decrypted (RFC 4120
 * 3.3.3). */
bool krb_code_proves_tgt_readable(int32_t code)
{
    static const int32_t codes[] = {7, 8, 12, 13, 27};

    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
        if (codes[i] == code)
            return true;
    return false;
}

/* Answers of KDCs that could not use a TGT: MIT 31 and 60, Heimdal 41, 44, 45. */
bool krb_code_is_of_unreadable_tgt(int32_t code)
{
    static const int32_t codes[] = {31, 41, 44, 45, 60};

    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
        if (codes[i] == code)
            return true;
    return false;
}

/* A copy of the packet follows within moments, a retransmission after a while. */
static bool was_repeated(const struct kdc_exchange *exchange)
{
    return exchange->last_request_ns - exchange->request_ns >= REPETITION_AFTER_NS;
}

bool exchange_is_unanswered(const struct kdc_exchange *exchange, int64_t now_ns)
{
    /* Of a capture that cuts frames the answer may be lost as well. */
    if (exchange->overcome || exchange->cut || exchange->answer_unseen ||
        (exchange->connect_only && exchange->kdc_seen))
        return false;
    if (exchange->state == EXCHANGE_UNREACHABLE)
        return true;
    return exchange->state == EXCHANGE_WAITING &&
           (exchange->followed || exchange->untimed || was_repeated(exchange) ||
            now_ns - exchange->request_ns >= UNANSWERED_AFTER_NS);
}

static bool offers_any_of(const struct krb_etypes *offered, const struct krb_etypes *hints)
{
    for (unsigned i = 0; i < offered->count; i++)
        for (unsigned j = 0; j < hints->count; j++)
            if (offered->list[i] == hints->list[j])
                return true;
    return false;
}

bool exchange_lacks_method(const struct kdc_exchange *exchange)
{
    return exchange->error_code == KDC_ERR_PREAUTH_REQUIRED && exchange->no_method &&
           offers_any_of(&exchange->offered, &exchange->hints);
}

/* A KDC that has no key of an offered type asks for pre-authentication without naming one (RFC 4120
 * 5.2.7.5), or names no way to do it, and the client gives up. Inside FAST the hints cannot be
 * seen. */
static bool leaves_no_way(const struct kdc_exchange *exchange)
{
    return exchange->has_request && exchange->request_type == KRB_AS_REQ && !exchange->followed &&
           !exchange->cut && !exchange->answer_cut && (exchange->padata & KRB_PA_FX_FAST) == 0 &&
           exchange->offered.count > 0 &&
           (!offers_any_of(&exchange->offered, &exchange->hints) ||
            exchange_lacks_method(exchange));
}

bool exchange_is_failure(const struct kdc_exchange *exchange)
{
    if (exchange->state != EXCHANGE_REFUSED || exchange->overcome)
        return false;
    if (exchange->error_code == KDC_ERR_PREAUTH_REQUIRED)
        return leaves_no_way(exchange);
    /* "Use TCP" is routine as long as the client gets any further (RFC 4120 7.2.1). */
    if (exchange->error_code == KRB_ERR_RESPONSE_TOO_BIG)
        return !exchange->followed && !exchange->retry_unseen;
    return !exchange->routine;
}

bool exchange_is_s4u_self(const struct kdc_exchange *exchange)
{
    return (exchange->padata & (KRB_PA_FOR_USER | KRB_PA_S4U_X509_USER)) != 0;
}

bool exchange_is_s4u_proxy(const struct kdc_exchange *exchange)
{
    return (exchange->kdc_options & KRB_OPT_CNAME_IN_ADDL_TKT) != 0;
}

bool exchange_is_s4u(const struct kdc_exchange *exchange)
{
    return exchange_is_s4u_self(exchange) || exchange_is_s4u_proxy(exchange);
}

/* Refusals that healthy traffic is full of; see the README for the list. */
bool exchange_is_routine_by_nature(const struct kdc_exchange *exchange)
{
    switch (exchange->error_code) {
    case KDC_ERR_PREAUTH_REQUIRED:
    case KRB_ERR_RESPONSE_TOO_BIG:
        return true;
    case KDC_ERR_BADOPTION:
        return (ticket_name_is_krbtgt(exchange->spn) && !exchange_is_s4u(exchange)) ||
               (exchange->kdc_options & KRB_OPT_RENEW) != 0 ||
               (!exchange_is_s4u_proxy(exchange) && exchange->has_nt_status &&
                exchange->nt_status == NT_STATUS_NOT_SUPPORTED);
    case KDC_ERR_S_PRINCIPAL_UNKNOWN:
        return exchange->spn && g_ascii_strncasecmp(exchange->spn, "DNS/", 4) == 0;
    default:
        return false;
    }
}

bool exchange_gets_past(const struct kdc_exchange *later, const struct kdc_exchange *earlier)
{
    return later->state == EXCHANGE_REFUSED && later->error_code == KDC_ERR_PREAUTH_REQUIRED &&
           (earlier->error_code == KDC_ERR_C_PRINCIPAL_UNKNOWN ||
            earlier->error_code == KDC_ERR_ETYPE_NOSUPP);
}

bool exchange_mark_retry(struct kdc_exchange *earlier, void *user_data)
{
    const struct kdc_exchange *retry = user_data;

    if (retry->has_request && !exchange_same_purpose(earlier, retry))
        return true; /* so it was no retry, or not of this one */
    if (host_addr_equal(&earlier->kdc, &retry->kdc))
        earlier->retry_unseen = retry->connect_only || retry->cut || retry->answer_unseen;
    return true;
}
