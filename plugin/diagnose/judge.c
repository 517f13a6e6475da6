/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judge.h"

#include "../vocabulary/numbers.h"
#include "assemble.h"
#include "clocks.h"
#include "outcome.h"
#include "undetermined.h"
#include "whose.h"

#include <string.h>

/* Of those without an outcome more are kept than are told: a later frame may lift some. */
enum { NOTED_ADDRESSES_MAX = 1024, UNDETERMINED_MAX = 1024 };

/* --- findings --- */

static bool is_reported(const struct diagnosis *diagnosis, enum severity severity)
{
    return severity == SEVERITY_ERROR ||
           (severity == SEVERITY_WARNING && diagnosis->report_warnings) ||
           (severity == SEVERITY_NOTE && diagnosis->report_notes);
}

/* Returns the id of the finding, 0 where it is not kept. */
static unsigned keep_finding(struct diagnosis *diagnosis, struct finding *finding)
{
    unsigned id;

    if (!is_reported(diagnosis, finding->severity)) {
        finding_free(finding);
        return 0;
    }
    causes_assign(diagnosis->causes, finding);
    id = findings_add(diagnosis->findings, finding, ledger_facts(diagnosis->ledger)->last_frame);
    if (id == 0)
        diagnosis_add_limit(
            diagnosis,
            "more than " G_STRINGIFY(REPORT_FINDINGS_MAX) " findings: the rest is not listed");
    return id;
}

/* --- what the ledger tells --- */

static void lift_undetermined(struct diagnosis *diagnosis, struct association *association)
{
    guint place = association->undetermined;

    association->undetermined = 0;
    if (place == 0 || place > diagnosis->undetermined->len)
        return;
    undetermined_free(diagnosis->undetermined->pdata[place - 1]);
    diagnosis->undetermined->pdata[place - 1] = NULL;
}

static void list_undetermined(struct diagnosis *diagnosis, struct association *association)
{
    if (association->kind != ASSOCIATION_RPC || association->undetermined != 0 ||
        diagnosis->undetermined->len >= UNDETERMINED_MAX)
        return;
    g_ptr_array_add(diagnosis->undetermined, undetermined_new(association));
    association->undetermined = diagnosis->undetermined->len;
}

static void tally(struct diagnosis *diagnosis, struct association *association,
                  enum association_tally fresh)
{
    struct counts *counts = &diagnosis->counts;
    bool attempt = association->kind == ASSOCIATION_RPC;

    counts->attempt_findings -= attempt && association->tally == TALLY_FINDING;
    counts->healthy -= attempt && association->tally == TALLY_HEALTHY;
    counts->copies -= attempt && association->tally == TALLY_COPY;
    counts->attempt_findings += attempt && fresh == TALLY_FINDING;
    counts->healthy += attempt && fresh == TALLY_HEALTHY;
    counts->copies += attempt && fresh == TALLY_COPY;
    association->tally = fresh;
    if (fresh == TALLY_UNDETERMINED)
        list_undetermined(diagnosis, association);
    else
        lift_undetermined(diagnosis, association);
}

static void mark_linked(struct diagnosis *diagnosis, const struct association *association,
                        const GArray *links)
{
    for (guint i = 0; i < links->len; i++) {
        struct kdc_exchange *exchange = g_array_index(links, struct link, i).exchange;

        if (exchange->linked)
            continue;
        exchange->linked = true;
        exchange->linked_server = association->server;
        exchange->linked_answer = association->answer_frame;
        if (diagnosis->at_end)
            g_ptr_array_add(diagnosis->linked_at_end, exchange);
    }
}

static void add_finding(struct diagnosis *diagnosis, struct diagnosis_case *subject,
                        struct association *association)
{
    case_gather_facts(subject);
    association->finding = keep_finding(diagnosis, assemble_finding(subject));
    mark_linked(diagnosis, association, subject->links.errors);
    mark_linked(diagnosis, association, subject->links.unanswered);
    if (association->finding != 0)
        tally(diagnosis, association, TALLY_FINDING);
    else /* not to be reported, or one too many */
        tally(diagnosis, association,
              outcome_severity(subject->outcome, association, &subject->links) == SEVERITY_ERROR
                  ? TALLY_UNDETERMINED
                  : TALLY_HEALTHY);
}

/* By what name the client logged on: of NTLM, else that of its ticket. */
static const char *user_of(const struct diagnosis *diagnosis, const struct association *association)
{
    const struct issued_ticket *ticket =
        tickets_find(ledger_tickets(diagnosis->ledger), association->ticket_fingerprint);

    if (association->ntlm_user)
        return association->ntlm_user;
    return ticket ? ticket->cname : NULL;
}

/* A session for files says nothing of the attempts of RPC. */
static bool is_attempt(const struct association *association)
{
    if (association->kind == ASSOCIATION_RPC)
        return association->tally != TALLY_COPY;
    return association->tally == TALLY_FINDING &&
           (association->kind != ASSOCIATION_SMB || association->shows_pipe);
}

static void on_settled(struct association *association, void *user_data)
{
    struct diagnosis *diagnosis = user_data;
    struct attempt last = attempts_last(diagnosis->attempts, association);
    struct diagnosis_case subject = {.ledger = diagnosis->ledger, .association = association};

    subject.accepted =
        accepted_find(diagnosis->accepted, association, user_of(diagnosis, association));
    links_find(diagnosis->ledger, association, last.answer_ns, &subject.links);
    switch (outcome_of(association, &subject.links, &subject.outcome)) {
    case OUTCOME_IS_FINDING:
        add_finding(diagnosis, &subject, association);
        break;
    case OUTCOME_IS_HEALTHY:
        if (association->kind == ASSOCIATION_RPC)
            findings_add_evidence(diagnosis->findings, last.finding, EVIDENCE_LATER_ATTEMPT_WORKED,
                                  association->answer_frame);
        if (association->kind == ASSOCIATION_RPC)
            causes_note_success(diagnosis->causes, association);
        tally(diagnosis, association, TALLY_HEALTHY);
        break;
    case OUTCOME_IS_OPEN:
        tally(diagnosis, association, TALLY_UNDETERMINED);
        break;
    case OUTCOME_IS_COPY:
        tally(diagnosis, association, TALLY_COPY);
        break;
    }
    if (association->answer == ANSWER_SUCCESS && !association->is_guest)
        accepted_note(diagnosis->accepted, association, user_of(diagnosis, association));
    if (is_attempt(association))
        attempts_note(diagnosis->attempts, association);
    if (diagnosis->at_end)
        g_ptr_array_add(diagnosis->judged_at_end, association);
    links_clear(&subject.links);
}

/* A note on an association that had worked. */
static void add_note(struct diagnosis *diagnosis, struct association *association,
                     const struct event_origin *origin, enum answer_kind answer,
                     enum outcome outcome)
{
    struct diagnosis_case subject = {
        .ledger = diagnosis->ledger, .association = association, .outcome = outcome};

    if (association->finding != 0)
        return;
    association_set_answer(association, answer, origin);
    subject.links.errors = g_array_new(FALSE, FALSE, sizeof(struct link));
    subject.links.unanswered = g_array_new(FALSE, FALSE, sizeof(struct link));
    add_finding(diagnosis, &subject, association);
    links_clear(&subject.links);
}

static void on_late_fault(struct association *association, const struct event_origin *origin,
                          uint32_t status, void *user_data)
{
    if (!status_is_security(status) || association->finding != 0)
        return;
    association->status = status;
    struct attempt last = attempts_last(((struct diagnosis *)user_data)->attempts, association);
    if (last.setup_frame > association->bind_frame)
        association->channel_renewed_frame = last.setup_frame;
    add_note(user_data, association, origin, ANSWER_FAULT, OUTCOME_LATE_FAULT);
}

static void on_channel_set_up(struct association *association, void *user_data)
{
    struct diagnosis *diagnosis = user_data;
    struct attempt last = attempts_last(diagnosis->attempts, association);
    struct event_origin origin = {.frame = association->answer_frame,
                                  .time_ns = association->answer_ns,
                                  .relative_ns = association->answer_relative_ns};

    if (association->status >= NT_STATUS_ERRORS)
        add_note(diagnosis, association, &origin, ANSWER_CALL_STATUS, OUTCOME_CALL_REFUSED);
    else if (last.refused_setup != 0)
        findings_add_evidence(diagnosis->findings, last.refused_setup,
                              EVIDENCE_CHANNEL_SET_UP_LATER, association->answer_frame);
    attempts_note_setup(diagnosis->attempts, association);
}

static void on_stray_fault(const struct event_origin *origin, uint32_t status, void *user_data)
{
    struct stray_faults *faults = &((struct diagnosis *)user_data)->stray_faults;

    if (!status_is_security(status) || faults->count++ > 0)
        return;
    faults->frame = origin->frame;
    faults->server = origin->source;
    faults->status = status;
}

static void on_activated(struct association *association, const struct event_origin *origin,
                         uint32_t hresult, void *user_data)
{
    if (association->finding != 0)
        return;
    association->has_hresult = true;
    association->hresult = hresult;
    add_note(user_data, association, origin, ANSWER_SUCCESS, OUTCOME_ACTIVATION_FAILED);
}

static void on_worked_later(struct association *association, const struct event_origin *origin,
                            void *user_data)
{
    struct diagnosis *diagnosis = user_data;

    if (association->finding == 0 || association->worked_later)
        return;
    association->worked_later = true;
    findings_add_evidence(diagnosis->findings, association->finding, EVIDENCE_LATER_REQUEST_WORKED,
                          origin->frame);
}

static void on_copied(const struct connection_copy *copy, void *user_data)
{
    struct diagnosis *diagnosis = user_data;

    for (unsigned i = 0; i < copy->finding_count; i++)
        clocks_doubt(diagnosis->ledger, copy, findings_get(diagnosis->findings, copy->findings[i]));
}

static bool is_not_unique(const struct ledger *ledger, const struct event_origin *origin,
                          const char *text)
{
    g_autofree char *host = g_strndup(text, strcspn(text, "["));
    struct host_addr literal;

    return host_addr_parse(host, &literal) && !host_addr_equal(&literal, &origin->source) &&
           (host_addr_link_local(&literal) ||
            hosts_same(ledger_hosts(ledger), &literal, &origin->target));
}

static void on_bindings(const struct event_origin *origin, const struct com_bindings *bindings,
                        void *user_data)
{
    struct diagnosis *diagnosis = user_data;

    for (unsigned i = 0; i < bindings->address_count; i++) {
        const char *text = bindings->addresses[i];

        if (!is_not_unique(diagnosis->ledger, origin, text) ||
            g_hash_table_contains(diagnosis->noted_addresses, text) ||
            g_hash_table_size(diagnosis->noted_addresses) >= NOTED_ADDRESSES_MAX)
            continue;
        g_hash_table_add(diagnosis->noted_addresses, g_strdup(text));
        struct association *association = association_new(ASSOCIATION_EMPTY);
        association->client = origin->target;
        association->server = origin->source;
        association->server_port = origin->source_port;
        association->tcp_stream = origin->tcp_stream;
        association->announced_address = g_strndup(text, strcspn(text, "["));
        add_note(diagnosis, association, origin, ANSWER_NONE, OUTCOME_UNDETERMINED);
        association_free(association);
    }
}

static void on_forgotten(const struct kdc_exchange *exchange, void *user_data)
{
    tallies_add(&((struct diagnosis *)user_data)->tallies, exchange);
}

struct ledger_observer judge_observer(struct diagnosis *diagnosis)
{
    return (struct ledger_observer){
        .connections =
            {
                .settled = on_settled,
                .late_fault = on_late_fault,
                .stray_fault = on_stray_fault,
                .worked_later = on_worked_later,
                .activated = on_activated,
                .channel_set_up = on_channel_set_up,
                .copied = on_copied,
                .user_data = diagnosis,
            },
        .forgotten = on_forgotten,
        .bindings = on_bindings,
        .user_data = diagnosis,

    };
}

/* --- the end of the capture --- */

static void forget_link(gpointer data, gpointer unused G_GNUC_UNUSED)
{
    struct kdc_exchange *exchange = data;

    exchange->linked = false;
    exchange->linked_answer = 0;
}

static void forget_judgement(gpointer data, gpointer unused G_GNUC_UNUSED)
{
    struct association *association = data;

    association->finding = 0;
    association->undetermined = 0;
    association->tally = TALLY_NONE;
}

void judge_begin_end(struct diagnosis *diagnosis)
{
    diagnosis->lasting_counts = diagnosis->counts;
    diagnosis->lasting_undetermined = diagnosis->undetermined->len;
}

void judge_take_back_end(struct diagnosis *diagnosis)
{
    diagnosis->counts = diagnosis->lasting_counts;
    g_ptr_array_set_size(diagnosis->undetermined, (gint)diagnosis->lasting_undetermined);
    g_ptr_array_foreach(diagnosis->linked_at_end, forget_link, NULL);
    g_ptr_array_set_size(diagnosis->linked_at_end, 0);
    g_ptr_array_foreach(diagnosis->judged_at_end, forget_judgement, NULL);
    g_ptr_array_set_size(diagnosis->judged_at_end, 0);
}
