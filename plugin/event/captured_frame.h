/* A frame of the capture before anything is known of what it says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CAPTURED_FRAME_H
#define DCOMAUTH_CAPTURED_FRAME_H

#include "host_addr.h"

/* What tells a packet from all others, wherever on its way it was captured. */
struct packet_identity {
    uint64_t fingerprint;  /* of what no router or NAT changes; 0: the packet has no identity */
    bool has_payload;      /* then the fingerprint alone tells it apart */
    bool is_bare;          /* an acknowledgement of TCP and nothing else */
    bool is_closing;       /* FIN or RST */
    bool has_ack;          /* of TCP: it acknowledges */
    uint32_t acknowledged; /* with has_ack: the bytes before this one have arrived */
    uint32_t begin;        /* of TCP: the sequence number of its first byte, and behind its last */
    uint32_t end;
    uint16_t ip_id; /* IPv4 identification; 0 where it says nothing */
    struct host_addr source;
    struct host_addr target;
    uint16_t source_port;
    uint16_t target_port;
};

struct captured_frame {
    uint32_t number;
    int64_t time_ns;    /* since 1970-01-01 UTC */
    uint32_t interface; /* of the capture file; 0 where it names none */
    bool carries_rpc;   /* a PDU of RPC over TCP */
    bool has_events;
    struct packet_identity packet;
};

#endif
