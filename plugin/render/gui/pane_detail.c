/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pane_answers.h"

#include "../tap/current.h"
#include "../words/text.h"

#include <string.h>

/* The answer; everything it points to is in the chunk or in an array of its own. */
static struct {
    struct pane_detail detail;
    GStringChunk *texts;
    GArray *lanes;    /* struct pane_lane */
    GArray *messages; /* struct pane_message */
    GPtrArray *steps;
    GArray *evidence; /* struct pane_evidence */
    uint32_t *frames; /* of all pieces of evidence */
    GArray *facts;    /* struct pane_fact */
} answer;

/* Takes over text. */
static const char *keep(char *text)
{
    const char *kept = g_string_chunk_insert(answer.texts, text);

    g_free(text);
    return kept;
}

static void begin_answer(void)
{
    if (answer.texts) {
        g_string_chunk_free(answer.texts);
        g_array_unref(answer.lanes);
        g_array_unref(answer.messages);
        g_ptr_array_unref(answer.steps);
        g_array_unref(answer.evidence);
        g_free(answer.frames);
        g_array_unref(answer.facts);
    }
    answer.texts = g_string_chunk_new(4096);
    answer.lanes = g_array_new(FALSE, FALSE, sizeof(struct pane_lane));
    answer.messages = g_array_new(FALSE, FALSE, sizeof(struct pane_message));
    answer.steps = g_ptr_array_new();
    answer.evidence = g_array_new(FALSE, FALSE, sizeof(struct pane_evidence));
    answer.facts = g_array_new(FALSE, FALSE, sizeof(struct pane_fact));
}

static void add_lane(const struct ladder_lane *lane)
{
    const struct pane_lane entry = {
        lane->title, host_addr_known(&lane->address) ? keep(text_address(&lane->address)) : ""};

    g_array_append_val(answer.lanes, entry);
}

static void add_message(const struct ladder_message *message)
{
    const struct pane_message entry = {
        .frame = message->frame,
        .from = message->from,
        .to = message->to,
        .seconds = message->has_time ? (double)message->relative_ns / 1e9 : -1,
        .label = keep(text_clean(message->label)),
        .failed = message->failed,
        .unanswered = message->unanswered,
    };

    g_array_append_val(answer.messages, entry);
}

static void add_ladder(const struct finding *finding)
{
    const struct ladder_clock clock = pane_clock();
    struct ladder *ladder = ladder_new(finding, &clock);

    for (guint i = 0; i < ladder->lanes->len; i++)
        add_lane(&g_array_index(ladder->lanes, struct ladder_lane, i));
    for (guint i = 0; i < ladder->messages->len; i++)
        add_message(&g_array_index(ladder->messages, struct ladder_message, i));
    ladder_free(ladder);
}

static void add_steps(const struct finding *finding)
{
    for (guint i = 0; i < finding->next_steps->len; i++)
        g_ptr_array_add(answer.steps,
                        (gpointer)keep(text_clean(g_ptr_array_index(finding->next_steps, i))));
}

static void add_evidence(const struct finding *finding)
{
    answer.frames = g_new(uint32_t, finding->evidence->len * EVIDENCE_FRAMES_MAX + 1);
    for (guint i = 0; i < finding->evidence->len; i++) {
        const struct evidence *piece = evidence_at(finding->evidence, i);
        const struct pane_evidence entry = {
            .text = keep(text_clean(piece->text)),
            .frames = memcpy(&answer.frames[i * EVIDENCE_FRAMES_MAX], piece->frames,
                             sizeof piece->frames),
            .frame_count = piece->frame_count,
        };

        g_array_append_val(answer.evidence, entry);
    }
}

static void add_facts(const struct finding *finding)
{
    GArray *facts = text_facts(finding);

    for (guint i = 0; i < facts->len; i++) {
        const struct text_fact *fact = &g_array_index(facts, struct text_fact, i);
        const struct pane_fact entry = {fact->label, keep(g_strdup(fact->text))};

        g_array_append_val(answer.facts, entry);
    }
    g_array_unref(facts);
}

static void end_answer(const struct finding *finding)
{
    answer.detail = (struct pane_detail){
        .title = keep(text_finding_title(finding)),
        .summary = keep(text_clean(finding->summary)),
        .severity = (enum pane_severity)finding->severity,
        .lanes = (const struct pane_lane *)(const void *)answer.lanes->data,
        .lane_count = answer.lanes->len,
        .messages = (const struct pane_message *)(const void *)answer.messages->data,
        .message_count = answer.messages->len,
        .steps = (const char *const *)answer.steps->pdata,
        .step_count = answer.steps->len,
        .evidence = (const struct pane_evidence *)(const void *)answer.evidence->data,
        .evidence_count = answer.evidence->len,
        .facts = (const struct pane_fact *)(const void *)answer.facts->data,
        .fact_count = answer.facts->len,
    };
}

const struct pane_detail *pane_finding_detail(unsigned id)
{
    const struct diagnosis *diagnosis = current_diagnosis();
    const struct finding *finding = diagnosis ? diagnosis_finding(diagnosis, id) : NULL;

    if (!finding)
        return NULL;
    begin_answer();
    add_ladder(finding);
    add_steps(finding);
    add_evidence(finding);
    add_facts(finding);
    end_answer(finding);
    return &answer.detail;
}
