/* Drives the diagnosis with events made of the input.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "event_maker.h"
#include "fuzz.h"
#include "render/report/reports.h"
#include "report_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first byte of the input. LIVE: the capture ends again and again, as it does while it
 * grows. */
enum settings {
    WITHOUT_WARNINGS = 1,
    WITHOUT_NOTES = 2,
    EXTRA_PORT = 4,
    EXTRA_CODE = 8,
    LIVE = 16,
    WITHOUT_FORMS = 32,
};

static struct {
    uint64_t events;
    uint64_t findings;
    uint64_t verdicts[VERDICT_COUNT];
} seen;

static void print_seen(void)
{
    unsigned verdicts = 0;

    for (unsigned i = 0; i < VERDICT_COUNT; i++)
        verdicts += seen.verdicts[i] > 0;
    fprintf(stderr, "events: %llu, findings: %llu, verdicts: %u of %u\n",
            (unsigned long long)seen.events, (unsigned long long)seen.findings, verdicts,
            (unsigned)VERDICT_COUNT);
}

static struct diagnosis *new_diagnosis(uint8_t how)
{
    static const uint16_t ports[] = {5985};
    static const int32_t codes[] = {7};
    struct diagnosis_settings settings = diagnosis_default_settings();

    settings.report_warnings = !(how & WITHOUT_WARNINGS);
    settings.report_notes = !(how & WITHOUT_NOTES);
    settings.rpc_ports = ports;
    settings.rpc_port_count = how & EXTRA_PORT ? 1 : 0;
    settings.routine_codes = codes;
    settings.routine_code_count = how & EXTRA_CODE ? 1 : 0;
    return diagnosis_new(&settings);
}

static char *text_of(const struct diagnosis *diagnosis)
{
    struct report *report = diagnosis_report(diagnosis);
    char *text = report_text(report, REPORT_COLUMNS);

    report_free(report);
    return text;
}

/* What a finding says is settled when it is made; only its evidence may grow. */
struct settled {
    enum verdict verdict;
    enum severity severity;
    enum outcome outcome;
    guint links;
};

static void check_settled(const struct diagnosis *diagnosis, GArray *known)
{
    for (unsigned id = 1; id <= diagnosis_finding_count(diagnosis); id++) {
        const struct finding *finding = diagnosis_finding(diagnosis, id);
        struct settled now = {finding->verdict, finding->severity, finding->outcome,
                              finding->krb_errors->len};

        if (id > known->len) {
            g_array_append_val(known, now);
            continue;
        }
        const struct settled *then = &g_array_index(known, struct settled, id - 1);
        MUST(then->verdict == now.verdict && then->severity == now.severity &&
             then->outcome == now.outcome && then->links == now.links);
    }
}

static void count_findings(const struct diagnosis *diagnosis)
{
    for (unsigned id = 1; id <= diagnosis_finding_count(diagnosis); id++)
        seen.verdicts[diagnosis_finding(diagnosis, id)->verdict]++;
    seen.findings += diagnosis_finding_count(diagnosis);
}

/* The report must not change when the capture ends again, as it does with several reports. */
static void check_second_end(struct diagnosis *diagnosis)
{
    g_autofree char *first = text_of(diagnosis);

    diagnosis_end_capture(diagnosis);
    g_autofree char *second = text_of(diagnosis);
    MUST(strcmp(first, second) == 0);
}

static void add_frame(struct diagnosis *diagnosis, uint32_t number, int64_t time_ns)
{
    struct captured_frame frame = {.number = number, .time_ns = time_ns};

    diagnosis_add_frame(diagnosis, &frame);
}

/* What was said at earlier ends of a capture that grew must leave no trace. */
static void check_grown(const struct diagnosis *diagnosis, struct event_maker maker, uint8_t how)
{
    struct diagnosis *whole = new_diagnosis(how);
    uint32_t counted = 0;
    struct event event;

    while (event_maker_next(&maker, &event)) {
        while (counted < maker.frame)
            add_frame(whole, ++counted, maker.time_ns);
        diagnosis_add_event(whole, &event);
    }
    diagnosis_end_capture(whole);
    g_autofree char *grown_text = text_of(diagnosis), *whole_text = text_of(whole);
    MUST(strcmp(grown_text, whole_text) == 0);
    diagnosis_free(whole);
}

static void run(struct event_maker *maker, struct diagnosis *diagnosis, uint8_t how)
{
    GArray *known = g_array_new(FALSE, FALSE, sizeof(struct settled));
    struct event_maker start = *maker;
    uint32_t counted = 0;
    struct event event;

    while (event_maker_next(maker, &event)) {
        while (counted < maker->frame)
            add_frame(diagnosis, ++counted, maker->time_ns);
        diagnosis_add_event(diagnosis, &event);
        seen.events++;
        check_settled(diagnosis, known);
        if ((how & LIVE) && maker->frame % 16 == 0)
            diagnosis_end_capture(diagnosis);
    }
    diagnosis_end_capture(diagnosis);
    if (how & LIVE)
        check_grown(diagnosis, start, how);
    if (!(how & WITHOUT_FORMS))
        check_second_end(diagnosis);
    report_check(diagnosis, counted, !(how & WITHOUT_FORMS));
    g_array_free(known, TRUE);
}

int LLVMFuzzerInitialize(int *argument_count G_GNUC_UNUSED, char ***arguments G_GNUC_UNUSED)
{
    atexit(print_seen);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct event_maker maker;

    event_maker_init(&maker, (struct bytes){bytes, length});
    uint8_t how = bytes_take(&maker.input);
    struct diagnosis *diagnosis = new_diagnosis(how);
    run(&maker, diagnosis, how);
    count_findings(diagnosis);
    diagnosis_free(diagnosis);
    return 0;
}
