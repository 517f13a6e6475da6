/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

enum { HOSTS_SHOWN_MAX = 5 };

static void append_count(GString *text, unsigned count, const char *one, const char *many)
{
    if (count)
        g_string_append_printf(text, "%s%u %s", text->len ? ", " : "", count,
                               count == 1 ? one : many);
}

/* A session that nothing shows to be for RPC is no failing bind. */
static bool is_smb_session(const struct finding *finding)
{
    return finding->severity == SEVERITY_NOTE &&
           (finding->outcome == OUTCOME_SMB_REFUSED || finding->outcome == OUTCOME_NO_BIND);
}

/* What to tell who asks: how many causes, and the first of them. */
static void append_main_cause(GString *text, const struct report *report)
{
    const struct report_cause *first;
    const char *verdict;

    if (report->findings->len < 2 || report->causes->len == 0)
        return;
    first = report->causes->pdata[0];
    verdict = verdict_text(first->verdict);
    if (report->causes->len == 1) {
        g_string_append_printf(text, ", all of one cause: %s", verdict);
        return;
    }
    g_string_append_printf(text, ", of %u causes. The first of them, with %u %s: %s",
                           report->causes->len, first->count,
                           first->count == 1 ? "finding" : "findings", verdict);
}

struct tally {
    unsigned counts[SEVERITY_ERROR + 1];
    unsigned sessions;
};

static struct tally tally_of(const GPtrArray *findings)
{
    struct tally tally = {0};

    for (guint i = 0; i < findings->len; i++) {
        const struct finding *finding = g_ptr_array_index(findings, i);

        if (is_smb_session(finding))
            tally.sessions++;
        else
            tally.counts[finding->severity]++;
    }
    return tally;
}

static void append_tally(GString *text, const struct tally *tally)
{
    append_count(text, tally->counts[SEVERITY_ERROR], "failing RPC bind", "failing RPC binds");
    append_count(text, tally->counts[SEVERITY_WARNING], "fallback to NTLM", "fallbacks to NTLM");
    append_count(text, tally->sessions, "refused SMB session", "refused SMB sessions");
    append_count(text, tally->counts[SEVERITY_NOTE], "note", "notes");
}

char *text_headline(const struct report *report)
{
    const struct tally tally = tally_of(report->findings);
    GString *text = g_string_new(NULL);

    if (report->capture.is_blind)
        g_string_append(text, "Nothing was looked at, for DCOM auth is switched off");
    else if (report->findings->len == 0 && report->capture.is_impaired)
        g_string_append(text, "Of what was looked at no RPC bind fails; settings of Wireshark hide "
                              "the rest (see below)");
    else if (report->findings->len == 0)
        g_string_append(text, "There is no failing RPC bind in this capture");
    else if (tally.counts[SEVERITY_ERROR] == 0)
        g_string_append(text, "No failing RPC bind");
    append_tally(text, &tally);
    append_main_cause(text, report);
    g_string_append_c(text, '.');
    return g_string_free(text, FALSE);
}

char *text_findings(const GPtrArray *findings)
{
    const struct tally tally = tally_of(findings);
    GString *text = g_string_new(NULL);

    append_tally(text, &tally);
    g_string_append(text, " so far.");
    return g_string_free(text, FALSE);
}

char *text_capture_size(const struct report *report)
{
    const struct report_capture *capture = &report->capture;
    GString *text = g_string_new("Seen: ");

    g_string_append_printf(text, "%u %s; %u Kerberos %s, %u %s; ", capture->frames,
                           capture->frames == 1 ? "frame" : "frames", capture->kerberos_exchanges,
                           capture->kerberos_exchanges == 1 ? "exchange" : "exchanges",
                           capture->krb_errors,
                           capture->krb_errors == 1 ? "KRB-ERROR" : "KRB-ERRORs");
    g_string_append_printf(text, "%u RPC %s, of which %u healthy and %u undetermined.",
                           capture->associations,
                           capture->associations == 1 ? "authentication" : "authentications",
                           capture->healthy_associations, capture->undetermined_associations);
    return g_string_free(text, FALSE);
}

char *text_code_counts(const GArray *counts)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < counts->len; i++) {
        const struct report_code_count *entry = &g_array_index(counts, struct report_code_count, i);
        g_autofree char *code = text_krb_code(entry->code);

        g_string_append_printf(text, "%s%s (%u\xc3\x97)", i ? ", " : "", code, entry->count);
    }
    return g_string_free(text, FALSE);
}

char *text_unlinked(const struct report_unlinked *error)
{
    const char *meaning = krb_error_text(error->code);
    g_autofree char *code = text_krb_code(error->code);
    g_autofree char *client = text_address(&error->client);
    g_autofree char *kdc = text_address(&error->kdc);
    g_autofree char *spn = text_clean(error->spn);
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "frame %u: %s", error->frame, code);
    if (meaning)
        g_string_append_printf(text, " (%s)", meaning);
    if (error->spn)
        g_string_append_printf(text, " for %s", spn);
    g_string_append_printf(text, ", KDC %s " TEXT_ARROW " client %s", kdc, client);
    return g_string_free(text, FALSE);
}

char *text_hosts(const GArray *hosts, uint32_t count)
{
    GString *text = g_string_new(NULL);
    guint shown = MIN(hosts->len, HOSTS_SHOWN_MAX);

    for (guint i = 0; i < shown; i++) {
        g_autofree char *host = text_address(&g_array_index(hosts, struct host_addr, i));

        g_string_append_printf(text, "%s%s", i ? ", " : "", host);
    }
    if (count > shown)
        g_string_append_printf(text, " and %u more", count - shown);
    return g_string_free(text, FALSE);
}

char *text_undetermined(const struct report_undetermined *record)
{
    g_autofree char *client = text_address(&record->client);
    g_autofree char *server = text_address(&record->server);
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "frame %u: client %s " TEXT_ARROW " server %s, port %u: %s",
                           record->bind_frame, client, server, record->server_port,
                           record->how_far);
    if (record->closed_by)
        g_string_append_printf(text, "; the %s closed in frame %u", record->closed_by,
                               record->last_frame);
    return g_string_free(text, FALSE);
}

char *text_finding_title(const struct finding *finding)
{
    return g_strdup_printf("Finding %u: %s, %s (confidence %s)", finding->id,
                           text_severity_label(finding->severity), verdict_id(finding->verdict),
                           confidence_id(finding->confidence));
}
