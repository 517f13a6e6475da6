/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ledger.h"

#include "../vocabulary/numbers.h"
#include "kdc/spn.h"

#include <string.h>

enum { RC4_SERVICES_MAX = 1024, PRINCIPALS_MAX = 4096 };

/* An answer may come some time after the window of its request has passed. */
#define EXPIRY_SLACK_NS (60 * INT64_C(1000000000))

/* Less than that is how network cards and capture points mix up what comes at once. */
#define GOES_BACK_NS INT64_C(1000000000)

struct ledger {
    struct hosts *hosts;
    struct tickets *tickets;
    struct kdcs *kdcs;
    struct exchanges *exchanges;
    struct connections *connections;
    struct datagrams *datagrams;
    GArray *wrapped; /* struct wrapped_pair */
    struct sources *sources;
    struct ledger_facts facts;
    GHashTable *rc4_services;   /* set of lower-case SPNs with RC4 tickets; bounded */
    GHashTable *com_principals; /* host_addr of a server -> char *: principal of its COM objects */
    struct ledger_observer observer;
    int64_t window_ns;
};

static bool tell_forgotten(struct kdc_exchange *exchange, void *user_data)
{
    const struct ledger_observer *observer = &((struct ledger *)user_data)->observer;

    observer->forgotten(exchange, observer->user_data);
    return true;
}

struct ledger *ledger_new(const struct ledger_observer *observer, int64_t window_ns,
                          const char *source_names)
{
    struct ledger *ledger = g_new0(struct ledger, 1);

    ledger->observer = *observer;
    ledger->window_ns = window_ns;
    ledger->hosts = hosts_new();
    ledger->tickets = tickets_new();
    ledger->kdcs = kdcs_new();
    ledger->exchanges = exchanges_new(ledger->hosts, ledger->tickets, ledger->kdcs);
    ledger->connections = connections_new(&observer->connections);
    ledger->datagrams = datagrams_new();
    ledger->wrapped = wrapped_new();
    ledger->sources = sources_new(source_names);
    ledger->rc4_services = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ledger->com_principals =
        g_hash_table_new_full(host_addr_hash, host_addr_hash_equal, g_free, g_free);
    if (observer->forgotten)
        exchanges_set_forgotten(ledger->exchanges, tell_forgotten, ledger);
    return ledger;
}

void ledger_free(struct ledger *ledger)
{
    if (!ledger)
        return;
    connections_free(ledger->connections);
    sources_free(ledger->sources);
    exchanges_free(ledger->exchanges);
    datagrams_free(ledger->datagrams);
    g_array_free(ledger->wrapped, TRUE);
    kdcs_free(ledger->kdcs);
    tickets_free(ledger->tickets);
    hosts_free(ledger->hosts);
    g_hash_table_destroy(ledger->rc4_services);
    g_hash_table_destroy(ledger->com_principals);
    g_free(ledger);
}

void ledger_set_switched_off(struct ledger *ledger, settings_set switched_off)
{
    ledger->facts.switched_off = switched_off;
}

void ledger_set_routine_codes(struct ledger *ledger, const int32_t *codes, unsigned count)
{
    exchanges_set_routine_codes(ledger->exchanges, codes, count);
}

void ledger_add_rpc_port(struct ledger *ledger, uint16_t port)
{
    struct host_addr anywhere = {0};

    connections_add_rpc_port(ledger->connections, &anywhere, port);
}

/* --- for reading --- */

const struct ledger_facts *ledger_facts(const struct ledger *ledger)
{
    return &ledger->facts;
}

const struct hosts *ledger_hosts(const struct ledger *ledger)
{
    return ledger->hosts;
}

const struct tickets *ledger_tickets(const struct ledger *ledger)
{
    return ledger->tickets;
}

const struct kdcs *ledger_kdcs(const struct ledger *ledger)
{
    return ledger->kdcs;
}

const struct exchanges *ledger_exchanges(const struct ledger *ledger)
{
    return ledger->exchanges;
}

const struct connections *ledger_connections(const struct ledger *ledger)
{
    return ledger->connections;
}

const struct datagrams *ledger_datagrams(const struct ledger *ledger)
{
    return ledger->datagrams;
}

const struct sources *ledger_sources(const struct ledger *ledger)
{
    return ledger->sources;
}

const GArray *ledger_wrapped(const struct ledger *ledger)
{
    return ledger->wrapped;
}

int64_t ledger_window_ns(const struct ledger *ledger)
{
    return ledger->window_ns;
}

static bool make_kdc_record(struct kdc_exchange *exchange, void *user_data)
{
    if (!exchange->connect_only || exchange->state == EXCHANGE_UNREACHABLE)
        kdcs_get(user_data, &exchange->kdc);
    return true;
}

GPtrArray *ledger_asked_kdcs(const struct ledger *ledger)
{
    exchanges_foreach(ledger->exchanges, make_kdc_record, ledger->kdcs);
    return kdcs_sorted(ledger->kdcs);
}

const char *ledger_com_principal(const struct ledger *ledger, const struct host_addr *server)
{
    return g_hash_table_lookup(ledger->com_principals, server);
}

GList *ledger_rc4_services(const struct ledger *ledger)
{
    return g_list_sort(g_hash_table_get_keys(ledger->rc4_services), (GCompareFunc)g_strcmp0);
}

/* --- what is told --- */

void ledger_add_frame(struct ledger *ledger, const struct captured_frame *frame)
{
    struct ledger_facts *facts = &ledger->facts;
    int64_t time_ns = frame->time_ns;

    if (facts->frames++ == 0)
        facts->first_ns = time_ns;
    else if (time_ns < facts->last_ns - GOES_BACK_NS && facts->back_frame == 0) {
        facts->back_frame = frame->number;
        facts->back_ns = facts->last_ns - time_ns;
    }
    facts->last_ns = time_ns;
    facts->last_frame = frame->number;
    sources_add(ledger->sources, frame);
}

static void note_rc4(struct ledger *ledger, const struct krb_message *message)
{
    if (message->ticket.etype != ETYPE_RC4)
        return;
    if (ticket_name_is_krbtgt(message->ticket.sname)) {
        ledger->facts.rc4_tgts++;
        return;
    }
    ledger->facts.rc4_tickets++;
    if (message->ticket.sname && g_hash_table_size(ledger->rc4_services) < RC4_SERVICES_MAX)
        g_hash_table_add(ledger->rc4_services, g_strdup(message->ticket.sname));
}

static void add_kerberos(struct ledger *ledger, const struct event *event)
{
    const struct krb_message *message = &event->kerberos.message;

    if (message->type == KRB_AS_REP || message->type == KRB_TGS_REP)
        note_rc4(ledger, message);
    exchanges_add_message(ledger->exchanges, &event->origin, message);
}

/* What tokens say of names: a client sends a ticket for the host that it talks to, and a CHALLENGE
 * names the host that sent it. */
static void learn_names(struct ledger *ledger, const struct event_origin *origin,
                        const struct auth_token *token)
{
    if (token->has_krb && token->krb.type == KRB_AP_REQ) {
        g_autofree char *host = spn_host(token->krb.ticket.sname);
        hosts_add_name(ledger->hosts, host, &origin->target);
    }
    if (token->ntlm == NTLM_CHALLENGE) {
        hosts_add_name(ledger->hosts, token->ntlm_dns_computer, &origin->source);
        hosts_add_name(ledger->hosts, token->ntlm_nb_computer, &origin->source);
    }
}

static void add_segment(struct ledger *ledger, const struct event *event)
{
    const struct event_origin *origin = &event->origin;
    bool answered = connections_server_sent_bytes(ledger->connections, origin, &event->tcp);
    bool fresh = connections_add_segment(ledger->connections, origin, &event->tcp);

    if (fresh && origin->target_port == KERBEROS_PORT)
        exchanges_add_connect(ledger->exchanges, origin);
    if (answered)
        exchanges_add_unseen_answer(ledger->exchanges, origin);
    if (origin->source_port != KERBEROS_PORT)
        return;
    if (event->tcp.syn && event->tcp.ack)
        exchanges_add_accept(ledger->exchanges, origin);
    else if (event->tcp.rst)
        exchanges_add_unreachable(ledger->exchanges, &origin->target, origin->target_port,
                                  &origin->source);
}

static void add_name(struct ledger *ledger, const struct name_answer *answer)
{
    if (answer->alias_of)
        hosts_add_alias(ledger->hosts, answer->name, answer->alias_of);
    else
        hosts_add_dns_name(ledger->hosts, answer->name, &answer->address);
}

static bool is_unspecified(const struct host_addr *addr)
{
    static const uint8_t zero[16];

    return memcmp(addr->bytes, zero, sizeof zero) == 0;
}

static void add_endpoint(struct ledger *ledger, const struct event *event)
{
    const struct rpc_endpoint *endpoint = &event->endpoint;
    const struct host_addr *address =
        is_unspecified(&endpoint->address) ? &event->origin.source : &endpoint->address;

    struct announcement *announcement =
        connections_begin_announcement(ledger->connections, &event->origin);

    connections_add_announced(ledger->connections, announcement, &event->origin, address,
                              endpoint->port);
    connections_add_announced(ledger->connections, announcement, &event->origin,
                              &event->origin.source, endpoint->port);
    connections_add_rpc_port(ledger->connections, address, endpoint->port);
    connections_add_rpc_port(ledger->connections, &event->origin.source, endpoint->port);
}

static void add_announced_port(struct ledger *ledger, struct announcement *announcement,
                               const struct event *event, const struct host_addr *address,
                               uint16_t port)
{
    connections_add_rpc_port(ledger->connections, address, port);
    connections_add_announced(ledger->connections, announcement, &event->origin, address, port);
}

/* "host[port]" of MS-DCOM 2.2.19.3: all strings of one array name the same host. */
static void add_bindings(struct ledger *ledger, const struct event *event)
{
    const struct com_bindings *bindings = &event->bindings;
    struct announcement *announcement =
        connections_begin_announcement(ledger->connections, &event->origin);

    for (unsigned i = 0; i < bindings->address_count; i++) {
        g_auto(GStrv) parts = g_strsplit_set(bindings->addresses[i], "[]", 3);
        struct host_addr literal;
        guint64 port = 0;

        if (!parts[0])
            continue;
        if (!parts[1] && host_addr_parse(parts[0], &literal))
            connections_add_announced(ledger->connections, announcement, &event->origin, &literal,
                                      0);
        if (parts[1] && g_ascii_string_to_unsigned(parts[1], 10, 1, UINT16_MAX, &port, NULL)) {
            add_announced_port(ledger, announcement, event, &event->origin.source, (uint16_t)port);
            if (host_addr_parse(parts[0], &literal))
                add_announced_port(ledger, announcement, event, &literal, (uint16_t)port);
        }
        hosts_add_name(ledger->hosts, parts[0], &event->origin.source);
    }
    for (unsigned i = 0; i < bindings->principal_count; i++)
        if (*bindings->principals[i] && g_hash_table_size(ledger->com_principals) < PRINCIPALS_MAX)
            g_hash_table_replace(ledger->com_principals,
                                 g_memdup2(&event->origin.source, sizeof event->origin.source),
                                 g_strdup(bindings->principals[i]));
    if (ledger->observer.bindings)
        ledger->observer.bindings(&event->origin, bindings, ledger->observer.user_data);
}

static void add_unreadable(struct ledger *ledger, const struct event *event)
{
    if (ledger->facts.unreadable_pdus++ == 0)
        ledger->facts.unreadable_frame = event->origin.frame;
    connections_add_unreadable(ledger->connections, &event->origin);
}

static void add_fragment(struct ledger *ledger, const struct event *event)
{
    uint16_t source_port = datagrams_add(ledger->datagrams, event);

    ledger->facts.fragments++;
    if (event->origin.source_port == KERBEROS_PORT)
        exchanges_add_cut_answer(ledger->exchanges, &event->origin);
    else if (source_port == 0 && event->origin.transport == EVENT_UDP)
        exchanges_add_cut_rest(ledger->exchanges, &event->origin);
}

static bool is_authentication(const struct event *event)
{
    return event->kind == EVENT_KERBEROS || event->kind == EVENT_RPC ||
           event->kind == EVENT_SMB_SESSION_SETUP || event->kind == EVENT_UNREADABLE;
}

void ledger_add_event(struct ledger *ledger, const struct event *event)
{
    const struct event_origin *origin = &event->origin;

    exchanges_expire(ledger->exchanges, origin->time_ns - ledger->window_ns - EXPIRY_SLACK_NS);
    hosts_add_mac(ledger->hosts, origin->source_mac, &origin->source);
    if (origin->cut && is_authentication(event) && ledger->facts.cut_frames++ == 0)
        ledger->facts.cut_frame = origin->frame;
    if (origin->untimed && is_authentication(event) && ledger->facts.untimed_pdus++ == 0)
        ledger->facts.untimed_frame = origin->frame;
    switch (event->kind) {
    case EVENT_KERBEROS:
        add_kerberos(ledger, event);
        break;
    case EVENT_RPC:
        learn_names(ledger, origin, &event->rpc.token);
        connections_add_pdu(ledger->connections, origin, &event->rpc);
        break;
    case EVENT_TCP_SEGMENT:
        add_segment(ledger, event);
        break;
    case EVENT_NAME:
        add_name(ledger, &event->name);
        break;
    case EVENT_ENDPOINT:
        add_endpoint(ledger, event);
        break;
    case EVENT_COM_BINDINGS:
        add_bindings(ledger, event);
        break;
    case EVENT_SMB_SESSION_SETUP:
        if (event->session_setup.has_token)
            learn_names(ledger, origin, &event->session_setup.token);
        connections_add_session_setup(ledger->connections, origin, &event->session_setup);
        break;
    case EVENT_SMB_PIPE:
        connections_add_pipe(ledger->connections, origin, &event->pipe);
        break;
    case EVENT_ICMP_UNREACHABLE:
        if (event->icmp.target_port == KERBEROS_PORT)
            exchanges_add_unreachable(ledger->exchanges, &event->icmp.sender,
                                      event->icmp.sender_port, &event->icmp.target);
        break;
    case EVENT_IP_FRAGMENT:
        add_fragment(ledger, event);
        break;
    case EVENT_WRAPPED:
        wrapped_add(ledger->wrapped, event);
        break;
    case EVENT_UNREADABLE:
        add_unreadable(ledger, event);
        break;
    }
}

void ledger_end_capture(struct ledger *ledger)
{
    struct event_origin last = {.frame = ledger->facts.last_frame,
                                .time_ns = ledger->facts.last_ns,
                                .relative_ns = ledger->facts.last_ns - ledger->facts.first_ns};

    connections_end_capture(ledger->connections, &last);
}
