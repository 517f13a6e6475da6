/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pane_causes.h"

#include "../words/text.h"

struct cause {
    enum verdict verdict;
    enum severity severity;
    GArray *findings; /* unsigned */
    char *client;
    char *server;
    char *summary;
    uint32_t frame;
    double seconds;
};

struct pane_causes {
    GPtrArray *list;  /* struct cause * */
    unsigned first;   /* id of the first finding */
    GArray *position; /* unsigned, by id of the finding - first */
};

static void free_cause(gpointer data)
{
    struct cause *cause = data;

    g_array_unref(cause->findings);
    g_free(cause->summary);
    g_free(cause->client);
    g_free(cause->server);
    g_free(cause);
}

static struct cause *new_cause(const struct finding *finding)
{
    struct cause *cause = g_new0(struct cause, 1);

    cause->verdict = finding->verdict;
    cause->severity = finding->severity;
    cause->findings = g_array_new(FALSE, FALSE, sizeof(unsigned));
    cause->client = text_address(&finding->client);
    cause->server = text_address(&finding->server);
    cause->summary = text_clean(finding->summary);
    cause->frame = text_main_frame(finding);
    cause->seconds = (double)finding->relative_ns / 1e9;
    return cause;
}

static gint by_weight(gconstpointer a, gconstpointer b)
{
    const struct cause *left = *(const struct cause *const *)a;
    const struct cause *right = *(const struct cause *const *)b;

    if (left->severity != right->severity)
        return left->severity > right->severity ? -1 : 1;
    if (left->findings->len != right->findings->len)
        return left->findings->len > right->findings->len ? -1 : 1;
    return (left->seconds > right->seconds) - (left->seconds < right->seconds);
}

static void fill_positions(struct pane_causes *causes)
{
    for (guint i = 0; i < causes->list->len; i++) {
        const struct cause *cause = g_ptr_array_index(causes->list, i);

        for (guint j = 0; j < cause->findings->len; j++)
            g_array_index(causes->position, unsigned,
                          g_array_index(cause->findings, unsigned, j) - causes->first) = i;
    }
}

struct pane_causes *pane_causes_new(const struct report *report)
{
    struct pane_causes *causes = g_new0(struct pane_causes, 1);
    struct cause *of_verdict[VERDICT_COUNT] = {NULL};

    causes->list = g_ptr_array_new_with_free_func(free_cause);
    causes->position = g_array_new(FALSE, TRUE, sizeof(unsigned));
    g_array_set_size(causes->position, report->findings->len);
    for (guint i = 0; i < report->findings->len; i++) {
        const struct finding *finding = g_ptr_array_index(report->findings, i);
        struct cause **cause = &of_verdict[finding->verdict];

        if (i == 0)
            causes->first = finding->id;
        if (!*cause) {
            *cause = new_cause(finding);
            g_ptr_array_add(causes->list, *cause);
        }
        g_array_append_val((*cause)->findings, finding->id);
        (*cause)->severity = MAX((*cause)->severity, finding->severity);
    }
    g_ptr_array_sort(causes->list, by_weight);
    fill_positions(causes);
    return causes;
}

void pane_causes_free(struct pane_causes *causes)
{
    if (!causes)
        return;
    g_ptr_array_unref(causes->list);
    g_array_unref(causes->position);
    g_free(causes);
}

unsigned pane_causes_count(const struct pane_causes *causes)
{
    return causes->list->len;
}

unsigned pane_causes_position(const struct pane_causes *causes, unsigned finding)
{
    unsigned index = finding - causes->first; /* of an id before the first it is huge */

    return index < causes->position->len ? g_array_index(causes->position, unsigned, index) : 0;
}

const GArray *pane_causes_findings(const struct pane_causes *causes, unsigned position)
{
    const struct cause *cause =
        position < causes->list->len ? g_ptr_array_index(causes->list, position) : NULL;

    return cause ? cause->findings : NULL;
}

bool pane_causes_row(const struct pane_causes *causes, unsigned position, struct pane_cause *row)
{
    const struct cause *cause =
        position < causes->list->len ? g_ptr_array_index(causes->list, position) : NULL;

    if (!cause)
        return false;
    *row = (struct pane_cause){
        .key = g_array_index(cause->findings, unsigned, 0),
        .stamp = (uint64_t)cause->severity << 32 | cause->findings->len,
        .severity = (enum pane_severity)cause->severity,
        .count = cause->findings->len,
        .frame = cause->frame,
        .seconds = cause->seconds,
        .title = verdict_text(cause->verdict),
        .summary = cause->summary,
        .clients = cause->client,
        .servers = cause->server,
    };
    return true;
}
