/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_maker.h"

#include "capture_sources.h"
#include "limits.h"
#include "undetermined.h"

static gint compare_codes(gconstpointer a, gconstpointer b)
{
    const struct report_code_count *left = a, *right = b;

    return left->code < right->code ? -1 : left->code > right->code;
}

static GArray *sorted_counts(GHashTable *counts)
{
    GArray *sorted = g_array_new(FALSE, FALSE, sizeof(struct report_code_count));
    GHashTableIter iter;
    gpointer key, value;

    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        struct report_code_count count = {GPOINTER_TO_INT(key), GPOINTER_TO_UINT(value)};
        g_array_append_val(sorted, count);
    }
    g_array_sort(sorted, compare_codes);
    return sorted;
}

static gint compare_etypes(gconstpointer a, gconstpointer b)
{
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;

    return left < right ? -1 : left > right;
}

static GArray *sorted_etypes(GHashTable *set)
{
    GArray *sorted = g_array_new(FALSE, FALSE, sizeof(int32_t));
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init(&iter, set);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        int32_t etype = GPOINTER_TO_INT(key);
        g_array_append_val(sorted, etype);
    }
    g_array_sort(sorted, compare_etypes);
    return sorted;
}

void report_unlinked_free(gpointer data)
{
    struct report_unlinked *unlinked = data;

    g_free(unlinked->spn);
    g_free(unlinked);
}

static void report_kdc_free(gpointer data)
{
    struct report_kdc *kdc = data;

    g_array_free(kdc->errors, TRUE);
    g_array_free(kdc->tgt_etypes_accepted, TRUE);
    g_array_free(kdc->tgt_etypes_refused, TRUE);
    g_free(kdc);
}

struct report_kdc *report_kdc_new(const struct host_addr *address)
{
    struct report_kdc *kdc = g_new0(struct report_kdc, 1);

    kdc->address = *address;
    kdc->errors = g_array_new(FALSE, FALSE, sizeof(struct report_code_count));
    kdc->tgt_etypes_accepted = g_array_new(FALSE, FALSE, sizeof(int32_t));
    kdc->tgt_etypes_refused = g_array_new(FALSE, FALSE, sizeof(int32_t));
    return kdc;
}

static bool count_open_request(struct kdc_exchange *exchange, void *user_data)
{
    GPtrArray *rows = user_data; /* struct report_kdc * */

    if (exchange->connect_only || exchange->answer_unseen ||
        (exchange->state != EXCHANGE_WAITING && exchange->state != EXCHANGE_UNREACHABLE))
        return true;
    for (guint i = 0; i < rows->len; i++) {
        struct report_kdc *kdc = rows->pdata[i];
        if (host_addr_equal(&kdc->address, &exchange->kdc))
            kdc->unanswered++;
    }
    return true;
}

static GPtrArray *report_kdcs(const struct ledger *ledger)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func(report_kdc_free);

    g_autoptr(GPtrArray) sorted = ledger_asked_kdcs(ledger);

    for (guint i = 0; i < sorted->len; i++) {
        const struct kdc *kdc = sorted->pdata[i];
        struct report_kdc *row = g_new0(struct report_kdc, 1);

        row->address = kdc->address;
        row->as_ok = kdc->as_ok;
        row->tgs_ok = kdc->tgs_ok;
        row->unanswered = kdc->unanswered;
        row->errors = sorted_counts(kdc->errors);
        row->tgt_etypes_accepted = sorted_etypes(kdc->tgt_accepted);
        row->tgt_etypes_refused = sorted_etypes(kdc->tgt_refused);
        g_ptr_array_add(rows, row);
    }
    exchanges_foreach(ledger_exchanges(ledger), count_open_request, rows);
    return rows;
}

static void fill_capture(const struct report_sources *sources, struct report_capture *capture)
{
    const struct ledger *ledger = sources->ledger;
    uint32_t attempts = connections_attempts(ledger_connections(ledger));
    uint32_t settled = sources->healthy + sources->attempt_findings + sources->copies;

    capture->is_blind = (ledger_facts(ledger)->switched_off & SETTING_BIT(PLUGIN)) != 0;
    capture->is_impaired = settings_that_cost(ledger_facts(ledger)->switched_off,
                                              ledger_facts(ledger)->fragments > 0) != 0;
    capture->frames = ledger_facts(ledger)->frames;
    capture->kerberos_exchanges = exchanges_total(ledger_exchanges(ledger));
    capture->krb_errors = exchanges_error_total(ledger_exchanges(ledger));
    capture->healthy_associations = sources->healthy;
    capture->undetermined_associations = attempts > settled ? attempts - settled : 0;
    capture->associations =
        capture->healthy_associations + capture->undetermined_associations + sources->findings->len;
}

static bool add_to_tallies(struct kdc_exchange *exchange, void *user_data)
{
    tallies_add(user_data, exchange);
    return true;
}

static void fill_tallies(const struct report_sources *sources, struct report *report)
{
    struct tallies tallies;

    tallies_copy(&tallies, sources->tallies);
    exchanges_foreach(ledger_exchanges(sources->ledger), add_to_tallies, &tallies);
    report->unlinked = g_ptr_array_ref(tallies.unlinked);
    report->unlinked_total = tallies.unlinked_total;
    report->routine = sorted_counts(tallies.routine);
    tallies_clear(&tallies);
}

struct report *report_new(void)
{
    struct report *report = g_new0(struct report, 1);

    report->sources = capture_sources_list();
    report->findings = g_ptr_array_new();
    report->kdcs = g_ptr_array_new_with_free_func(report_kdc_free);
    report->unlinked = g_ptr_array_new_with_free_func(report_unlinked_free);
    report->undetermined = g_ptr_array_new_with_free_func(undetermined_free);
    report->routine = g_array_new(FALSE, FALSE, sizeof(struct report_code_count));
    report->limits = g_ptr_array_new_with_free_func(g_free);
    report->notes = g_ptr_array_new_with_free_func(g_free);
    return report;
}

static void fill_undetermined(const GPtrArray *records, struct report *report)
{
    report->undetermined = g_ptr_array_new_with_free_func(undetermined_free);
    for (guint i = 0; i < records->len && report->undetermined->len < REPORT_UNDETERMINED_MAX; i++)
        if (records->pdata[i])
            g_ptr_array_add(report->undetermined, undetermined_copy(records->pdata[i]));
}

struct report *report_make(const struct report_sources *sources)
{
    struct report *report = g_new0(struct report, 1);

    fill_capture(sources, &report->capture);
    report->findings = g_ptr_array_new();
    for (guint i = 0; i < sources->findings->len; i++)
        g_ptr_array_add(report->findings, sources->findings->pdata[i]);
    report->kdcs = report_kdcs(sources->ledger);
    fill_tallies(sources, report);
    fill_undetermined(sources->undetermined, report);
    report->limits = g_ptr_array_new_with_free_func(g_free);
    limits_fill(sources->ledger, sources->findings, report->limits);
    report->sources = capture_sources_list();
    capture_sources_fill(ledger_sources(sources->ledger), report->sources, report->limits);
    limits_fill_faults(sources->stray_faults, report->limits);
    for (guint i = 0; i < sources->limits->len; i++)
        g_ptr_array_add(report->limits, g_strdup(sources->limits->pdata[i]));
    report->notes = g_ptr_array_new_with_free_func(g_free);
    notes_fill(sources->ledger, report->notes);
    return report;
}

void report_free(struct report *report)
{
    if (!report)
        return;
    g_ptr_array_free(report->sources, TRUE);
    g_ptr_array_free(report->findings, TRUE);
    g_clear_pointer(&report->causes, g_ptr_array_unref);
    g_ptr_array_free(report->kdcs, TRUE);
    g_ptr_array_unref(report->unlinked);
    g_ptr_array_free(report->undetermined, TRUE);
    g_array_free(report->routine, TRUE);
    g_ptr_array_free(report->limits, TRUE);
    g_ptr_array_free(report->notes, TRUE);
    g_free(report);
}
