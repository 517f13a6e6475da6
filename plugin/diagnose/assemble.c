/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "assemble.h"

#include "evidence.h"
#include "hresult.h"
#include "log_events.h"
#include "outcome.h"
#include "wording.h"

#include <string.h>

static void take_association(struct finding *finding, const struct association *association)
{
    finding->time_ns = association->untimed ? EVENT_NO_TIME : association->answer_ns;
    finding->relative_ns = association->answer_relative_ns;
    finding->client = association->client;
    finding->server = association->server;
    finding->server_port = association->server_port;
    finding->tcp_stream = association->tcp_stream;
    finding->connection_frame = association->connection_frame;
    finding->interface = g_strdup(association->interface);
    finding->interface_uuid = g_strdup(association->interface_uuid);
    finding->has_opnum = association->has_opnum;
    finding->opnum = association->opnum;
    finding->has_auth = association->kind == ASSOCIATION_RPC;
    finding->auth_type = association->auth_type;
    finding->auth_level = association->auth_level;
    finding->bind_frame = association->bind_frame;
    finding->last_leg_frame = association->last_leg_frame;
    finding->answer_frame = association->answer_frame;
    if (association->answer == ANSWER_FAULT || association->answer == ANSWER_SMB_STATUS ||
        association->answer == ANSWER_CALL_STATUS) {
        finding->has_status = true;
        finding->status = association->status;
    }
    if (association->answer == ANSWER_BIND_NAK) {
        finding->has_reject_reason = true;
        finding->reject_reason = association->reject_reason;
    }
    if (association->ntlm_user)
        finding->ntlm_user =
            association->ntlm_domain
                ? g_strdup_printf("%s\\%s", association->ntlm_domain, association->ntlm_user)
                : g_strdup(association->ntlm_user);
}

static char *interned(const char *text)
{
    return text ? g_ref_string_new_intern(text) : NULL;
}

/* Whether one more is among the nearest. It is counted anyway. */
static bool count_krb_error(struct finding *finding)
{
    return finding->krb_error_total++ < FINDING_LINKS_MAX;
}

static void take_inband_errors(struct finding *finding, const struct association *association)
{
    for (unsigned i = association->inband_count; i-- > 0;) {
        const struct inband_error *error = &association->inband[i];

        if (!count_krb_error(finding))
            continue;
        struct finding_krb_error entry = {
            .frame = error->frame,
            .code = error->code,
            .has_nt_status = error->has_nt_status,
            .nt_status = error->nt_status,
            .in_band = true,
            .request = KRB_AP_REQ,
            .request_frame = error->request_frame,
            .server = interned(error->server),
            .server_realm = interned(error->server_realm),
            .link = LINK_IN_BAND,
        };
        g_array_append_val(finding->krb_errors, entry);
    }
}

static void take_kdc_error(struct finding *finding, const struct link *link, uint32_t frame)
{
    const struct kdc_exchange *exchange = link->exchange;
    struct finding_krb_error entry = {
        .frame = frame,
        .code = exchange->error_code,
        .has_nt_status = exchange->has_nt_status,
        .nt_status = exchange->nt_status,
        .request = exchange->request_type,
        .request_frame = exchange->requests.count ? exchange->requests.list[0] : 0,
        .kdc = exchange->kdc,
        .server = interned(exchange->answer_sname),
        .server_realm = interned(exchange->answer_realm),
        .link = link->kind,
    };

    g_array_append_val(finding->krb_errors, entry);
}

static void take_kdc_errors(struct finding *finding, const GArray *links)
{
    for (guint i = 0; i < links->len; i++) {
        const struct link *link = &g_array_index(links, struct link, i);
        const struct exchange_frames *answers = &link->exchange->answers;

        /* Every dissected copy of the answer, the first one first. A copy may come late; what is
         * linked precedes what it explains. */
        for (unsigned j = 0; j < answers->count; j++)
            if ((finding->answer_frame == 0 || answers->list[j] <= finding->answer_frame) &&
                count_krb_error(finding))
                take_kdc_error(finding, link, answers->list[j]);
    }
}

static gint compare_frames(gconstpointer a, gconstpointer b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return left < right ? -1 : left > right;
}

static void take_unanswered(struct finding *finding, const GArray *links)
{
    for (guint i = 0; i < links->len && finding->unanswered_requests->len < FINDING_LINKS_MAX;
         i++) {
        const struct exchange_frames *requests =
            &g_array_index(links, struct link, i).exchange->requests;

        g_array_append_vals(
            finding->unanswered_requests, requests->list,
            MIN(requests->count, FINDING_LINKS_MAX - finding->unanswered_requests->len));
        for (unsigned j = 0; j < requests->count; j++)
            finding_add_kdc_frame(finding, requests->list[j],
                                  &g_array_index(links, struct link, i).exchange->kdc);
    }
    g_array_sort(finding->unanswered_requests, compare_frames);
}

/* The AS exchange is the one at the end of the chain of tickets, however many TGTs lie between. */
static void take_logon(struct finding *finding, const struct diagnosis_case *subject)
{
    const struct issued_ticket *logon = subject->logon;

    if (subject->tgt)
        finding->etypes.tgt = subject->tgt->etype;
    if (!logon)
        return;
    finding->exchange.as_req_frame = logon->req_frame;
    finding->exchange.as_rep_frame = logon->rep_frame;
    finding_add_kdc_frame(finding, logon->req_frame, &logon->issuer);
    finding_add_kdc_frame(finding, logon->rep_frame, &logon->issuer);
    finding->etypes.as_offered = logon->offered;
    finding->etypes.hint = logon->hints;
}

static void take_exchange(struct finding *finding, const struct kdc_exchange *exchange)
{
    uint32_t request = exchange->requests.count ? exchange->requests.list[0] : 0;

    if (exchange->connect_only || !exchange->has_request)
        return;
    finding_add_kdc_frame(finding, request, &exchange->kdc);
    if (exchange->request_type == KRB_AS_REQ) {
        finding->exchange.as_req_frame = request;
        finding->etypes.as_offered = exchange->offered;
        finding->etypes.hint = exchange->hints;
        return;
    }
    finding->exchange.tgs_req_frame = request;
    finding->etypes.tgs_offered = exchange->offered;
    if (exchange->has_tgt)
        finding->etypes.tgt = exchange->tgt_etype;
    if (exchange->authenticator_etype != 0)
        finding->etypes.tgt_session = exchange->authenticator_etype;
}

/* The session key of a TGT shows only in the authenticator that goes with it (RFC 4120 5.5.1). */
static bool find_service_request(struct kdc_exchange *exchange, void *user_data)
{
    struct finding *finding = user_data;

    if (exchange->answers.count == 0 ||
        exchange->answers.list[0] != finding->exchange.tgs_rep_frame)
        return true;
    if (exchange->authenticator_etype != 0)
        finding->etypes.tgt_session = exchange->authenticator_etype;
    return false;
}

static void take_tickets(struct finding *finding, const struct diagnosis_case *subject)
{
    const struct association *association = subject->association;

    take_logon(finding, subject);
    if (association->has_ticket) {
        finding->etypes.ticket = association->ticket_etype;
        if (association->session_etype != 0)
            finding->etypes.session = association->session_etype;
    }
    if (subject->ticket) {
        finding->exchange.tgs_req_frame = subject->ticket->req_frame;
        finding->exchange.tgs_rep_frame = subject->ticket->rep_frame;
        finding_add_kdc_frame(finding, subject->ticket->req_frame, &subject->ticket->issuer);
        finding_add_kdc_frame(finding, subject->ticket->rep_frame, &subject->ticket->issuer);
        finding->etypes.tgs_offered = subject->ticket->offered;
        if (finding->exchange.tgs_rep_frame != 0)
            exchanges_of_client(ledger_exchanges(subject->ledger), &association->client,
                                find_service_request, finding);
    }
    if (subject->main_link)
        take_exchange(finding, subject->main_link->exchange);
}

static void take_skew(struct finding *finding, const struct diagnosis_case *subject)
{
    if (finding->verdict == VERDICT_CLOCK_SKEW)
        finding->has_clock_skew = case_skew(subject, &finding->clock_skew_ns);
}

/* What was not looked at may hold another cause. */
static bool is_impaired(const struct diagnosis_case *subject)
{
    const struct ledger_facts *facts = ledger_facts(subject->ledger);

    return subject->association->is_cut_off ||
           settings_that_cost(facts->switched_off, facts->fragments > 0) != 0;
}

/* Another account's refusal that fits in place and time, or a delegation for somebody whom the
 * capture does not name. */
static bool is_of_whom_nobody_knows(const struct diagnosis_case *subject)
{
    const struct link *link = subject->main_link;

    return link->whose == WHOSE_ANOTHERS ||
           (link->whose == WHOSE_UNKNOWN && exchange_is_s4u(link->exchange) &&
            subject->association->ntlm_user);
}

static enum confidence weigh(const struct diagnosis_case *subject, const struct verdict_rule *rule)
{
    enum confidence confidence = rule->confidence;

    if (is_impaired(subject))
        confidence = MIN(confidence, CONFIDENCE_MEDIUM);
    if (association_gave_up_early(subject->association))
        return CONFIDENCE_LOW;
    if (!subject->main_link)
        return confidence;
    if (subject->main_link->kind == LINK_TIME)
        return CONFIDENCE_LOW;
    /* Nobody can tell whether it was for the client itself or for a delegation (MS-SFU 3.2.5). */
    if (case_has(subject, FACT_REQUEST_UNSEEN))
        return MIN(confidence, CONFIDENCE_MEDIUM);
    if (is_of_whom_nobody_knows(subject))
        return MIN(confidence, CONFIDENCE_MEDIUM);
    /* An NTLM attempt below integrity may have failed for that reason, too. */
    if (subject->links.from_cache ||
        (case_has(subject, FACT_STATUS_DENIED) && case_has(subject, FACT_ACTIVATION) &&
         case_has(subject, FACT_LEVEL_LOW)))
        return MIN(confidence, CONFIDENCE_MEDIUM);
    return confidence;
}

static void take_realms(struct finding *finding, const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = subject->main_link ? subject->main_link->exchange : NULL;

    if (subject->tgt)
        finding->issuer = subject->tgt->issuer;
    if (!exchange || subject->main_inband)
        return;
    finding->kdc = exchange->kdc;
    finding->realm = g_strdup(exchange->realm);
    if (ticket_name_is_krbtgt(exchange->spn))
        finding->trusted_realm = g_strdup(strchr(exchange->spn, '/') + 1);
    else if (ticket_name_is_krbtgt(exchange->tgt_sname))
        finding->trusted_realm = g_strdup(strchr(exchange->tgt_sname, '/') + 1);
}

struct finding *assemble_finding(const struct diagnosis_case *subject)
{
    const struct verdict_rule *rule = verdict_of(subject);
    struct finding *finding = finding_new();

    finding->severity = outcome_severity(subject->outcome, subject->association, &subject->links);
    finding->outcome = subject->outcome;
    finding->verdict = rule->verdict;
    finding->confidence = weigh(subject, rule);
    take_association(finding, subject->association);
    finding->principal = wording_principal(subject);
    finding->spn = g_strdup(wording_spn(subject));
    take_realms(finding, subject);
    take_inband_errors(finding, subject->association);
    take_kdc_errors(finding, subject->links.errors);
    take_unanswered(finding, subject->links.unanswered);
    take_tickets(finding, subject);
    take_skew(finding, subject);
    hresult_fill(subject, finding);
    log_events_fill(subject, rule->verdict, finding->events);
    finding->summary = wording_summary(subject, rule->verdict);
    wording_next_steps(subject, rule->verdict, finding->next_steps);
    evidence_fill(subject, rule, finding->evidence);
    return finding;
}
