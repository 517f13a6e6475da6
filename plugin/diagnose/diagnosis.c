/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnosis.h"

#include "judge.h"
#include "report_maker.h"
#include "undetermined.h"

enum { LIMITS_MAX = 64 };

#define DEFAULT_WINDOW_NS (15 * 60 * INT64_C(1000000000))

struct diagnosis_settings diagnosis_default_settings(void)
{
    return (struct diagnosis_settings){
        .window_ns = DEFAULT_WINDOW_NS, .report_warnings = true, .report_notes = true};
}

/* --- the end of the capture --- */

/* What is judged at the end of the capture is judged anew when the capture goes on, or ends again,
 * as if it never had been: what it was taken for must sway no other judgement. */
static void take_back_end(struct diagnosis *diagnosis)
{
    if (!diagnosis->at_end)
        return;
    diagnosis->at_end = false;
    findings_take_back_end(diagnosis->findings);
    attempts_take_back_end(diagnosis->attempts);
    accepted_take_back_end(diagnosis->accepted);
    causes_take_back_end(diagnosis->causes);
    judge_take_back_end(diagnosis);
}

/* --- the door --- */

struct diagnosis *diagnosis_new(const struct diagnosis_settings *settings)
{
    struct diagnosis *diagnosis = g_new0(struct diagnosis, 1);
    struct ledger_observer observer = judge_observer(diagnosis);

    diagnosis->part = 1;
    diagnosis->report_warnings = settings->report_warnings;
    diagnosis->report_notes = settings->report_notes;
    diagnosis->findings = findings_new();
    diagnosis->attempts = attempts_new();
    diagnosis->accepted = accepted_new();
    diagnosis->causes = causes_new();
    diagnosis->judged_at_end = g_ptr_array_new();
    diagnosis->linked_at_end = g_ptr_array_new();
    diagnosis->noted_addresses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    diagnosis->undetermined = g_ptr_array_new_with_free_func(undetermined_free);
    diagnosis->limits = g_ptr_array_new_with_free_func(g_free);
    tallies_init(&diagnosis->tallies);
    diagnosis->ledger = ledger_new(&observer, settings->window_ns, settings->source_names);
    ledger_set_switched_off(diagnosis->ledger, settings->switched_off);
    ledger_set_routine_codes(diagnosis->ledger, settings->routine_codes,
                             settings->routine_code_count);
    for (unsigned i = 0; i < settings->rpc_port_count; i++)
        ledger_add_rpc_port(diagnosis->ledger, settings->rpc_ports[i]);
    return diagnosis;
}

void diagnosis_free(struct diagnosis *diagnosis)
{
    if (!diagnosis)
        return;
    ledger_free(diagnosis->ledger);
    findings_free(diagnosis->findings);
    attempts_free(diagnosis->attempts);
    accepted_free(diagnosis->accepted);
    causes_free(diagnosis->causes);
    g_ptr_array_free(diagnosis->judged_at_end, TRUE);
    g_ptr_array_free(diagnosis->linked_at_end, TRUE);
    g_hash_table_destroy(diagnosis->noted_addresses);
    g_ptr_array_free(diagnosis->undetermined, TRUE);
    g_ptr_array_free(diagnosis->limits, TRUE);
    tallies_clear(&diagnosis->tallies);
    g_free(diagnosis);
}

void diagnosis_follow(struct diagnosis *diagnosis, const struct earlier_parts *earlier)
{
    diagnosis->earlier = earlier;
    diagnosis->part = earlier_parts_count(earlier) + 1;
    causes_continue(diagnosis->causes, earlier_parts_causes(earlier));
    findings_number(diagnosis->findings, diagnosis->part, earlier_parts_findings(earlier));
}

unsigned diagnosis_part(const struct diagnosis *diagnosis)
{
    return diagnosis->part;
}

void diagnosis_add_frame(struct diagnosis *diagnosis, const struct captured_frame *frame)
{
    ledger_add_frame(diagnosis->ledger, frame);
}

void diagnosis_add_event(struct diagnosis *diagnosis, const struct event *event)
{
    take_back_end(diagnosis);
    ledger_add_event(diagnosis->ledger, event);
}

void diagnosis_end_capture(struct diagnosis *diagnosis)
{
    take_back_end(diagnosis);
    diagnosis->at_end = true;
    judge_begin_end(diagnosis);
    findings_begin_end(diagnosis->findings);
    attempts_begin_end(diagnosis->attempts);
    accepted_begin_end(diagnosis->accepted);
    causes_begin_end(diagnosis->causes);
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
    return findings_frame_parts(diagnosis->findings, frame, first_pass);
}

const struct finding *diagnosis_finding(const struct diagnosis *diagnosis, unsigned id)
{
    return findings_get(diagnosis->findings, id);
}

unsigned diagnosis_finding_count(const struct diagnosis *diagnosis)
{
    return findings_list(diagnosis->findings)->len;
}

unsigned diagnosis_first_finding(const struct diagnosis *diagnosis)
{
    return findings_first(diagnosis->findings);
}

unsigned diagnosis_lasting_finding_count(const struct diagnosis *diagnosis)
{
    return findings_lasting_count(diagnosis->findings);
}

static struct report *report_on_part(const struct diagnosis *diagnosis)
{
    struct report_sources sources = {
        .ledger = diagnosis->ledger,
        .findings = findings_list(diagnosis->findings),
        .tallies = &diagnosis->tallies,
        .limits = diagnosis->limits,
        .undetermined = diagnosis->undetermined,
        .stray_faults = &diagnosis->stray_faults,
        .healthy = diagnosis->counts.healthy,
        .attempt_findings = diagnosis->counts.attempt_findings,
        .copies = diagnosis->counts.copies,
    };

    return report_make(&sources);
}

struct report *diagnosis_report(const struct diagnosis *diagnosis)
{
    struct report *report = report_on_part(diagnosis);

    if (diagnosis->earlier)
        report = earlier_parts_report(diagnosis->earlier, report);
    report->causes = causes_list(diagnosis->causes, report->findings, report->kdcs);
    return report;
}

void diagnosis_become_earlier(struct diagnosis *diagnosis, struct earlier_parts *earlier)
{
    struct report *report;

    diagnosis_end_capture(diagnosis);
    report = report_on_part(diagnosis);
    earlier_parts_add(earlier, report, findings_take(diagnosis->findings));
    earlier_parts_keep_causes(earlier, g_steal_pointer(&diagnosis->causes));
    diagnosis_free(diagnosis);
}
