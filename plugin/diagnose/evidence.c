/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence.h"

#include "wording.h"

#include <string.h>

enum {
    LEVEL_INTEGRITY = 5,
    EVIDENCE_ERRORS_MAX = 8,
    ERR_S_PRINCIPAL_UNKNOWN = 7,
    ERR_ETYPE_NOSUPP = 14
};

static void say(GPtrArray *evidence, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(GPtrArray *evidence, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    finding_add_sentence(evidence, g_strdup_vprintf(format, args));
    va_end(args);
}

struct address_text {
    char text[HOST_ADDR_TEXT_SIZE];
};

static struct address_text text_of(const struct host_addr *addr)
{
    struct address_text out = {""};

    host_addr_format(addr, out.text);
    return out;
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

static void say_refusal_of_kdc(const struct kdc_exchange *exchange, GPtrArray *evidence)
{
    g_autofree char *code = wording_krb_error(exchange->error_code);
    struct address_text kdc = text_of(&exchange->kdc);

    if (!exchange->has_request)
        say(evidence, "Frame %u: %s answers %s; the request is not in the capture.",
            exchange->answers.list[0], kdc.text, code);
    else
        say(evidence, "Frame %u: %s answers the %s of frame %u for %s with %s.",
            exchange->answers.list[0], kdc.text, request_name(exchange), exchange->requests.list[0],
            wanted_of(exchange), code);
    if (exchange->answer_in_fast)
        say(evidence,
            "The request was armoured (FAST): the error inside the armour may be another.");
    if (exchange->e_text)
        say(evidence, "The KDC adds the text \"%s\".", exchange->e_text);
    if (exchange->has_nt_status) {
        const char *name = nt_status_name(exchange->nt_status);
        say(evidence, "Its extended error is NTSTATUS 0x%08x%s%s.", exchange->nt_status,
            name ? " " : "", name ? name : "");
    }
}

static void say_silence(const struct kdc_exchange *exchange, GPtrArray *evidence)
{
    struct address_text kdc = text_of(&exchange->kdc);
    const char *how = exchange->state == EXCHANGE_UNREACHABLE
                          ? "is refused by the network (RST or ICMP)"
                          : "gets no answer";

    say(evidence, "Frame %u: the %s to %s %s%s.", exchange->requests.list[0],
        request_name(exchange), kdc.text, how,
        exchange->requests.count > 1 ? ", although it was repeated" : "");
}

/* An alias has no SPN of its own unless somebody registered one. */
static void say_alias(const struct diagnosis_case *subject, const struct kdc_exchange *exchange,
                      GPtrArray *evidence)
{
    g_autofree char *host =
        exchange->error_code == ERR_S_PRINCIPAL_UNKNOWN ? spn_host(exchange->spn) : NULL;
    const char *target = host ? hosts_alias_target(subject->ledger->hosts, host) : NULL;

    if (target)
        say(evidence, "DNS says that %s is an alias (CNAME) of %s.", host, target);
}

static void say_links(const struct diagnosis_case *subject, GPtrArray *evidence)
{
    const GArray *links =
        subject->links.errors->len ? subject->links.errors : subject->links.unanswered;

    for (guint i = 0; i < links->len && i < EVIDENCE_ERRORS_MAX; i++) {
        const struct link *link = &g_array_index(links, struct link, i);

        if (link->exchange->state == EXCHANGE_REFUSED)
            say_refusal_of_kdc(link->exchange, evidence);
        else
            say_silence(link->exchange, evidence);
    }
    if (subject->main_link) {
        say_alias(subject, subject->main_link->exchange, evidence);
        say(evidence, "It belongs to this failure because %s.",
            link_kind_text(subject->main_link->kind));
    }
    if (subject->links.from_cache)
        say(evidence, "The client did not ask again for this attempt: Windows remembers an unknown "
                      "SPN for 15 minutes.");
}

/* --- the tickets --- */

static void say_issue(const char *what, const struct issued_ticket *ticket, GPtrArray *evidence)
{
    g_autofree char *etype = wording_etype(ticket->etype);
    struct address_text issuer = text_of(&ticket->issuer);

    if (ticket->rep_frame == 0)
        say(evidence, "The %s (%s) was issued before the capture began: it was cached.", what,
            etype);
    else if (ticket->has_kvno)
        say(evidence, "Frame %u: %s issued the %s, encrypted with %s (key version %u).",
            ticket->rep_frame, issuer.text, what, etype, ticket->kvno);
    else
        say(evidence, "Frame %u: %s issued the %s, encrypted with %s.", ticket->rep_frame,
            issuer.text, what, etype);
}

static void say_uses(const struct diagnosis_case *subject, const struct kdc_exchange *exchange,
                     GPtrArray *evidence)
{
    for (unsigned i = 0; i < subject->tgt->use_count; i++) {
        const struct ticket_use *use = &subject->tgt->uses[i];
        struct address_text kdc = text_of(&use->kdc);

        if (use->accepted > 0)
            say(evidence, "Frame %u: %s accepted the same ticket-granting ticket.",
                use->accepted_frame, kdc.text);
        else if (!host_addr_equal(&use->kdc, &exchange->kdc))
            say(evidence, "Frame %u: %s refused the same ticket-granting ticket, too.",
                use->refused_frame, kdc.text);
    }
}

static void say_kdc_comparison(const struct diagnosis_case *subject, GPtrArray *evidence)
{
    const struct kdc_exchange *exchange = subject->main_link->exchange;

    if (subject->tgt)
        say_uses(subject, exchange, evidence);
    if (subject->other_kdc) {
        struct address_text other = text_of(&subject->other_kdc->address);
        say(evidence, "%s issued tickets for %s.", other.text, exchange->spn);
    }
}

static void say_offer(const struct diagnosis_case *subject, GPtrArray *evidence)
{
    const struct kdc_exchange *exchange = subject->main_link->exchange;
    g_autofree char *offered = wording_etypes(&exchange->offered);

    if (exchange->offered.count == 0)
        return;
    if (case_has(subject, FACT_OFFER_WIDE))
        say(evidence,
            "The client offered %s: everything in use, so its offer cannot be the reason.",
            offered);
    else
        say(evidence, "The client offered only %s.", offered);
}

/* AS-REQ lists that only Windows 2000 and XP send: MS-KILE 2.2.8, product behavior. */
static void say_old_client(const struct diagnosis_case *subject, GPtrArray *evidence)
{
    const struct kdc_exchange *exchange = subject->main_link->exchange;
    bool old_rc4 = false, old_md4 = false;

    for (unsigned i = 0; i < exchange->offered.count; i++) {
        old_rc4 |= exchange->offered.list[i] == -133;
        old_md4 |= exchange->offered.list[i] == -128;
    }
    if (old_rc4 && old_md4 && !case_has(subject, FACT_OFFER_AES))
        say(evidence,
            "The client looks like Windows XP or 2003: it offers the encryption types -133 "
            "and -128, and no AES.");
}

static void say_tickets(const struct diagnosis_case *subject, GPtrArray *evidence)
{
    if (subject->ticket)
        say_issue("service ticket", subject->ticket, evidence);
    else if (subject->association->has_ticket)
        say(evidence,
            "The service ticket of the bind is not issued in this capture: it was cached.");
    if (subject->tgt)
        say_issue("ticket-granting ticket", subject->tgt, evidence);
}

/* --- the server's side --- */

static void say_server_errors(const struct association *association, GPtrArray *evidence)
{
    for (unsigned i = 0; i < association->inband_count; i++) {
        const struct inband_error *error = &association->inband[i];
        g_autofree char *code = wording_krb_error(error->code);

        say(evidence, "Frame %u: the server answers the AP-REQ of frame %u with %s in its token.",
            error->frame, error->request_frame, code);
    }
}

static void say_extended_errors(const struct association *association, GPtrArray *evidence)
{
    if (association->has_extended_error && association->extended_error_count == 0)
        say(evidence, "The answer carries extended error information that cannot be read.");
    for (unsigned i = 0; i < association->extended_error_count; i++) {
        const char *name = hresult_name(association->extended_errors[i]);
        say(evidence, "The extended error information of the server says 0x%08x%s%s.",
            association->extended_errors[i], name ? " " : "", name ? name : "");
    }
}

static void say_fallback(const struct diagnosis_case *subject, GPtrArray *evidence)
{
    const struct association *association = subject->association;

    if (!association_uses_ntlm(association) || association->kind == ASSOCIATION_EMPTY)
        return;
    if (subject->main_link)
        say(evidence, "Frame %u: the client then binds with NTLM.", association->bind_frame);
    else if (association->server_chose_ntlm)
        say(evidence, "The server chose NTLM although the client proposed Kerberos.");
    if (subject->main_link && association->answer == ANSWER_FAULT && association->auth_level != 0 &&
        association->auth_level < LEVEL_INTEGRITY) {
        const char *level = auth_level_name(association->auth_level);
        say(evidence,
            "The NTLM attempt asked for the level %u (%s): for an activation that alone is "
            "refused, too.",
            association->auth_level, level ? level : "below packet integrity");
    }
}

static void say_answer(const struct diagnosis_case *subject, GPtrArray *evidence)
{
    const struct association *association = subject->association;
    g_autofree char *refusal = wording_refusal(association);

    switch (subject->outcome) {
    case OUTCOME_NO_BIND:
        say(evidence, "Frame %u: the client closes the connection without having sent a bind.",
            association->answer_frame);
        break;
    case OUTCOME_NTLM_FALLBACK:
        say(evidence, "Frame %u: the server accepts the NTLM logon.", association->answer_frame);
        break;
    case OUTCOME_RECOVERED:
        say(evidence, "Frame %u: authentication worked in the end, with Kerberos.",
            association->answer_frame);
        break;
    case OUTCOME_UNDETERMINED:
        if (association->announced_address)
            say(evidence, "Frame %u: the server announces the address %s.",
                association->answer_frame, association->announced_address);
        else
            say(evidence, "Frame %u: the bind; the capture shows no outcome.",
                association->bind_frame);
        break;
    default:
        say(evidence, "The answer: %s.", refusal);
        break;
    }
    if (association->proven_frame != 0 && association->answer != ANSWER_SUCCESS)
        say(evidence, "Frame %u: authentication was complete before.", association->proven_frame);
    if (association->activated_before_frame != 0)
        say(evidence, "Frame %u: an activation at this server had worked before.",
            association->activated_before_frame);
}

/* What is not in the capture is said: it may hide the cause. */
static void say_missing(const struct diagnosis_case *subject, const struct verdict_rule *rule,
                        GPtrArray *evidence)
{
    const struct association *association = subject->association;

    if (association->bytes_missing && rule->verdict != VERDICT_TRUNCATED)
        say(evidence, "Bytes of this connection are missing from the capture.");
    if (association->is_cut_off)
        say(evidence, "The capture ends right after it: the client may have gone on.");
    if (!subject->main_link && !subject->main_inband &&
        (rule->verdict == VERDICT_NTLM_LOGON_REFUSED ||
         rule->verdict == VERDICT_SERVER_SECURITY_FAILURE))
        say(evidence,
            "No KRB-ERROR in the capture belongs to it: Kerberos traffic of the client may "
            "be elsewhere, or its tickets were cached.");
}

static bool is_about_etypes(const struct diagnosis_case *subject, const struct verdict_rule *rule)
{
    return subject->main_link &&
           (subject->code == ERR_ETYPE_NOSUPP || rule->verdict == VERDICT_TGT_REJECTED_BY_KDC);
}

void evidence_fill(const struct diagnosis_case *subject, const struct verdict_rule *rule,
                   GPtrArray *evidence)
{
    say_answer(subject, evidence);
    say_server_errors(subject->association, evidence);
    say_extended_errors(subject->association, evidence);
    say_links(subject, evidence);
    say_tickets(subject, evidence);
    if (is_about_etypes(subject, rule)) {
        say_kdc_comparison(subject, evidence);
        say_offer(subject, evidence);
        say_old_client(subject, evidence);
    }
    say_fallback(subject, evidence);
    say_missing(subject, rule, evidence);
    say(evidence, "Rule: %s.", rule->when);
}
