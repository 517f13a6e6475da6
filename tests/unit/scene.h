/* A capture as a story: hosts that talk, one frame after the other, told to a diagnosis.
 *
 * Every function that sends something takes the next frame number, moves the clock on by a
 * millisecond, and returns the number of its (last) frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_TESTS_SCENE_H
#define DCOMAUTH_TESTS_SCENE_H

#include "diagnose/diagnosis.h"
#include "ledger/ledger.h"

/* Who plays in most stories. */
#define CLIENT "10.0.0.10"
#define CLIENT6 "fd00::10"
#define OTHER_CLIENT "10.0.0.14"
#define SERVER "10.0.0.20"
#define SERVER6 "fd00::20"
#define OTHER_SERVER "10.0.0.21"
#define DC1 "10.0.0.11"
#define DC2 "10.0.0.12"
#define SERVER_NAME "app.example.com"
#define OTHER_NAME "files.example.com"
#define SPN "RPCSS/app.example.com"
#define OTHER_SPN "RPCSS/files.example.com"
#define USER "alice"
#define REALM "EXAMPLE.COM"
#define ACTIVATOR "000001a0-0000-0000-c000-000000000046"
#define LSARPC "12345778-1234-abcd-ef00-0123456789ab"

#define SECONDS INT64_C(1000000000)
#define MINUTES (60 * SECONDS)
#define SCENE_START (INT64_C(1795000000) * SECONDS)

enum { SCENE_MACS_MAX = 16 };

struct scene_mac {
    struct host_addr address;
    uint64_t mac;
};

/* One TCP connection; the client's next PDUs use these settings. Owned by the scene. */
struct scene_connection {
    const char *client;
    const char *server;
    uint16_t client_port;
    uint16_t server_port;
    uint32_t stream;
    uint32_t client_sequence;
    uint32_t server_sequence;
    uint32_t syn_frame; /* 0: not captured */
    uint64_t pipe;
    uint32_t call_id;
    uint32_t auth_context_id;
    uint32_t group_id; /* that binds ask to join */
    uint8_t auth_type;
    uint8_t auth_level;
    const char *uuid;
    const char *interface;
    uint16_t context_id;
    uint16_t opnum;
    bool protected_requests; /* they carry an auth verifier */
    enum rpc_ptype last_leg;
};

struct scene {
    struct diagnosis *diagnosis; /* takes the events, unless there is a ledger */
    struct ledger *ledger;
    struct report *report; /* the last one */
    unsigned forgotten;    /* exchanges, likewise */
    GString *settled;      /* with a ledger: what the connections told */
    GString *words;        /* the last answer of a function that returns a text */
    GPtrArray *connections;
    uint32_t frame;
    int64_t now_ns;
    uint16_t next_port;
    uint32_t next_stream;
    uint32_t next_nonce;
    uint64_t next_fingerprint;
    struct scene_mac macs[SCENE_MACS_MAX];
    unsigned mac_count;
    /* Kerberos */
    enum event_transport kdc_transport;
    struct krb_etypes offer;    /* of every request */
    struct krb_message request; /* laid under the next request to a KDC, then cleared */
    struct krb_message error;   /* laid under the next KRB-ERROR of a KDC, then cleared */
    uint32_t tgt_kvno;          /* of the TGTs to come; 0: 2 */
    struct krb_ticket tgt;      /* presented in TGS-REQs */
    struct krb_ticket ticket;   /* presented in AP-REQs */
    struct krb_ticket evidence; /* brought by S4U2Proxy */
    uint16_t kdc_port;          /* the client's port of the last exchange */
};

struct scene *scene_new(void);
struct scene *scene_new_with(const struct diagnosis_settings *settings);
struct scene *scene_new_ledger(int64_t window_ns); /* told to a bare ledger */
void scene_free(struct scene *scene);

/* --- time and place --- */

void scene_wait(struct scene *scene, int64_t duration_ns);
void scene_set_mac(struct scene *scene, const char *address, uint64_t mac);
struct host_addr address_of(const char *text);
uint32_t scene_emit(struct scene *scene, struct event *event); /* stamps and sends it */
struct event scene_event(enum event_kind kind, const char *from, const char *to);
void scene_offer(struct scene *scene, unsigned count, ...); /* etypes as int */

/* --- names and ports --- */

uint32_t scene_dns(struct scene *scene, const char *name, const char *address);
uint32_t scene_dns_alias(struct scene *scene, const char *name, const char *target);
uint32_t scene_endpoint(struct scene *scene, const char *server, uint16_t port);
uint32_t scene_bindings(struct scene *scene, const char *server, const char *address,
                        const char *principal);
uint32_t scene_icmp(struct scene *scene, const char *client, uint16_t client_port,
                    const char *target, uint16_t target_port);

/* --- Kerberos with a KDC --- */

struct krb_message scene_as_req(struct scene *scene, const char *user);
struct krb_message scene_tgs_req(struct scene *scene, const char *spn);
struct krb_message scene_krb_error(struct scene *scene, int32_t code);
/* One message on the wire; from_client: from port scene->kdc_port to 88, else back. */
uint32_t scene_kerberos(struct scene *scene, const char *client, const char *kdc, bool from_client,
                        const struct krb_message *message);

uint32_t scene_as_refused(struct scene *scene, const char *client, const char *kdc,
                          const char *user, int32_t code);
uint32_t scene_as_granted(struct scene *scene, const char *client, const char *kdc,
                          const char *user); /* the TGT is then presented */
void scene_logon(struct scene *scene, const char *client, const char *kdc); /* with code 25 first */
void scene_cached_tgt(struct scene *scene); /* present a TGT from before the capture */
uint32_t scene_tgs_refused(struct scene *scene, const char *client, const char *kdc,
                           const char *spn, int32_t code);
uint32_t scene_tgs_granted(struct scene *scene, const char *client, const char *kdc,
                           const char *spn); /* the ticket is then presented */
uint32_t scene_tgs_unanswered(struct scene *scene, const char *client, const char *kdc,
                              const char *spn);
void scene_cached_ticket(struct scene *scene, const char *spn);
/* Asks for spn and gets a TGT for the other realm, which is then presented. */
uint32_t scene_referral(struct scene *scene, const char *client, const char *kdc, const char *spn,
                        const char *realm);
/* A TGT of the realm by TGS exchange with these kdc-options (forwarded …), then presented. */
uint32_t scene_tgt_again(struct scene *scene, const char *client, const char *kdc,
                         uint32_t options);
/* S4U2Self: a ticket of user for the service itself, the evidence from then on. */
uint32_t scene_s4u_self(struct scene *scene, const char *client, const char *kdc, const char *user);
/* S4U2Proxy with the evidence. */
uint32_t scene_s4u_proxy_refused(struct scene *scene, const char *client, const char *kdc,
                                 const char *spn, int32_t code);
uint32_t scene_s4u_proxy_granted(struct scene *scene, const char *client, const char *kdc,
                                 const char *spn, const char *user);
/* Evidence that came to the service by a way that the capture does not show. */
void scene_cached_evidence(struct scene *scene);

/* --- connections --- */

struct scene_connection *scene_connect(struct scene *scene, const char *client, const char *server,
                                       uint16_t port);
/* The same without SYN: the capture began later. */
struct scene_connection *scene_connected(struct scene *scene, const char *client,
                                         const char *server, uint16_t port);
uint32_t scene_syn(struct scene *scene, struct scene_connection *connection); /* and no answer */
uint32_t scene_client_fin(struct scene *scene, struct scene_connection *connection);
uint32_t scene_client_rst(struct scene *scene, struct scene_connection *connection);
uint32_t scene_server_fin(struct scene *scene, struct scene_connection *connection);
uint32_t scene_server_rst(struct scene *scene, struct scene_connection *connection);
uint32_t scene_unreadable(struct scene *scene, struct scene_connection *connection);

/* --- auth tokens --- */

struct auth_token token_empty(void);
struct auth_token token_ap_req(const struct scene *scene);
struct auth_token token_ap_rep(enum spnego_result result);
struct auth_token token_krb_error(int32_t code, enum spnego_result result);
struct auth_token token_tgt_req(const char *name);
struct auth_token token_spnego(enum spnego_result result, uint32_t chosen_mech);
struct auth_token token_ntlm_negotiate(void);
struct auth_token token_ntlm_challenge(const char *dns_computer);
struct auth_token token_ntlm_authenticate(const char *user);
struct auth_token token_ntlm_anonymous(void);

/* --- RPC --- */

/* A PDU of this connection, to be changed and emitted. */
struct event scene_pdu(const struct scene_connection *connection, enum rpc_ptype type);
uint32_t scene_send(struct scene *scene, struct scene_connection *connection, struct event *event);

uint32_t scene_plain_bind(struct scene *scene, struct scene_connection *connection);
uint32_t scene_bind(struct scene *scene, struct scene_connection *connection,
                    struct auth_token token);
uint32_t scene_alter(struct scene *scene, struct scene_connection *connection,
                     struct auth_token token);
uint32_t scene_auth3(struct scene *scene, struct scene_connection *connection,
                     struct auth_token token);
uint32_t scene_ack(struct scene *scene, struct scene_connection *connection,
                   struct auth_token token); /* of the last bind or alter_context */
uint32_t scene_nak(struct scene *scene, struct scene_connection *connection, uint16_t reason);
uint32_t scene_request(struct scene *scene, struct scene_connection *connection);
uint32_t scene_response(struct scene *scene, struct scene_connection *connection);
uint32_t scene_activated(struct scene *scene, struct scene_connection *connection,
                         uint32_t hresult); /* the response of an activation */
uint32_t scene_fault(struct scene *scene, struct scene_connection *connection, uint32_t status);

/* Whole handshakes. */
uint32_t scene_kerberos_accepted(struct scene *scene, struct scene_connection *connection);
uint32_t scene_ntlm_bind(struct scene *scene, struct scene_connection *connection,
                         const char *user); /* NEGOTIATE, CHALLENGE, AUTH3; type 10 */

/* A call on this connection by NTLM at level connect as USER that works; the answer's number. */
uint32_t scene_ntlm_call(struct scene *scene, struct scene_connection *connection);

/* Whole calls on a new connection to port 135, by NTLM at level connect as USER; the number of the
 * answer. */
uint32_t scene_ntlm_refused(struct scene *scene, const char *client, const char *server);
uint32_t scene_ntlm_works(struct scene *scene, const char *client, const char *server);

/* --- SMB --- */

uint32_t scene_session_setup(struct scene *scene, struct scene_connection *connection,
                             struct auth_token token);
uint32_t scene_session_answer(struct scene *scene, struct scene_connection *connection,
                              uint32_t nt_status);
uint32_t scene_open_pipe(struct scene *scene, struct scene_connection *connection,
                         const char *name);

#endif
