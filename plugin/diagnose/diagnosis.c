/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnosis.h"

#include "assemble.h"
#include "clocks.h"
#include "outcome.h"
#include "report_maker.h"

#include <string.h>

enum { LIMITS_MAX = 64, NOTED_ADDRESSES_MAX = 1024, ATTEMPT_PAIRS_MAX = 65536 };

#define DEFAULT_WINDOW_NS (15 * 60 * INT64_C(1000000000))

struct pair {
    struct host_addr client;
    struct host_addr server;
};

/* The latest attempt of a client at a server. */
struct last_attempt {
    int64_t answer_ns;
    unsigned finding;    /* 0: it had none */
    char *accepted_user; /* whom the server accepted with NTLM last, or NULL */
};

struct diagnosis {
    struct ledger *ledger;
    bool report_warnings;
    bool report_notes;
    GPtrArray *findings;         /* struct finding *, owned; index = id - 1 */
    GHashTable *parts;           /* frame -> GArray of struct frame_part */
    GHashTable *settled_parts;   /* the same, by the frame that settled the finding */
    GHashTable *attempts;        /* struct pair -> struct last_attempt */
    GHashTable *noted_addresses; /* set of char *: announced addresses that have their note */
    struct tallies tallies;      /* of exchanges already forgotten */
    GPtrArray *limits;           /* char *, of the harvest and of single events */
    struct stray_faults stray_faults;
    struct smb_refusals smb_refusals;
    uint32_t healthy;
    uint32_t attempt_findings; /* of associations with an auth verifier */
};

static guint pair_hash(gconstpointer key)
{
    const struct pair *pair = key;

    return host_addr_hash(&pair->client) * 31 + host_addr_hash(&pair->server);
}

static gboolean pair_equal(gconstpointer a, gconstpointer b)
{
    const struct pair *left = a, *right = b;

    return host_addr_equal(&left->client, &right->client) &&
           host_addr_equal(&left->server, &right->server);
}

static void parts_free(gpointer parts)
{
    g_array_unref(parts);
}

static void last_attempt_free(gpointer data)
{
    struct last_attempt *last = data;

    g_free(last->accepted_user);
    g_free(last);
}

static void finding_destroy(gpointer finding)
{
    finding_free(finding);
}

struct diagnosis_settings diagnosis_default_settings(void)
{
    return (struct diagnosis_settings){
        .window_ns = DEFAULT_WINDOW_NS, .report_warnings = true, .report_notes = true};
}

/* --- findings --- */

/* Where the part of the finding stands or belongs: they are sorted by it, and nearly always it is a
 * new finding, whose place is the end. */
static guint part_place(const GArray *parts, unsigned id)
{
    guint low = 0, high = parts->len;

    if (high > 0 && g_array_index(parts, struct frame_part, high - 1).finding < id)
        return high;
    while (low < high) {
        guint middle = low + (high - low) / 2;

        if (g_array_index(parts, struct frame_part, middle).finding < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_part(GHashTable *table, uint32_t frame, unsigned id, enum frame_role role)
{
    GArray *parts = g_hash_table_lookup(table, GUINT_TO_POINTER(frame));
    struct frame_part part = {id, role};
    guint place;

    if (frame == 0)
        return;
    if (!parts) {
        parts = g_array_new(FALSE, FALSE, sizeof(struct frame_part));
        g_hash_table_insert(table, GUINT_TO_POINTER(frame), parts);
    }
    place = part_place(parts, id);
    if (place < parts->len && g_array_index(parts, struct frame_part, place).finding == id)
        return; /* the strongest role comes first */
    g_array_insert_val(parts, place, part);
}

static void index_finding(struct diagnosis *diagnosis, const struct finding *finding)
{
    add_part(diagnosis->parts, finding->answer_frame, finding->id, FRAME_IS_ANSWER);
    add_part(diagnosis->parts, finding->bind_frame, finding->id, FRAME_IS_BIND);
    for (guint i = 0; i < finding->krb_errors->len; i++) {
        const struct finding_krb_error *error =
            &g_array_index(finding->krb_errors, struct finding_krb_error, i);
        if (!error->in_band)
            add_part(diagnosis->parts, error->frame, finding->id, FRAME_IS_KRB_ERROR);
    }
    add_part(diagnosis->settled_parts, diagnosis->ledger->facts.last_frame, finding->id,
             FRAME_IS_ANSWER);
}

static bool is_reported(const struct diagnosis *diagnosis, enum severity severity)
{
    return severity == SEVERITY_ERROR ||
           (severity == SEVERITY_WARNING && diagnosis->report_warnings) ||
           (severity == SEVERITY_NOTE && diagnosis->report_notes);
}

static void replace_finding(struct diagnosis *diagnosis, struct finding *finding)
{
    struct finding *old = diagnosis->findings->pdata[finding->id - 1];

    for (guint i = old->own_evidence; i < old->evidence->len; i++)
        finding_add_sentence(finding->evidence, g_strdup(old->evidence->pdata[i]));
    finding_free(old);
    diagnosis->findings->pdata[finding->id - 1] = finding;
}

/* Keeps the finding under the id that the association already has, or under the next one; returns
 * the id, 0 where it is not kept. */
static unsigned keep_finding(struct diagnosis *diagnosis, struct finding *finding, unsigned id)
{
    if (!is_reported(diagnosis, finding->severity)) {
        finding_free(finding);
        return 0;
    }
    if (id != 0) {
        finding->id = id;
        replace_finding(diagnosis, finding);
    } else if (diagnosis->findings->len >= REPORT_FINDINGS_MAX) {
        finding_free(finding);
        diagnosis_add_limit(
            diagnosis,
            "more than " G_STRINGIFY(REPORT_FINDINGS_MAX) " findings: the rest is not listed");
        return 0;
    } else {
        g_ptr_array_add(diagnosis->findings, finding);
        finding->id = diagnosis->findings->len;
    }
    index_finding(diagnosis, finding);
    return finding->id;
}

static void add_evidence(struct diagnosis *diagnosis, unsigned id, const char *format,
                         uint32_t frame)
{
    struct finding *finding = id ? diagnosis->findings->pdata[id - 1] : NULL;

    if (finding)
        finding_add_sentence(finding->evidence,
                             g_strdup_printf(format, frame)); /* NOLINT: own formats */
}

/* --- what the ledger tells --- */

static struct last_attempt *attempt_of(struct diagnosis *diagnosis,
                                       const struct association *association)
{
    struct pair pair = {association->client, association->server};
    struct last_attempt *last = g_hash_table_lookup(diagnosis->attempts, &pair);

    if (!last && g_hash_table_size(diagnosis->attempts) < ATTEMPT_PAIRS_MAX) {
        last = g_new0(struct last_attempt, 1);
        g_hash_table_insert(diagnosis->attempts, g_memdup2(&pair, sizeof pair), last);
    }
    return last;
}

/* What ends with the capture is judged at each end of it, as a capture that grows has many: by then
 * the latest attempt is this one itself, or one that came after it. */
static void remember_previous(struct association *association, const struct last_attempt *last)
{
    association->previous_ns = last ? last->answer_ns : 0;
    association->previous_finding = last ? last->finding : 0;
}

static void note_smb_refusal(struct diagnosis *diagnosis, const struct association *association)
{
    struct smb_refusals *refusals = &diagnosis->smb_refusals;

    if (association->kind != ASSOCIATION_SMB || association->status == 0)
        return;
    if (refusals->count++ > 0)
        return;
    refusals->frame = association->answer_frame;
    refusals->server = association->server;
    refusals->status = association->status;
}

static void tally(struct diagnosis *diagnosis, struct association *association,
                  enum association_tally fresh)
{
    bool attempt = association->kind == ASSOCIATION_RPC;

    diagnosis->attempt_findings -= attempt && association->tally == TALLY_FINDING;
    diagnosis->healthy -= attempt && association->tally == TALLY_HEALTHY;
    diagnosis->attempt_findings += attempt && fresh == TALLY_FINDING;
    diagnosis->healthy += attempt && fresh == TALLY_HEALTHY;
    association->tally = fresh;
}

static void add_finding(struct diagnosis *diagnosis, struct diagnosis_case *subject,
                        struct association *association)
{
    case_gather_facts(subject);
    association->finding = keep_finding(diagnosis, assemble_finding(subject), association->finding);
    if (association->finding != 0)
        tally(diagnosis, association, TALLY_FINDING);
    else /* not to be reported, or one too many */
        tally(diagnosis, association,
              outcome_severity(subject->outcome) == SEVERITY_ERROR ? TALLY_UNDETERMINED
                                                                   : TALLY_HEALTHY);
}

static void on_settled(struct association *association, void *user_data)
{
    struct diagnosis *diagnosis = user_data;
    struct last_attempt *last = attempt_of(diagnosis, association);
    struct diagnosis_case subject = {.ledger = diagnosis->ledger, .association = association};

    subject.user_accepted = last && last->accepted_user && association->ntlm_user &&
                            link_same_user(last->accepted_user, association->ntlm_user);
    if (association->tally == TALLY_NONE)
        remember_previous(association, last);
    links_find(diagnosis->ledger, association, association->previous_ns, &subject.links);
    switch (outcome_of(association, &subject.links, &subject.outcome)) {
    case OUTCOME_IS_FINDING:
        add_finding(diagnosis, &subject, association);
        break;
    case OUTCOME_IS_HEALTHY:
        if (association->tally != TALLY_HEALTHY && association->kind == ASSOCIATION_RPC)
            add_evidence(diagnosis, association->previous_finding,
                         "Frame %u: a later attempt at the same server succeeded.",
                         association->answer_frame);
        tally(diagnosis, association, TALLY_HEALTHY);
        break;
    case OUTCOME_IS_OPEN:
        tally(diagnosis, association, TALLY_UNDETERMINED);
        note_smb_refusal(diagnosis, association);
        break;
    }
    if (last && (association->tally == TALLY_FINDING || association->kind == ASSOCIATION_RPC)) {
        if (association->answer == ANSWER_SUCCESS && association->ntlm_user) {
            g_free(last->accepted_user);
            last->accepted_user = g_strdup(association->ntlm_user);
        }
        last->answer_ns = association->answer_ns;
        last->finding = association->finding;
    }
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
    add_note(user_data, association, origin, ANSWER_FAULT, OUTCOME_LATE_FAULT);
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
    add_evidence(diagnosis, association->finding,
                 "Frame %u: a later request on the same security context was answered.",
                 origin->frame);
}

static void on_copied(const struct connection_copy *copy, void *user_data)
{
    struct diagnosis *diagnosis = user_data;

    for (unsigned i = 0; i < copy->finding_count; i++)
        clocks_doubt(diagnosis->ledger, copy, diagnosis->findings->pdata[copy->findings[i] - 1]);
}

static bool is_not_unique(const struct ledger *ledger, const struct event_origin *origin,
                          const char *text)
{
    g_autofree char *host = g_strndup(text, strcspn(text, "["));
    struct host_addr literal;

    return host_addr_parse(host, &literal) && !host_addr_equal(&literal, &origin->source) &&
           (host_addr_link_local(&literal) || hosts_same(ledger->hosts, &literal, &origin->target));
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

static bool on_forgotten(struct kdc_exchange *exchange, void *user_data)
{
    tallies_add(user_data, exchange);
    return true;
}

/* --- the door --- */

struct diagnosis *diagnosis_new(const struct diagnosis_settings *settings)
{
    struct diagnosis *diagnosis = g_new0(struct diagnosis, 1);
    struct connections_observer observer = {
        .settled = on_settled,
        .late_fault = on_late_fault,
        .stray_fault = on_stray_fault,
        .worked_later = on_worked_later,
        .activated = on_activated,
        .copied = on_copied,
        .user_data = diagnosis,
    };
    struct host_addr anywhere = {0};

    diagnosis->report_warnings = settings->report_warnings;
    diagnosis->report_notes = settings->report_notes;
    diagnosis->findings = g_ptr_array_new_with_free_func(finding_destroy);
    diagnosis->parts = g_hash_table_new_full(NULL, NULL, NULL, parts_free);
    diagnosis->settled_parts = g_hash_table_new_full(NULL, NULL, NULL, parts_free);
    diagnosis->attempts = g_hash_table_new_full(pair_hash, pair_equal, g_free, last_attempt_free);
    diagnosis->noted_addresses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    diagnosis->limits = g_ptr_array_new_with_free_func(g_free);
    tallies_init(&diagnosis->tallies);
    diagnosis->ledger = ledger_new(&observer, settings->window_ns);
    diagnosis->ledger->bindings = on_bindings;
    diagnosis->ledger->bindings_data = diagnosis;
    exchanges_set_forgotten(diagnosis->ledger->exchanges, on_forgotten, &diagnosis->tallies);
    exchanges_set_routine_codes(diagnosis->ledger->exchanges, settings->routine_codes,
                                settings->routine_code_count);
    for (unsigned i = 0; i < settings->rpc_port_count; i++)
        connections_add_rpc_port(diagnosis->ledger->connections, &anywhere, settings->rpc_ports[i]);
    return diagnosis;
}

void diagnosis_free(struct diagnosis *diagnosis)
{
    if (!diagnosis)
        return;
    ledger_free(diagnosis->ledger);
    g_ptr_array_free(diagnosis->findings, TRUE);
    g_hash_table_destroy(diagnosis->parts);
    g_hash_table_destroy(diagnosis->settled_parts);
    g_hash_table_destroy(diagnosis->attempts);
    g_hash_table_destroy(diagnosis->noted_addresses);
    g_ptr_array_free(diagnosis->limits, TRUE);
    tallies_clear(&diagnosis->tallies);
    g_free(diagnosis);
}

void diagnosis_add_frame(struct diagnosis *diagnosis, uint32_t frame, int64_t time_ns)
{
    ledger_add_frame(diagnosis->ledger, frame, time_ns);
}

void diagnosis_add_event(struct diagnosis *diagnosis, const struct event *event)
{
    ledger_add_event(diagnosis->ledger, event);
}

void diagnosis_end_capture(struct diagnosis *diagnosis)
{
    ledger_end_capture(diagnosis->ledger);
}

void diagnosis_add_limit(struct diagnosis *diagnosis, const char *sentence)
{
    if (diagnosis->limits->len < LIMITS_MAX &&
        !g_ptr_array_find_with_equal_func(diagnosis->limits, sentence, g_str_equal, NULL))
        g_ptr_array_add(diagnosis->limits, g_strdup(sentence));
}

const GArray *diagnosis_frame_parts(const struct diagnosis *diagnosis, uint32_t frame,
                                    bool first_pass)
{
    return g_hash_table_lookup(first_pass ? diagnosis->settled_parts : diagnosis->parts,
                               GUINT_TO_POINTER(frame));
}

const struct finding *diagnosis_finding(const struct diagnosis *diagnosis, unsigned id)
{
    return id >= 1 && id <= diagnosis->findings->len ? diagnosis->findings->pdata[id - 1] : NULL;
}

unsigned diagnosis_finding_count(const struct diagnosis *diagnosis)
{
    return diagnosis->findings->len;
}

struct report *diagnosis_report(const struct diagnosis *diagnosis)
{
    struct report_sources sources = {
        .ledger = diagnosis->ledger,
        .findings = diagnosis->findings,
        .tallies = &diagnosis->tallies,
        .limits = diagnosis->limits,
        .stray_faults = &diagnosis->stray_faults,
        .smb_refusals = &diagnosis->smb_refusals,
        .healthy = diagnosis->healthy,
        .attempt_findings = diagnosis->attempt_findings,
    };

    return report_make(&sources);
}
