/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "subtree.h"

#include "../../compat.h"
#include "../gui/gui_toolbar.h"
#include "../tap/current.h"
#include "../tap/tap.h"
#include "../words/text.h"
#include "fields.h"
#include "items.h"

/* One KRB-ERROR may explain very many findings; Wireshark gives up on a frame with too many items
 * or tap packets (5000 in epan/tap.c). Beyond these numbers a frame only names the findings. */
enum { FULL_STORIES_MAX = 64, PARTS_MAX = 4096 };

static const char *const role_ids[] = {
    [FRAME_IS_ANSWER] = "answer",         [FRAME_IS_BIND] = "bind",
    [FRAME_IS_KRB_ERROR] = "krb-error",   [FRAME_IS_LEG] = "leg",
    [FRAME_IS_AS_REQ] = "as-req",         [FRAME_IS_AS_REP] = "as-rep",
    [FRAME_IS_TGS_REQ] = "tgs-req",       [FRAME_IS_TGS_REP] = "tgs-rep",
    [FRAME_IS_CONNECTION] = "connection",
};

/* A frame of another part of the story; the frame's link to itself is there for filters only. */
static proto_item *add_jump(const struct items *items, enum field field, uint32_t frame)
{
    proto_item *item;

    if (frame == 0)
        return NULL;
    item = items_add_uint(items, field, frame);
    if (frame == items->pinfo->num)
        items_hide(item);
    /* A frame cannot depend on a later one: frame_data.c asserts it. */
    if (frame < items->pinfo->num)
        compat_depend_on_frame(items->pinfo, frame);
    return item;
}

/* The field is there for filters where the top line says it already. */
static void add_summary(const struct items *items, const struct finding *finding, bool is_said)
{
    if (is_said)
        items_hide(items_add_string(items, FIELD_SUMMARY, finding->summary));
    else
        items_add_sentence(items, FIELD_SUMMARY, finding->summary);
}

static void add_verdict(const struct items *items, const struct finding *finding)
{
    proto_item *item = items_add_string(items, FIELD_VERDICT, verdict_id(finding->verdict));
    proto_item_append_text(item, " (%s)", verdict_text(finding->verdict));
    item = items_add_string(items, FIELD_OUTCOME, outcome_id(finding->outcome));
    proto_item_append_text(item, " (%s)", outcome_text(finding->outcome));
    items_add_string(items, FIELD_SEVERITY, severity_id(finding->severity));
    items_add_string(items, FIELD_CONFIDENCE, confidence_id(finding->confidence));
}

/* At the top, where a script that reads JSON looks for them. */
static void add_parties(const struct items *items, const struct finding *finding)
{
    proto_item *server;

    items_add_address(items, FIELD_CLIENT, &finding->client);
    server = items_add_address(items, FIELD_SERVER, &finding->server);
    if (finding->server_port)
        proto_item_append_text(server, " port %u", finding->server_port);
}

static const char *interface_of(const struct finding *finding)
{
    return finding->interface ? finding->interface : finding->interface_uuid;
}

/* "Call: alice@CORP.EXAMPLE, ISystemActivator"; what has more room stands below. */
static char *call_line(const struct finding *finding)
{
    const char *who = finding->principal ? finding->principal : finding->ntlm_user;
    const char *what = interface_of(finding) ? interface_of(finding) : finding->spn;
    g_autofree char *line =
        g_strdup_printf("Call: %s%s%s", who ? who : "", who && what ? ", " : "", what ? what : "");

    return text_label(line);
}

static void add_call(const struct items *items, const struct finding *finding)
{
    g_autofree char *line = call_line(finding);
    const struct items below = items_group(items, FIELD_CALL, SUBTREE_CALL, line);

    items_add_string(&below, FIELD_PRINCIPAL, finding->principal);
    items_add_string(&below, FIELD_NTLM_USER, finding->ntlm_user);
    items_add_string(&below, FIELD_SPN, finding->spn);
    items_add_string(&below, FIELD_INTERFACE, interface_of(finding));
    if (finding->has_auth) {
        items_add_uint(&below, FIELD_AUTH_TYPE, finding->auth_type);
        items_add_uint(&below, FIELD_AUTH_LEVEL, finding->auth_level);
    }
}

static void add_codes(const struct items *items, const struct finding *finding)
{
    if (finding->has_status) {
        g_autofree char *status = text_status(finding);

        items_add_uint_text(items, FIELD_STATUS, finding->status, status);
    }
    if (finding->has_reject_reason)
        items_add_uint(items, FIELD_REJECT_REASON, finding->reject_reason);
    if (finding->has_hresult) {
        g_autofree char *hresult = text_hresult(finding->hresult);

        items_add_uint_text(items, FIELD_HRESULT, finding->hresult, hresult);
    }
}

static void add_krb_error(const struct items *items, const struct finding_krb_error *error)
{
    g_autofree char *code = text_krb_code(error->code);
    proto_item *jump = add_jump(items, FIELD_KRB_ERROR_FRAME, error->frame);
    /* On its own frame the jump is hidden, what is known of it is not. */
    bool is_here = error->frame == items->pinfo->num;
    const struct items details = is_here ? *items : items_below(items, jump, SUBTREE_KRB_ERROR);

    proto_item_append_text(jump, ": %s (%s)", code, link_kind_text(error->link));
    items_add_int(&details, FIELD_KRB_ERROR_CODE, error->code);
    if (error->has_nt_status)
        items_add_uint(&details, FIELD_NT_STATUS, error->nt_status);
    if (!error->in_band)
        items_add_address(&details, FIELD_KDC, &error->kdc);
}

static void add_krb_errors(const struct items *items, const struct finding *finding)
{
    for (guint i = 0; i < finding->krb_errors->len; i++)
        add_krb_error(items, &g_array_index(finding->krb_errors, struct finding_krb_error, i));
}

static void add_jumps(const struct items *items, const struct finding *finding,
                      enum frame_role role)
{
    const struct finding_exchange *exchange = &finding->exchange;

    if (role == FRAME_IS_KRB_ERROR)
        add_jump(items, FIELD_EXPLAINS, finding->answer_frame);
    add_jump(items, FIELD_BIND_FRAME, finding->bind_frame);
    if (finding->last_leg_frame != finding->bind_frame)
        add_jump(items, FIELD_LAST_LEG_FRAME, finding->last_leg_frame);
    else
        items_hide(add_jump(items, FIELD_LAST_LEG_FRAME, finding->last_leg_frame));
    add_jump(items, FIELD_ANSWER_FRAME, finding->answer_frame);
    add_krb_errors(items, finding);
    add_jump(items, FIELD_AS_REQ_FRAME, exchange->as_req_frame);
    add_jump(items, FIELD_AS_REP_FRAME, exchange->as_rep_frame);
    add_jump(items, FIELD_TGS_REQ_FRAME, exchange->tgs_req_frame);
    add_jump(items, FIELD_TGS_REP_FRAME, exchange->tgs_rep_frame);
}

static void add_etype_list(const struct items *items, enum field field,
                           const struct krb_etypes *etypes)
{
    for (unsigned i = 0; i < etypes->count; i++)
        items_add_int(items, field, etypes->list[i]);
}

static void add_etype(const struct items *items, enum field field, int32_t etype)
{
    if (etype != FINDING_ETYPE_UNKNOWN)
        items_add_int(items, field, etype);
}

static void add_etypes(const struct items *items, const struct finding *finding)
{
    const struct finding_etypes *etypes = &finding->etypes;
    g_autofree char *line = text_etype_line(finding);
    struct items below;

    if (!line)
        return;
    below = items_below(items, items_add_sentence(items, FIELD_ETYPES, line), SUBTREE_ETYPES);
    add_etype_list(&below, FIELD_ETYPE_AS_OFFERED, &etypes->as_offered);
    add_etype_list(&below, FIELD_ETYPE_HINT, &etypes->hint);
    add_etype(&below, FIELD_ETYPE_TGT, etypes->tgt);
    add_etype(&below, FIELD_ETYPE_TGT_SESSION, etypes->tgt_session);
    add_etype_list(&below, FIELD_ETYPE_TGS_OFFERED, &etypes->tgs_offered);
    add_etype(&below, FIELD_ETYPE_TICKET, etypes->ticket);
    add_etype(&below, FIELD_ETYPE_SESSION, etypes->session);
}

static void add_next_steps(const struct items *items, const GPtrArray *steps)
{
    struct items below;

    if (steps->len == 0)
        return;
    below = items_group(items, FIELD_NEXT_STEPS, SUBTREE_NEXT_STEPS, "Next steps");
    for (guint i = 0; i < steps->len; i++)
        items_add_sentence(&below, FIELD_NEXT_STEP, g_ptr_array_index(steps, i));
}

/* Each piece with its kind and links to its frames below it. */
static void add_evidence(const struct items *items, const GArray *list)
{
    const struct items below =
        items_group(items, FIELD_EVIDENCE_LIST, SUBTREE_EVIDENCE, "Evidence");

    for (guint i = 0; i < list->len; i++) {
        const struct evidence *evidence = evidence_at(list, i);
        proto_item *piece = items_add_sentence(&below, FIELD_EVIDENCE, evidence->text);
        const struct items details = items_below(&below, piece, SUBTREE_EVIDENCE_PIECE);

        items_add_string(&details, FIELD_EVIDENCE_KIND, evidence_kind_id(evidence->kind));
        for (unsigned j = 0; j < evidence->frame_count; j++)
            add_jump(&details, FIELD_EVIDENCE_FRAME, evidence->frames[j]);
    }
}

static void add_story(const struct items *items, const struct finding *finding,
                      enum frame_role role, bool summary_is_said)
{
    add_summary(items, finding, summary_is_said);
    add_verdict(items, finding);
    add_codes(items, finding);
    add_parties(items, finding);
    add_call(items, finding);
    add_jumps(items, finding, role);
    add_etypes(items, finding);
    if (finding->has_clock_skew)
        items_add_seconds(items, FIELD_CLOCK_SKEW, finding->clock_skew_ns);
    add_evidence(items, finding->evidence);
    add_next_steps(items, finding->next_steps);
}

/* The finding in one line, as this frame sees it. */
static char *top_line(const struct finding *finding, enum frame_role role)
{
    g_autofree char *summary = text_clean(finding->summary);

    if (role == FRAME_IS_KRB_ERROR && finding->answer_frame)
        return g_strdup_printf("explains the failure in frame %u: %s", finding->answer_frame,
                               summary);
    if (role == FRAME_IS_BIND && finding->answer_frame)
        return g_strdup_printf("this bind ends in frame %u: %s", finding->answer_frame, summary);
    if (role != FRAME_IS_ANSWER && finding->answer_frame)
        return g_strdup_printf("belongs to the failure in frame %u: %s", finding->answer_frame,
                               summary);
    return g_steal_pointer(&summary);
}

static void add_expert(packet_info *pinfo, proto_item *item, const struct finding *finding,
                       enum frame_role role)
{
    if (role == FRAME_IS_ANSWER) {
        g_autofree char *line = g_strdup_printf("%s [cause %u]", finding->summary, finding->cause);
        g_autofree char *label = text_label(line);

        expert_add_info_format(pinfo, item, fields_expert(finding), "%s", label);
    } else if (role == FRAME_IS_KRB_ERROR && finding->answer_frame) {
        g_autofree char *line =
            g_strdup_printf("explains frame %u: %s", finding->answer_frame, finding->summary);
        g_autofree char *label = text_label(line);

        expert_add_info_format(pinfo, item, fields_expert_explains(), "%s", label);
    }
}

static void render_part(const struct items *frame, const struct finding *finding,
                        enum frame_role role, bool whole)
{
    proto_item *top = NULL;

    if (frame->tree) {
        g_autofree char *line = top_line(finding, role);
        g_autofree char *label = text_label(line);

        struct items items;

        top = proto_tree_add_protocol_format(frame->tree, fields_proto(), frame->tvb, 0, 0,
                                             "DCOM auth diagnosis: %s", label);
        proto_item_set_generated(top);
        items = items_below(frame, top, SUBTREE_FINDING);
        items_add_uint(&items, FIELD_FINDING, finding->id);
        items_add_uint(&items, FIELD_CAUSE, finding->cause);
        items_add_string(&items, FIELD_ROLE, role_ids[role]);
        if (whole)
            add_story(&items, finding, role, g_str_equal(label, line));
        else
            add_jump(&items, FIELD_EXPLAINS, finding->answer_frame);
    }
    if (whole)
        add_expert(frame->pinfo, top, finding, role);
}

/* A frame that is the answer to a finding tells all of it, whatever else it has part in. */
static bool is_whole(const GArray *parts, guint i)
{
    return i < FULL_STORIES_MAX ||
           g_array_index(parts, struct frame_part, i).role == FRAME_IS_ANSWER;
}

static struct address_bytes *room_for_addresses(const struct diagnosis *diagnosis,
                                                const GArray *parts, const struct items *items)
{
    unsigned size = 0;

    for (guint i = 0; i < MIN(parts->len, PARTS_MAX); i++) {
        const struct frame_part *part = &g_array_index(parts, struct frame_part, i);
        const struct finding *finding = diagnosis_finding(diagnosis, part->finding);

        if (finding && is_whole(parts, i))
            size += address_bytes_of(finding);
    }
    return address_bytes_new(items->tvb, items->pinfo, size);
}

void subtree_show_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    const struct diagnosis *diagnosis = current_diagnosis();
    const GArray *parts =
        diagnosis ? diagnosis_frame_parts(diagnosis, pinfo->num, tap_first_pass()) : NULL;

    struct items items = {.tvb = tvb, .pinfo = pinfo, .tree = tree};

    tap_begin_frame(pinfo);
    if (pinfo->fd->visited) /* while a file is being read nobody chooses */
        gui_toolbar_follow();
    if (!parts)
        return;
    if (tree)
        items.addresses = room_for_addresses(diagnosis, parts, &items);
    for (guint i = 0; i < MIN(parts->len, PARTS_MAX); i++) {
        const struct frame_part *part = &g_array_index(parts, struct frame_part, i);
        const struct finding *finding = diagnosis_finding(diagnosis, part->finding);

        if (!finding)
            continue;
        render_part(&items, finding, part->role, is_whole(parts, i));
        tap_part(pinfo, finding, part->role);
    }
}
