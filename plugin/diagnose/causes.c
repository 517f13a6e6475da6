/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "causes.h"

#include "culprit.h"

enum { SUCCESSES_MAX = 65536 };

/* A healthy association. */
struct success {
    struct host_addr client;
    struct host_addr server;
    int64_t time_ns;
};

struct causes {
    GHashTable *numbers; /* char *: key of the cause -> number */
    GPtrArray *keys;     /* the same keys by number, owned by the table */
    GArray *successes;   /* struct success */
    guint lasting_keys;  /* so many were there before the end */
    guint lasting_successes;
};

struct causes *causes_new(void)
{
    struct causes *causes = g_new0(struct causes, 1);

    causes->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    causes->keys = g_ptr_array_new();
    causes->successes = g_array_new(FALSE, FALSE, sizeof(struct success));
    return causes;
}

void causes_free(struct causes *causes)
{
    if (!causes)
        return;
    g_hash_table_destroy(causes->numbers);
    g_ptr_array_free(causes->keys, TRUE);
    g_array_free(causes->successes, TRUE);
    g_free(causes);
}

static void add_key(struct causes *causes, char *key)
{
    g_ptr_array_add(causes->keys, key);
    g_hash_table_insert(causes->numbers, key, GUINT_TO_POINTER(causes->keys->len));
}

void causes_continue(struct causes *causes, const struct causes *earlier)
{
    for (guint i = 0; i < earlier->keys->len; i++)
        add_key(causes, g_strdup(earlier->keys->pdata[i]));
    g_array_append_vals(causes->successes, earlier->successes->data, earlier->successes->len);
}

void causes_assign(struct causes *causes, struct finding *finding)
{
    char *key = culprit_cause_key(finding);

    finding->cause = GPOINTER_TO_UINT(g_hash_table_lookup(causes->numbers, key));
    if (finding->cause != 0) {
        g_free(key);
        return;
    }
    add_key(causes, key);
    finding->cause = causes->keys->len;
}

void causes_note_success(struct causes *causes, const struct association *association)
{
    struct success success = {association->client, association->server, association->answer_ns};

    if (causes->successes->len < SUCCESSES_MAX)
        g_array_append_val(causes->successes, success);
}

void causes_begin_end(struct causes *causes)
{
    causes->lasting_keys = causes->keys->len;
    causes->lasting_successes = causes->successes->len;
}

void causes_take_back_end(struct causes *causes)
{
    for (guint i = causes->keys->len; i > causes->lasting_keys; i--)
        g_hash_table_remove(causes->numbers, causes->keys->pdata[i - 1]);
    g_ptr_array_set_size(causes->keys, (gint)causes->lasting_keys);
    g_array_set_size(causes->successes, causes->lasting_successes);
}

/* --- the list --- */

struct cause_draft {
    struct report_cause cause; /* comes first: it is what the report sees */
    GHashTable *clients;       /* set of const struct host_addr * */
    GHashTable *servers;       /* the same */
    GHashTable *pairs;         /* set of GUINT hashes of client and server */
    GHashTable *krb_errors;    /* set of frames */
    uint32_t confidences[CONFIDENCE_HIGH + 1];
};

static void cause_free(gpointer data)
{
    struct report_cause *cause = data;

    g_array_unref(cause->findings);
    g_array_unref(cause->krb_errors);
    g_array_unref(cause->clients);
    g_array_unref(cause->servers);
    g_free(cause->summary);
    g_free(cause);
}

static guint pair_hash(gconstpointer key)
{
    const struct success *pair = key;

    return host_addr_hash(&pair->client) * 31 + host_addr_hash(&pair->server);
}

static gboolean pair_equal(gconstpointer a, gconstpointer b)
{
    const struct success *left = a, *right = b;

    return host_addr_equal(&left->client, &right->client) &&
           host_addr_equal(&left->server, &right->server);
}

static struct cause_draft *draft_new(const struct finding *finding)
{
    struct cause_draft *draft = g_new0(struct cause_draft, 1);

    draft->cause = (struct report_cause){
        .id = finding->cause,
        .severity = finding->severity,
        .verdict = finding->verdict,
        .example = finding,
        .first_ns = finding->time_ns,
        .last_ns = finding->time_ns,
        .findings = g_array_new(FALSE, FALSE, sizeof(unsigned)),
        .krb_errors = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
        .clients = g_array_new(FALSE, FALSE, sizeof(struct host_addr)),
        .servers = g_array_new(FALSE, FALSE, sizeof(struct host_addr)),
    };
    draft->clients = g_hash_table_new(host_addr_hash, host_addr_hash_equal);
    draft->servers = g_hash_table_new(host_addr_hash, host_addr_hash_equal);
    draft->pairs = g_hash_table_new_full(pair_hash, pair_equal, g_free, NULL);
    draft->krb_errors = g_hash_table_new(NULL, NULL);
    return draft;
}

static void draft_free(gpointer data)
{
    struct cause_draft *draft = data;

    g_hash_table_destroy(draft->clients);
    g_hash_table_destroy(draft->servers);
    g_hash_table_destroy(draft->pairs);
    g_hash_table_destroy(draft->krb_errors);
    g_free(draft);
}

static void add_address(GHashTable *seen, GArray *list, const struct host_addr *address)
{
    if (g_hash_table_add(seen, (gpointer)address) && list->len < CAUSE_LIST_MAX)
        g_array_append_vals(list, address, 1);
}

static void add_links(struct cause_draft *draft, const struct finding *finding)
{
    GArray *list = draft->cause.krb_errors;

    for (guint i = 0; i < finding->krb_errors->len && list->len < CAUSE_LIST_MAX; i++) {
        uint32_t frame = g_array_index(finding->krb_errors, struct finding_krb_error, i).frame;

        if (g_hash_table_add(draft->krb_errors, GUINT_TO_POINTER(frame)))
            g_array_append_val(list, frame);
    }
}

static void add_finding(struct cause_draft *draft, const struct finding *finding)
{
    struct report_cause *cause = &draft->cause;
    struct success pair = {finding->client, finding->server, 0};

    cause->count++;
    cause->severity_counts[finding->severity]++;
    if (finding->severity > cause->severity) {
        cause->severity = finding->severity;
        cause->example = finding;
    }
    cause->first_ns = MIN(cause->first_ns, finding->time_ns);
    cause->last_ns = MAX(cause->last_ns, finding->time_ns);
    draft->confidences[finding->confidence]++;
    if (cause->findings->len < CAUSE_LIST_MAX)
        g_array_append_val(cause->findings, finding->id);
    add_address(draft->clients, cause->clients, &finding->client);
    add_address(draft->servers, cause->servers, &finding->server);
    if (!g_hash_table_contains(draft->pairs, &pair))
        g_hash_table_add(draft->pairs, g_memdup2(&pair, sizeof pair));
    add_links(draft, finding);
}

static gint compare_times(gconstpointer a, gconstpointer b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return left < right ? -1 : left > right;
}

static void times_free(gpointer times)
{
    g_array_unref(times);
}

/* Their times by client and server, ascending: struct success -> GArray of int64_t. */
static GHashTable *index_successes(const GArray *successes)
{
    GHashTable *index = g_hash_table_new_full(pair_hash, pair_equal, NULL, times_free);
    GHashTableIter iter;
    gpointer times;

    for (guint i = 0; i < successes->len; i++) {
        struct success *success = &g_array_index(successes, struct success, i);
        GArray *list = g_hash_table_lookup(index, success);

        if (!list) {
            list = g_array_new(FALSE, FALSE, sizeof(int64_t));
            g_hash_table_insert(index, success, list);
        }
        g_array_append_val(list, success->time_ns);
    }
    g_hash_table_iter_init(&iter, index);
    while (g_hash_table_iter_next(&iter, NULL, &times))
        g_array_sort(times, compare_times);
    return index;
}

/* How many of the times come before this one. */
static guint count_before(const GArray *times, int64_t time_ns)
{
    guint low = 0, high = times->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;

        if (g_array_index(times, int64_t, middle) < time_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t count_successes(const struct cause_draft *draft, GHashTable *index)
{
    uint32_t count = 0;
    GHashTableIter iter;
    gpointer pair;

    g_hash_table_iter_init(&iter, draft->pairs);
    while (g_hash_table_iter_next(&iter, &pair, NULL)) {
        const GArray *times = g_hash_table_lookup(index, pair);

        if (times)
            count += count_before(times, draft->cause.last_ns) -
                     count_before(times, draft->cause.first_ns);
    }
    return count;
}

/* That of most of its findings, the lower on a tie. */
static enum confidence confidence_of(const struct cause_draft *draft)
{
    int best = 0;

    for (int i = 1; i <= CONFIDENCE_HIGH; i++)
        if (draft->confidences[i] > draft->confidences[best])
            best = i;
    return (enum confidence)best;
}

/* --- the sentence --- */

static bool grants_nothing(const GPtrArray *kdcs, const struct host_addr *address)
{
    for (guint i = 0; i < kdcs->len; i++) {
        const struct report_kdc *kdc = kdcs->pdata[i];

        if (host_addr_equal(&kdc->address, address))
            return kdc->tgs_ok == 0;
    }
    return false;
}

static void append_hosts(GString *text, const char *word, const char *plural, const GArray *hosts,
                         uint32_t count)
{
    char address[HOST_ADDR_TEXT_SIZE];

    if (count == 1)
        g_string_append_printf(
            text, "%s%s", word,
            host_addr_format(&g_array_index(hosts, struct host_addr, 0), address));
    else
        g_string_append_printf(text, "%s%u %s", word, count, plural);
}

static void append_what_became(GString *text, const struct report_cause *cause)
{
    static const struct {
        const char *one, *many;
    } words[] = {
        [SEVERITY_ERROR] = {"failed", "failed"},
        [SEVERITY_WARNING] = {"fell back to NTLM", "fell back to NTLM"},
        [SEVERITY_NOTE] = {"is noted", "are noted"},
    };

    g_string_append_printf(text, " %s",
                           cause->severity_counts[cause->severity] == 1
                               ? words[cause->severity].one
                               : words[cause->severity].many);
    for (int i = (int)cause->severity - 1; i >= SEVERITY_NOTE; i--)
        if (cause->severity_counts[i] > 0)
            g_string_append_printf(text, ", %u %s", cause->severity_counts[i],
                                   cause->severity_counts[i] == 1 ? words[i].one : words[i].many);
}

static char *summary_of(const struct report_cause *cause, const GPtrArray *kdcs)
{
    const struct finding *example = cause->example;
    uint32_t all = cause->count + cause->also_worked;
    uint32_t worst = cause->severity_counts[cause->severity];
    char kdc[HOST_ADDR_TEXT_SIZE];
    GString *text;

    if (all == 1)
        return g_strdup(example->summary);
    text = g_string_new(NULL);
    g_autofree char *culprit = culprit_text(example);
    g_string_append_printf(text, "%s%s%s%s: %u ", verdict_text(cause->verdict),
                           *culprit ? " (" : "", culprit, *culprit ? ")" : "", worst);
    if (all > worst)
        g_string_append_printf(text, "of %u ", all);
    g_string_append(text, "calls");
    append_hosts(text, " from ", "clients", cause->clients, cause->client_count);
    append_hosts(text, " to ", "servers", cause->servers, cause->server_count);
    append_what_became(text, cause);
    if (cause->also_worked > 0 && worst == cause->count && grants_nothing(kdcs, &example->kdc))
        g_string_append_printf(text, ", all that asked %s", host_addr_format(&example->kdc, kdc));
    g_string_append_c(text, '.');
    return g_string_free(text, FALSE);
}

static gint compare_causes(gconstpointer a, gconstpointer b)
{
    const struct report_cause *left = *(struct report_cause *const *)a,
                              *right = *(struct report_cause *const *)b;

    if (left->severity != right->severity)
        return left->severity > right->severity ? -1 : 1;
    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    if (left->first_ns != right->first_ns)
        return left->first_ns < right->first_ns ? -1 : 1;
    return left->id < right->id ? -1 : left->id > right->id;
}

static struct report_cause *finish(const struct cause_draft *draft, GHashTable *successes,
                                   const GPtrArray *kdcs)
{
    struct report_cause *cause = g_memdup2(&draft->cause, sizeof draft->cause);

    cause->confidence = confidence_of(draft);
    cause->client_count = g_hash_table_size(draft->clients);
    cause->server_count = g_hash_table_size(draft->servers);
    cause->also_worked = count_successes(draft, successes);
    cause->summary = summary_of(cause, kdcs);
    return cause;
}

GPtrArray *causes_list(const struct causes *causes, const GPtrArray *findings,
                       const GPtrArray *kdcs)
{
    g_autoptr(GPtrArray) drafts = g_ptr_array_new_with_free_func(draft_free);
    g_autoptr(GHashTable) successes = index_successes(causes->successes);
    GPtrArray *list = g_ptr_array_new_with_free_func(cause_free);

    for (guint i = 0; i < findings->len; i++) {
        const struct finding *finding = findings->pdata[i];

        while (drafts->len < finding->cause) /* the numbers of its findings come in order */
            g_ptr_array_add(drafts, draft_new(finding));
        add_finding(drafts->pdata[finding->cause - 1], finding);
    }
    for (guint i = 0; i < drafts->len; i++)
        g_ptr_array_add(list, finish(drafts->pdata[i], successes, kdcs));
    g_ptr_array_sort(list, compare_causes);
    return list;
}
