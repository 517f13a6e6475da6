/* Requests to KDCs, each with its answer: paired by the 5-tuple, because a KRB-ERROR need not name
 * anything that its request named (RFC 4120 5.9.1 makes the names optional).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_EXCHANGES_H
#define DCOMAUTH_EXCHANGES_H

#include "../hosts/hosts.h"
#include "../sources/reversed.h"
#include "kdcs.h"
#include "spn.h"
#include "tickets.h"

enum exchange_state {
    EXCHANGE_WAITING,     /* no answer so far */
    EXCHANGE_GRANTED,     /* AS-REP, TGS-REP */
    EXCHANGE_REFUSED,     /* KRB-ERROR */
    EXCHANGE_UNREACHABLE, /* RST or ICMP instead of an answer */
};

enum { EXCHANGE_FRAMES_MAX = 8 };

struct exchange_frames {
    uint32_t list[EXCHANGE_FRAMES_MAX];
    unsigned count;
};

struct kdc_exchange {
    enum exchange_state state;
    struct host_addr client;
    struct host_addr kdc;
    uint16_t client_port;
    enum event_transport transport;

    bool connect_only; /* a TCP connection to the KDC without a request so far */
    bool kdc_seen;     /* the KDC accepted that connection */
    bool has_request;
    enum krb_msg_type request_type;  /* KRB_AS_REQ or KRB_TGS_REQ */
    struct exchange_frames requests; /* the first, then retransmissions and copies; or the SYN */
    int64_t request_ns;              /* of the first */
    int64_t last_request_ns;
    bool cut;     /* bytes of the request are missing */
    bool untimed; /* no time stamp is known of the request */
    bool has_nonce;
    uint32_t nonce;
    char *cname;
    char *spn; /* what was asked for */
    struct spn_parts spn_parts;
    struct hosts_kept spn_host; /* for exchange_match_host() */
    char *realm;
    char *s4u_user; /* whom it is on behalf of: named (S4U2Self), or by the evidence (S4U2Proxy) */
    char *s4u_realm;
    uint64_t evidence_fingerprint; /* of the user's ticket that S4U2Proxy presents; 0 none */
    uint32_t padata;
    uint32_t kdc_options;
    struct krb_etypes offered;
    int32_t preauth_etype;
    int32_t authenticator_etype;
    uint64_t tgt_fingerprint; /* 0 where no ticket was presented or seen whole */
    bool has_tgt;
    char *tgt_sname;
    char *tgt_realm;
    int32_t tgt_etype;

    struct exchange_frames answers; /* the first, then copies */
    int64_t answer_ns;
    int32_t error_code;
    uint64_t issued_fingerprint; /* of the ticket in the answer; 0 none */
    char *answer_sname;          /* of the KRB-ERROR: who answered */
    char *answer_realm;
    bool has_stime;
    int64_t stime_ns;
    char *e_text;
    bool has_nt_status;
    uint32_t nt_status;
    bool no_method;      /* an error that names no way to pre-authenticate, though it has hints */
    bool answer_cut;     /* bytes of it are missing */
    bool answer_in_fast; /* FAST hides the true code: RFC 6113 5.4.4 */
    struct krb_etypes hints;

    uint32_t cut_answer_frame;     /* a fragment of an answer, before one that can be read; or 0 */
    bool overcome;                 /* the same purpose was granted later */
    bool overcome_by_user_to_user; /* the same name was granted as user-to-user */
    bool followed;                 /* the same purpose was tried again, at this or another KDC */
    bool answer_unseen; /* the KDC sent bytes on the connection that the capture does not hold */
    bool retry_unseen;  /* a connection to the same KDC followed, whose request cannot be read */
    bool linked;        /* explains a finding */
    struct host_addr linked_server; /* the server of the first such finding */
    uint32_t linked_answer;         /* and its answer frame; 0: not linked */
    bool routine;                   /* part of healthy traffic: counted, never linked */
};

struct exchanges;

/* The tables are used, not owned, and must outlive the exchanges. */
struct exchanges *exchanges_new(const struct hosts *hosts, struct tickets *tickets,
                                struct kdcs *kdcs);
void exchanges_free(struct exchanges *exchanges);

/* KRB-ERROR codes that the user wants treated as routine; copied. */
void exchanges_set_routine_codes(struct exchanges *exchanges, const int32_t *codes, unsigned count);

/* Takes a Kerberos message that is addressed to or comes from a KDC. */
void exchanges_add_message(struct exchanges *exchanges, const struct event_origin *origin,
                           const struct krb_message *message);

/* Takes the SYN of a new connection to a KDC, or the SYN/ACK that accepts it. */
void exchanges_add_connect(struct exchanges *exchanges, const struct event_origin *origin);
void exchanges_add_accept(struct exchanges *exchanges, const struct event_origin *origin);

/* Takes a RST from, or an ICMP error about, the KDC port that client was talking to. */
void exchanges_add_unreachable(struct exchanges *exchanges, const struct host_addr *client,
                               uint16_t client_port, const struct host_addr *kdc);

/* Takes the FIN or RST of a connection to a KDC which tells that the KDC had sent bytes. */
void exchanges_add_unseen_answer(struct exchanges *exchanges, const struct event_origin *origin);

/* Takes the first IP fragment of a datagram from a KDC: of an answer, whether it becomes whole or
 * not. Or a later fragment, which has no ports, of a datagram whose first one is missing. */
void exchanges_add_cut_answer(struct exchanges *exchanges, const struct event_origin *origin);
void exchanges_add_cut_rest(struct exchanges *exchanges, const struct event_origin *origin);

/* Forgets exchanges that ended before this time; those never linked go to the unlinked. */
void exchanges_expire(struct exchanges *exchanges, int64_t before_ns);

/* Calls visit for each exchange of the client's host, whichever address it used, newest first,
 * until visit returns false. */
typedef bool (*exchange_visitor)(struct kdc_exchange *exchange, void *user_data);
void exchanges_of_client(const struct exchanges *exchanges, const struct host_addr *client,
                         exchange_visitor visit, void *user_data);

/* Whether a request stays without an answer: it was repeated, refused by the network, or
 * waits for more than a second at now_ns. */
bool exchange_is_unanswered(const struct kdc_exchange *exchange, int64_t now_ns);

/* A KRB-ERROR that may explain a failure: refused, not routine, not overcome. */
bool exchange_is_failure(const struct kdc_exchange *exchange);

/* Pre-authentication is asked for (25), with encryption types that the client offered and no way to
 * do it: the KDC wants what it does not name, such as a hardware token (RFC 4120 5.2.7). */
bool exchange_lacks_method(const struct kdc_exchange *exchange);

/* Whether the SPN's host is the one at addr. */
enum hosts_match exchange_match_host(struct kdc_exchange *exchange, const struct hosts *hosts,
                                     const struct host_addr *addr);

/* Delegation: S4U2Self or S4U2Proxy (MS-SFU 2.2). */
bool exchange_is_s4u(const struct kdc_exchange *exchange);
bool exchange_is_s4u_self(const struct kdc_exchange *exchange);
bool exchange_is_s4u_proxy(const struct kdc_exchange *exchange);

/* Visits every remembered exchange, oldest first (for the report). */
void exchanges_foreach(const struct exchanges *exchanges, exchange_visitor visit, void *user_data);

/* Receives refused exchanges as they are forgotten. */
void exchanges_set_forgotten(struct exchanges *exchanges, exchange_visitor forgotten,
                             void *user_data);

/* Answers that stand before their requests. */
struct reversed exchanges_reversed(const struct exchanges *exchanges);

/* Answers whose request is not in the capture, and the frame of the first. */
uint32_t exchanges_orphans(const struct exchanges *exchanges, uint32_t *first_frame);

/* Requests whose answer is not in the capture although the KDC sent one, and the frame of the
 * first. */
uint32_t exchanges_unseen_answers(const struct exchanges *exchanges, uint32_t *first_frame);

/* Whether the capture holds anything that comes back from a KDC. */
bool exchanges_kdc_seen(const struct exchanges *exchanges);

/* Totals since the start of the capture. */
uint32_t exchanges_total(const struct exchanges *exchanges);
uint32_t exchanges_error_total(const struct exchanges *exchanges);

#endif
