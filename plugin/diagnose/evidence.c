/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence.h"

#include "../vocabulary/numbers.h"
#include "chain.h"
#include "evidence_parts.h"
#include "wording.h"

#include <string.h>

enum {
    EVIDENCE_ERRORS_MAX = 4,
};

#define NS_PER_S 1e9

struct address_text {
    char text[HOST_ADDR_TEXT_SIZE];
};

static struct address_text text_of(const struct host_addr *addr)
{
    struct address_text out = {""};

    host_addr_format(addr, out.text);
    return out;
}

/* "0x00000005 nca_s_fault_access_denied", or the code alone. */
static char *code_and_name(uint32_t code, const char *name)
{
    return g_strdup_printf("0x%08x%s%s", code, name ? " " : "", name ? name : "");
}

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

/* --- the KDC's side --- */

static void say_refusal_of_kdc(const struct kdc_exchange *exchange, GArray *evidence)
{
    g_autofree char *code = wording_krb_error(exchange->error_code);
    struct address_text kdc = text_of(&exchange->kdc);

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
            code_and_name(exchange->nt_status, nt_status_name(exchange->nt_status));
        evidence_add(evidence, EVIDENCE_KDC_NT_STATUS, WORDS(TEXT_WORD(status)));
    }
}

static void say_cut_answer(const struct ledger *ledger, const struct kdc_exchange *exchange,
                           GArray *evidence)
{
    g_autofree char *missing = datagrams_missing(ledger->datagrams, exchange->cut_answer_frame);
    g_autofree char *which = missing ? g_strdup_printf(": %s", missing) : g_strdup("");
    struct address_text kdc = text_of(&exchange->kdc);

    evidence_add(evidence, EVIDENCE_ANSWER_CUT,
                 WORDS(FRAME_WORD(exchange->cut_answer_frame), TEXT_WORD(kdc.text),
                       TEXT_WORD(request_name(exchange)), FRAME_WORD(exchange->requests.list[0]),
                       TEXT_WORD(which)));
}

static void say_silence(const struct kdc_exchange *exchange, GArray *evidence)
{
    struct address_text kdc = text_of(&exchange->kdc);
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
    const char *target = host ? hosts_alias_target(subject->ledger->hosts, host) : NULL;

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
    if (exchange->state == EXCHANGE_REFUSED && exchange->error_code == KDC_ERR_PREAUTH_REQUIRED)
        evidence_add(evidence, EVIDENCE_NO_USABLE_HINT, NO_WORDS);
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

static void say_links(const struct diagnosis_case *subject, GArray *evidence)
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

/* --- the tickets --- */

static void say_issue(enum evidence_kind issued, enum evidence_kind cached,
                      const struct issued_ticket *ticket, GArray *evidence)
{
    g_autofree char *etype = wording_etype(ticket->etype);
    g_autofree char *kvno =
        ticket->has_kvno ? g_strdup_printf(" (key version %u)", ticket_key_version(ticket)) : NULL;
    struct address_text issuer = text_of(&ticket->issuer);

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
        struct address_text kdc = text_of(&use->kdc);

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
        struct address_text other = text_of(&subject->other_kdc->address);
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
        old_rc4 |= exchange->offered.list[i] == -133;
        old_md4 |= exchange->offered.list[i] == -128;
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

/* --- the server's side --- */

static void say_server_errors(const struct association *association, GArray *evidence)
{
    for (unsigned i = 0; i < association->inband_count; i++) {
        const struct inband_error *error = &association->inband[i];
        g_autofree char *code = wording_krb_error(error->code);

        evidence_add(
            evidence, EVIDENCE_SERVER_KRB_ERROR,
            WORDS(FRAME_WORD(error->frame), FRAME_WORD(error->request_frame), TEXT_WORD(code)));
    }
}

static void say_extended_errors(const struct association *association, GArray *evidence)
{
    if (association->has_extended_error && association->extended_error_count == 0)
        evidence_add(evidence, EVIDENCE_EXTENDED_ERROR_UNREADABLE, NO_WORDS);
    for (unsigned i = 0; i < association->extended_error_count; i++) {
        uint32_t hresult = association->extended_errors[i];
        g_autofree char *code = code_and_name(hresult, hresult_name(hresult));
        evidence_add(evidence, EVIDENCE_EXTENDED_ERROR, WORDS(TEXT_WORD(code)));
    }
}

static void say_fallback(const struct diagnosis_case *subject, GArray *evidence)
{
    const struct association *association = subject->association;

    if (!association_uses_ntlm(association) || association->kind == ASSOCIATION_EMPTY)
        return;
    if (subject->main_link)
        evidence_add(evidence, EVIDENCE_THEN_NTLM, WORDS(FRAME_WORD(association->bind_frame)));
    else if (association->server_chose_ntlm &&
             (association->offered_mechs & (AUTH_MECH_KRB5 | AUTH_MECH_U2U)) != 0)
        evidence_add(evidence, EVIDENCE_SERVER_CHOSE_NTLM, NO_WORDS);
    if (subject->main_link && association->answer == ANSWER_FAULT && association->auth_level != 0 &&
        association->auth_level < AUTH_LEVEL_INTEGRITY) {
        const char *name = auth_level_name(association->auth_level);
        g_autofree char *level = g_strdup_printf("%u (%s)", association->auth_level,
                                                 name ? name : "below packet integrity");
        evidence_add(evidence, EVIDENCE_NTLM_LEVEL_LOW, WORDS(TEXT_WORD(level)));
    }
}

static void say_channel(const struct association *association, GArray *evidence)
{
    g_autofree char *account = wording_channel(association);

    if (association->channel_host)
        evidence_add(evidence, EVIDENCE_CHANNEL_ACCOUNT, WORDS(TEXT_WORD(account)));
    if (association->channel_host && !association->channel_domain)
        evidence_add(evidence, EVIDENCE_CHANNEL_WITHOUT_DOMAIN, NO_WORDS);
    if (association->channel_renewed_frame != 0)
        evidence_add(evidence, EVIDENCE_CHANNEL_RENEWED,
                     WORDS(FRAME_WORD(association->channel_renewed_frame)));
}

/* Interfaces that refuse calls in the clear, and since when. */
static const struct {
    const char *uuid;
    const char *reason;
} private_interfaces[] = {
    {"91ae6020-9e3c-11cf-8d7c-00aa00c091be",
     "ICertPassage, unless IF_ENFORCEENCRYPTICERTREQUEST is off (MS-ICPR 3.2.1)"},
    {"12345678-1234-abcd-ef00-0123456789ab",
     "the print spooler, RpcAuthnLevelPrivacyEnabled (KB 4599464)"},
};

static void say_session(const struct association *association, GArray *evidence)
{
    const char *user = association->session_user ? association->session_user : "the user";

    if (association->kind != ASSOCIATION_UNAUTHENTICATED || association->pipe == 0)
        return;
    if (association->session_frame != 0)
        evidence_add(evidence, EVIDENCE_SESSION_USER,
                     WORDS(TEXT_WORD(user), FRAME_WORD(association->session_frame)));
    for (size_t i = 0; association->interface_uuid && i < G_N_ELEMENTS(private_interfaces); i++)
        if (g_ascii_strcasecmp(association->interface_uuid, private_interfaces[i].uuid) == 0)
            evidence_add(evidence, EVIDENCE_NEEDS_PRIVACY,
                         WORDS(TEXT_WORD(private_interfaces[i].reason)));
}

static void say_accepted(const struct diagnosis_case *subject, GArray *evidence)
{
    struct address_text server = text_of(&subject->association->server);

    if (case_has(subject, FACT_USER_ACCEPTED) && subject->association->answer == ANSWER_FAULT)
        evidence_add(evidence, EVIDENCE_USER_ACCEPTED,
                     WORDS(FRAME_WORD(subject->accepted.frame), TEXT_WORD(server.text),
                           TEXT_WORD(subject->accepted.by_session ? " for an SMB session" : "")));
}

static void say_open_end(const struct association *association, GArray *evidence)
{
    if (association->announced_address)
        evidence_add(evidence, EVIDENCE_ADDRESS_ANNOUNCED,
                     WORDS(FRAME_WORD(association->answer_frame),
                           TEXT_WORD(association->announced_address)));
    else
        evidence_add(evidence, EVIDENCE_NO_OUTCOME, WORDS(FRAME_WORD(association->bind_frame)));
}

static void say_answer(const struct diagnosis_case *subject, GArray *evidence)
{
    const struct association *association = subject->association;
    g_autofree char *refusal = wording_refusal(association);

    uint32_t frame = association->answer_frame;

    switch (subject->outcome) {
    case OUTCOME_NO_BIND:
        evidence_add(evidence, EVIDENCE_CLOSED_WITHOUT_BIND, WORDS(FRAME_WORD(frame)));
        break;
    case OUTCOME_NTLM_FALLBACK:
        evidence_add(evidence, EVIDENCE_NTLM_ACCEPTED, WORDS(FRAME_WORD(frame)));
        break;
    case OUTCOME_RECOVERED:
        evidence_add(evidence, EVIDENCE_WORKED_IN_THE_END, WORDS(FRAME_WORD(frame)));
        break;
    case OUTCOME_UNDETERMINED:
        say_open_end(association, evidence);
        break;
    default:
        evidence_add(evidence, EVIDENCE_ANSWER, WORDS(TEXT_WORD_ABOUT(refusal, frame)));
        break;
    }
    if (association->proven_frame != 0 && association->answer != ANSWER_SUCCESS)
        evidence_add(evidence, EVIDENCE_COMPLETE_BEFORE,
                     WORDS(FRAME_WORD(association->proven_frame)));
    if (association->activated_before_frame != 0)
        evidence_add(evidence, EVIDENCE_ACTIVATED_BEFORE,
                     WORDS(FRAME_WORD(association->activated_before_frame)));
}

static void say_own_timer(const struct association *association, GArray *evidence)
{
    int64_t left_ns = association->answer_ns - association->last_leg_ns;
    g_autofree char *seconds = g_strdup_printf("%.6f", (double)left_ns / NS_PER_S);

    evidence_add(evidence, EVIDENCE_OWN_TIMER,
                 WORDS(FRAME_WORD(association->answer_frame), TEXT_WORD(seconds),
                       FRAME_WORD(association->last_leg_frame)));
}

static void say_way(const struct between *between, GArray *evidence)
{
    const char *sender = between->from_client ? "client" : "server";

    if (between->kind == BETWEEN_LOST)
        evidence_add(evidence, EVIDENCE_LOST_ON_THE_WAY,
                     WORDS(FRAME_WORD(between->frame), TEXT_WORD(between->seen_by->name),
                           TEXT_WORD(sender), TEXT_WORD(between->missed_by->name),
                           TEXT_WORD(sender)));
    else if (between->kind == BETWEEN_FORGED)
        evidence_add(evidence, EVIDENCE_FORGED_ON_THE_WAY,
                     WORDS(FRAME_WORD(between->frame), TEXT_WORD(between->seen_by->name),
                           TEXT_WORD(sender), TEXT_WORD(between->missed_by->name),
                           TEXT_WORD(sender)));
    if (between->translated_frames[0] != 0)
        evidence_add(evidence, EVIDENCE_TRANSLATED,
                     WORDS(FRAME_WORD(between->translated_frames[0]),
                           FRAME_WORD(between->translated_frames[1])));
}

/* What is not in the capture is said: it may hide the cause. */
static void say_missing(const struct diagnosis_case *subject, const struct verdict_rule *rule,
                        GArray *evidence)
{
    const struct association *association = subject->association;

    if (association->bytes_missing && rule->verdict != VERDICT_TRUNCATED)
        evidence_add(evidence, EVIDENCE_BYTES_MISSING, NO_WORDS);
    if (association_gave_up_early(association))
        say_own_timer(association, evidence);
    if (association->is_cut_off)
        evidence_add(evidence, EVIDENCE_CUT_OFF, NO_WORDS);
    if (!subject->main_link && !subject->main_inband &&
        (rule->verdict == VERDICT_NTLM_LOGON_REFUSED ||
         rule->verdict == VERDICT_SERVER_SECURITY_FAILURE))
        evidence_add(evidence, EVIDENCE_NO_KRB_ERROR, NO_WORDS);
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

void evidence_fill(const struct diagnosis_case *subject, const struct verdict_rule *rule,
                   GArray *evidence)
{
    say_answer(subject, evidence);
    evidence_of_bind(subject, evidence);
    say_server_errors(subject->association, evidence);
    evidence_of_hosts(subject, evidence);
    say_extended_errors(subject->association, evidence);
    say_links(subject, evidence);
    chain_say(subject, evidence);
    say_tickets(subject, evidence);
    if (is_about_etypes(subject, rule) || is_about_keys(rule))
        say_kdc_comparison(subject, evidence);
    if (is_about_etypes(subject, rule)) {
        say_offer(subject, evidence);
        say_old_client(subject, evidence);
    }
    say_fallback(subject, evidence);
    say_channel(subject->association, evidence);
    say_session(subject->association, evidence);
    say_accepted(subject, evidence);
    say_way(&subject->links.between, evidence);
    say_missing(subject, rule, evidence);
    evidence_add(evidence, EVIDENCE_RULE, WORDS(TEXT_WORD(rule->when)));
}
