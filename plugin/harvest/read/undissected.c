/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "undissected.h"

#include "../../compat.h"
#include "../../vocabulary/numbers.h"
#include "../../wire/token_kind.h"
#include "emit.h"
#include "rpc.h"

#include <epan/column-utils.h>
#include <epan/exceptions.h>
#include <epan/show_exception.h>

static dissector_handle_t handles[TOKEN_KIND_COUNT]; /* NULL for what nothing dissects */

/* One token that has to be handed over. */
struct completion {
    struct completion *next;
    int pdu; /* where the RPC PDU starts in its data source, */
    uint32_t call_id;
    uint32_t fragment_length;
    int offset; /* and the token in the PDU */
    int length;
    enum token_kind kind;
};

static wmem_map_t *completions; /* frame number to struct completion, in file scope */

void undissected_register_handoff(void)
{
    handles[TOKEN_GSSAPI] = find_dissector("gssapi");
    handles[TOKEN_SPNEGO] = find_dissector("spnego");
    handles[TOKEN_NTLMSSP] = find_dissector("ntlmssp");
    handles[TOKEN_GSS_KRB5] = find_dissector("spnego-krb5");
    /* 4.0 registers Kerberos under no name. */
    handles[TOKEN_KRB_ERROR] =
        dissector_get_uint_handle(find_dissector_table("udp.port"), KERBEROS_PORT);
}

void undissected_begin_file(void)
{
    completions = wmem_map_new(wmem_file_scope(), g_direct_hash, g_direct_equal);
}

static bool can_dissect(struct bytes token, enum token_kind *kind)
{
    *kind = token_kind_of(token);
    return handles[*kind] != NULL;
}

static bool is_read(const struct auth_token *token)
{
    return token->has_krb || token->ntlm || token->offered_mechs || token->chosen_mech ||
           token->result != SPNEGO_NONE;
}

static bool find_whole_token(const struct rpc_header *header, struct completion *found)
{
    struct bytes token;

    if (!rpc_header_token(header, &token) || !can_dissect(token, &found->kind))
        return false;
    found->offset = header->fragment_length - header->auth_length;
    found->length = header->auth_length;
    return true;
}

/* Inside SPNEGO Wireshark reads an unframed AP-REQ and AP-REP, but no unframed KRB-ERROR. */
static bool find_inner_token(const struct pdu *pdu, struct completion *found)
{
    const struct item *item = pdu_first(pdu, FIELD_SPNEGO_TOKEN);
    struct bytes token = item_bytes(item);

    if (!can_dissect(token, &found->kind) || found->kind != TOKEN_KRB_ERROR)
        return false;
    found->offset = PNODE_FINFO(item->node)->start - PNODE_FINFO(pdu->node)->start;
    found->length = (int)token.length;
    return PNODE_FINFO(item->node)->ds_tvb == PNODE_FINFO(pdu->node)->ds_tvb;
}

static bool find_token(const struct pdu *pdu, wmem_allocator_t *scope, struct completion *found)
{
    struct rpc_header header;
    struct auth_token token;

    if (!pdu_first(pdu, FIELD_AUTH_INFO) || !rpc_header_of(pdu, &header) ||
        header.type < RPC_BIND || header.type > RPC_AUTH3)
        return false;
    token_read(pdu, scope, &token);
    if (is_read(&token))
        return !token.has_krb && find_inner_token(pdu, found);
    return find_whole_token(&header, found);
}

/* The frame keeps its columns: it is still an RPC frame. */
static void call_quietly(dissector_handle_t handle, tvbuff_t *tvb, packet_info *pinfo,
                         proto_tree *tree)
{
    compat_bool protocol_writable = col_get_writable(pinfo->cinfo, COL_PROTOCOL);
    compat_bool info_writable = col_get_writable(pinfo->cinfo, COL_INFO);

    col_set_writable(pinfo->cinfo, COL_PROTOCOL, FALSE);
    col_set_writable(pinfo->cinfo, COL_INFO, FALSE);
    TRY
    {
        call_dissector_only(handle, tvb, pinfo, tree, NULL);
    }
    CATCH_NONFATAL_ERRORS
    {
        show_exception(tvb, pinfo, tree, EXCEPT_CODE, GET_MESSAGE);
    }
    ENDTRY;
    col_set_writable(pinfo->cinfo, COL_PROTOCOL, protocol_writable);
    col_set_writable(pinfo->cinfo, COL_INFO, info_writable);
}

static void complete(packet_info *pinfo, const struct pdu *pdu, const struct completion *completion)
{
    const field_info *finfo = PNODE_FINFO(pdu->node);
    const struct item *auth_info = pdu_first(pdu, FIELD_AUTH_INFO);
    proto_tree *tree = auth_info ? auth_info->node : pdu->node;
    int start = finfo->start + completion->offset;

    if ((int)tvb_captured_length(finfo->ds_tvb) < start + completion->length)
        return;
    call_quietly(handles[completion->kind],
                 tvb_new_subset_length(finfo->ds_tvb, start, completion->length), pinfo, tree);
}

static gpointer key_of(const packet_info *pinfo)
{
    return GUINT_TO_POINTER(pinfo->num);
}

void undissected_begin_frame(const packet_info *pinfo)
{
    if (wmem_map_size(completions) > 0)
        wmem_map_remove(completions, key_of(pinfo));
}

static void note_pdu(struct completion *completion, const struct pdu *pdu)
{
    struct rpc_header header;
    bool has_header = rpc_header_of(pdu, &header);

    completion->pdu = PNODE_FINFO(pdu->node)->start;
    completion->call_id = has_header ? rpc_header_call_id(&header) : 0;
    completion->fragment_length = has_header ? header.fragment_length : 0;
}

static bool is_same_pdu(const struct completion *a, const struct completion *b)
{
    return a->pdu == b->pdu && a->call_id == b->call_id && a->fragment_length == b->fragment_length;
}

/* Keeps the order: an inner token can be found only after the one around it. */
static bool add_completion(const packet_info *pinfo, const struct completion *found)
{
    struct completion *first = wmem_map_lookup(completions, key_of(pinfo));
    struct completion **end = &first;

    for (; *end; end = &(*end)->next) {
        if (is_same_pdu(*end, found) && (*end)->offset == found->offset)
            return false;
    }
    *end = wmem_memdup(wmem_file_scope(), found, sizeof *found);
    wmem_map_insert(completions, key_of(pinfo), first);
    return true;
}

bool undissected_is_due(const packet_info *pinfo, const struct pdu *pdus)
{
    struct completion found;

    for (const struct pdu *pdu = pdus; pdu; pdu = pdu->next) {
        if (pdu->scope == FIELD_RPC && find_token(pdu, pinfo->pool, &found))
            return true;
    }
    return false;
}

bool undissected_find(packet_info *pinfo, const struct pdu *pdus)
{
    bool any = false;

    for (const struct pdu *pdu = pdus; pdu; pdu = pdu->next) {
        struct completion found = {0};

        if (pdu->scope != FIELD_RPC || !find_token(pdu, pinfo->pool, &found))
            continue;
        note_pdu(&found, pdu);
        if (add_completion(pinfo, &found)) {
            complete(pinfo, pdu, &found);
            any = true;
        }
    }
    return any;
}

static const struct pdu *find_pdu(const struct pdu *pdu, const struct completion *completion)
{
    struct completion other;

    for (; pdu; pdu = pdu->next) {
        if (pdu->scope != FIELD_RPC)
            continue;
        note_pdu(&other, pdu);
        if (is_same_pdu(&other, completion))
            return pdu;
    }
    return NULL;
}

void undissected_repeat(packet_info *pinfo, proto_tree *tree)
{
    const struct completion *completion = wmem_map_lookup(completions, key_of(pinfo));
    const struct pdu *pdus = completion ? pdus_collect(tree->first_child, NULL, pinfo->pool) : NULL;

    for (; completion; completion = completion->next) {
        const struct pdu *pdu = find_pdu(pdus, completion);

        if (pdu)
            complete(pinfo, pdu, completion);
    }
}
