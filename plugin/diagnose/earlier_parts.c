/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "earlier_parts.h"

#include "capture_sources.h"
#include "diagnosis.h"
#include "report_maker.h"
#include "undetermined.h"

enum { SENTENCES_MAX = 64, PARTS_NAMED_MAX = 16 };

struct earlier_parts {
    struct report *sum;  /* limits and notes say which part they are of */
    GPtrArray *findings; /* struct finding *, owned */
    struct causes *causes;
    GArray *ends; /* unsigned: for each part, how many findings there were at its end */
};

static void free_finding(gpointer finding)
{
    finding_free(finding);
}

struct earlier_parts *earlier_parts_new(void)
{
    struct earlier_parts *earlier = g_new0(struct earlier_parts, 1);

    earlier->sum = report_new();
    earlier->causes = causes_new();
    earlier->findings = g_ptr_array_new_with_free_func(free_finding);
    earlier->ends = g_array_new(FALSE, FALSE, sizeof(unsigned));
    return earlier;
}

void earlier_parts_free(struct earlier_parts *earlier)
{
    report_free(earlier->sum);
    causes_free(earlier->causes);
    g_ptr_array_free(earlier->findings, TRUE);
    g_array_free(earlier->ends, TRUE);
    g_free(earlier);
}

void earlier_parts_clear(struct earlier_parts *earlier)
{
    report_free(earlier->sum);
    earlier->sum = report_new();
    earlier_parts_keep_causes(earlier, causes_new());
    g_ptr_array_set_size(earlier->findings, 0);
    g_array_set_size(earlier->ends, 0);
}

void earlier_parts_keep_causes(struct earlier_parts *earlier, struct causes *causes)
{
    causes_free(earlier->causes);
    earlier->causes = causes;
}

const struct causes *earlier_parts_causes(const struct earlier_parts *earlier)
{
    return earlier->causes;
}

unsigned earlier_parts_count(const struct earlier_parts *earlier)
{
    return earlier->ends->len;
}

unsigned earlier_parts_findings(const struct earlier_parts *earlier)
{
    return earlier->findings->len;
}

/* --- sums --- */

static void add_capture(struct report_capture *into, const struct report_capture *part)
{
    into->frames += part->frames;
    into->kerberos_exchanges += part->kerberos_exchanges;
    into->krb_errors += part->krb_errors;
    into->associations += part->associations;
    into->healthy_associations += part->healthy_associations;
    into->undetermined_associations += part->undetermined_associations;
    into->is_blind = into->is_blind || part->is_blind;
    into->is_impaired = into->is_impaired || part->is_impaired;
}

/* Both are in the order of the codes. */
static void add_counts(GArray *into, const GArray *part)
{
    guint at = 0;

    for (guint i = 0; i < part->len; i++) {
        const struct report_code_count *more = &g_array_index(part, struct report_code_count, i);

        while (at < into->len &&
               g_array_index(into, struct report_code_count, at).code < more->code)
            at++;
        if (at < into->len && g_array_index(into, struct report_code_count, at).code == more->code)
            g_array_index(into, struct report_code_count, at).count += more->count;
        else
            g_array_insert_val(into, at, *more);
    }
}

/* Both are ascending. */
static void add_etypes(GArray *into, const GArray *part)
{
    guint at = 0;

    for (guint i = 0; i < part->len; i++) {
        int32_t etype = g_array_index(part, int32_t, i);

        while (at < into->len && g_array_index(into, int32_t, at) < etype)
            at++;
        if (at == into->len || g_array_index(into, int32_t, at) != etype)
            g_array_insert_val(into, at, etype);
    }
}

static struct report_kdc *kdc_row(GHashTable *rows, GPtrArray *kdcs,
                                  const struct host_addr *address)
{
    struct report_kdc *row = g_hash_table_lookup(rows, address);

    if (row)
        return row;
    row = report_kdc_new(address);
    g_ptr_array_add(kdcs, row);
    g_hash_table_insert(rows, &row->address, row);
    return row;
}

static void add_kdcs(GPtrArray *into, const GPtrArray *part)
{
    g_autoptr(GHashTable) rows = g_hash_table_new(host_addr_hash, host_addr_hash_equal);

    for (guint i = 0; i < into->len; i++) {
        struct report_kdc *row = into->pdata[i];
        g_hash_table_insert(rows, &row->address, row);
    }
    for (guint i = 0; i < part->len; i++) {
        const struct report_kdc *more = part->pdata[i];
        struct report_kdc *row = kdc_row(rows, into, &more->address);

        row->as_ok += more->as_ok;
        row->tgs_ok += more->tgs_ok;
        row->unanswered += more->unanswered;
        add_counts(row->errors, more->errors);
        add_etypes(row->tgt_etypes_accepted, more->tgt_etypes_accepted);
        add_etypes(row->tgt_etypes_refused, more->tgt_etypes_refused);
    }
}

static void add_unlinked(struct report *into, const struct report *part)
{
    for (guint i = 0; i < part->unlinked->len && into->unlinked->len < REPORT_UNLINKED_MAX; i++) {
        struct report_unlinked *copy = g_memdup2(part->unlinked->pdata[i], sizeof *copy);

        copy->spn = g_strdup(copy->spn);
        g_ptr_array_add(into->unlinked, copy);
    }
    into->unlinked_total += part->unlinked_total;
}

static void add_undetermined(GPtrArray *into, const GPtrArray *part)
{
    for (guint i = 0; i < part->len && into->len < REPORT_UNDETERMINED_MAX; i++)
        g_ptr_array_add(into, undetermined_copy(part->pdata[i]));
}

/* number: that of the part, 0 where the sentences name theirs already. */
static void add_sentences(GPtrArray *into, const GPtrArray *part, unsigned number)
{
    for (guint i = 0; i < part->len && into->len < SENTENCES_MAX; i++)
        g_ptr_array_add(into, number == 0 ? g_strdup(part->pdata[i])
                                          : g_strdup_printf("part %u of the capture: %s", number,
                                                            (const char *)part->pdata[i]));
}

static void add_report(struct report *into, const struct report *part, unsigned number)
{
    add_capture(&into->capture, &part->capture);
    capture_sources_add(into->sources, part->sources);
    for (guint i = 0; i < part->findings->len; i++)
        g_ptr_array_add(into->findings, part->findings->pdata[i]);
    add_kdcs(into->kdcs, part->kdcs);
    add_unlinked(into, part);
    add_undetermined(into->undetermined, part->undetermined);
    add_counts(into->routine, part->routine);
    add_sentences(into->limits, part->limits, number);
    add_sentences(into->notes, part->notes, number);
}

/* --- what belongs to which part --- */

static void append_range(GString *text, unsigned part, unsigned first, unsigned last)
{
    if (last < first)
        return;
    g_string_append_printf(text, "; in part %u: finding%s %u", part, last > first ? "s" : "",
                           first);
    if (last > first)
        g_string_append_printf(text, " to %u", last);
}

static char *parts_sentence(const struct earlier_parts *earlier, const struct report *last)
{
    g_autoptr(GString) ranges = g_string_new(NULL);
    unsigned parts = earlier->ends->len;
    unsigned before = 0;

    for (unsigned part = 1; part <= MIN(parts, PARTS_NAMED_MAX); part++) {
        unsigned end = g_array_index(earlier->ends, unsigned, part - 1);

        append_range(ranges, part, before + 1, end);
        before = end;
    }
    if (parts > PARTS_NAMED_MAX)
        g_string_append(ranges, "; …");
    append_range(ranges, parts + 1, earlier->findings->len + 1,
                 earlier->findings->len + last->findings->len);
    return g_strdup_printf("the capture came in %u parts (files of a ring, or sessions of -M): "
                           "Wireshark numbers frames and streams anew in each, and what lies in "
                           "different parts cannot be linked%s",
                           parts + (last->capture.frames > 0), ranges->str);
}

void earlier_parts_add(struct earlier_parts *earlier, struct report *report, GPtrArray *findings)
{
    unsigned end;

    add_report(earlier->sum, report, earlier->ends->len + 1);
    report_free(report);
    g_ptr_array_extend_and_steal(earlier->findings, findings);
    end = earlier->findings->len;
    g_array_append_val(earlier->ends, end);
}

struct report *earlier_parts_report(const struct earlier_parts *earlier, struct report *last)
{
    struct report *report;

    if (earlier->ends->len == 0)
        return last;
    report = report_new();
    if (earlier->ends->len > 1 || last->capture.frames > 0)
        g_ptr_array_add(report->limits, parts_sentence(earlier, last));
    add_report(report, earlier->sum, 0);
    add_report(report, last, earlier->ends->len + 1);
    report_free(last);
    return report;
}
