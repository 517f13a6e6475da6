/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../wire/packet_identity.h"
#include "harvest.h"
#include "read/tvb_bytes.h"

#include <wiretap/wtap.h>

static bool is_ip(const packet_info *pinfo)
{
    return (pinfo->net_src.type == AT_IPv4 || pinfo->net_src.type == AT_IPv6) &&
           pinfo->net_dst.type == pinfo->net_src.type;
}

static struct bytes address_bytes(const address *addr)
{
    return (struct bytes){addr->data, (size_t)addr->len};
}

uint32_t harvest_interface(const packet_info *pinfo)
{
    const wtap_rec *record = pinfo->rec;

    return record && record->rec_type == REC_TYPE_PACKET &&
                   record->presence_flags & WTAP_HAS_INTERFACE_ID
               ? record->rec_header.packet_header.interface_id
               : 0;
}

void harvest_identify(tvbuff_t *tvb, const packet_info *pinfo, struct packet_identity *packet)
{
    static size_t last_ip_offset; /* most frames of a capture have it there */
    struct ip_pair pair;

    *packet = (struct packet_identity){0};
    if (!(pinfo->rec && pinfo->rec->presence_flags & WTAP_HAS_TS) || !is_ip(pinfo) ||
        (pinfo->ptype != PT_TCP && pinfo->ptype != PT_UDP))
        return;
    pair = (struct ip_pair){address_bytes(&pinfo->net_src), address_bytes(&pinfo->net_dst)};
    packet_identity_read(tvb_bytes(tvb), tvb_reported_length(tvb), &pair, pinfo->ptype == PT_TCP,
                         &last_ip_offset, packet);
}
