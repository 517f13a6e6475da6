/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../vocabulary/numbers.h"
#include "emit.h"
#include "ports_without_rpc.h"

static bool may_carry_rpc(const struct segment_header *header)
{
    return header->flags & (TCP_FLAG_FIN | TCP_FLAG_SYN | TCP_FLAG_RST) &&
           !ports_without_rpc_has(header->source_port) &&
           !ports_without_rpc_has(header->target_port);
}

static bool opens_wrapping(const struct segment_header *header)
{
    return (header->flags & (TCP_FLAG_SYN | TCP_FLAG_ACK)) == TCP_FLAG_SYN &&
           wrapping_of_port(header->target_port) != WRAPPING_COUNT;
}

bool is_segment_of_interest(const struct segment_header *header)
{
    return may_carry_rpc(header) || opens_wrapping(header);
}

static void emit_wrapping(const struct emitter *emitter, const struct segment_header *header)
{
    struct event event = {.kind = EVENT_WRAPPED, .wrapping = wrapping_of_port(header->target_port)};

    emit(emitter, &event);
}

static void emit_interesting(const struct emitter *emitter, const struct segment_header *header)
{
    uint32_t flags = header->flags;
    struct event event = {.kind = EVENT_TCP_SEGMENT};

    event.tcp = (struct tcp_segment){
        .syn = flags & TCP_FLAG_SYN,
        .ack = flags & TCP_FLAG_ACK,
        .fin = flags & TCP_FLAG_FIN,
        .rst = flags & TCP_FLAG_RST,
        .sequence = header->sequence,
        .acknowledgement = header->acknowledgement,
        .length = header->length,
    };
    emit(emitter, &event);
}

void emit_segment(const struct emitter *emitter, const struct segment_header *header)
{
    if (may_carry_rpc(header))
        emit_interesting(emitter, header);
    if (opens_wrapping(header))
        emit_wrapping(emitter, header);
}

bool segment_header_of(const struct pdu *pdu, const packet_info *pinfo,
                       struct segment_header *header)
{
    const struct item *flags = pdu_first(pdu, FIELD_TCP_FLAGS);

    *header = (struct segment_header){
        .source_port = pinfo->srcport,
        .target_port = pinfo->destport,
        .flags = flags ? item_uint(flags) : 0,
        .sequence = item_uint(pdu_first(pdu, FIELD_TCP_SEQUENCE)),
        .acknowledgement = item_uint(pdu_first(pdu, FIELD_TCP_ACKNOWLEDGEMENT)),
        .length = item_uint(pdu_first(pdu, FIELD_TCP_LENGTH)),
    };
    return flags != NULL;
}

void emit_tcp(const struct emitter *emitter, const struct pdu *pdu)
{
    struct segment_header header;

    if (segment_header_of(pdu, emitter->pinfo, &header))
        emit_segment(emitter, &header);
}

/* The header that an ICMP error quotes is all that it has of these fields. */
void emit_icmp(const struct emitter *emitter, const struct pdu *pdu)
{
    struct host_addr target = item_address(pdu_first(pdu, FIELD_IP_TARGET));
    uint32_t type = item_uint(pdu_first(pdu, FIELD_ICMP_TYPE));
    uint32_t port = item_uint(pdu_first(pdu, FIELD_TARGET_PORT));
    struct event event = {.kind = EVENT_ICMP_UNREACHABLE};

    if (type != (target.family == HOST_ADDR_IPV6 ? ICMPV6_UNREACHABLE : ICMP_UNREACHABLE) ||
        !host_addr_known(&target) || port != KERBEROS_PORT) /* no other is of interest */
        return;
    event.icmp = (struct icmp_unreachable){
        .target = target,
        .target_port = (uint16_t)port,
        .sender = item_address(pdu_first(pdu, FIELD_IP_SOURCE)),
        .sender_port = (uint16_t)item_uint(pdu_first(pdu, FIELD_SOURCE_PORT)),
    };
    emit(emitter, &event);
}
