/* One attempt of a client to authenticate to an RPC server, as far as the capture shows it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_ASSOCIATION_H
#define DCOMAUTH_ASSOCIATION_H

#include "../../event/event.h"

enum association_kind {
    ASSOCIATION_RPC,             /* opened by a bind or alter_context with an auth verifier */
    ASSOCIATION_UNAUTHENTICATED, /* a bind without one, whose first request was refused */
    ASSOCIATION_EMPTY,           /* a connection that was closed without any PDU */
    ASSOCIATION_SMB,             /* a session set-up on a connection for RPC pipes */
};

enum association_state {
    ASSOCIATION_HANDSHAKE, /* legs are still being exchanged */
    ASSOCIATION_UNPROVEN,  /* AUTH3 was sent, which nothing acknowledges (MS-RPCE 2.2.2.2) */
    ASSOCIATION_COMPLETE,  /* the server acknowledged the last leg */
    ASSOCIATION_WORKING,   /* a request was answered */
    ASSOCIATION_ENDED,     /* settled, for better or worse */
};

/* What the client has put into its tokens; one bit each. */
enum association_credentials {
    SENT_AP_REQ = 1 << 0,
    SENT_TGT_REQ = 1 << 1,
    SENT_NTLM_NEGOTIATE = 1 << 2,
    SENT_NTLM_AUTHENTICATE = 1 << 3,
    SENT_NTLM_ANONYMOUS = 1 << 4,
    SENT_OTHER_TOKEN = 1 << 5, /* of a package that is neither Kerberos nor NTLM */
    SENT_EMPTY_TOKEN = 1 << 6,
    SENT_AP_REP = 1 << 7, /* the third leg of DCE style (RFC 4757 7.1, MS-KILE 3.4.5.1) */
};

/* How it ended. */
enum answer_kind {
    ANSWER_NONE,
    ANSWER_BIND_NAK,
    ANSWER_TOKEN, /* bind_ack or alter_context_resp whose token refuses */
    ANSWER_FAULT,
    ANSWER_LOST,    /* RST or FIN of the server */
    ANSWER_SILENT,  /* the client gave up waiting */
    ANSWER_CLOSED,  /* the client closed */
    ANSWER_SUCCESS, /* first response, or accept-completed */
    ANSWER_SMB_STATUS,
    ANSWER_UNREACHABLE, /* the announced address refuses the connection, or never answers */
    ANSWER_CALL_STATUS, /* the call was carried out, and what it returns refuses */
};

/* Who ended the connection. */
enum closed_by { CLOSED_BY_NOBODY, CLOSED_BY_CLIENT, CLOSED_BY_SERVER };

enum association_tally {
    TALLY_NONE,
    TALLY_HEALTHY,
    TALLY_UNDETERMINED,
    TALLY_FINDING,
    TALLY_COPY,
};

/* A KRB-ERROR from the RPC server. */
struct inband_error {
    uint32_t frame;
    int64_t time_ns;
    int32_t code;
    char *server; /* sname and realm of the KRB-ERROR; NULL where it has none */
    char *server_realm;
    bool has_nt_status;
    uint32_t nt_status;
    bool has_stime;
    int64_t stime_ns;
    bool skew_recovery;
    uint32_t request_frame; /* the leg that it answers */
};

enum { ASSOCIATION_INBAND_MAX = 8 };

struct association {
    enum association_kind kind;
    enum association_state state;
    unsigned attempt; /* on this connection and auth context, from 1 */

    /* the connection */
    struct host_addr client;
    struct host_addr server;
    uint16_t client_port;
    uint16_t server_port;
    uint32_t tcp_stream;
    uint64_t pipe;
    uint32_t connection_frame; /* SYN; 0 where it is not in the capture */
    int64_t connection_ns;
    bool is_rpc_port;       /* the server is known to listen for RPC at that port */
    bool server_seen;       /* the capture holds frames from the server on this connection */
    bool is_guest;          /* of SMB: accepted as a guest, whatever the credentials are worth */
    bool shows_pipe;        /* of SMB: the connection had opened IPC$ or a pipe */
    uint32_t session_frame; /* the SMB session set-up that was accepted before; 0 none */
    char *session_user;     /* whose it was: NTLM user or client of the ticket */

    /* how it was opened */
    uint32_t bind_frame;
    int64_t bind_ns;
    bool opened_by_alter;
    uint32_t joins_group; /* the association group that the connection's first bind asks for */
    bool bare_token;      /* SPNEGO was announced, but the first token is another mechanism's own */
    uint32_t call_id;     /* of the leg in flight */
    uint32_t auth_context_id;
    uint8_t auth_type;
    uint8_t auth_level;
    char *interface_uuid;
    char *interface;
    bool has_opnum;
    uint16_t opnum; /* of the first request */

    /* the legs */
    unsigned legs;
    uint32_t last_leg_frame;
    int64_t last_leg_ns;
    bool leg_in_flight;   /* the client's last leg has no answer yet, and gets one */
    uint32_t credentials; /* enum association_credentials */
    uint32_t offered_mechs;
    int64_t ntlm_started_ns; /* first NTLM token of the client; 0 none */
    bool server_sent_ap_rep;
    bool server_chose_ntlm;
    bool has_good_token; /* the server's last token is one to go on with: AP-REP, CHALLENGE */
    bool no_interface;   /* the server accepted none of the presentation contexts */
    enum spnego_result server_result; /* of the last token of the server */
    struct inband_error inband[ASSOCIATION_INBAND_MAX];
    unsigned inband_count;
    unsigned inband_overcome; /* the first so many were followed by success */
    uint32_t refusing_frame;  /* the ack whose token did not satisfy the client; 0 none */
    int64_t refusing_ns;
    int64_t refusing_relative_ns;

    /* whose, and for what */
    bool has_ticket;
    char *ticket_sname;
    char *ticket_realm;
    int32_t ticket_etype;
    uint64_t ticket_fingerprint;
    int32_t session_etype;
    char *u2u_name;              /* of the TGT-REQ */
    uint32_t ntlm_offered_flags; /* of the server's CHALLENGE; 0 unknown */
    uint32_t challenge_frame;    /* the CHALLENGE that names the computer; 0 none */
    char *computer;              /* what the server calls itself there, in full where it says so */
    char *nb_domain;             /* and its domain, by both names */
    char *dns_domain;
    uint32_t ntlm_flags; /* what both agreed on: MS-NLMP 3.1.5.1.2; 0 unknown */
    char *ntlm_user;
    char *ntlm_domain;
    char *channel_domain; /* of the NL_AUTH_MESSAGE */
    char *channel_host;
    uint32_t channel_renewed_frame; /* a later secure channel of the same client; 0 none */

    /* how it ended */
    enum answer_kind answer;
    uint32_t answer_frame;
    bool untimed; /* no time stamp is known of the answer */
    int64_t answer_ns;
    int64_t answer_relative_ns;
    uint32_t status; /* fault status or NTSTATUS */
    uint16_t reject_reason;
    bool request_refused;   /* the fault answers a request; else a leg of the handshake */
    bool request_protected; /* the refused request carried an auth verifier */
    enum closed_by closed_by;
    bool was_last_try; /* the client began no other attempt before the connection ended */
    uint32_t extended_errors[EVENT_EXTENDED_ERRORS_MAX];
    unsigned extended_error_count;
    bool has_extended_error;
    bool has_hresult;
    uint32_t hresult;              /* of an activation */
    char *announced_address;       /* by the exporter, and not unique; NULL none */
    struct host_addr announced_by; /* the server that told the client of this address */
    uint32_t announced_frame;      /* where */
    bool was_refused;              /* with RST; else there was silence */
    bool bytes_missing;            /* cut or lost PDUs on the connection */
    bool is_cut_off;               /* the capture ends before the client can have gone on */
    uint32_t proven_frame; /* the accept-completed that proves success before any request; 0 none */
    int64_t proven_ns;
    int64_t proven_relative_ns;
    uint32_t activated_before_frame; /* an earlier good activation of this client at this server */

    bool worked_later; /* a request was answered after one had been refused */

    /* set by the diagnosis */
    unsigned finding;             /* id of its finding, 0 none */
    unsigned undetermined;        /* its place in the list of those without an outcome, 0 none */
    enum association_tally tally; /* how it is counted; TALLY_NONE: it was not judged yet */
};

struct association *association_new(enum association_kind kind);
void association_free(struct association *association);

/* Takes a leg of the client: bind, alter_context, AUTH3, or the request of an SMB session
 * set-up. */
void association_add_leg(struct association *association, const struct event_origin *origin,
                         const struct auth_token *token);

/* Takes the server's token that answers the last leg. */
void association_add_answer(struct association *association, const struct event_origin *origin,
                            const struct auth_token *token);

/* Marks how it ended. */
void association_set_answer(struct association *association, enum answer_kind answer,
                            const struct event_origin *origin);

/* Whether the server's last token refuses for good: SPNEGO reject (RFC 4178 4.2.2). */
bool association_is_rejected(const struct association *association);

/* Whether the server's last token leaves the client without what it asked for. */
bool association_is_unsatisfied(const struct association *association);

/* Whether it ended up with NTLM. */
bool association_uses_ntlm(const struct association *association);

/* Whether the opnum of the interface sets up a Netlogon secure channel: NetrServerAuthenticate, 2,
 * 3 or Kerberos (MS-NRPC 3.5.4.4). */
bool association_is_channel_setup(const char *interface_uuid, uint16_t opnum);

/* Whether the opnum of the interface activates a COM object: MS-DCOM 3.1.2.5.2. */
bool association_is_activation(const char *interface_uuid, uint16_t opnum);

/* Whether the client closed so soon after its last leg that no server could have answered: a timer
 * of its own had run out. */
bool association_gave_up_early(const struct association *association);

#endif
