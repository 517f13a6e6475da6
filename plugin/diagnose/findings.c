/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings.h"

struct findings {
    GPtrArray *list; /* struct finding *, owned; index = id - before - 1 */
    unsigned part;
    unsigned before;           /* ids of earlier parts of the capture */
    GHashTable *parts;         /* frame -> GArray of struct frame_part, by id */
    GHashTable *settled_parts; /* the same, by the frame that settled the finding */
    bool at_end;
    guint lasting;       /* so many findings were there before the end */
    GArray *at_end_more; /* unsigned: ids of findings that got more evidence at the end */
};

static void finding_destroy(gpointer finding)
{
    finding_free(finding);
}

static void parts_free(gpointer parts)
{
    g_array_unref(parts);
}

struct findings *findings_new(void)
{
    struct findings *findings = g_new0(struct findings, 1);

    findings->list = g_ptr_array_new_with_free_func(finding_destroy);
    findings->parts = g_hash_table_new_full(NULL, NULL, NULL, parts_free);
    findings->settled_parts = g_hash_table_new_full(NULL, NULL, NULL, parts_free);
    findings->at_end_more = g_array_new(FALSE, FALSE, sizeof(unsigned));
    findings->part = 1;
    return findings;
}

void findings_number(struct findings *findings, unsigned part, unsigned before)
{
    findings->part = part;
    findings->before = before;
}

void findings_free(struct findings *findings)
{
    g_ptr_array_free(findings->list, TRUE);
    g_hash_table_destroy(findings->parts);
    g_hash_table_destroy(findings->settled_parts);
    g_array_free(findings->at_end_more, TRUE);
    g_free(findings);
}

/* --- the index --- */

static unsigned last_id(const GArray *parts)
{
    return parts->len ? g_array_index(parts, struct frame_part, parts->len - 1).finding : 0;
}

static void add_part(GHashTable *table, uint32_t frame, unsigned id, enum frame_role role)
{
    GArray *parts = g_hash_table_lookup(table, GUINT_TO_POINTER(frame));
    struct frame_part part = {id, role};

    if (frame == 0)
        return;
    if (!parts) {
        parts = g_array_new(FALSE, FALSE, sizeof(struct frame_part));
        g_hash_table_insert(table, GUINT_TO_POINTER(frame), parts);
    }
    if (last_id(parts) != id) /* the strongest role comes first */
        g_array_append_val(parts, part);
}

/* What was refused. In a token it is a leg of authentication, which the finding has elsewhere. */
static void add_refused_request(struct findings *findings, unsigned id,
                                const struct finding_krb_error *error)
{
    if (error->in_band)
        return;
    if (error->request == KRB_AS_REQ)
        add_part(findings->parts, error->request_frame, id, FRAME_IS_AS_REQ);
    else if (error->request == KRB_TGS_REQ)
        add_part(findings->parts, error->request_frame, id, FRAME_IS_TGS_REQ);
}

static void add_exchange(struct findings *findings, const struct finding *finding)
{
    const struct finding_exchange *exchange = &finding->exchange;

    add_part(findings->parts, exchange->as_req_frame, finding->id, FRAME_IS_AS_REQ);
    add_part(findings->parts, exchange->as_rep_frame, finding->id, FRAME_IS_AS_REP);
    add_part(findings->parts, exchange->tgs_req_frame, finding->id, FRAME_IS_TGS_REQ);
    add_part(findings->parts, exchange->tgs_rep_frame, finding->id, FRAME_IS_TGS_REP);
    for (guint i = 0; i < finding->krb_errors->len; i++)
        add_refused_request(findings, finding->id,
                            &g_array_index(finding->krb_errors, struct finding_krb_error, i));
}

static void add_to_index(struct findings *findings, const struct finding *finding,
                         uint32_t settled_frame)
{
    add_part(findings->parts, finding->answer_frame, finding->id, FRAME_IS_ANSWER);
    add_part(findings->parts, finding->bind_frame, finding->id, FRAME_IS_BIND);
    for (guint i = 0; i < finding->krb_errors->len; i++) {
        const struct finding_krb_error *error =
            &g_array_index(finding->krb_errors, struct finding_krb_error, i);
        if (!error->in_band)
            add_part(findings->parts, error->frame, finding->id, FRAME_IS_KRB_ERROR);
    }
    add_part(findings->parts, finding->last_leg_frame, finding->id, FRAME_IS_LEG);
    add_exchange(findings, finding);
    add_part(findings->parts, finding->connection_frame, finding->id, FRAME_IS_CONNECTION);
    add_part(findings->settled_parts, settled_frame, finding->id, FRAME_IS_ANSWER);
}

/* Returns whether nothing is left. */
static gboolean cut_parts(gpointer frame G_GNUC_UNUSED, gpointer value, gpointer last_id)
{
    GArray *parts = value;
    guint kept = parts->len;

    while (kept > 0 &&
           g_array_index(parts, struct frame_part, kept - 1).finding > *(unsigned *)last_id)
        kept--;
    g_array_set_size(parts, kept);
    return kept == 0;
}

/* --- the list --- */

unsigned findings_add(struct findings *findings, struct finding *finding, uint32_t settled_frame)
{
    if (findings->before + findings->list->len >= REPORT_FINDINGS_MAX) {
        finding_free(finding);
        return 0;
    }
    g_ptr_array_add(findings->list, finding);
    finding->id = findings->before + findings->list->len;
    finding->part = findings->part;
    add_to_index(findings, finding, settled_frame);
    return finding->id;
}

void findings_add_evidence(struct findings *findings, unsigned id, enum evidence_kind kind,
                           uint32_t frame)
{
    struct finding *finding = findings_get(findings, id);

    if (!finding)
        return;
    evidence_add(finding->evidence, kind, WORDS(FRAME_WORD(frame)));
    if (findings->at_end)
        g_array_append_val(findings->at_end_more, id);
}

struct finding *findings_get(const struct findings *findings, unsigned id)
{
    unsigned index = id - findings->before - 1; /* of an id before the first it is huge */

    return index < findings->list->len ? findings->list->pdata[index] : NULL;
}

GPtrArray *findings_take(struct findings *findings)
{
    GPtrArray *taken = findings->list;

    findings->list = g_ptr_array_new_with_free_func(finding_destroy);
    return taken;
}

const GPtrArray *findings_list(const struct findings *findings)
{
    return findings->list;
}

unsigned findings_first(const struct findings *findings)
{
    return findings->before + 1;
}

unsigned findings_lasting_count(const struct findings *findings)
{
    return findings->at_end ? findings->lasting : findings->list->len;
}

const GArray *findings_frame_parts(const struct findings *findings, uint32_t frame, bool first_pass)
{
    return g_hash_table_lookup(first_pass ? findings->settled_parts : findings->parts,
                               GUINT_TO_POINTER(frame));
}

/* --- the end of the capture --- */

void findings_begin_end(struct findings *findings)
{
    findings->at_end = true;
    findings->lasting = findings->list->len;
}

void findings_take_back_end(struct findings *findings)
{
    unsigned last;

    for (guint i = 0; i < findings->at_end_more->len; i++) {
        GArray *evidence =
            findings_get(findings, g_array_index(findings->at_end_more, unsigned, i))->evidence;
        g_array_set_size(evidence, evidence->len - 1);
    }
    g_array_set_size(findings->at_end_more, 0);
    findings->at_end = false;
    if (findings->list->len == findings->lasting)
        return;
    last = findings->before + findings->lasting;
    g_hash_table_foreach_remove(findings->parts, cut_parts, &last);
    g_hash_table_foreach_remove(findings->settled_parts, cut_parts, &last);
    g_ptr_array_set_size(findings->list, (gint)findings->lasting);
}
