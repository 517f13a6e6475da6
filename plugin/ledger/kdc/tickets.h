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

enum {
    TICKET_USES_MAX = 8,
    TICKET_CHAIN_MAX = 16, /* a hostile capture can make a ticket its own ancestor */
};

/* How a ticket came about, as far as the request tells. */
enum ticket_origin {
    TICKET_OF_BEFORE,  /* before the capture */
    TICKET_OF_LOGON,   /* AS exchange */
    TICKET_FORWARDED,  /* RFC 4120 2.6 */
    TICKET_RENEWED,    /* RFC 4120 2.3 */
    TICKET_REFERRAL,   /* TGT for another realm: RFC 6806 8 */
    TICKET_TO_SELF,    /* S4U2Self: MS-SFU 3.2.5.1 */
    TICKET_BY_PROXY,   /* S4U2Proxy: MS-SFU 3.2.5.2 */
    TICKET_OF_REQUEST, /* any other TGS exchange */
};

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
    enum ticket_origin origin;
    uint64_t tgt_fingerprint;      /* of the TGT that was presented for it; 0: of a logon, or cut */
    uint64_t evidence_fingerprint; /* of the user's ticket that S4U2Proxy brought; 0 none */
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

/* The ticket that a logon (AS exchange) gave and that this one descends from, over forwarded,
 * renewed and referral TGTs; itself for the ticket of a logon. NULL where the chain leaves the
 * capture. */
const struct issued_ticket *tickets_logon(const struct tickets *tickets,
                                          const struct issued_ticket *ticket);

/* krbtgt/REALM: RFC 4120 7.3. */
bool ticket_name_is_krbtgt(const char *sname);

/* Whether sname is krbtgt of a realm other than this one: the key is that of a trust (RFC 4120
 * 1.2). A NetBIOS name, the realm's first label, is the realm itself. */
bool ticket_name_is_of_trust(const char *sname, const char *realm);

#endif
