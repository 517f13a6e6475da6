/* A finding: one association that failed or got worse than it should, with its cause and the proof.
 *
 * A finding owns all its memory and refers to nothing in the ledger, so that it outlives the state
 * it was drawn from.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FINDING_H
#define DCOMAUTH_FINDING_H

#include "../event/event.h"
#include "../vocabulary/vocabulary.h"
#include "evidence_list.h"

#define FINDING_ETYPE_UNKNOWN INT32_MIN

/* A KRB-ERROR that explains the finding. */
struct finding_krb_error {
    uint32_t frame;
    int32_t code;
    bool has_nt_status;
    uint32_t nt_status;
    bool in_band;              /* from the RPC server, inside the auth token */
    enum krb_msg_type request; /* what it answers */
    uint32_t request_frame;    /* 0: not in the capture */
    struct host_addr kdc;      /* HOST_ADDR_NONE when in-band */
    char *server;              /* who answered, as the KRB-ERROR names itself: sname and realm */
    char *server_realm;        /* of RFC 4120 5.9.1; interned, NULL where it does not */
    enum link_kind link;
};

/* The encryption types on the way; FINDING_ETYPE_UNKNOWN or an empty list where not in the
 * capture. */
struct finding_etypes {
    struct krb_etypes as_offered;
    struct krb_etypes hint;
    int32_t tgt;
    int32_t tgt_session;
    struct krb_etypes tgs_offered;
    int32_t ticket;
    int32_t session;
};

/* The exchange that negotiated the encryption types; 0 for a frame that is not in the capture. */
struct finding_exchange {
    uint32_t as_req_frame;
    uint32_t as_rep_frame;
    uint32_t tgs_req_frame;
    uint32_t tgs_rep_frame;
};

/* A request to a KDC or an answer of one, among the frames that the finding names. */
struct finding_kdc_frame {
    uint32_t frame;
    struct host_addr kdc;
};

enum { FINDING_HRESULT_ALTERNATIVES_MAX = 4, FINDING_LINKS_MAX = 16 };

struct finding {
    unsigned id;
    unsigned part;  /* of the capture, from 1; frames and streams are numbered anew in each */
    unsigned cause; /* number of its cause; diagnose/causes.h */
    enum severity severity;
    enum outcome outcome;
    enum verdict verdict;
    enum confidence confidence;
    int64_t time_ns; /* of the answer frame, else of the last frame that belongs to the finding */
    int64_t relative_ns;
    struct host_addr client;
    struct host_addr server;
    uint16_t server_port;
    uint32_t tcp_stream;       /* or EVENT_NO_STREAM */
    uint32_t connection_frame; /* 0 where there is none, as for every frame here */
    struct host_addr kdc;      /* that refused or was silent, or HOST_ADDR_NONE */
    struct host_addr issuer;   /* of the ticket-granting ticket, or HOST_ADDR_NONE */
    char *principal;           /* strings are NULL where unknown */
    char *ntlm_user;
    char *spn;
    char *realm;         /* in which the client asked */
    char *trusted_realm; /* whose ticket-granting service it asked for */
    char *interface;
    char *interface_uuid;
    bool has_opnum;
    uint16_t opnum;
    bool has_auth;
    uint8_t auth_type;
    uint8_t auth_level;
    uint32_t bind_frame;
    uint32_t last_leg_frame;
    uint32_t answer_frame;
    bool has_status;
    uint32_t status;
    bool has_reject_reason;
    uint16_t reject_reason;
    bool has_hresult;
    uint32_t hresult;
    bool hresult_documented; /* else inferred */
    uint32_t hresult_alternatives[FINDING_HRESULT_ALTERNATIVES_MAX];
    unsigned hresult_alternative_count;
    GArray *krb_errors; /* struct finding_krb_error, nearest first; FINDING_LINKS_MAX at most */
    uint32_t krb_error_total;    /* how many there are */
    GArray *unanswered_requests; /* uint32_t frames, ascending; the nearest FINDING_LINKS_MAX */
    struct finding_exchange exchange;
    GArray *kdc_frames; /* struct finding_kdc_frame: the exchange, and the requests above */
    struct finding_etypes etypes;
    bool has_clock_skew;
    int64_t clock_skew_ns; /* stime of the KRB-ERROR minus the time of its frame */
    char *summary;
    GArray *evidence; /* struct evidence */
    /* Lists of char * that only finding_add_sentence() fills. */
    GPtrArray *events;     /* "KDCSVC 203" */
    GPtrArray *next_steps; /* in the order they should be tried */
};

/* An empty finding with all lists made and every etype unknown; free it with finding_free(). */
struct finding *finding_new(void);
void finding_free(struct finding *finding);

/* Takes the sentence, and with it its memory, into one of the two lists; equal ones of many
 * findings are kept once. */
void finding_add_sentence(GPtrArray *sentences, char *sentence);

/* a - b in ns; at the limits of the type where a hostile capture goes beyond them. */
int64_t finding_time_difference(int64_t a, int64_t b);

/* Notes which KDC a frame went to or came from; of a frame that is not in the capture, nothing. */
void finding_add_kdc_frame(struct finding *finding, uint32_t frame, const struct host_addr *kdc);

/* That KDC, or HOST_ADDR_NONE. */
struct host_addr finding_kdc_of_frame(const struct finding *finding, uint32_t frame);

/* The nearest linked KRB-ERROR, or NULL. */
const struct finding_krb_error *finding_main_error(const struct finding *finding);

#endif
