/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ladder.h"

#include "../words/text.h"

enum direction { TO_KDC, FROM_KDC, TO_SERVER, FROM_SERVER };

/* A message before the lanes are known. */
struct draft {
    struct ladder_message message;
    enum direction direction;
    struct host_addr kdc;
};

struct drafts {
    GArray *list; /* struct draft */
    const struct finding *finding;
    const struct ladder_clock *clock;
};

static struct draft *find_draft(const struct drafts *drafts, uint32_t frame)
{
    for (guint i = 0; i < drafts->list->len; i++) {
        struct draft *draft = &g_array_index(drafts->list, struct draft, i);

        if (draft->message.frame == frame)
            return draft;
    }
    return NULL;
}

/* The first word on a frame stands. Takes over label; returns NULL where there is no such frame. */
static struct draft *add(const struct drafts *drafts, uint32_t frame, enum direction direction,
                         char *label)
{
    struct draft draft = {.message = {.frame = frame, .label = label}, .direction = direction};

    if (frame == 0 || find_draft(drafts, frame) || drafts->list->len >= LADDER_MESSAGES_MAX) {
        g_free(label);
        return NULL;
    }
    draft.message.has_time = drafts->clock->find(drafts->finding->part, frame,
                                                 &draft.message.relative_ns, drafts->clock->data);
    draft.kdc = finding_kdc_of_frame(drafts->finding, frame);
    g_array_append_val(drafts->list, draft);
    return find_draft(drafts, frame);
}

static char *label_with_list(const char *label, const char *word, const struct krb_etypes *etypes)
{
    g_autofree char *list = text_etypes(etypes->list, etypes->count);

    return g_strdup_printf("%s%s%s", label, *list ? word : "", list);
}

static char *label_with_etype(const char *label, const char *word, int32_t etype)
{
    g_autofree char *name = etype == FINDING_ETYPE_UNKNOWN ? g_strdup("") : text_etype(etype);

    return g_strdup_printf("%s%s%s", label, *name ? word : "", name);
}

static void add_exchange(const struct drafts *drafts)
{
    const struct finding_exchange *exchange = &drafts->finding->exchange;
    const struct finding_etypes *etypes = &drafts->finding->etypes;
    g_autofree char *tgt = label_with_etype("TGS-REQ", ", TGT ", etypes->tgt);

    add(drafts, exchange->as_req_frame, TO_KDC,
        label_with_list("AS-REQ", ", offers ", &etypes->as_offered));
    add(drafts, exchange->as_rep_frame, FROM_KDC,
        label_with_etype("AS-REP", ", TGT ", etypes->tgt));
    add(drafts, exchange->tgs_req_frame, TO_KDC,
        label_with_list(tgt, ", offers ", &etypes->tgs_offered));
    add(drafts, exchange->tgs_rep_frame, FROM_KDC,
        label_with_etype("TGS-REP", ", ticket ", etypes->ticket));
}

static void add_krb_error(const struct drafts *drafts, const struct finding_krb_error *error)
{
    const char *request = krb_msg_type_name(error->request);
    g_autofree char *code = text_krb_code(error->code);
    enum direction to = error->in_band ? TO_SERVER : TO_KDC;
    enum direction from = error->in_band ? FROM_SERVER : FROM_KDC;
    struct draft *draft;

    add(drafts, error->request_frame, to, g_strdup(request ? request : "request"));
    draft = find_draft(drafts, error->request_frame);
    if (draft && !error->in_band)
        draft->kdc = error->kdc;
    draft = add(drafts, error->frame, from, g_strdup_printf("KRB-ERROR %s", code));
    if (!draft)
        return;
    draft->message.failed = true;
    if (!error->in_band)
        draft->kdc = error->kdc;
}

static void add_krb_errors(const struct drafts *drafts)
{
    const GArray *errors = drafts->finding->krb_errors;

    for (guint i = 0; i < errors->len; i++)
        add_krb_error(drafts, &g_array_index(errors, struct finding_krb_error, i));
}

static void add_unanswered(const struct drafts *drafts)
{
    const GArray *frames = drafts->finding->unanswered_requests;

    for (guint i = 0; i < frames->len; i++) {
        uint32_t frame = g_array_index(frames, uint32_t, i);
        struct draft *draft = find_draft(drafts, frame);

        if (!draft)
            draft = add(drafts, frame, TO_KDC, g_strdup("request"));
        if (draft)
            draft->message.unanswered = draft->message.failed = true;
    }
}

static char *answer_label(const struct finding *finding)
{
    const struct finding_krb_error *error = finding_main_error(finding);
    GString *label = g_string_new(outcome_id(finding->outcome));

    if (finding->has_status) {
        g_autofree char *status = text_status(finding);

        g_string_append_printf(label, " %s", status);
    }
    if (finding->has_reject_reason) {
        g_autofree char *reason = text_reject_reason(finding->reject_reason);

        g_string_append_printf(label, " %s", reason);
    }
    if (error && error->in_band && error->frame == finding->answer_frame) {
        g_autofree char *code = text_krb_code(error->code);

        g_string_append_printf(label, ", KRB-ERROR %s in the token", code);
    }
    return g_string_free(label, FALSE);
}

static void add_rpc(const struct drafts *drafts)
{
    const struct finding *finding = drafts->finding;
    g_autofree char *auth = finding->has_auth ? text_auth(finding) : g_strdup("authentication");
    enum direction answer = finding->outcome == OUTCOME_NO_BIND ? TO_SERVER : FROM_SERVER;
    struct draft *draft = add(drafts, finding->answer_frame, answer, answer_label(finding));

    if (draft) {
        draft->message.failed = finding->severity == SEVERITY_ERROR;
        draft->message.has_time = true;
        draft->message.relative_ns = finding->relative_ns;
    }
    add(drafts, finding->connection_frame, TO_SERVER, g_strdup("connection opened (SYN)"));
    add(drafts, finding->bind_frame, TO_SERVER, g_strdup_printf("bind, %s", auth));
    add(drafts, finding->last_leg_frame, TO_SERVER, g_strdup("last leg of authentication"));
}

static gint by_frame(gconstpointer a, gconstpointer b)
{
    const struct draft *first = a;
    const struct draft *second = b;

    return (first->message.frame > second->message.frame) -
           (first->message.frame < second->message.frame);
}

static bool is_kdc_message(const struct draft *draft)
{
    return draft->direction == TO_KDC || draft->direction == FROM_KDC;
}

static unsigned kdc_lane(GArray *lanes, const struct host_addr *address)
{
    const struct ladder_lane lane = {"KDC", *address};

    for (unsigned i = 1; i < lanes->len; i++) {
        if (host_addr_equal(&g_array_index(lanes, struct ladder_lane, i).address, address))
            return i;
    }
    if (lanes->len > LADDER_KDCS_MAX) {
        g_array_index(lanes, struct ladder_lane, LADDER_KDCS_MAX) =
            (struct ladder_lane){.title = "other KDCs"};
        return LADDER_KDCS_MAX;
    }
    g_array_append_val(lanes, lane);
    return lanes->len - 1;
}

static void place(struct ladder *ladder, const struct drafts *drafts)
{
    const struct ladder_lane client = {"Client", drafts->finding->client};
    const struct ladder_lane server = {"RPC server", drafts->finding->server};
    unsigned server_lane;

    g_array_append_val(ladder->lanes, client);
    for (guint i = 0; i < drafts->list->len; i++) {
        struct draft *draft = &g_array_index(drafts->list, struct draft, i);

        if (is_kdc_message(draft))
            draft->message.to = kdc_lane(ladder->lanes, &draft->kdc);
    }
    g_array_append_val(ladder->lanes, server);
    server_lane = ladder->lanes->len - 1;
    for (guint i = 0; i < drafts->list->len; i++) {
        const struct draft *draft = &g_array_index(drafts->list, struct draft, i);
        struct ladder_message message = draft->message;

        if (!is_kdc_message(draft))
            message.to = server_lane;
        if (draft->direction == FROM_KDC || draft->direction == FROM_SERVER) {
            message.from = message.to;
            message.to = 0;
        }
        g_array_append_val(ladder->messages, message);
    }
}

static void clear_message(gpointer data)
{
    g_free(((struct ladder_message *)data)->label);
}

struct ladder *ladder_new(const struct finding *finding, const struct ladder_clock *clock)
{
    struct drafts drafts = {g_array_new(FALSE, FALSE, sizeof(struct draft)), finding, clock};
    struct ladder *ladder = g_new(struct ladder, 1);

    ladder->lanes = g_array_new(FALSE, FALSE, sizeof(struct ladder_lane));
    ladder->messages = g_array_new(FALSE, FALSE, sizeof(struct ladder_message));
    g_array_set_clear_func(ladder->messages, clear_message);
    add_rpc(&drafts);
    add_exchange(&drafts);
    add_krb_errors(&drafts);
    add_unanswered(&drafts);
    g_array_sort(drafts.list, by_frame);
    place(ladder, &drafts);
    g_array_unref(drafts.list);
    return ladder;
}

bool ladder_shows(const struct ladder *ladder, uint32_t frame)
{
    for (guint i = 0; i < ladder->messages->len; i++)
        if (g_array_index(ladder->messages, struct ladder_message, i).frame == frame)
            return true;
    return false;
}

void ladder_free(struct ladder *ladder)
{
    g_array_unref(ladder->lanes);
    g_array_unref(ladder->messages);
    g_free(ladder);
}
