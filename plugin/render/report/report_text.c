/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../diagnose/culprit.h"
#include "../words/text.h"
#include "../words/wrap.h"
#include "reports.h"

/* The JSON report has the rest. */
enum {
    UNLINKED_SHOWN_MAX = 20,
    EXAMPLES_MAX = 5,
    OTHERS_SHOWN_MAX = 20,
    CAUSES_SHOWN_MAX = 100,
    OVERVIEW_MAX = 10,
    PARAGRAPHS_ON_A_SCREEN = 3,
};

#define INDENT "  "

struct page {
    GString *text;
    unsigned columns;
};

static void append_wrapped(struct page *page, const char *prefix, const char *text)
{
    wrap_append(page->text, page->columns, prefix, text);
}

/* As wide as the longest label of a fact. */
enum { LABEL_WIDTH = 13 };

static void append_labelled(struct page *page, const char *label, const char *text)
{
    GString *prefix = g_string_new(INDENT);

    wrap_pad(prefix, label, LABEL_WIDTH);
    append_wrapped(page, prefix->str, text);
    g_string_free(prefix, TRUE);
}

static void append_clean(struct page *page, const char *prefix, const char *text)
{
    g_autofree char *clean = text_clean(text);

    append_wrapped(page, prefix, clean);
}

static void append_heading(struct page *page, const char *heading)
{
    g_string_append_printf(page->text, "\n%s\n", heading);
}

static void append_evidence(struct page *page, const GArray *evidence)
{
    if (evidence->len)
        g_string_append(page->text, "\n" INDENT "Evidence\n");
    for (guint i = 0; i < evidence->len; i++)
        append_clean(page, INDENT INDENT "- ", evidence_at(evidence, i)->text);
}

static void append_next_steps(struct page *page, const GPtrArray *steps)
{
    if (steps->len)
        g_string_append(page->text, "\n" INDENT "Next steps\n");
    for (guint i = 0; i < steps->len; i++) {
        g_autofree char *number = g_strdup_printf(INDENT INDENT "%u. ", i + 1);

        append_clean(page, number, g_ptr_array_index(steps, i));
    }
}

static void append_finding(struct page *page, const struct finding *finding)
{
    g_autofree char *title = text_finding_title(finding);
    GArray *facts = text_facts(finding);

    append_heading(page, title);
    append_clean(page, INDENT, finding->summary);
    g_string_append_c(page->text, '\n');
    for (guint i = 0; i < facts->len; i++) {
        const struct text_fact *fact = &g_array_index(facts, struct text_fact, i);

        append_labelled(page, fact->label, fact->text);
    }
    append_evidence(page, finding->evidence);
    append_next_steps(page, finding->next_steps);
    g_array_unref(facts);
}

/* Hands on what is there so far, so that a long report needs no memory of its size. */
static void flush(struct page *page, FILE *out)
{
    if (!out)
        return;
    fputs(page->text->str, out);
    g_string_truncate(page->text, 0);
}

static void append_when_and_whom(struct page *page, const struct report_cause *cause)
{
    g_autofree char *first = text_time_iso(cause->first_ns);
    g_autofree char *last = text_time_iso(cause->last_ns);
    g_autofree char *clients = text_hosts(cause->clients, cause->client_count);
    g_autofree char *servers = text_hosts(cause->servers, cause->server_count);
    g_autofree char *line =
        g_strdup_printf("%s%s%s; %s " TEXT_ARROW " %s", first ? first : "time unknown",
                        last && cause->last_ns != cause->first_ns ? " to " : "",
                        last && cause->last_ns != cause->first_ns ? last : "", clients, servers);

    append_wrapped(page, INDENT, line);
}

static void append_cause(struct page *page, const struct report_cause *cause)
{
    const GPtrArray *steps = cause->example->next_steps;
    g_autofree char *title =
        g_strdup_printf("%s, %s (cause %u, confidence %s)", text_severity_label(cause->severity),
                        verdict_id(cause->verdict), cause->id, confidence_id(cause->confidence));

    append_heading(page, title);
    append_clean(page, INDENT, cause->summary);
    append_when_and_whom(page, cause);
    for (guint i = 0; i < steps->len; i++) {
        g_autofree char *number = g_strdup_printf(INDENT INDENT "%u. ", i + 1);

        append_clean(page, number, g_ptr_array_index(steps, i));
    }
}

/* The findings of a cause that are not shown in full: "findings 3 (frame 45), 4 (frame 52)". */
static void append_others(struct page *page, const struct report *report,
                          const struct report_cause *cause, bool example_shown)
{
    GString *line = g_string_new(NULL);
    unsigned named = 0;

    for (guint i = 0; i < cause->findings->len && named < OTHERS_SHOWN_MAX; i++) {
        unsigned id = g_array_index(cause->findings, unsigned, i);
        const struct finding *finding = report->findings->pdata[id - 1];

        if (example_shown && finding == cause->example)
            continue;
        g_string_append_printf(line, "%s%u (frame %u)", named++ ? ", " : "", id,
                               text_main_frame(finding));
    }
    if (cause->count > named + example_shown)
        g_string_append_printf(line, " and %u more", cause->count - named - example_shown);
    g_autofree char *whole =
        g_strdup_printf("cause %u, %s: %s%s %s", cause->id, verdict_id(cause->verdict),
                        example_shown ? "also " : "",
                        cause->count - example_shown == 1 ? "finding" : "findings", line->str);
    if (named)
        append_wrapped(page, INDENT "- ", whole);
    g_string_free(line, TRUE);
}

/* Of many causes the first screen holds but a few: so what is to be done comes before all else. */
static void append_overview(struct page *page, const GPtrArray *causes)
{
    guint shown = MIN(causes->len, OVERVIEW_MAX);

    append_heading(page, "What to do first");
    for (guint i = 0; i < shown; i++) {
        const struct report_cause *cause = causes->pdata[i];
        const GPtrArray *steps = cause->example->next_steps;
        g_autofree char *culprit = culprit_text(cause->example);
        g_autofree char *line =
            g_strdup_printf("%u\xc3\x97 %s%s%s%s: %s", cause->count, verdict_id(cause->verdict),
                            *culprit ? " (" : "", culprit, *culprit ? ")" : "",
                            steps->len > 0 ? (const char *)steps->pdata[0] : "see below");

        append_clean(page, INDENT "- ", line);
    }
    if (shown < causes->len)
        g_string_append_printf(page->text, INDENT "- and %u more causes\n", causes->len - shown);
}

static bool is_shown_in_full(const struct report *report, guint i)
{
    const struct report_cause *cause = report->causes->pdata[i];

    return i < EXAMPLES_MAX && cause->severity == SEVERITY_ERROR;
}

static void append_by_cause(struct page *page, const struct report *report, FILE *out)
{
    const GPtrArray *causes = report->causes;
    guint shown = MIN(causes->len, CAUSES_SHOWN_MAX);

    if (causes->len > PARAGRAPHS_ON_A_SCREEN)
        append_overview(page, causes);
    for (guint i = 0; i < shown; i++)
        append_cause(page, causes->pdata[i]);
    if (shown < causes->len)
        g_string_append_printf(page->text, "\nand %u more causes\n", causes->len - shown);
    flush(page, out);
    for (guint i = 0; i < shown && is_shown_in_full(report, i); i++) {
        append_finding(page, ((const struct report_cause *)causes->pdata[i])->example);
        flush(page, out);
    }
    append_heading(page, "All findings by cause (-z dcomauth,all prints them in full)");
    for (guint i = 0; i < shown; i++)
        append_others(page, report, causes->pdata[i], is_shown_in_full(report, i));
}

/* Takes over text; nothing where it is empty. */
static void append_kdc_answers(struct page *page, const char *label, char *text)
{
    if (*text)
        append_wrapped(page, label, text);
    g_free(text);
}

static void append_kdc(struct page *page, const struct report_kdc *kdc, unsigned width)
{
    g_autofree char *address = text_address(&kdc->address);

    g_string_append(page->text, INDENT);
    wrap_pad(page->text, address, width);
    g_string_append_printf(page->text, "%7u%8u%12u\n", kdc->as_ok, kdc->tgs_ok, kdc->unanswered);
    append_kdc_answers(page, INDENT INDENT "errors: ", text_code_counts(kdc->errors));
    append_kdc_answers(page,
                       INDENT INDENT "TGTs accepted: ", text_etype_array(kdc->tgt_etypes_accepted));
    append_kdc_answers(page,
                       INDENT INDENT "TGTs refused: ", text_etype_array(kdc->tgt_etypes_refused));
}

static void append_kdcs(struct page *page, const GPtrArray *kdcs)
{
    unsigned width = wrap_width("address");

    if (kdcs->len == 0)
        return;
    for (guint i = 0; i < kdcs->len; i++) {
        const struct report_kdc *kdc = g_ptr_array_index(kdcs, i);
        g_autofree char *address = text_address(&kdc->address);

        width = MAX(width, wrap_width(address));
    }
    append_heading(page, "KDCs");
    g_string_append(page->text, INDENT);
    wrap_pad(page->text, "address", width);
    g_string_append_printf(page->text, "%7s%8s%12s\n", "AS ok", "TGS ok", "unanswered");
    for (guint i = 0; i < kdcs->len; i++)
        append_kdc(page, g_ptr_array_index(kdcs, i), width);
}

static void append_sentences(struct page *page, const char *heading, const GPtrArray *sentences)
{
    if (sentences->len)
        append_heading(page, heading);
    for (guint i = 0; i < sentences->len; i++)
        append_clean(page, INDENT "- ", g_ptr_array_index(sentences, i));
}

static void append_other_errors(struct page *page, const struct report *report)
{
    guint shown = MIN(report->unlinked->len, UNLINKED_SHOWN_MAX);
    g_autofree char *routine = text_code_counts(report->routine);

    if (report->unlinked_total || *routine)
        append_heading(page, "KRB-ERRORs that explain none of the above");
    for (guint i = 0; i < shown; i++) {
        g_autofree char *error = text_unlinked(g_ptr_array_index(report->unlinked, i));

        append_wrapped(page, INDENT "- ", error);
    }
    if (report->unlinked_total > shown)
        g_string_append_printf(page->text, INDENT "- and %u more\n",
                               report->unlinked_total - shown);
    if (*routine)
        append_wrapped(page, INDENT "- routine: ", routine);
}

static void append_undetermined(struct page *page, const struct report *report)
{
    guint shown = report->undetermined->len;

    if (shown)
        append_heading(page, "Attempts without an outcome");
    for (guint i = 0; i < shown; i++) {
        g_autofree char *line = text_undetermined(g_ptr_array_index(report->undetermined, i));

        append_clean(page, INDENT "- ", line);
    }
    if (shown && report->capture.undetermined_associations > shown)
        g_string_append_printf(page->text, INDENT "- and %u more\n",
                               report->capture.undetermined_associations - shown);
}

static void append_findings(struct page *page, const struct report *report, FILE *out)
{
    for (guint i = 0; i < report->findings->len; i++) {
        append_finding(page, g_ptr_array_index(report->findings, i));
        flush(page, out);
    }
}

static void append_report(struct page *page, const struct report *report, bool all, FILE *out)
{
    g_autofree char *headline = text_headline(report);
    g_autofree char *size = text_capture_size(report);

    g_string_append(page->text, "DCOM auth diagnosis\n\n");
    append_wrapped(page, "", headline);
    append_wrapped(page, "", size);
    if (all || report->findings->len <= 1) /* one finding says it all itself */
        append_findings(page, report, out);
    else
        append_by_cause(page, report, out);
    append_kdcs(page, report->kdcs);
    append_undetermined(page, report);
    append_sentences(page, "Worth knowing", report->notes);
    append_sentences(page, "What could not be judged", report->limits);
    append_other_errors(page, report);
    flush(page, out);
}

char *report_text(const struct report *report, unsigned columns)
{
    struct page page = {g_string_new(NULL), columns};

    append_report(&page, report, false, NULL);
    return g_string_free(page.text, FALSE);
}

char *report_finding_text(const struct finding *finding, unsigned columns)
{
    struct page page = {g_string_new(NULL), columns};

    append_finding(&page, finding);
    return g_string_free(page.text, FALSE);
}

void report_write_text(FILE *out, const struct report *report, bool all)
{
    struct page page = {g_string_new(NULL), REPORT_COLUMNS};

    append_report(&page, report, all, out);
    g_string_free(page.text, TRUE);
}
