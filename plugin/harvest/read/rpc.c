/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rpc.h"

#include "emit.h"

#include <epan/dissectors/packet-dcerpc.h>
#include <epan/guid-utils.h>
#include <epan/to_str.h>

static bool is_handshake(enum rpc_ptype type)
{
    return type >= RPC_BIND && type <= RPC_AUTH3;
}

static struct rpc_context *current_context(struct rpc_pdu *rpc)
{
    return rpc->context_count > 0 ? &rpc->contexts[rpc->context_count - 1] : NULL;
}

static void read_uuid(struct rpc_pdu *rpc, const struct item *item, wmem_allocator_t *scope)
{
    struct rpc_context *context = current_context(rpc);
    const e_guid_t *guid = item_guid(item);

    if (!context || context->uuid || !guid)
        return;
    context->uuid = guid_to_str(scope, guid);
    context->interface = event_text(guids_get_guid_name(guid, scope), scope);
}

/* The items of one element of the context list follow the item of the element itself. */
static void read_context_id(struct rpc_pdu *rpc, const struct item *item)
{
    if (!item_below(item, FIELD_RPC_CONTEXT))
        rpc->context_id = (uint16_t)item_uint(item);
    else if (rpc->context_count < EVENT_CONTEXTS_MAX)
        rpc->contexts[rpc->context_count++].id = (uint16_t)item_uint(item);
}

static void read_result(struct rpc_pdu *rpc, const struct item *item)
{
    if (rpc->result_count < EVENT_CONTEXTS_MAX)
        rpc->results[rpc->result_count++] = (uint16_t)item_uint(item);
}

static void read_body_item(struct rpc_pdu *rpc, const struct item *item, wmem_allocator_t *scope)
{
    switch (item->field) {
    case FIELD_RPC_CONTEXT_ID:
        read_context_id(rpc, item);
        break;
    case FIELD_RPC_UUID:
        read_uuid(rpc, item, scope);
        break;
    case FIELD_RPC_RESULT:
        read_result(rpc, item);
        break;
    case FIELD_RPC_REJECT_REASON:
        rpc->reject_reason = (uint16_t)item_uint(item);
        break;
    case FIELD_RPC_OPNUM:
        /* Below an answer Wireshark repeats the number of the request. */
        if (rpc->type == RPC_REQUEST)
            rpc->opnum = (uint16_t)item_uint(item);
        break;
    case FIELD_RPC_STATUS:
        rpc->status = item_uint(item);
        break;
    default:
        break;
    }
}

bool rpc_header_of(const struct pdu *pdu, struct rpc_header *header)
{
    struct bytes bytes = pdu_bytes(pdu, UINT16_MAX);

    return rpc_header_read(bytes, header);
}

static const struct pdu *stub_of(const struct pdu *pdu, enum field scope)
{
    const struct pdu *stub = pdu->next;

    while (stub && !(stub->scope == scope && stub->call == pdu))
        stub = stub->next;
    return stub;
}

/* What the method returns stands last (MS-NRPC 3.5.4.4). */
static void read_netlogon_status(const struct pdu *pdu, struct rpc_pdu *rpc)
{
    const struct pdu *stub = stub_of(pdu, FIELD_NETLOGON);

    for (const struct item *item = stub ? stub->items : NULL; item; item = item->next) {
        if (item->field == FIELD_NETLOGON_STATUS) {
            rpc->has_nt_status = true;
            rpc->nt_status = item_uint(item);
        }
    }
}

/* The last HRESULT of an activation is what the method returns (MS-DCOM 3.1.2.5.2.3). */
static void read_hresult(const struct pdu *pdu, struct rpc_pdu *rpc)
{
    const struct pdu *stub = stub_of(pdu, FIELD_ACTIVATION);

    for (const struct item *item = stub ? stub->items : NULL; item; item = item->next) {
        if (item->field == FIELD_COM_HRESULT) {
            rpc->has_hresult = true;
            rpc->hresult = item_uint(item);
        }
    }
}

/* What a PDU of the type must show; where it does not, bytes are missing or wrong. */
static const struct {
    enum rpc_ptype type;
    enum field field;
} essentials[] = {
    {RPC_FAULT, FIELD_RPC_STATUS},
    {RPC_BIND, FIELD_RPC_CONTEXT_COUNT},
    {RPC_BIND_NAK, FIELD_RPC_REJECT_REASON},
    {RPC_ALTER_CONTEXT, FIELD_RPC_CONTEXT_COUNT},
};

static bool is_readable(const struct pdu *pdu, const struct rpc_header *header,
                        const struct rpc_pdu *rpc)
{
    for (size_t i = 0; i < G_N_ELEMENTS(essentials); i++) {
        if (essentials[i].type == rpc->type && !pdu_first(pdu, essentials[i].field))
            return false;
    }
    if (!is_handshake(rpc->type))
        return true;
    return !pdu->malformed && rpc_header_is_whole(header) &&
           (!rpc->has_auth || pdu_first(pdu, FIELD_AUTH_INFO));
}

static void read_pdu(const struct emitter *emitter, const struct pdu *pdu,
                     const struct rpc_header *header, struct rpc_pdu *rpc)
{
    wmem_allocator_t *scope = emitter->scope;

    rpc->pipe = dcerpc_get_transport_salt(emitter->pinfo);
    rpc->token.result = SPNEGO_NONE;
    if (is_handshake((enum rpc_ptype)header->type))
        token_read(pdu, scope, &rpc->token);
    rpc_header_fill(header, rpc);
    for (const struct item *item = pdu->items; item; item = item->next)
        read_body_item(rpc, item, scope);
    if (rpc->type == RPC_FAULT || rpc->type == RPC_BIND_NAK)
        rpc_header_fill_extended_errors(header, rpc);
    if (rpc->type == RPC_RESPONSE) {
        read_hresult(pdu, rpc);
        read_netlogon_status(pdu, rpc);
    }
}

void emit_rpc(const struct emitter *emitter, const struct pdu *pdu)
{
    struct event event = {.kind = EVENT_RPC};
    struct rpc_header header;

    if (rpc_header_is_datagram(pdu_bytes(pdu, 1)))
        return;
    if (!rpc_header_of(pdu, &header)) {
        emit_unreadable(emitter);
        return;
    }
    read_pdu(emitter, pdu, &header, &event.rpc);
    if (!is_readable(pdu, &header, &event.rpc))
        emit_unreadable(emitter);
    emit(emitter, &event);
}
