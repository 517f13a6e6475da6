/* What the harvest tells the ledger: one plain struct for each PDU that matters.
 *
 * No Wireshark type appears here. Strings and arrays belong to the harvest and are valid only
 * during the call that hands the event over; the ledger copies what it keeps. Every string is valid
 * UTF-8, at most EVENT_TEXT_MAX bytes long, or NULL where the capture does not show it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_EVENT_H
#define DCOMAUTH_EVENT_H

#include "host_addr.h"
#include "ip_fragment.h"
#include "wrapping.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EVENT_TEXT_MAX = 255,
    EVENT_ETYPES_MAX = 24,
    EVENT_CONTEXTS_MAX = 32,
    EVENT_BINDINGS_MAX = 16,
    EVENT_EXTENDED_ERRORS_MAX = 8,
};

#define EVENT_NO_STREAM UINT32_MAX

/* Of a finding in packets without time stamps. */
#define EVENT_NO_TIME INT64_MIN

enum event_transport { EVENT_OTHER_TRANSPORT, EVENT_TCP, EVENT_UDP };

/* Where and when a PDU was seen. A PDU of several TCP segments has the frame that completed it. */
struct event_origin {
    uint32_t frame;
    int64_t time_ns;         /* since 1970-01-01 UTC; where untimed, as the order suggests */
    int64_t relative_ns;     /* since the first frame of the capture */
    struct host_addr source; /* innermost network layer */
    struct host_addr target;
    uint16_t source_port;
    uint16_t target_port;
    enum event_transport transport;
    uint32_t tcp_stream;     /* tcp.stream, or EVENT_NO_STREAM */
    bool has_sequence;       /* which TCP segment the frame holds */
    uint32_t sequence;       /* raw */
    uint32_t segment_length; /* payload bytes */
    uint64_t source_mac;     /* 48 bits; 0 where there is none */
    bool untimed;            /* the packet has no time stamp */
    bool cut;                /* the frame was captured with fewer bytes than it had on the wire */
};

/* --- Kerberos (RFC 4120 5) --- */

/* msg-type of RFC 4120 5.10, and of draft-ietf-kitten-user2user for the last two. */
enum krb_msg_type {
    KRB_AS_REQ = 10,
    KRB_AS_REP = 11,
    KRB_TGS_REQ = 12,
    KRB_TGS_REP = 13,
    KRB_AP_REQ = 14,
    KRB_AP_REP = 15,
    KRB_TGT_REQ = 16,
    KRB_TGT_REP = 17,
    KRB_ERROR = 30,
};

/* What the padata of a request or an error says about it; one bit each. */
enum krb_padata {
    KRB_PA_TGS_REQ = 1 << 0,       /* 1 */
    KRB_PA_ENC_TIMESTAMP = 1 << 1, /* 2 */
    KRB_PA_PK_AS_REQ = 1 << 2,     /* 14, 16: RFC 4556 */
    KRB_PA_FOR_USER = 1 << 3,      /* 129: MS-SFU 2.2.1 */
    KRB_PA_S4U_X509_USER = 1 << 4, /* 130: MS-SFU 2.2.2 */
    KRB_PA_FX_FAST = 1 << 5,       /* 136: RFC 6113 */
    KRB_PA_ENC_CHALLENGE = 1 << 6, /* 138: RFC 6113 */
    KRB_PA_HINT = 1 << 7,          /* of an error: it helps, and is no way to pre-authenticate */
    KRB_PA_METHOD = 1 << 8,        /* of an error: a way to pre-authenticate */
};

/* kdc-options (RFC 4120 5.4.1, bit 0 is the highest), those that tell requests apart. */
enum krb_kdc_options {
    KRB_OPT_FORWARDED = 0x20000000,
    KRB_OPT_CANONICALIZE = 0x00010000,
    KRB_OPT_CNAME_IN_ADDL_TKT = 0x00020000, /* S4U2Proxy: MS-SFU 2.2.3 */
    KRB_OPT_ENC_TKT_IN_SKEY = 0x00000008,   /* user-to-user */
    KRB_OPT_RENEW = 0x00000002,
};

struct krb_etypes {
    int32_t list[EVENT_ETYPES_MAX]; /* in the sender's order of preference */
    unsigned count;
};

struct krb_ticket {
    bool present;
    const char *realm;
    const char *sname; /* components joined by '/' */
    int32_t etype;     /* of the encrypted part */
    bool has_kvno;
    uint32_t kvno;
    uint64_t fingerprint; /* of the cipher bytes: equal for the same ticket; 0 where cut off */
};

/* One Kerberos message; members that its type does not have are zero. */
struct krb_message {
    enum krb_msg_type type;
    const char *cname; /* components joined by '/' */
    const char *crealm;
    const char *sname; /* what is asked for, or what a KRB-ERROR or TGT-REQ names */
    const char *realm;
    bool has_nonce;
    uint32_t nonce;
    uint32_t padata;      /* enum krb_padata */
    uint32_t kdc_options; /* enum krb_kdc_options and others */
    struct krb_etypes offered;
    int32_t preauth_etype; /* of PA-ENC-TIMESTAMP; 0 without */
    const char *s4u_user;  /* PA-FOR-USER, PA-S4U-X509-USER: the user that is asked for */
    const char *s4u_realm;
    struct krb_ticket ticket; /* presented by TGS-REQ and AP-REQ, issued by AS-REP and TGS-REP */
    struct krb_ticket additional; /* user-to-user TGT or S4U2Proxy evidence; TGT-REP */
    int32_t authenticator_etype;  /* etype of the session key that goes with the presented ticket */
    struct krb_etypes hints;      /* ETYPE-INFO2, else ETYPE-INFO */
    /* KRB-ERROR only */
    int32_t error_code;
    bool has_stime;
    int64_t stime_ns;
    const char *e_text;
    bool has_nt_status;
    uint32_t nt_status;
    bool skew_recovery; /* KERB-ERROR-DATA of data-type 2: MS-KILE 2.2.2 */
};

/* --- The auth verifier of an RPC PDU, or the security blob of SMB --- */

enum spnego_result { /* negState of RFC 4178 4.2.2 */
                     SPNEGO_NONE = -1,
                     SPNEGO_ACCEPT_COMPLETED = 0,
                     SPNEGO_ACCEPT_INCOMPLETE = 1,
                     SPNEGO_REJECT = 2,
                     SPNEGO_REQUEST_MIC = 3,
};

enum auth_mech { /* one bit each */
                 AUTH_MECH_KRB5 =
                     1 << 0, /* 1.2.840.113554.1.2.2 and Microsoft's 1.2.840.48018.1.2.2 */
                 AUTH_MECH_U2U = 1 << 1,  /* 1.2.840.113554.1.2.2.3 */
                 AUTH_MECH_NTLM = 1 << 2, /* 1.3.6.1.4.1.311.2.2.10 */
                 AUTH_MECH_NEGOEX = 1 << 3,
                 AUTH_MECH_OTHER = 1 << 4,
};

enum ntlm_type { NTLM_NONE = 0, NTLM_NEGOTIATE = 1, NTLM_CHALLENGE = 2, NTLM_AUTHENTICATE = 3 };

/* Two of the flags of MS-NLMP 2.2.2.5. */
enum ntlm_flag {
    NTLM_FLAG_EXTENDED_SESSION_SECURITY = 0x00080000,
    NTLM_FLAG_128_BIT = 0x20000000,
};

struct auth_token {
    uint32_t length; /* bytes of the token; 0: an empty one */
    enum spnego_result result;
    uint32_t offered_mechs; /* enum auth_mech, of a NegTokenInit */
    uint32_t chosen_mech;   /* supportedMech; 0 where it is absent */
    bool has_krb;
    struct krb_message krb; /* AP-REQ, AP-REP, KRB-ERROR, TGT-REQ, TGT-REP */
    enum ntlm_type ntlm;
    uint32_t ntlm_flags; /* enum ntlm_flag and others; 0 where there are none */
    bool ntlm_anonymous; /* AUTHENTICATE without user and without response */
    const char *ntlm_user;
    const char *ntlm_domain;
    const char *ntlm_dns_computer; /* target info of a CHALLENGE */
    const char *ntlm_nb_computer;
    const char *ntlm_dns_domain;
    const char *ntlm_nb_domain;
    const char *channel_domain; /* NL_AUTH_MESSAGE: MS-NRPC 2.2.1.3.1 */
    const char *channel_host;
};

/* --- DCE/RPC, connection oriented (C706 12.6, MS-RPCE 2.2.2) --- */

enum rpc_ptype {
    RPC_REQUEST = 0,
    RPC_RESPONSE = 2,
    RPC_FAULT = 3,
    RPC_BIND = 11,
    RPC_BIND_ACK = 12,
    RPC_BIND_NAK = 13,
    RPC_ALTER_CONTEXT = 14,
    RPC_ALTER_CONTEXT_RESP = 15,
    RPC_AUTH3 = 16,
};

struct rpc_context {
    uint16_t id;
    const char *uuid;      /* abstract syntax, lower case, without braces */
    const char *interface; /* Wireshark's name for it, or NULL */
};

struct rpc_pdu {
    uint64_t pipe; /* which SMB pipe of the connection; 0 straight on TCP */
    enum rpc_ptype type;
    uint16_t length; /* of the fragment, in bytes; 0 where it is not known */
    uint32_t call_id;
    bool first_fragment;
    bool has_auth; /* an auth verifier is there */
    uint8_t auth_type;
    uint8_t auth_level;
    uint32_t auth_context_id;
    struct auth_token token; /* bind, alter_context, AUTH3 and their answers */
    struct rpc_context contexts[EVENT_CONTEXTS_MAX]; /* bind, alter_context */
    unsigned context_count;
    /* 0 acceptance, 1 user, 2 provider rejection, 3 negotiate ack: bind_ack, alter_context_resp */
    uint16_t results[EVENT_CONTEXTS_MAX];
    unsigned result_count;
    uint32_t group_id;       /* association group: bind and alter_context 0 or one to join; acks */
    uint16_t reject_reason;  /* bind_nak */
    uint16_t context_id;     /* request, response, fault */
    uint16_t opnum;          /* request */
    uint32_t status;         /* fault */
    bool has_extended_error; /* MS-RPCE 2.2.2.8, 2.2.2.9 */
    uint32_t extended_errors[EVENT_EXTENDED_ERRORS_MAX];
    unsigned extended_error_count;
    bool has_hresult; /* response of an activation, where it is readable (MS-DCOM 3.1.2.5.2.3) */
    uint32_t hresult;
    bool has_nt_status; /* response of the Netlogon interface: what the method returns */
    uint32_t nt_status;
};

/* --- The rest --- */

struct tcp_segment { /* only segments with SYN, FIN or RST */
    bool syn, ack, fin, rst;
    uint32_t sequence;        /* raw */
    uint32_t acknowledgement; /* raw; 0 without ACK */
    uint32_t length;          /* payload bytes */
};

struct name_answer { /* one DNS answer record */
    const char *name;
    const char *alias_of;     /* CNAME target, or NULL */
    struct host_addr address; /* A, AAAA, PTR; else HOST_ADDR_NONE */
};

struct rpc_endpoint { /* one tower of an endpoint mapper answer */
    const char *uuid;
    struct host_addr address; /* of the tower; 0.0.0.0 and none mean the answering host */
    uint16_t port;
};

/* The DUALSTRINGARRAY of an OXID resolution or activation answer (MS-DCOM 2.2.19). */
struct com_bindings {
    const char *addresses[EVENT_BINDINGS_MAX]; /* "host[port]" */
    unsigned address_count;
    const char *principals[EVENT_BINDINGS_MAX]; /* of the security bindings; "" for none */
    unsigned principal_count;
};

struct smb_session_setup { /* MS-SMB2 2.2.5, 2.2.6; MS-SMB 2.2.4.6 */
    bool response;
    uint32_t nt_status; /* of a response */
    bool guest;         /* accepted, but not as whom it said it was */
    bool has_token;
    struct auth_token token;
};

struct smb_pipe {     /* tree connect or create that shows what the session is for */
    const char *name; /* "\\PIPE\\lsarpc" without decoration: "lsarpc"; NULL for IPC$ alone */
    bool is_ipc;      /* IPC$ tree or a pipe; false: a disk share */
};

struct icmp_unreachable { /* for a datagram or segment to this host and port */
    struct host_addr target;
    uint16_t target_port;
    struct host_addr sender;
    uint16_t sender_port;
};

enum event_kind {
    EVENT_KERBEROS,
    EVENT_RPC,
    EVENT_TCP_SEGMENT,
    EVENT_NAME,
    EVENT_ENDPOINT,
    EVENT_COM_BINDINGS,
    EVENT_SMB_SESSION_SETUP,
    EVENT_SMB_PIPE,
    EVENT_ICMP_UNREACHABLE,
    EVENT_IP_FRAGMENT, /* ports in the origin where it is the first of its datagram */
    EVENT_WRAPPED,     /* a packet whose content nobody on the way can read */
    EVENT_UNREADABLE,  /* a PDU of RPC or Kerberos that is cut short or malformed */
};

struct event {
    enum event_kind kind;
    struct event_origin origin;
    union {
        struct {
            struct krb_message message;
        } kerberos;
        struct rpc_pdu rpc;
        struct tcp_segment tcp;
        struct name_answer name;
        struct rpc_endpoint endpoint;
        struct com_bindings bindings;
        struct smb_session_setup session_setup;
        struct smb_pipe pipe;
        struct icmp_unreachable icmp;
        struct ip_fragment fragment;
        enum wrapping wrapping;
    };
};

/* Copies what an event of its kind has: the largest is many times the size of the most frequent. */
void event_copy(struct event *copy, const struct event *event);

#endif
