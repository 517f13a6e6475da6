/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence_parts.h"

#include "../vocabulary/numbers.h"
#include "wording.h"

static void say_issue(enum evidence_kind issued, enum evidence_kind cached,
                      const struct issued_ticket *ticket, GArray *evidence)
{
    g_autofree char *etype = wording_etype(ticket->etype);
    g_autofree char *kvno =
        ticket->has_kvno ? g_strdup_printf(" (key version %u)", ticket_key_version(ticket)) : NULL;
    struct address_text issuer = evidence_address(&ticket->issuer);

    if (ticket->rep_frame == 0)
        evidence_add(evidence, cached, WORDS(TEXT_WORD(etype)));
    else
        evidence_add(evidence, issued,
                     WORDS(FRAME_WORD(ticket->rep_frame), TEXT_WORD(issuer.text), TEXT_WORD(etype),
                           TEXT_WORD(kvno)));
}

static void say_tgt(const struct diagnosis_case *subject, GArray *evidence)
{
    bool by_other = subject->main_link &&
                    !host_addr_equal(&subject->tgt->issuer, &subject->main_link->exchange->kdc);

    say_issue(by_other ? EVIDENCE_TGT_ISSUED_BY_OTHER_KDC : EVIDENCE_TGT_ISSUED,
              EVIDENCE_TGT_CACHED, subject->tgt, evidence);
    if (case_shows(subject, TRAIT_TGT_OF_RODC)) {
        g_autofree char *rodc = g_strdup_printf("%u", ticket_rodc_number(subject->tgt));
        g_autofree char *kvno = g_strdup_printf("%u", ticket_key_version(subject->tgt));
        evidence_add(evidence, EVIDENCE_TGT_OF_RODC,
                     WORDS(TEXT_WORD(rodc), TEXT_WORD(rodc), TEXT_WORD(kvno)));
    }
}

static void say_uses(const struct diagnosis_case *subject, const struct kdc_exchange *exchange,
                     GArray *evidence)
{
    for (unsigned i = 0; i < subject->tgt->use_count; i++) {
        const struct ticket_use *use = &subject->tgt->uses[i];
        struct address_text kdc = evidence_address(&use->kdc);

        if (use->accepted > 0)
            evidence_add(evidence, EVIDENCE_TGT_ACCEPTED,
                         WORDS(FRAME_WORD(use->accepted_frame), TEXT_WORD(kdc.text)));
        else if (!host_addr_equal(&use->kdc, &exchange->kdc))
            evidence_add(evidence, EVIDENCE_TGT_REFUSED,
                         WORDS(FRAME_WORD(use->refused_frame), TEXT_WORD(kdc.text)));
    }
}

static void say_kdc_comparison(const struct diagnosis_case *subject, GArray *evidence)
{
    const struct kdc_exchange *exchange = subject->main_link->exchange;

    if (subject->tgt)
        say_uses(subject, exchange, evidence);
    if (subject->other_kdc) {
        struct address_text other = evidence_address(&subject->other_kdc->address);
        evidence_add(evidence, EVIDENCE_OTHER_KDC_GRANTED,
                     WORDS(TEXT_WORD(other.text), TEXT_WORD(exchange->spn)));
    }
}

static void say_offer(const struct diagnosis_case *subject, GArray *evidence)
{
    const struct kdc_exchange *exchange = subject->main_link->exchange;
    g_autofree char *offered = wording_etypes(&exchange->offered);

    if (exchange->offered.count == 0)
        return;
    evidence_add(evidence,
                 case_has(subject, FACT_OFFER_WIDE) ? EVIDENCE_OFFER_WIDE : EVIDENCE_OFFER_NARROW,
                 WORDS(TEXT_WORD(offered)));
}

static void say_old_client(const struct diagnosis_case *subject, GArray *evidence)
{
    const struct kdc_exchange *exchange = subject->main_link->exchange;
    bool old_rc4 = false, old_md4 = false;

    for (unsigned i = 0; i < exchange->offered.count; i++) {
        old_rc4 |= exchange->offered.list[i] == ETYPE_RC4_OLD;
        old_md4 |= exchange->offered.list[i] == ETYPE_RC4_MD4;
    }
    if (old_rc4 && old_md4 && !case_has(subject, FACT_OFFER_AES))
        evidence_add(evidence, EVIDENCE_OLD_CLIENT, NO_WORDS);
}

static void say_tickets(const struct diagnosis_case *subject, GArray *evidence)
{
    if (subject->ticket)
        say_issue(EVIDENCE_TICKET_ISSUED, EVIDENCE_TICKET_CACHED, subject->ticket, evidence);
    else if (subject->association->has_ticket)
        evidence_add(evidence, EVIDENCE_TICKET_UNSEEN, NO_WORDS);
    if (subject->tgt)
        say_tgt(subject, evidence);
}

static bool is_about_etypes(const struct diagnosis_case *subject, const struct verdict_rule *rule)
{
    return subject->main_link &&
           (subject->code == KDC_ERR_ETYPE_NOSUPP || rule->verdict == VERDICT_TGT_REJECTED_BY_KDC);
}

static bool is_about_keys(const struct verdict_rule *rule)
{
    return rule->verdict == VERDICT_TGT_OUTDATED || rule->verdict == VERDICT_TRUST_KEY_MISMATCH;
}

void evidence_of_tickets(const struct diagnosis_case *subject, const struct verdict_rule *rule,
                         GArray *evidence)
{
    say_tickets(subject, evidence);
    if (is_about_etypes(subject, rule) || is_about_keys(rule))
        say_kdc_comparison(subject, evidence);
    if (is_about_etypes(subject, rule)) {
        say_offer(subject, evidence);
        say_old_client(subject, evidence);
    }
}
