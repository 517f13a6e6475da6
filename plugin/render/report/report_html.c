/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports.h"

#include "../words/text.h"
#include "html.h"
#include "html_style.h"

/* A page with more is no page; JSON and CSV have all. */
enum { FINDINGS_MAX = 500, FOLDED_MAX = 10, CAUSES_MAX = 100 };
enum { UNLINKED_SHOWN_MAX = 100 };

/* In the table; the finding's own section has all of it. */
enum { SUMMARY_MAX = 300 };

/* The page may load nothing and run nothing, whatever a name in the capture looks like. */
static void put_head(FILE *out)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" "
          "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<title>DCOM auth diagnosis</title>\n<style>\n",
          out);
    fputs(html_style, out);
    fputs("</style>\n</head>\n<body>\n", out);
}

static void put_headline(FILE *out, const struct report *report)
{
    g_autofree char *headline = text_headline(report);
    g_autofree char *size = text_capture_size(report);

    fputs("<header>\n<h1>DCOM auth diagnosis</h1>\n<p class=\"headline\">", out);
    html_put(out, headline, HTML_TEXT_MAX);
    fputs("</p>\n<p class=\"faint\">", out);
    html_put(out, size, HTML_TEXT_MAX);
    fputs("</p>\n</header>\n", out);
}

static void put_cell(FILE *out, const char *text)
{
    html_element(out, "td", text);
}

static void put_overview_row(FILE *out, const struct report_cause *cause)
{
    g_autofree char *clients = text_hosts(cause->clients, cause->client_count);
    g_autofree char *servers = text_hosts(cause->servers, cause->server_count);

    fprintf(out,
            "<tr class=\"%s\"><td class=\"number\"><a href=\"#cause-%u\">%u</a></td>"
            "<td><span class=\"badge\">%s</span></td><td><code>%s</code></td>"
            "<td class=\"number\">%u</td>",
            severity_id(cause->severity), cause->id, cause->id,
            text_severity_label(cause->severity), verdict_id(cause->verdict), cause->count);
    put_cell(out, clients);
    put_cell(out, servers);
    fputs("<td class=\"free\"><bdi>", out);
    html_put(out, cause->summary, SUMMARY_MAX);
    fputs("</bdi></td></tr>\n", out);
}

static void put_overview(FILE *out, const GPtrArray *causes)
{
    guint shown = MIN(causes->len, CAUSES_MAX);

    if (shown == 0)
        return;
    fputs("<section>\n<h2>Causes</h2>\n<table>\n<tr><th>No.</th><th>Severity</th><th>Verdict</th>"
          "<th>Findings</th><th>Clients</th><th>Servers</th><th>In one sentence</th></tr>\n",
          out);
    for (guint i = 0; i < shown; i++)
        put_overview_row(out, causes->pdata[i]);
    fputs("</table>\n", out);
    if (shown < causes->len)
        fprintf(out, "<p>and %u more causes.</p>\n", causes->len - shown);
    fputs("</section>\n", out);
}

static void put_facts(FILE *out, const struct finding *finding)
{
    GArray *facts = text_facts(finding);

    fputs("<dl>\n", out);
    for (guint i = 0; i < facts->len; i++) {
        const struct text_fact *fact = &g_array_index(facts, struct text_fact, i);

        fprintf(out, "<dt>%s</dt>", fact->label);
        html_element(out, "dd", fact->text);
    }
    fputs("</dl>\n", out);
    g_array_unref(facts);
}

static void put_list(FILE *out, const char *level, const char *heading, const char *tag,
                     const GPtrArray *sentences)
{
    if (sentences->len == 0)
        return;
    fprintf(out, "<%s>%s</%s>\n<%s>\n", level, heading, level, tag);
    for (guint i = 0; i < sentences->len; i++)
        html_element(out, "li", g_ptr_array_index(sentences, i));
    fprintf(out, "</%s>\n", tag);
}

static void put_finding(FILE *out, const struct finding *finding, const struct ladder_clock *clock)
{
    struct ladder *ladder = ladder_new(finding, clock);

    fprintf(out,
            "<section class=\"finding %s\" id=\"finding-%u\">\n<h2><span class=\"badge\">%s</span> "
            "%u. %s <code>%s</code></h2>\n",
            severity_id(finding->severity), finding->id, text_severity_label(finding->severity),
            finding->id, verdict_text(finding->verdict), verdict_id(finding->verdict));
    fputs("<p class=\"summary\"><bdi>", out);
    html_put(out, finding->summary, HTML_TEXT_MAX);
    fprintf(out, "</bdi> <span class=\"faint\">Confidence: %s.</span></p>\n",
            confidence_id(finding->confidence));
    html_put_ladder(out, finding, ladder);
    put_facts(out, finding);
    html_put_evidence(out, finding, ladder);
    put_list(out, "h3", "Next steps", "ol", finding->next_steps);
    fputs("</section>\n", out);
    ladder_free(ladder);
}

static void put_kdc(FILE *out, const struct report_kdc *kdc)
{
    g_autofree char *address = text_address(&kdc->address);
    g_autofree char *errors = text_code_counts(kdc->errors);
    g_autofree char *accepted = text_etype_array(kdc->tgt_etypes_accepted);
    g_autofree char *refused = text_etype_array(kdc->tgt_etypes_refused);

    fputs("<tr>", out);
    put_cell(out, address);
    fprintf(out, "<td class=\"number\">%u</td><td class=\"number\">%u</td>", kdc->as_ok,
            kdc->tgs_ok);
    put_cell(out, errors);
    put_cell(out, accepted);
    put_cell(out, refused);
    fprintf(out, "<td class=\"number\">%u</td></tr>\n", kdc->unanswered);
}

static void put_kdcs(FILE *out, const GPtrArray *kdcs)
{
    if (kdcs->len == 0)
        return;
    fputs("<section>\n<h2>KDCs</h2>\n<table>\n<tr><th>Address</th><th>AS ok</th><th>TGS ok</th>"
          "<th>Errors</th><th>TGTs accepted</th><th>TGTs refused</th><th>Unanswered</th></tr>\n",
          out);
    for (guint i = 0; i < kdcs->len; i++)
        put_kdc(out, g_ptr_array_index(kdcs, i));
    fputs("</table>\n</section>\n", out);
}

static void put_other_errors(FILE *out, const struct report *report)
{
    guint shown = MIN(report->unlinked->len, UNLINKED_SHOWN_MAX);
    g_autofree char *routine = text_code_counts(report->routine);

    if (report->unlinked_total == 0 && !*routine)
        return;
    fputs("<section>\n<h2>KRB-ERRORs that explain none of the above</h2>\n<ul>\n", out);
    for (guint i = 0; i < shown; i++) {
        g_autofree char *error = text_unlinked(g_ptr_array_index(report->unlinked, i));

        html_element(out, "li", error);
    }
    if (report->unlinked_total > shown)
        fprintf(out, "<li>and %u more</li>\n", report->unlinked_total - shown);
    if (*routine)
        fprintf(out, "<li>routine: %s</li>\n", routine);
    fputs("</ul>\n</section>\n", out);
}

static void put_sentences(FILE *out, const char *heading, const GPtrArray *sentences)
{
    if (sentences->len == 0)
        return;
    fputs("<section>\n", out);
    put_list(out, "h2", heading, "ul", sentences);
    fputs("</section>\n", out);
}

/* The findings of a cause but for the example, folded; room: how many more the page takes. */
static void put_others(FILE *out, const struct report *report, const struct report_cause *cause,
                       const struct ladder_clock *clock, guint *room)
{
    guint shown = 0;

    if (cause->count < 2)
        return;
    fprintf(out, "<details>\n<summary>%u more of cause %u</summary>\n", cause->count - 1,
            cause->id);
    for (guint i = 0; i < cause->findings->len && shown < FOLDED_MAX && (*room > 0); i++) {
        const struct finding *finding =
            report->findings->pdata[g_array_index(cause->findings, unsigned, i) - 1];

        if (finding == cause->example)
            continue;
        put_finding(out, finding, clock);
        shown++;
        (*room)--;
    }
    if (cause->count - 1 > shown)
        fprintf(out, "<p>and %u more findings.</p>\n", cause->count - 1 - shown);
    fputs("</details>\n", out);
}

static void put_cause(FILE *out, const struct report *report, const struct report_cause *cause,
                      const struct ladder_clock *clock, guint *room)
{
    fprintf(out, "<div id=\"cause-%u\">\n", cause->id);
    if (*room > 0) {
        put_finding(out, cause->example, clock);
        (*room)--;
    }
    put_others(out, report, cause, clock, room);
    fputs("</div>\n", out);
}

void report_write_html(FILE *out, const struct report *report, const struct ladder_clock *clock)
{
    guint room = FINDINGS_MAX;

    put_head(out);
    put_headline(out, report);
    put_overview(out, report->causes);
    for (guint i = 0; i < report->causes->len && i < CAUSES_MAX; i++)
        put_cause(out, report, report->causes->pdata[i], clock, &room);
    put_kdcs(out, report->kdcs);
    put_sentences(out, "Worth knowing", report->notes);
    put_sentences(out, "What could not be judged", report->limits);
    put_other_errors(out, report);
    fputs("<footer class=\"faint\">dcomauth " DCOMAUTH_VERSION "</footer>\n</body>\n</html>\n",
          out);
}
