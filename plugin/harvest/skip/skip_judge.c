/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "skip_judge.h"

#include "../../wire/ip_packet.h"
#include "body_acks.h"
#include "bulk_body.h"
#include "flow_table.h"
#include "payload_look.h"

enum {
    SOURCE_PORT = 0, /* RFC 9293 3.1, RFC 768 */
    TARGET_PORT = 2,
    SEQUENCE = 4,
    DATA_OFFSET = 12,
    FLAGS = 13,
    FLAG_SYN = 2,
    FLAGS_OF_ENDS = 1 | FLAG_SYN | 4, /* FIN, SYN, RST */
    TCP_HEADER_MIN = 20,
    UDP_HEADER_SIZE = 8,
    DNS_HEADER_SIZE = 12, /* RFC 1035 4.1.1 */
    DNS_FLAGS = 2,
    DNS_FLAGS_OF_OTHERS = 0xf8, /* QR and OPCODE */
    DNS_QUESTIONS = 4,
    DNS_ANSWERS = 6, /* and the authorities behind them */
    LOOKS_MAX = 4,
    GAP_FORGOTTEN = 1 << 28, /* bytes behind it: long before sequence numbers come round again */
};

/* IGMP, OSPF, PIM, VRRP (IANA, Protocol Numbers). */
static const uint8_t routing_protocols[] = {2, 89, 103, 112};

/* The segment that was judged last; what the messages in it are asked of. */
struct current {
    struct flow *flow; /* NULL: not remembered, or no segment */
    unsigned direction;
    uint32_t end; /* sequence number behind its data */
};

struct skip_judge {
    struct skip_ports ports;
    bool skip_bulk;
    struct flow_table *flows;
    struct current current;
    bool has_fragments; /* with segments that are not looked at, but not left either */
};

struct segment {
    uint16_t source_port, target_port;
    uint32_t sequence;
    uint8_t flags;
    struct bytes header, payload; /* the header with the payload */
    size_t wire_length;           /* of the payload */
};

struct skip_judge *skip_judge_new(const struct skip_ports *ports, bool skip_bulk)
{
    struct skip_judge *judge = g_new0(struct skip_judge, 1);

    judge->ports = *ports;
    judge->skip_bulk = skip_bulk;
    judge->flows = flow_table_new();
    return judge;
}

void skip_judge_free(struct skip_judge *judge)
{
    if (!judge)
        return;
    flow_table_free(judge->flows);
    g_free(judge);
}

static bool read_segment(const struct ip_packet *packet, struct segment *segment)
{
    struct bytes tcp = packet->payload;
    size_t header_size = (size_t)(bytes_u8(tcp, DATA_OFFSET) >> 4) * 4;

    if (!bytes_have(tcp, 0, TCP_HEADER_MIN) || header_size < TCP_HEADER_MIN ||
        header_size > packet->wire_length)
        return false;
    *segment = (struct segment){
        .source_port = bytes_be16(tcp, SOURCE_PORT),
        .target_port = bytes_be16(tcp, TARGET_PORT),
        .sequence = bytes_be32(tcp, SEQUENCE),
        .flags = bytes_u8(tcp, FLAGS),
        .header = tcp,
        .payload = bytes_from(tcp, header_size),
        .wire_length = packet->wire_length - header_size,
    };
    return true;
}

/* True where this end of the connection has been seen before, and is remembered: Wireshark takes
 * the first sequence number of each for that of a SYN. */
static bool find_flow(struct skip_judge *judge, const struct ip_packet *packet,
                      const struct segment *segment)
{
    const struct flow_end source = {packet->source, segment->source_port};
    const struct flow_end target = {packet->target, segment->target_port};
    struct current *current = &judge->current;
    bool is_seen;

    current->flow = flow_table_get(judge->flows, &source, &target, &current->direction);
    current->end = segment->sequence + (uint32_t)segment->wire_length;
    if (!current->flow)
        return false;
    is_seen = current->flow->sides[current->direction].is_seen;
    current->flow->sides[current->direction].is_seen = true;
    return is_seen;
}

/* What stands at either port decides; who wants a port has it. */
static enum port_class class_of(const struct skip_judge *judge, const struct segment *segment)
{
    enum port_class source = judge->ports.tcp[segment->source_port];
    enum port_class target = judge->ports.tcp[segment->target_port];

    return MAX(source, target);
}

static void bring_back(struct skip_judge *judge, uint16_t port)
{
    if (judge->ports.tcp[port] == PORT_OTHER_SERVICE)
        judge->ports.tcp[port] = PORT_WANTED;
}

static enum skip_rule judge_other_service(struct skip_judge *judge, const struct segment *segment)
{
    if (payload_look(segment->payload) != PAYLOAD_WANTED)
        return SKIP_OTHER_SERVICE;
    bring_back(judge, segment->source_port);
    bring_back(judge, segment->target_port);
    return SKIP_NONE;
}

static enum skip_rule judge_gap(struct current *current, const struct segment *segment)
{
    struct flow_gap *gap = &current->flow->sides[current->direction].gap;

    if (!gap->is_open)
        return SKIP_NONE;
    if ((int32_t)(segment->sequence - gap->to) > GAP_FORGOTTEN)
        gap->is_open = false;
    return gap->is_open && (int32_t)(segment->sequence - gap->from) >= 0 &&
                   (int32_t)(current->end - gap->to) <= 0
               ? SKIP_BULK_BODY
               : SKIP_NONE;
}

/* The segment that shows another protocol is kept: from it Wireshark learns whose the rest is. */
static enum skip_rule judge_content(struct flow *flow, const struct segment *segment)
{
    enum payload_look look = payload_look(segment->payload);
    bool was_other = flow->content == FLOW_IS_OTHER;

    if (look == PAYLOAD_WANTED)
        flow->content = FLOW_IS_WANTED;
    else if (flow->content == FLOW_IS_NEW && (look == PAYLOAD_OTHER || ++flow->looks > LOOKS_MAX))
        flow->content = FLOW_IS_OTHER;
    return was_other && flow->content == FLOW_IS_OTHER ? SKIP_OTHER_CONTENT : SKIP_NONE;
}

/* Perhaps it is another connection on the same ports. */
static void forget_connection(struct flow *flow)
{
    if (!flow)
        return;
    flow->sides[0].has_kept_ack = flow->sides[1].has_kept_ack = false;
    flow->encryption_is_told = false;
}

/* Of a connection of which more is read than its beginning. */
static enum skip_rule judge_wanted(struct skip_judge *judge, const struct segment *segment)
{
    struct current *current = &judge->current;
    struct flow_side *side = &current->flow->sides[current->direction];
    const struct flow_side *other = &current->flow->sides[!current->direction];
    enum skip_rule rule = SKIP_NONE;
    struct acknowledgement ack;

    side->longest = (uint16_t)MAX(side->longest, MIN(segment->wire_length, UINT16_MAX));
    if (segment->wire_length > 0 && !(segment->flags & FLAGS_OF_ENDS))
        rule = judge_gap(current, segment);
    if (!acknowledgement_read(segment->header, segment->wire_length, &ack))
        return rule;
    if (!judge->has_fragments && body_acks_may_be_left(side, other, &ack))
        rule = SKIP_BODY_ACK;
    body_acks_note(side, &ack, rule != SKIP_NONE);
    return rule;
}

static enum skip_rule judge_segment(struct skip_judge *judge, const struct ip_packet *packet)
{
    struct segment segment;
    enum port_class class;
    bool is_known;

    if (!read_segment(packet, &segment))
        return SKIP_NONE;
    is_known = find_flow(judge, packet, &segment);
    class = class_of(judge, &segment);
    if (segment.flags & FLAG_SYN)
        forget_connection(judge->current.flow);
    if (!is_known || segment.flags & FLAG_SYN)
        return SKIP_NONE;
    if (class == PORT_OTHER_SERVICE)
        return judge_other_service(judge, &segment);
    if (class == PORT_WANTED)
        return judge_wanted(judge, &segment);
    return segment.flags & FLAGS_OF_ENDS || segment.wire_length == 0
               ? SKIP_NONE
               : judge_content(judge->current.flow, &segment);
}

/* RFC 1035 4.1.1: a standard query with questions, without answers. */
static bool is_question(struct bytes data)
{
    return bytes_have(data, 0, DNS_HEADER_SIZE) &&
           (bytes_u8(data, DNS_FLAGS) & DNS_FLAGS_OF_OTHERS) == 0 &&
           bytes_be16(data, DNS_QUESTIONS) > 0 && bytes_be32(data, DNS_ANSWERS) == 0;
}

static enum skip_rule judge_names(enum port_class source, enum port_class target, struct bytes data)
{
    return target == PORT_OF_NAMES && (source == PORT_UNKNOWN || source == PORT_OF_NAMES) &&
                   is_question(data)
               ? SKIP_QUESTION
               : SKIP_NONE;
}

/* Of a fragment that is not the first the ports are no ports: then one too many is kept. */
static enum skip_rule judge_datagram(struct skip_judge *judge, const struct ip_packet *packet)
{
    struct bytes udp = packet->payload;
    uint8_t *source = &judge->ports.udp[bytes_be16(udp, SOURCE_PORT)];
    uint8_t *target = &judge->ports.udp[bytes_be16(udp, TARGET_PORT)];

    if (*target == PORT_OF_KDC && *source == PORT_UNKNOWN)
        *source = PORT_WANTED;
    if (packet->is_fragment || !bytes_have(udp, 0, UDP_HEADER_SIZE) ||
        payload_is_rpc_datagram(bytes_from(udp, UDP_HEADER_SIZE)))
        return SKIP_NONE;
    return MAX(*source, *target) >= PORT_WANTED
               ? judge_names(*source, *target, bytes_from(udp, UDP_HEADER_SIZE))
               : SKIP_DATAGRAM;
}

static enum skip_rule judge_packet(struct skip_judge *judge, const struct ip_packet *packet)
{
    if (packet->protocol == IP_PROTOCOL_UDP)
        return judge_datagram(judge, packet);
    judge->has_fragments |= packet->is_fragment;
    if (packet->is_fragment)
        return SKIP_NONE;
    if (packet->protocol == IP_PROTOCOL_TCP)
        return judge_segment(judge, packet);
    return memchr(routing_protocols, packet->protocol, sizeof routing_protocols) ? SKIP_ROUTING
                                                                                 : SKIP_NONE;
}

enum skip_rule skip_judge_frame(struct skip_judge *judge, enum link_layer layer, struct bytes frame,
                                size_t wire_length)
{
    struct link_payload link = link_layer_read(layer, frame);
    struct ip_packet packet;

    judge->current.flow = NULL;
    if (link.network == NETWORK_NO_HOST)
        return SKIP_NO_HOST;
    if (link.network != NETWORK_IP || link.offset > wire_length ||
        !ip_packet_read(bytes_from(frame, link.offset), wire_length - link.offset, &packet))
        return SKIP_NONE;
    return judge_packet(judge, &packet);
}

/* The rest of a gap at the beginning of a segment. */
static size_t left_of_gap(const struct current *current, size_t length)
{
    const struct flow_gap *gap = &current->flow->sides[current->direction].gap;
    uint32_t begin = current->end - (uint32_t)length;
    int32_t left = (int32_t)(gap->to - begin);

    if (!gap->is_open || (int32_t)(begin - gap->from) < 0 || left <= 0)
        return 0;
    return MIN((size_t)left, length);
}

struct skip_part skip_judge_bulk(struct skip_judge *judge, struct bytes payload,
                                 bool is_reassembled)
{
    struct current *current = &judge->current;
    struct skip_part part = {0, payload.length};
    size_t at, rest;

    if (!current->flow || !judge->skip_bulk)
        return part;
    if (!is_reassembled)
        part.from = left_of_gap(current, payload.length);
    at = part.from + bulk_body_whole(bytes_from(payload, part.from));
    rest = bulk_body_rest(bytes_from(payload, at));
    if (rest > 0 &&
        (current->flow->encryption_is_told || !bulk_body_is_encrypted(bytes_from(payload, at)))) {
        part.to = at;
        current->flow->sides[current->direction].gap =
            (struct flow_gap){true, current->end, current->end + (uint32_t)rest};
    }
    return part;
}

void skip_judge_note_encryption(struct skip_judge *judge)
{
    if (judge->current.flow)
        judge->current.flow->encryption_is_told = true;
}
