/* From the first byte of a frame to its network layer, through what commonly stands between: VLAN
 * tags, MPLS labels, PPPoE.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_LINK_LAYER_H
#define DCOMAUTH_WIRE_LINK_LAYER_H

#include "bytes.h"

enum link_layer {
    LINK_ETHERNET,      /* IEEE 802.3 3.1.1 */
    LINK_RAW_IP,        /* nothing before the IP header */
    LINK_COOKED,        /* Linux, "any" interface: LINKTYPE_LINUX_SLL */
    LINK_COOKED_SECOND, /* LINKTYPE_LINUX_SLL2 */
};

enum network_layer {
    NETWORK_UNKNOWN, /* cut off, or an encapsulation that is not followed */
    NETWORK_IP,      /* version 4 or 6, as its first half byte says */
    NETWORK_NO_HOST, /* a protocol that carries no data of hosts: ARP, LLDP, PTP, … */
};

struct link_payload {
    enum network_layer network;
    size_t offset; /* of the network header; where network is NETWORK_IP */
};

/* The work does not depend on the length of the frame: a handful of tags and labels are followed,
 * what has more is unknown. */
struct link_payload link_layer_read(enum link_layer layer, struct bytes frame);

#endif
