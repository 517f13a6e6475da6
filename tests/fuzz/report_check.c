/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void report_check_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: broken: %s\n", file, line, condition);
    abort();
}

static bool has_placeholder(const char *text)
{
    static const char *const placeholders[] = {
#define PLACEHOLDER(name, unknown) "{" #name "}",
#include "diagnose/placeholders.def"
#undef PLACEHOLDER
    };

    for (size_t i = 0; i < G_N_ELEMENTS(placeholders); i++)
        if (strstr(text, placeholders[i]))
            return true;
    return false;
}

static void check_text(const char *text)
{
    MUST(text && *text);
    MUST(g_utf8_validate(text, -1, NULL));
    MUST(!has_placeholder(text));
}

static void check_texts(const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++)
        check_text(texts->pdata[i]);
}

/* A request may come after its answer in a capture that was merged from two clocks. */
static void check_links(const struct finding *finding, uint32_t last_frame)
{
    for (guint i = 0; i < finding->krb_errors->len; i++) {
        const struct finding_krb_error *error =
            &g_array_index(finding->krb_errors, struct finding_krb_error, i);

        MUST(error->frame > 0);
        MUST(finding->answer_frame == 0 || error->frame <= finding->answer_frame);
        MUST(error->request_frame <= last_frame);
        MUST(error->link < LINK_COUNT);
        MUST(error->in_band == (error->link == LINK_IN_BAND));
    }
}

static void check_frames(const struct finding *finding, uint32_t last_frame)
{
    const struct finding_exchange *exchange = &finding->exchange;
    uint32_t frames[] = {finding->answer_frame,     finding->bind_frame,    finding->last_leg_frame,
                         finding->connection_frame, exchange->as_req_frame, exchange->as_rep_frame,
                         exchange->tgs_req_frame,   exchange->tgs_rep_frame};

    for (size_t i = 0; i < G_N_ELEMENTS(frames); i++)
        MUST(frames[i] <= last_frame);
    for (guint i = 0; i < finding->unanswered_requests->len; i++)
        MUST(g_array_index(finding->unanswered_requests, uint32_t, i) <= last_frame);
    MUST(finding->answer_frame == 0 || finding->bind_frame <= finding->answer_frame);
}

static bool has_part(const struct diagnosis *diagnosis, uint32_t frame, unsigned id)
{
    const GArray *parts = diagnosis_frame_parts(diagnosis, frame, false);

    for (guint i = 0; parts && i < parts->len; i++)
        if (g_array_index(parts, struct frame_part, i).finding == id)
            return true;
    return false;
}

static void check_evidence(const GArray *list, uint32_t last_frame)
{
    for (guint i = 0; i < list->len; i++) {
        const struct evidence *evidence = evidence_at(list, i);

        MUST(evidence->kind < EVIDENCE_KIND_COUNT);
        check_text(evidence->text);
        for (unsigned j = 0; j < evidence->frame_count; j++)
            MUST(evidence->frames[j] >= 1 && evidence->frames[j] <= last_frame);
    }
}

static void check_finding(const struct diagnosis *diagnosis, const struct finding *finding,
                          unsigned id, uint32_t last_frame)
{
    MUST(finding->id == id);
    MUST(finding == diagnosis_finding(diagnosis, id));
    MUST(finding->verdict < VERDICT_COUNT && finding->outcome < OUTCOME_COUNT);
    check_text(finding->summary);
    check_evidence(finding->evidence, last_frame);
    check_texts(finding->next_steps);
    check_texts(finding->events);
    check_frames(finding, last_frame);
    check_links(finding, last_frame);
    MUST(finding->answer_frame == 0 || has_part(diagnosis, finding->answer_frame, id));
}

void report_check(const struct diagnosis *diagnosis, uint32_t last_frame, bool with_forms)
{
    struct report *report = diagnosis_report(diagnosis);
    const struct report_capture *capture = &report->capture;

    MUST(capture->associations == capture->healthy_associations +
                                      capture->undetermined_associations + report->findings->len);
    MUST(report->findings->len == diagnosis_finding_count(diagnosis));
    MUST(report->unlinked->len <= MIN(report->unlinked_total, REPORT_UNLINKED_MAX));
    for (guint i = 0; i < report->findings->len; i++)
        check_finding(diagnosis, report->findings->pdata[i], i + 1, last_frame);
    check_texts(report->limits);
    check_texts(report->notes);
    if (with_forms)
        report_check_forms(report);
    report_free(report);
}
