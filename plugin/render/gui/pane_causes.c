/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pane_causes.h"

#include "../../diagnose/culprit.h"
#include "../tap/current.h"
#include "../words/text.h"

struct cause {
    unsigned number;
    unsigned position;
    enum severity severity;
    GArray *ids; /* unsigned, ascending: what the end of a capture shows is judged anew by others */
    char *sentence; /* of the report; NULL where there is none yet */
    char *clients;  /* as they are shown, of so many findings: each cell asks for its whole row */
    char *servers;
    guint described;
};

struct pane_causes {
    GPtrArray *by_number; /* struct cause *, owned; NULL where the number has no finding here */
    GPtrArray *by_weight; /* the same, as they are listed */
    guint placed;         /* so many of them have their place */
};

static void free_cause(gpointer data)
{
    struct cause *cause = data;

    if (!cause)
        return;
    g_array_unref(cause->ids);
    g_free(cause->sentence);
    g_free(cause->clients);
    g_free(cause->servers);
    g_free(cause);
}

struct pane_causes *pane_causes_new(void)
{
    struct pane_causes *causes = g_new0(struct pane_causes, 1);

    causes->by_number = g_ptr_array_new_with_free_func(free_cause);
    causes->by_weight = g_ptr_array_new();
    return causes;
}

void pane_causes_free(struct pane_causes *causes)
{
    if (!causes)
        return;
    g_ptr_array_unref(causes->by_weight);
    g_ptr_array_unref(causes->by_number);
    g_free(causes);
}

static struct cause *find_cause(const struct pane_causes *causes, unsigned number)
{
    return number < causes->by_number->len ? g_ptr_array_index(causes->by_number, number) : NULL;
}

static struct cause *add_cause(struct pane_causes *causes, const struct finding *finding)
{
    struct cause *cause = g_new0(struct cause, 1);

    cause->number = finding->cause;
    cause->ids = g_array_new(FALSE, FALSE, sizeof(unsigned));
    if (causes->by_number->len <= cause->number)
        g_ptr_array_set_size(causes->by_number, (gint)cause->number + 1);
    g_ptr_array_index(causes->by_number, cause->number) = cause;
    g_ptr_array_add(causes->by_weight, cause);
    return cause;
}

void pane_causes_add(struct pane_causes *causes, const struct finding *finding)
{
    struct cause *cause = find_cause(causes, finding->cause);

    if (!cause)
        cause = add_cause(causes, finding);
    g_array_append_val(cause->ids, finding->id);
    cause->severity = MAX(cause->severity, finding->severity);
}

void pane_causes_add_sentences(struct pane_causes *causes, const struct report *report)
{
    for (guint i = 0; i < report->causes->len; i++) {
        const struct report_cause *source = g_ptr_array_index(report->causes, i);
        struct cause *cause = find_cause(causes, source->id);

        if (!cause)
            continue;
        g_free(cause->sentence);
        cause->sentence = text_clean(source->summary);
    }
}

/* --- the order --- */

static gint by_weight(gconstpointer a, gconstpointer b)
{
    const struct cause *left = *(const struct cause *const *)a;
    const struct cause *right = *(const struct cause *const *)b;

    if (left->severity != right->severity)
        return left->severity > right->severity ? -1 : 1;
    if (left->ids->len != right->ids->len)
        return left->ids->len > right->ids->len ? -1 : 1;
    return (left->number > right->number) - (left->number < right->number);
}

static void number_from(const struct pane_causes *causes, guint first)
{
    for (guint i = first; i < causes->by_weight->len; i++)
        ((struct cause *)g_ptr_array_index(causes->by_weight, i))->position = i;
}

/* Before the first that weighs less. */
static void place(struct pane_causes *causes)
{
    struct cause *cause = g_ptr_array_index(causes->by_weight, causes->placed);
    guint at = causes->placed;

    while (at > 0 && by_weight(&cause, &g_ptr_array_index(causes->by_weight, at - 1)) < 0)
        at--;
    g_ptr_array_remove_index(causes->by_weight, causes->placed);
    g_ptr_array_insert(causes->by_weight, (gint)at, cause);
    causes->placed++;
    number_from(causes, at);
}

void pane_causes_sort(struct pane_causes *causes, bool anew)
{
    if (anew || causes->placed == 0) {
        g_ptr_array_sort(causes->by_weight, by_weight);
        causes->placed = causes->by_weight->len;
        number_from(causes, 0);
    }
    while (causes->placed < causes->by_weight->len)
        place(causes);
}

/* --- rows --- */

unsigned pane_causes_count(const struct pane_causes *causes)
{
    return causes->by_weight->len;
}

unsigned pane_causes_position(const struct pane_causes *causes, unsigned number)
{
    const struct cause *cause = find_cause(causes, number);

    return cause ? cause->position : 0;
}

static struct cause *at(const struct pane_causes *causes, unsigned position)
{
    return position < causes->by_weight->len ? g_ptr_array_index(causes->by_weight, position)
                                             : NULL;
}

const GArray *pane_causes_findings(const struct pane_causes *causes, unsigned position)
{
    const struct cause *cause = at(causes, position);

    return cause ? cause->ids : NULL;
}

static const struct finding *finding_at(const struct cause *cause, guint i)
{
    const struct diagnosis *diagnosis = current_diagnosis();

    return diagnosis ? diagnosis_finding(diagnosis, g_array_index(cause->ids, unsigned, i)) : NULL;
}

static const struct host_addr *client_of(const struct finding *finding)
{
    return &finding->client;
}

static const struct host_addr *server_of(const struct finding *finding)
{
    return &finding->server;
}

/* "10.0.0.1" for the only one, "3 clients" for several. */
static char *hosts(const struct cause *cause, const char *plural,
                   const struct host_addr *(*host_of)(const struct finding *finding))
{
    g_autoptr(GHashTable) seen = g_hash_table_new(host_addr_hash, host_addr_hash_equal);
    const struct finding *finding = NULL;

    for (guint i = 0; i < cause->ids->len; i++) {
        finding = finding_at(cause, i);
        if (finding)
            g_hash_table_add(seen, (gpointer)host_of(finding));
    }
    if (finding && g_hash_table_size(seen) == 1)
        return text_address(host_of(finding));
    return g_strdup_printf("%u %s", g_hash_table_size(seen), plural);
}

static void describe_hosts(struct cause *cause)
{
    if (cause->described == cause->ids->len)
        return;
    cause->described = cause->ids->len;
    g_free(cause->clients);
    g_free(cause->servers);
    cause->clients = hosts(cause, "clients", client_of);
    cause->servers = hosts(cause, "servers", server_of);
}

static char *title_of(const struct finding *first)
{
    g_autofree char *culprit = culprit_text(first);
    g_autofree char *clean = text_clean(culprit);

    return g_strdup_printf("%s%s%s%s", verdict_text(first->verdict), *clean ? " (" : "", clean,
                           *clean ? ")" : "");
}

bool pane_causes_row(const struct pane_causes *causes, unsigned position, struct pane_cause *row)
{
    static char *title, *summary;
    struct cause *cause = at(causes, position);
    const struct finding *first = cause ? finding_at(cause, 0) : NULL;

    if (!first)
        return false;
    g_free(title);
    g_free(summary);
    title = title_of(first);
    summary = cause->sentence ? g_strdup(cause->sentence) : text_clean(first->summary);
    describe_hosts(cause);
    *row = (struct pane_cause){
        .severity = (enum pane_severity)cause->severity,
        .count = cause->ids->len,
        .frame = text_main_frame(first),
        .seconds = (double)first->relative_ns / 1e9,
        .title = title,
        .summary = summary,
        .clients = cause->clients,
        .servers = cause->servers,
    };
    return true;
}

bool pane_causes_mark(const struct pane_causes *causes, unsigned position, struct pane_mark *mark)
{
    const struct cause *cause = at(causes, position);

    if (!cause)
        return false;
    *mark = (struct pane_mark){
        .key = g_array_index(cause->ids, unsigned, 0),
        .count = cause->ids->len,
        .stamp = (uint64_t)cause->severity << 32 | cause->ids->len,
    };
    return true;
}
