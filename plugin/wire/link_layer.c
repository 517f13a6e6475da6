/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "link_layer.h"

enum {
    ETHERNET_TYPE = 12,
    ETHERNET_SIZE = 14,
    COOKED_TYPE = 14, /* https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html */
    COOKED_SIZE = 16,
    COOKED_SECOND_TYPE = 0,
    COOKED_SECOND_SIZE = 20,
    TAG_SIZE = 4,       /* IEEE 802.1Q 9.6: two bytes before the next type */
    LABEL_SIZE = 4,     /* RFC 3032 2.1 */
    LABEL_BOTTOM = 2,   /* the byte with the bottom-of-stack bit */
    PPPOE_PROTOCOL = 6, /* RFC 2516 4 */
    PPPOE_SIZE = 8,
    PPP_IPV4 = 0x0021, /* RFC 1332, RFC 5072 */
    PPP_IPV6 = 0x0057,
    STACKED_MAX = 8,
};

/* IEEE 802 EtherType registry. */
enum ether_type {
    TYPE_IPV4 = 0x0800,
    TYPE_IPV6 = 0x86dd,
    TYPE_VLAN = 0x8100,
    TYPE_PROVIDER_VLAN = 0x88a8,
    TYPE_STACKED_VLAN = 0x9100,
    TYPE_MPLS = 0x8847,
    TYPE_PPPOE = 0x8864,
};

/* ARP, wake on LAN, RARP, IPX, loss of link (IEEE 802.3 57), EAP over LAN, PROFINET, LLDP, PTP,
 * CFM, loopback. */
static const uint16_t types_without_hosts[] = {0x0806, 0x0842, 0x8035, 0x8137, 0x8809, 0x888e,
                                               0x8892, 0x88cc, 0x88f7, 0x8902, 0x9000};

static struct link_payload unknown(void)
{
    return (struct link_payload){.network = NETWORK_UNKNOWN};
}

static struct link_payload ip_at(struct bytes frame, size_t offset)
{
    uint8_t version = bytes_u8(frame, offset) >> 4;

    if (version != 4 && version != 6)
        return unknown();
    return (struct link_payload){.network = NETWORK_IP, .offset = offset};
}

/* What a label stack carries is not said: RFC 3032 2.2; the version of IP tells (RFC 4928 3). */
static struct link_payload behind_labels(struct bytes frame, size_t offset)
{
    for (int i = 0; i < STACKED_MAX && bytes_have(frame, offset, LABEL_SIZE); i++) {
        bool is_last = bytes_u8(frame, offset + LABEL_BOTTOM) & 1;

        offset += LABEL_SIZE;
        if (is_last)
            return ip_at(frame, offset);
    }
    return unknown();
}

static struct link_payload behind_pppoe(struct bytes frame, size_t offset)
{
    uint16_t protocol = bytes_be16(frame, offset + PPPOE_PROTOCOL);

    return protocol == PPP_IPV4 || protocol == PPP_IPV6 ? ip_at(frame, offset + PPPOE_SIZE)
                                                        : unknown();
}

static bool is_without_hosts(uint16_t type)
{
    for (size_t i = 0; i < sizeof types_without_hosts / sizeof *types_without_hosts; i++) {
        if (types_without_hosts[i] == type)
            return true;
    }
    return false;
}

static bool is_tag(uint16_t type)
{
    return type == TYPE_VLAN || type == TYPE_PROVIDER_VLAN || type == TYPE_STACKED_VLAN;
}

/* offset is that of what the type announces. */
static struct link_payload behind_type(struct bytes frame, uint16_t type, size_t offset)
{
    for (int i = 0; i < STACKED_MAX && is_tag(type); i++) {
        type = bytes_be16(frame, offset + 2);
        offset += TAG_SIZE;
    }
    switch (type) {
    case TYPE_IPV4:
    case TYPE_IPV6:
        return ip_at(frame, offset);
    case TYPE_MPLS:
        return behind_labels(frame, offset);
    case TYPE_PPPOE:
        return behind_pppoe(frame, offset);
    default:
        if (is_without_hosts(type))
            return (struct link_payload){.network = NETWORK_NO_HOST};
        return unknown();
    }
}

struct link_payload link_layer_read(enum link_layer layer, struct bytes frame)
{
    switch (layer) {
    case LINK_ETHERNET:
        return behind_type(frame, bytes_be16(frame, ETHERNET_TYPE), ETHERNET_SIZE);
    case LINK_RAW_IP:
        return ip_at(frame, 0);
    case LINK_COOKED:
        return behind_type(frame, bytes_be16(frame, COOKED_TYPE), COOKED_SIZE);
    case LINK_COOKED_SECOND:
        return behind_type(frame, bytes_be16(frame, COOKED_SECOND_TYPE), COOKED_SECOND_SIZE);
    }
    return unknown();
}
