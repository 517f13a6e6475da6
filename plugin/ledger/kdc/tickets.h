/* Every ticket that the capture shows: who issued it, in which exchange, and which KDC took it.
 *
 * A ticket is known by the fingerprint of its cipher, so that the ticket in a bind and the TGS-REP
 * that issued it are the same ticket beyond doubt, whatever the names say.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_TICKETS_H
#define DCOMAUTH_TICKETS_H

#include "../../event/event.h"

enum { TICKET_USES_MAX = 8 };

/* What one KDC did with a TGT that was presented to it. */
struct ticket_use {
    struct host_addr kdc;
    uint32_t accepted;
    uint32_t refused;
    uint32_t accepted_frame; /* the first answer of each kind */
    uint32_t refused_frame;
};

struct issued_ticket {
    uint64_t fingerprint;
    char *sname;
    char *realm;
    int32_t etype;
    bool has_kvno;
    uint32_t kvno;
    uint32_t req_frame; /* the exchange that issued it; 0: before the capture */
    uint32_t rep_frame;
    struct host_addr issuer; /* HOST_ADDR_NONE: before the capture */
    struct host_addr client;
    char *cname; /* who asked for it, or NULL */
    char *crealm;
    struct krb_etypes offered; /* by the client in that request */
    struct krb_etypes hints;   /* of the KDC for the account */
    uint64_t tgt_fingerprint;  /* of the TGT that was presented for it; 0 for a TGT of an AS-REP */
    struct ticket_use uses[TICKET_USES_MAX];
    unsigned use_count;
    GList *age_link; /* owned by struct tickets */
};

struct tickets;

struct tickets *tickets_new(void);
void tickets_free(struct tickets *tickets);

/* The record of this ticket, made where it is new; NULL for a ticket without a fingerprint.
 * Owned by tickets; it stays valid until the next call of tickets_get(). */
struct issued_ticket *tickets_get(struct tickets *tickets, const struct krb_ticket *ticket);

/* The record with this fingerprint or NULL; valid as above. */
struct issued_ticket *tickets_find(const struct tickets *tickets, uint64_t fingerprint);

/* Notes that kdc answered a request in which the ticket was presented. */
void ticket_add_use(struct issued_ticket *ticket, const struct host_addr *kdc, bool accepted,
                    uint32_t answer_frame);

/* The number of the read-only domain controller whose key encrypts this TGT, 0 for none: the upper
 * half of the key version is msDS-SecondaryKrbTgtNumber (MS-ADA2; SAMBA_KVNO_AND_KRBTGT). */
unsigned ticket_rodc_number(const struct issued_ticket *ticket);

/* The key version without that number. */
unsigned ticket_key_version(const struct issued_ticket *ticket);

/* krbtgt/REALM: RFC 4120 7.3. */
bool ticket_name_is_krbtgt(const char *sname);

#endif
