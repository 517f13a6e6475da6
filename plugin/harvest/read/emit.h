/* Handing over the events of one frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_EMIT_H
#define DCOMAUTH_HARVEST_EMIT_H

#include "../../wire/ip_segment.h"
#include "client.h"
#include "pdu.h"

struct emitter {
    packet_info *pinfo;
    wmem_allocator_t *scope; /* of the strings */
    struct event_origin origin;
    harvest_sink sink;
    void *user_data;
};

/* Emits the events of all PDUs. */
void emit_pdus(const struct emitter *emitter, const struct pdu *pdus);

/* Completes the event with the origin and hands it over. */
void emit(const struct emitter *emitter, struct event *event);
void emit_unreadable(const struct emitter *emitter);

/* Of a PDU of the scope TCP; false where its header was cut off. */
bool segment_header_of(const struct pdu *pdu, const packet_info *pinfo,
                       struct segment_header *header);

/* Where and when the frame was seen. stream: tcp.stream, or EVENT_NO_STREAM. header: of the TCP
 * segment in it, or NULL. first_ns: the time of the first frame of the capture. */
struct event_origin origin_of_frame(const packet_info *pinfo, uint32_t stream,
                                    const struct segment_header *header, int64_t first_ns);

/* It opens or closes a connection that may carry RPC, SMB or Kerberos, or opens one that may wrap
 * them; no other is emitted. */
bool is_segment_of_interest(const struct segment_header *header);
void emit_segment(const struct emitter *emitter, const struct segment_header *header);

/* Answer records of DNS. */
void emit_dns_address(const struct emitter *emitter, const char *owner,
                      const struct host_addr *addr);
void emit_dns_alias(const struct emitter *emitter, const char *owner, const char *canonical);
void emit_dns_pointer(const struct emitter *emitter, const char *owner, const char *name);

/* One for each protocol; each emits what the PDU says, if anything. */
void emit_kerberos(const struct emitter *emitter, const struct pdu *pdu);
void emit_rpc(const struct emitter *emitter, const struct pdu *pdu);
void emit_smb(const struct emitter *emitter, const struct pdu *pdu);
void emit_tcp(const struct emitter *emitter, const struct pdu *pdu);
void emit_icmp(const struct emitter *emitter, const struct pdu *pdu);
void emit_names(const struct emitter *emitter, const struct pdu *pdu);
void emit_endpoints(const struct emitter *emitter, const struct pdu *pdu);
void emit_com_bindings(const struct emitter *emitter, const struct pdu *pdu);

/* Reads the Kerberos message of a PDU; false where it has none. */
bool kerberos_read(const struct pdu *pdu, wmem_allocator_t *scope, struct krb_message *message);

/* Reads the security token inside an RPC or SMB PDU; its length is left to the caller. */
void token_read(const struct pdu *carrier, wmem_allocator_t *scope, struct auth_token *token);

#endif
