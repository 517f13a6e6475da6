/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports.h"
#include "text.h"
#include "wrap.h"

/* The JSON report has the rest. */
enum { UNLINKED_SHOWN_MAX = 20 };

#define INDENT "  "

/* As wide as the longest label of a fact. */
enum { LABEL_WIDTH = 13 };

static void append_labelled(GString *out, const char *label, const char *text)
{
    GString *prefix = g_string_new(INDENT);

    wrap_pad(prefix, label, LABEL_WIDTH);
    wrap_append(out, prefix->str, text);
    g_string_free(prefix, TRUE);
}

static void append_clean(GString *out, const char *prefix, const char *text)
{
    g_autofree char *clean = text_clean(text);

    wrap_append(out, prefix, clean);
}

static void append_heading(GString *out, const char *heading)
{
    g_string_append_printf(out, "\n%s\n", heading);
}

static void append_evidence(GString *out, const GPtrArray *evidence)
{
    if (evidence->len)
        g_string_append(out, "\n" INDENT "Evidence\n");
    for (guint i = 0; i < evidence->len; i++)
        append_clean(out, INDENT INDENT "- ", g_ptr_array_index(evidence, i));
}

static void append_next_steps(GString *out, const GPtrArray *steps)
{
    if (steps->len)
        g_string_append(out, "\n" INDENT "Next steps\n");
    for (guint i = 0; i < steps->len; i++) {
        g_autofree char *number = g_strdup_printf(INDENT INDENT "%u. ", i + 1);

        append_clean(out, number, g_ptr_array_index(steps, i));
    }
}

static void append_finding(GString *out, const struct finding *finding)
{
    g_autofree char *title = text_finding_title(finding);
    GArray *facts = text_facts(finding);

    append_heading(out, title);
    append_clean(out, INDENT, finding->summary);
    g_string_append_c(out, '\n');
    for (guint i = 0; i < facts->len; i++) {
        const struct text_fact *fact = &g_array_index(facts, struct text_fact, i);

        append_labelled(out, fact->label, fact->text);
    }
    append_evidence(out, finding->evidence);
    append_next_steps(out, finding->next_steps);
    g_array_unref(facts);
}

static void append_kdc(GString *out, const struct report_kdc *kdc, unsigned width)
{
    g_autofree char *address = text_address(&kdc->address);
    g_autofree char *errors = text_code_counts(kdc->errors);
    g_autofree char *accepted = text_etype_array(kdc->tgt_etypes_accepted);
    g_autofree char *refused = text_etype_array(kdc->tgt_etypes_refused);
    GString *prefix = g_string_new(INDENT);
    GString *rest = g_string_new(NULL);

    wrap_pad(prefix, address, width);
    g_string_append_printf(prefix, "%7u%8u%12u  ", kdc->as_ok, kdc->tgs_ok, kdc->unanswered);
    g_string_append_printf(rest, "errors %s; TGTs accepted %s, refused %s",
                           *errors ? errors : "none", *accepted ? accepted : "none",
                           *refused ? refused : "none");
    wrap_append(out, prefix->str, rest->str);
    g_string_free(prefix, TRUE);
    g_string_free(rest, TRUE);
}

static void append_kdcs(GString *out, const GPtrArray *kdcs)
{
    unsigned width = wrap_width("address");

    if (kdcs->len == 0)
        return;
    for (guint i = 0; i < kdcs->len; i++) {
        const struct report_kdc *kdc = g_ptr_array_index(kdcs, i);
        g_autofree char *address = text_address(&kdc->address);

        width = MAX(width, wrap_width(address));
    }
    append_heading(out, "KDCs");
    g_string_append(out, INDENT);
    wrap_pad(out, "address", width);
    g_string_append_printf(out, "%7s%8s%12s  %s\n", "AS ok", "TGS ok", "unanswered", "answers");
    for (guint i = 0; i < kdcs->len; i++)
        append_kdc(out, g_ptr_array_index(kdcs, i), width);
}

static void append_sentences(GString *out, const char *heading, const GPtrArray *sentences)
{
    if (sentences->len)
        append_heading(out, heading);
    for (guint i = 0; i < sentences->len; i++)
        append_clean(out, INDENT "- ", g_ptr_array_index(sentences, i));
}

static void append_other_errors(GString *out, const struct report *report)
{
    guint shown = MIN(report->unlinked->len, UNLINKED_SHOWN_MAX);
    g_autofree char *routine = text_code_counts(report->routine);

    if (report->unlinked_total || *routine)
        append_heading(out, "KRB-ERRORs that explain none of the above");
    for (guint i = 0; i < shown; i++) {
        g_autofree char *error = text_unlinked(g_ptr_array_index(report->unlinked, i));

        wrap_append(out, INDENT "- ", error);
    }
    if (report->unlinked_total > shown)
        g_string_append_printf(out, INDENT "- and %u more\n", report->unlinked_total - shown);
    if (*routine)
        wrap_append(out, INDENT "- routine: ", routine);
}

/* Hands on what is there so far, so that a report of very many findings needs no memory of its size. */
static void flush(GString *text, FILE *out)
{
    if (!out)
        return;
    fputs(text->str, out);
    g_string_truncate(text, 0);
}

static void append_report(GString *text, const struct report *report, guint findings_max, FILE *out)
{
    g_autofree char *headline = text_headline(report);
    g_autofree char *size = text_capture_size(report);
    guint shown = MIN(report->findings->len, findings_max);

    g_string_append(text, "DCOM auth diagnosis\n\n");
    wrap_append(text, "", headline);
    wrap_append(text, "", size);
    for (guint i = 0; i < shown; i++) {
        append_finding(text, g_ptr_array_index(report->findings, i));
        flush(text, out);
    }
    if (shown < report->findings->len)
        g_string_append_printf(text, "\nand %u more findings\n", report->findings->len - shown);
    append_kdcs(text, report->kdcs);
    append_sentences(text, "Worth knowing", report->notes);
    append_sentences(text, "What could not be judged", report->limits);
    append_other_errors(text, report);
    flush(text, out);
}

char *report_text(const struct report *report, unsigned findings_max)
{
    GString *text = g_string_new(NULL);

    append_report(text, report, findings_max, NULL);
    return g_string_free(text, FALSE);
}

void report_write_text(FILE *out, const struct report *report)
{
    GString *text = g_string_new(NULL);

    append_report(text, report, G_MAXUINT, out);
    g_string_free(text, TRUE);
}
