/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence_parts.h"

#include "../ledger/kdc/spn.h"
#include "../vocabulary/numbers.h"
#include "whose.h"
#include "wording.h"

/* Repeats of one refusal fill no page. */
enum { EVIDENCE_ERRORS_MAX = 4 };

static const char *request_name(const struct kdc_exchange *exchange)
{
    if (exchange->connect_only)
        return "connection";
    return exchange->request_type == KRB_AS_REQ ? "AS-REQ" : "TGS-REQ";
}

static const char *wanted_of(const struct kdc_exchange *exchange)
{
    const char *wanted = exchange->request_type == KRB_AS_REQ ? exchange->cname : exchange->spn;

    return wanted ? wanted : "a name that is not in the capture";
}

static void say_refusal_of_kdc(const struct kdc_exchange *exchange, GArray *evidence)
{
    g_autofree char *code = wording_krb_error(exchange->error_code);
    struct address_text kdc = evidence_address(&exchange->kdc);

    if (!exchange->has_request)
        evidence_add(
            evidence, EVIDENCE_KDC_REFUSED_UNSEEN,
            WORDS(FRAME_WORD(exchange->answers.list[0]), TEXT_WORD(kdc.text), TEXT_WORD(code)));
    else
        evidence_add(evidence, EVIDENCE_KDC_REFUSED,
                     WORDS(FRAME_WORD(exchange->answers.list[0]), TEXT_WORD(kdc.text),
                           TEXT_WORD(request_name(exchange)),
                           FRAME_WORD(exchange->requests.list[0]), TEXT_WORD(wanted_of(exchange)),
                           TEXT_WORD(code)));
    if (exchange->answer_in_fast)
        evidence_add(evidence, EVIDENCE_ARMOURED, NO_WORDS);
    if (exchange->e_text)
        evidence_add(evidence, EVIDENCE_KDC_TEXT, WORDS(TEXT_WORD(exchange->e_text)));
    if (exchange->has_nt_status) {
        g_autofree char *status =
            evidence_code(exchange->nt_status, nt_status_name(exchange->nt_status));
        evidence_add(evidence, EVIDENCE_KDC_NT_STATUS, WORDS(TEXT_WORD(status)));
    }
}

static void say_cut_answer(const struct ledger *ledger, const struct kdc_exchange *exchange,
                           GArray *evidence)
{
    g_autofree char *missing =
        datagrams_missing(ledger_datagrams(ledger), exchange->cut_answer_frame);
    g_autofree char *which = missing ? g_strdup_printf(": %s", missing) : g_strdup("");
    struct address_text kdc = evidence_address(&exchange->kdc);

    evidence_add(evidence, EVIDENCE_ANSWER_CUT,
                 WORDS(FRAME_WORD(exchange->cut_answer_frame), TEXT_WORD(kdc.text),
                       TEXT_WORD(request_name(exchange)), FRAME_WORD(exchange->requests.list[0]),
                       TEXT_WORD(which)));
}

static void say_silence(const struct kdc_exchange *exchange, GArray *evidence)
{
    struct address_text kdc = evidence_address(&exchange->kdc);
    bool unreachable = exchange->state == EXCHANGE_UNREACHABLE;

    evidence_add(
        evidence, unreachable ? EVIDENCE_KDC_UNREACHABLE : EVIDENCE_KDC_SILENT,
        WORDS(FRAME_WORD(exchange->requests.list[0]), TEXT_WORD(request_name(exchange)),
              TEXT_WORD(kdc.text),
              TEXT_WORD(exchange->requests.count > 1 ? ", although it was repeated" : "")));
}

/* An alias has no SPN of its own unless somebody registered one. */
static void say_alias(const struct diagnosis_case *subject, const struct kdc_exchange *exchange,
                      GArray *evidence)
{
    g_autofree char *host =
        exchange->error_code == KDC_ERR_S_PRINCIPAL_UNKNOWN ? spn_host(exchange->spn) : NULL;
    const char *target = host ? hosts_alias_target(ledger_hosts(subject->ledger), host) : NULL;

    if (target)
        evidence_add(evidence, EVIDENCE_DNS_ALIAS, WORDS(TEXT_WORD(host), TEXT_WORD(target)));
}

/* Repeats of one refusal fill no page. */
static void say_more_links(const GArray *links, GArray *evidence)
{
    const struct kdc_exchange *first = g_array_index(links, struct link, links->len - 1).exchange;
    bool refused = first->state == EXCHANGE_REFUSED;
    g_autofree char *count = g_strdup_printf("%u", links->len - EVIDENCE_ERRORS_MAX);

    evidence_add(evidence, refused ? EVIDENCE_MORE_REFUSALS : EVIDENCE_MORE_SILENCE,
                 WORDS(TEXT_WORD(count),
                       FRAME_WORD(refused ? first->answers.list[0] : first->requests.list[0])));
}

static void say_no_hint(const struct kdc_exchange *exchange, GArray *evidence)
{
    if (exchange->state != EXCHANGE_REFUSED || exchange->error_code != KDC_ERR_PREAUTH_REQUIRED)
        return;
    evidence_add(evidence,
                 exchange_lacks_method(exchange) ? EVIDENCE_NO_METHOD : EVIDENCE_NO_USABLE_HINT,
                 NO_WORDS);
}

static void say_another_account(const struct diagnosis_case *subject, GArray *evidence)
{
    const struct link *link = subject->main_link;
    const char *account = link ? whose_account(subject->ledger, link->exchange) : NULL;

    if (!link || link->whose != WHOSE_ANOTHERS)
        return;
    if (!account)
        account = link->exchange->s4u_user;
    evidence_add(evidence, EVIDENCE_ANOTHERS_REFUSAL,
                 WORDS(TEXT_WORD(account ? account : "another account"),
                       TEXT_WORD(subject->association->ntlm_user)));
}

void evidence_of_links(const struct diagnosis_case *subject, GArray *evidence)
{
    const GArray *links =
        subject->links.errors->len ? subject->links.errors : subject->links.unanswered;

    for (guint i = 0; i < links->len && i < EVIDENCE_ERRORS_MAX; i++) {
        const struct link *link = &g_array_index(links, struct link, i);

        if (link->exchange->state == EXCHANGE_REFUSED)
            say_refusal_of_kdc(link->exchange, evidence);
        else if (link->exchange->cut_answer_frame != 0)
            say_cut_answer(subject->ledger, link->exchange, evidence);
        else
            say_silence(link->exchange, evidence);
    }
    if (links->len > EVIDENCE_ERRORS_MAX)
        say_more_links(links, evidence);
    if (subject->main_link) {
        say_alias(subject, subject->main_link->exchange, evidence);
        evidence_of_names(subject, subject->main_link->exchange, evidence);
        say_no_hint(subject->main_link->exchange, evidence);
        evidence_add(evidence, EVIDENCE_LINK,
                     WORDS(TEXT_WORD(link_kind_text(subject->main_link->kind))));
    }
    say_another_account(subject, evidence);
    if (subject->links.from_cache)
        evidence_add(evidence, EVIDENCE_REMEMBERED, NO_WORDS);
}
