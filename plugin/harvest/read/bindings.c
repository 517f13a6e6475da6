/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emit.h"

#include <epan/to_str.h>

/* What is asked for looks the same as what is answered. */
static bool is_in_response(const struct pdu *pdu)
{
    return pdu->call && item_uint(pdu_first(pdu->call, FIELD_RPC_TYPE)) == RPC_RESPONSE;
}

static void emit_endpoint(const struct emitter *emitter, struct event *event)
{
    if (event->endpoint.uuid && event->endpoint.port)
        emit(emitter, event);
}

/* The floors of a tower in order (C706 appendix L): interface, transfer syntax, protocol, port and
 * host. Only the first UUID is that of the interface. */
void emit_endpoints(const struct emitter *emitter, const struct pdu *pdu)
{
    struct event event = {.kind = EVENT_ENDPOINT};

    if (!pdu_first(pdu, FIELD_EPM_TOWER) || !is_in_response(pdu))
        return;
    for (const struct item *item = pdu->items; item; item = item->next) {
        switch (item->field) {
        case FIELD_EPM_TOWER:
            emit_endpoint(emitter, &event);
            event.endpoint = (struct rpc_endpoint){0};
            break;
        case FIELD_EPM_UUID:
            if (!event.endpoint.uuid && item_guid(item))
                event.endpoint.uuid = guid_to_str(emitter->scope, item_guid(item));
            break;
        case FIELD_EPM_PORT:
            event.endpoint.port = (uint16_t)item_uint(item);
            break;
        case FIELD_EPM_ADDRESS:
            event.endpoint.address = item_address(item);
            break;
        default:
            break;
        }
    }
    emit_endpoint(emitter, &event);
}

static void add_address(struct com_bindings *bindings, const char *text)
{
    if (text && bindings->address_count < EVENT_BINDINGS_MAX)
        bindings->addresses[bindings->address_count++] = text;
}

static void add_principal(struct com_bindings *bindings, const char *principal)
{
    if (bindings->principal_count < EVENT_BINDINGS_MAX)
        bindings->principals[bindings->principal_count++] = principal ? principal : "";
}

static void emit_bindings(const struct emitter *emitter, struct event *event)
{
    if (event->bindings.address_count > 0)
        emit(emitter, event);
}

void emit_com_bindings(const struct emitter *emitter, const struct pdu *pdu)
{
    wmem_allocator_t *scope = emitter->scope;
    struct event event = {.kind = EVENT_COM_BINDINGS};

    if (!pdu_first(pdu, FIELD_COM_ADDRESS) || !is_in_response(pdu))
        return;
    for (const struct item *item = pdu->items; item; item = item->next) {
        if (item->field == FIELD_COM_BINDINGS) {
            emit_bindings(emitter, &event);
            event.bindings = (struct com_bindings){0};
        } else if (item->field == FIELD_COM_ADDRESS) {
            add_address(&event.bindings, item_text(item, scope));
        } else if (item->field == FIELD_COM_PRINCIPAL) {
            add_principal(&event.bindings, item_text(item, scope));
        }
    }
    emit_bindings(emitter, &event);
}
