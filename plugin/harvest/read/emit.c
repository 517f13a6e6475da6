/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emit.h"
#include "../../clock.h"
#include "ports_without_rpc.h"

static struct host_addr host_addr_from(const address *net, const address *any)
{
    const address *addr = net->type == AT_IPv4 || net->type == AT_IPv6 ? net : any;

    if (addr->type != AT_IPv4 && addr->type != AT_IPv6)
        return (struct host_addr){0};
    return host_addr_from_bytes(addr->data, (size_t)addr->len);
}

static uint64_t mac_from(const address *addr)
{
    if (addr->type != AT_ETHER)
        return 0;
    return bytes_be48((struct bytes){addr->data, (size_t)addr->len}, 0);
}

static enum event_transport transport_of(const packet_info *pinfo)
{
    if (pinfo->ptype == PT_TCP)
        return EVENT_TCP;
    return pinfo->ptype == PT_UDP ? EVENT_UDP : EVENT_OTHER_TRANSPORT;
}

struct event_origin origin_of_frame(const packet_info *pinfo, uint32_t stream,
                                    const struct segment_header *header, int64_t first_ns)
{
    int64_t time_ns = clock_of_frame(pinfo);

    return (struct event_origin){
        .frame = pinfo->num,
        .time_ns = time_ns,
        .relative_ns = pinfo->fd->has_ts ? time_ns - first_ns : 0,
        .source = host_addr_from(&pinfo->net_src, &pinfo->src),
        .target = host_addr_from(&pinfo->net_dst, &pinfo->dst),
        .source_port = (uint16_t)pinfo->srcport,
        .target_port = (uint16_t)pinfo->destport,
        .transport = transport_of(pinfo),
        .tcp_stream = stream,
        .has_sequence = header != NULL,
        .sequence = header ? header->sequence : 0,
        .segment_length = header ? header->length : 0,
        .source_mac = mac_from(&pinfo->dl_src),
        .untimed = !pinfo->fd->has_ts,
        .cut = pinfo->fd->cap_len < pinfo->fd->pkt_len,
    };
}

void emit(const struct emitter *emitter, struct event *event)
{
    if (event->kind == EVENT_RPC) {
        ports_without_rpc_remove(emitter->pinfo->srcport);
        ports_without_rpc_remove(emitter->pinfo->destport);
    }
    event->origin = emitter->origin;
    emitter->sink(event, emitter->user_data);
}

void emit_unreadable(const struct emitter *emitter)
{
    struct event event = {.kind = EVENT_UNREADABLE};

    emit(emitter, &event);
}

/* Names, endpoints and bindings have fields of their own, whatever protocol carries them. */
static void emit_unscoped(const struct emitter *emitter, const struct pdu *pdu)
{
    emit_names(emitter, pdu);
    emit_endpoints(emitter, pdu);
    emit_com_bindings(emitter, pdu);
}

typedef void (*pdu_emitter)(const struct emitter *emitter, const struct pdu *pdu);

static pdu_emitter emitter_of(enum field scope)
{
    switch (scope) {
    case FIELD_TCP:
        return emit_tcp;
    case FIELD_ICMP:
        return emit_icmp;
    case FIELD_SMB:
    case FIELD_SMB2:
        return emit_smb;
    case FIELD_RPC:
        return emit_rpc;
    case FIELD_KERBEROS:
    case FIELD_KRB_BLOB:
        return emit_kerberos;
    default:
        return emit_unscoped;
    }
}

void emit_pdus(const struct emitter *emitter, const struct pdu *pdus)
{
    for (const struct pdu *pdu = pdus; pdu; pdu = pdu->next)
        emitter_of(pdu->scope)(emitter, pdu);
}
