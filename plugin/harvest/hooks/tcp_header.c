/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tcp_header.h"

#include "../read/tvb_bytes.h"

static int proto_icmp = -1;
static int proto_icmpv6 = -1;
static size_t last_ip_offset; /* most frames of a capture have it there */

/* What an ICMP error quotes was sent before. proto_is_frame_protocol() compares names. */
static bool is_quoted(const packet_info *pinfo)
{
    wmem_list_frame_t *layer = wmem_list_head(pinfo->layers);

    for (; layer; layer = wmem_list_frame_next(layer)) {
        int protocol = GPOINTER_TO_INT(wmem_list_frame_data(layer));

        if (protocol == proto_icmp || protocol == proto_icmpv6)
            return true;
    }
    return false;
}

static bool is_ip(const packet_info *pinfo)
{
    return (pinfo->net_src.type == AT_IPv4 || pinfo->net_src.type == AT_IPv6) &&
           pinfo->net_dst.type == pinfo->net_src.type;
}

void tcp_header_begin_file(void)
{
    proto_icmp = proto_get_id_by_filter_name("icmp");
    proto_icmpv6 = proto_get_id_by_filter_name("icmpv6");
}

bool tcp_header_may_matter(tvbuff_t *frame, const packet_info *pinfo)
{
    struct bytes bytes;

    if (pinfo->ptype != PT_TCP)
        return false;
    bytes = tvb_bytes(frame);
    return bytes.length > 0 &&
           !ip_segment_is_plain(bytes, last_ip_offset, pinfo->srcport, pinfo->destport);
}

static struct bytes address_bytes(const address *addr)
{
    return (struct bytes){addr->data, (size_t)addr->len};
}

bool tcp_header_read(tvbuff_t *frame, const packet_info *pinfo, bool any,
                     struct segment_header *header)
{
    struct ip_pair pair;

    if (pinfo->ptype != PT_TCP || !is_ip(pinfo))
        return false;
    pair = (struct ip_pair){address_bytes(&pinfo->net_src), address_bytes(&pinfo->net_dst)};
    return ip_segment_find(tvb_bytes(frame), tvb_reported_length(frame), &pair, &last_ip_offset,
                           header) &&
           header->source_port == pinfo->srcport && header->target_port == pinfo->destport &&
           (is_segment_of_interest(header) ? !is_quoted(pinfo) : any);
}
