/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pane_answers.h"

#include "../tap/current.h"
#include "../words/text.h"
#include "pane_causes.h"

#include <string.h>

/* What pane_look() saw. */
static struct {
    struct pane_causes *causes;
    unsigned findings; /* so many have the causes */
    unsigned kept;     /* so many of them had the last look */
    bool lasts;        /* nothing of it will be taken back */
    char *headline;
    char *looked_at;
    char *limits;
} seen;

static const struct finding *finding_of(unsigned id)
{
    const struct diagnosis *diagnosis = current_diagnosis();

    return diagnosis ? diagnosis_finding(diagnosis, id) : NULL;
}

/* --- the capture --- */

static void forget_words(void)
{
    g_clear_pointer(&seen.headline, g_free);
    g_clear_pointer(&seen.looked_at, g_free);
    g_clear_pointer(&seen.limits, g_free);
}

void pane_forget(void)
{
    forget_words();
    g_clear_pointer(&seen.causes, pane_causes_free);
    seen.findings = 0;
    seen.lasts = false;
}

/* Those that come after the ones that were seen. */
static void add_findings(const struct diagnosis *diagnosis, unsigned count)
{
    unsigned first = diagnosis_first_finding(diagnosis);

    if (!seen.causes)
        seen.causes = pane_causes_new();
    for (; seen.findings < count; seen.findings++)
        pane_causes_add(seen.causes, diagnosis_finding(diagnosis, first + seen.findings));
}

/* One line for each. */
static char *join_limits(const GPtrArray *limits)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < limits->len; i++) {
        g_autofree char *sentence = text_clean(g_ptr_array_index(limits, i));

        g_string_append_printf(text, "%s%s", text->len ? "\n" : "", sentence);
    }
    return g_string_free(text, FALSE);
}

/* Of a ring of files the findings of the file that is open. */
static void take_words(const struct diagnosis *diagnosis, struct report *report)
{
    unsigned before = diagnosis_first_finding(diagnosis) - 1;

    if (before)
        g_ptr_array_remove_range(report->findings, 0, MIN(before, report->findings->len));
    seen.headline = text_headline(report);
    seen.looked_at = text_capture_size(report);
    seen.limits = join_limits(report->limits);
}

/* What was judged at the end is judged anew: nothing of it may be remembered. */
static void look_at_whole(const struct diagnosis *diagnosis)
{
    struct report *report = current_report();

    pane_forget();
    seen.kept = 0;
    add_findings(diagnosis, diagnosis_finding_count(diagnosis));
    pane_causes_sort(seen.causes, true);
    pane_causes_add_sentences(seen.causes, report);
    take_words(diagnosis, report);
    report_free(report);
}

static char *headline_of(const struct diagnosis *diagnosis, unsigned count)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_sized_new(count);
    unsigned first = diagnosis_first_finding(diagnosis);

    for (unsigned i = 0; i < count; i++)
        g_ptr_array_add(findings, (gpointer)diagnosis_finding(diagnosis, first + i));
    return text_findings(findings);
}

/* Only those findings that cannot be taken back. There is a report as long as there is none. */
static void look_at_live(const struct diagnosis *diagnosis)
{
    unsigned count = diagnosis_lasting_finding_count(diagnosis);
    struct report *report;

    if (seen.findings > count)
        pane_forget();
    seen.kept = seen.lasts ? seen.findings : 0;
    seen.lasts = true;
    forget_words();
    add_findings(diagnosis, count);
    pane_causes_sort(seen.causes, false);
    if (count > 0) {
        seen.headline = headline_of(diagnosis, count);
        return;
    }
    report = diagnosis_report(diagnosis);
    g_ptr_array_set_size(report->findings, 0);
    take_words(diagnosis, report);
    report_free(report);
}

void pane_look(struct pane_totals *totals)
{
    const struct diagnosis *diagnosis = current_diagnosis();

    memset(totals, 0, sizeof *totals);
    if (!diagnosis) {
        pane_forget();
        return;
    }
    if (pane_file_state() == PANE_FILE_LIVE)
        look_at_live(diagnosis);
    else
        look_at_whole(diagnosis);
    totals->first = diagnosis_first_finding(diagnosis);
    totals->findings = seen.findings;
    totals->causes = pane_causes_count(seen.causes);
    totals->kept = seen.kept;
}

const char *pane_headline(void)
{
    return seen.headline ? seen.headline : "";
}

const char *pane_looked_at(void)
{
    return seen.looked_at ? seen.looked_at : "";
}

const char *pane_limits(void)
{
    return seen.limits ? seen.limits : "";
}

unsigned pane_finding_of_frame(uint32_t frame, unsigned preferred)
{
    const struct diagnosis *diagnosis = current_diagnosis();
    const GArray *parts = diagnosis ? diagnosis_frame_parts(diagnosis, frame, false) : NULL;

    for (guint i = 0; parts && i < parts->len; i++) {
        if (g_array_index(parts, struct frame_part, i).finding == preferred)
            return preferred;
    }
    return parts && parts->len ? g_array_index(parts, struct frame_part, 0).finding : 0;
}

/* --- findings --- */

/* FNV-1a, by words: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t mix(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * UINT64_C(0x100000001b3);
}

static uint64_t row_stamp(const struct finding *finding)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    hash = mix(hash, (uint64_t)finding->time_ns);
    hash = mix(hash, (uint64_t)finding->answer_frame << 32 | finding->bind_frame);
    hash = mix(hash, (uint64_t)finding->tcp_stream << 32 | finding->last_leg_frame);
    hash = mix(hash, (uint64_t)finding->verdict << 32 | finding->outcome);
    hash = mix(hash, (uint64_t)finding->severity << 32 | finding->confidence);
    return mix(hash, (uint64_t)finding->krb_errors->len << 32 | finding->evidence->len);
}

struct pane_stamp pane_finding_stamp(unsigned id)
{
    const struct finding *finding = finding_of(id);
    struct pane_stamp stamp = {0};

    if (finding && seen.causes) {
        stamp.row = row_stamp(finding);
        stamp.cause = pane_causes_position(seen.causes, finding->cause);
    }
    return stamp;
}

static char *row_title(const struct finding *finding)
{
    g_autofree char *status = finding->has_status ? text_status(finding) : g_strdup("");
    g_autofree char *spn = text_clean(finding->spn);

    return g_strdup_printf("Finding %u: %s%s%s%s%s", finding->id, spn, *spn ? ", " : "",
                           outcome_id(finding->outcome), *status ? " " : "", status);
}

bool pane_finding_row(unsigned id, struct pane_finding *row)
{
    static char *title, *summary, *client, *server;
    const struct finding *finding = finding_of(id);

    if (!finding)
        return false;
    g_free(title);
    g_free(summary);
    g_free(client);
    g_free(server);
    title = row_title(finding);
    summary = text_clean(finding->summary);
    client = text_address(&finding->client);
    server = text_address(&finding->server);
    *row = (struct pane_finding){
        .severity = (enum pane_severity)finding->severity,
        .frame = text_main_frame(finding),
        .seconds = (double)finding->relative_ns / 1e9,
        .title = title,
        .summary = summary,
        .client = client,
        .server = server,
    };
    return true;
}

/* --- causes --- */

bool pane_cause_mark(unsigned position, struct pane_mark *mark)
{
    return seen.causes && pane_causes_mark(seen.causes, position, mark);
}

bool pane_cause_row(unsigned position, struct pane_cause *row)
{
    return seen.causes && pane_causes_row(seen.causes, position, row);
}

const GArray *pane_findings_of_cause(unsigned position)
{
    return seen.causes ? pane_causes_findings(seen.causes, position) : NULL;
}
