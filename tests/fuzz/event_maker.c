/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "event_maker.h"

#include "token_maker.h"

#include <string.h>

#define SECOND_NS INT64_C(1000000000)

/* As clock_ns() of the plugin: any two times have a difference. */
#define TIME_MAX_NS (INT64_C(4500000000) * SECOND_NS)

static const char *const hosts[] = {
    "10.0.0.10", "10.0.0.11", "10.0.0.12",   "10.0.0.13", "10.0.0.20",
    "fd00::10",  "fd00::20",  "169.254.3.4", "fe80::1",   "",
};

enum { CLIENT = 0, KDC = 2, SERVER = 4 };

static const int64_t steps_ns[] = {
    0,
    SECOND_NS / 1000,
    SECOND_NS / 1000,
    SECOND_NS / 50,
    SECOND_NS / 2,
    2 * SECOND_NS,
    30 * SECOND_NS,
    600 * SECOND_NS,
    1200 * SECOND_NS,
    -SECOND_NS,
    SECOND_NS * 200000000,
    -SECOND_NS * 200000000,
};
static const uint16_t server_ports[] = {135, 49152, 445, 139, 88, 5985};
static const uint32_t statuses[] = {0x00000005, 0x00000721, 0x80070005, 0x8009030C, 0x1C00001D,
                                    0x1C01000B, 0x1C010003, 0x1C010002, 0x000006F7, 0x00000000,
                                    0xC000006D, 0xC0000016, 0xC0000022, 0x800703FA, 0x80040154};
static const enum rpc_ptype pdu_types[] = {
    RPC_BIND,    RPC_BIND_ACK, RPC_REQUEST,       RPC_RESPONSE,           RPC_FAULT,
    RPC_AUTH3,   RPC_BIND_NAK, RPC_ALTER_CONTEXT, RPC_ALTER_CONTEXT_RESP, RPC_BIND,
    RPC_REQUEST, RPC_FAULT,    RPC_AUTH3,         RPC_ALTER_CONTEXT,      RPC_BIND_ACK};
static const uint8_t auth_types[] = {9, 10, 16, 68, 14, 0, 255};
static const char *const uuids[] = {"000001a0-0000-0000-c000-000000000046",
                                    "99fcfec4-5260-101b-bbcb-00aa0021347a",
                                    "e1af8308-5d1f-11c9-91a4-08002b14a0fa", NULL};

void event_maker_init(struct event_maker *maker, struct bytes input)
{
    *maker = (struct event_maker){.input = input, .time_ns = 1700000000 * SECOND_NS, .frame = 0};
    maker->next_port = 50000;
}

static struct host_addr host(unsigned index)
{
    struct host_addr addr;

    host_addr_parse(hosts[index % G_N_ELEMENTS(hosts)], &addr);
    return addr;
}

/* The usual one of its part unless the byte says otherwise. */
static uint8_t choose_host(struct bytes *input, unsigned usual)
{
    uint8_t byte = bytes_take(input);

    return (uint8_t)(byte < 128 ? usual + byte % 2 : byte % G_N_ELEMENTS(hosts));
}

static void open_connection(struct event_maker *maker, struct maker_connection *connection)
{
    connection->client = choose_host(&maker->input, CLIENT);
    connection->server = choose_host(&maker->input, SERVER);
    connection->client_port = maker->next_port++;
    connection->server_port = BYTES_CHOOSE(&maker->input, server_ports);
    connection->stream = maker->streams++;
    connection->call_id = 1;
}

static struct maker_connection *choose_connection(struct event_maker *maker, unsigned index)
{
    struct maker_connection *connection = &maker->connections[index % MAKER_CONNECTIONS];

    if (connection->client_port == 0)
        open_connection(maker, connection);
    return connection;
}

static void set_origin(struct event_maker *maker, struct event_origin *origin)
{
    origin->frame = maker->frame;
    origin->time_ns = maker->time_ns;
    origin->relative_ns = maker->time_ns - 1700000000 * SECOND_NS;
    origin->tcp_stream = EVENT_NO_STREAM;
    /* Of eight segments two are one and the same. */
    origin->has_sequence = maker->frame % 8 < 2;
    origin->sequence = maker->frame / 8 * 100;
    origin->segment_length = 100;
}

static void set_direction(struct event_origin *origin, const struct maker_connection *connection,
                          bool from_client)
{
    struct host_addr client = host(connection->client), server = host(connection->server);

    origin->transport = EVENT_TCP;
    origin->tcp_stream = connection->stream;
    origin->source = from_client ? client : server;
    origin->target = from_client ? server : client;
    origin->source_port = from_client ? connection->client_port : connection->server_port;
    origin->target_port = from_client ? connection->server_port : connection->client_port;
    origin->source_mac = origin->source.family == HOST_ADDR_NONE ? 0 : origin->source.bytes[3] + 1u;
}

/* --- one maker for each kind of event --- */

static void make_kerberos(struct event_maker *maker, struct event *event)
{
    struct bytes *input = &maker->input;
    uint8_t how = bytes_take(input);
    uint8_t client = choose_host(input, CLIENT), kdc = choose_host(input, KDC);
    struct event_origin *origin = &event->origin;

    token_maker_kerberos(maker, &event->kerberos.message);
    enum krb_msg_type type = event->kerberos.message.type;
    bool is_request = type == KRB_AS_REQ || type == KRB_TGS_REQ;
    bool from_client = is_request != (how % 32 == 31);
    struct maker_connection pair = {.client = client,
                                    .server = kdc,
                                    .client_port = (uint16_t)(60000 + (how >> 6)),
                                    .server_port = 88,
                                    .stream = how & 1 ? 1000u + (how >> 6) : EVENT_NO_STREAM};
    set_direction(origin, &pair, from_client);
    origin->transport = how & 1 ? EVENT_TCP : EVENT_UDP;
}

static void make_contexts(struct bytes *input, struct rpc_pdu *pdu)
{
    uint8_t count = bytes_take(input);

    pdu->context_count = count > 250 ? EVENT_CONTEXTS_MAX : count % 4;
    pdu->result_count = pdu->context_count;
    for (unsigned i = 0; i < pdu->context_count; i++) {
        uint8_t byte = bytes_take(input);

        pdu->contexts[i] = (struct rpc_context){
            .id = (uint16_t)(byte & 3),
            .uuid = uuids[(byte >> 2) % G_N_ELEMENTS(uuids)],
            .interface = byte & 64 ? "ISystemActivator" : NULL,
        };
        pdu->results[i] = (uint16_t)(byte & 3);
    }
}

static void make_refusal(struct bytes *input, struct rpc_pdu *pdu)
{
    uint8_t how = bytes_take(input);

    pdu->status = how == 255 ? bytes_take32(input) : BYTES_CHOOSE(input, statuses);
    pdu->reject_reason = how % 10;
    pdu->has_extended_error = how & 64;
    pdu->extended_error_count = pdu->has_extended_error ? how % (EVENT_EXTENDED_ERRORS_MAX + 1) : 0;
    for (unsigned i = 0; i < pdu->extended_error_count; i++)
        pdu->extended_errors[i] = BYTES_CHOOSE(input, statuses);
    pdu->has_hresult = how & 128;
    pdu->hresult = pdu->has_hresult ? BYTES_CHOOSE(input, statuses) : 0;
}

static void make_auth(struct event_maker *maker, struct rpc_pdu *pdu)
{
    uint8_t how = bytes_take(&maker->input);

    pdu->has_auth = how % 8 != 7;
    if (!pdu->has_auth)
        return;
    pdu->auth_type = auth_types[(how >> 3) % G_N_ELEMENTS(auth_types)];
    pdu->auth_level = how & 64 ? (uint8_t)(how % 7) : 2;
    pdu->auth_context_id = how & 128 ? how % 4 : 0;
    token_maker_auth(maker, &pdu->token);
}

static void make_rpc(struct event_maker *maker, struct event *event)
{
    struct bytes *input = &maker->input;
    uint8_t how = bytes_take(input);
    struct maker_connection *connection = choose_connection(maker, how);
    struct rpc_pdu *pdu = &event->rpc;
    bool odd = how >> 5 == 7;

    pdu->type = BYTES_CHOOSE(input, pdu_types);
    bool from_client = pdu->type == RPC_BIND || pdu->type == RPC_ALTER_CONTEXT ||
                       pdu->type == RPC_AUTH3 || pdu->type == RPC_REQUEST;
    connection->call_id += from_client && pdu->type != RPC_AUTH3;
    pdu->call_id = odd ? bytes_take(input) % 4 : connection->call_id;
    pdu->pipe = odd ? bytes_take(input) % 3 : 0;
    pdu->first_fragment = how >> 3 != 1;
    pdu->context_id = odd ? bytes_take(input) % 4 : 0;
    pdu->opnum = odd ? bytes_take(input) : 4;
    make_auth(maker, pdu);
    make_contexts(input, pdu);
    make_refusal(input, pdu);
    set_direction(&event->origin, connection, from_client != (how >> 3 == 3));
    event->origin.cut = how >> 3 == 4;
}

static void make_segment(struct event_maker *maker, struct event *event)
{
    uint8_t how = bytes_take(&maker->input), flags = bytes_take(&maker->input);
    struct maker_connection *connection = choose_connection(maker, how);
    bool from_client = how & 64;

    if (how & 128) { /* as connections begin */
        open_connection(maker, connection);
        from_client = true;
        flags = 1;
    }
    event->tcp = (struct tcp_segment){.syn = flags & 1,
                                      .ack = flags & 2,
                                      .fin = flags & 4,
                                      .rst = flags & 8,
                                      .sequence = 1000u + (flags >> 4),
                                      .acknowledgement = flags & 2 ? 1001 : 0,
                                      .length = flags >> 7};
    set_direction(&event->origin, connection, from_client);
}

static void make_names(struct event_maker *maker, struct event *event)
{
    uint8_t how = bytes_take(&maker->input);

    set_direction(&event->origin, choose_connection(maker, how), false);
    if (event->kind == EVENT_NAME) {
        event->name.name = token_maker_text(maker);
        event->name.alias_of = how & 128 ? token_maker_text(maker) : NULL;
        event->name.address = host(choose_host(&maker->input, SERVER));
    } else {
        event->endpoint.uuid = uuids[how % G_N_ELEMENTS(uuids)];
        event->endpoint.address = host(choose_host(&maker->input, SERVER));
        event->endpoint.port = BYTES_CHOOSE(&maker->input, server_ports);
    }
}

static void make_bindings(struct event_maker *maker, struct event *event)
{
    static const char *const addresses[] = {
        "10.0.0.20[49152]", "10.0.0.10[135]", "fe80::1[1]", "169.254.3.4", "[", "x[99999999]"};
    uint8_t how = bytes_take(&maker->input);
    struct com_bindings *bindings = &event->bindings;

    bindings->address_count = how == 255 ? EVENT_BINDINGS_MAX : how % 4;
    bindings->principal_count = how == 255 ? EVENT_BINDINGS_MAX : how / 4 % 4;
    for (unsigned i = 0; i < bindings->address_count; i++)
        bindings->addresses[i] = BYTES_CHOOSE(&maker->input, addresses);
    for (unsigned i = 0; i < bindings->principal_count; i++) {
        const char *name = token_maker_text(maker);
        bindings->principals[i] = name ? name : "";
    }
    set_direction(&event->origin, choose_connection(maker, how), false);
}

static void make_session_setup(struct event_maker *maker, struct event *event)
{
    uint8_t how = bytes_take(&maker->input);
    struct smb_session_setup *setup = &event->session_setup;

    setup->response = how & 8;
    setup->nt_status = setup->response ? BYTES_CHOOSE(&maker->input, statuses) : 0;
    setup->has_token = !(how & 16);
    if (setup->has_token)
        token_maker_auth(maker, &setup->token);
    set_direction(&event->origin, choose_connection(maker, how), !setup->response);
}

static void make_pipe(struct event_maker *maker, struct event *event)
{
    uint8_t how = bytes_take(&maker->input);

    event->pipe.is_ipc = how & 8;
    event->pipe.name = how & 16 ? "lsarpc" : NULL;
    set_direction(&event->origin, choose_connection(maker, how), true);
}

static void make_icmp(struct event_maker *maker, struct event *event)
{
    uint8_t how = bytes_take(&maker->input);

    event->icmp.sender = host(choose_host(&maker->input, CLIENT));
    event->icmp.target = host(choose_host(&maker->input, KDC));
    event->icmp.sender_port = (uint16_t)(60000 + (how >> 6));
    event->icmp.target_port = how & 1 ? 88 : 135;
    event->origin.source = event->icmp.target;
    event->origin.target = event->icmp.sender;
}

static void make_unreadable(struct event_maker *maker, struct event *event)
{
    uint8_t how = bytes_take(&maker->input);

    set_direction(&event->origin, choose_connection(maker, how), how & 8);
}

static void make_hidden(struct event_maker *maker, struct event *event)
{
    uint8_t how = bytes_take(&maker->input), where = bytes_take(&maker->input);

    set_direction(&event->origin, choose_connection(maker, how), how & 64);
    event->origin.transport = EVENT_UDP;
    event->origin.untimed = how & 128;
    if (event->kind == EVENT_WRAPPED)
        event->wrapping = (enum wrapping)(where % WRAPPING_COUNT);
    else
        event->fragment = (struct ip_fragment){
            .id = how & 7u, .offset = (where & 63u) * 8, .length = where, .more = where & 128};
}

struct kind_maker {
    enum event_kind kind;
    void (*make)(struct event_maker *maker, struct event *event);
};

/* Kerberos and RPC more often than the rest. */
static const struct kind_maker kinds[] = {
    {EVENT_RPC, make_rpc},
    {EVENT_KERBEROS, make_kerberos},
    {EVENT_TCP_SEGMENT, make_segment},
    {EVENT_RPC, make_rpc},
    {EVENT_KERBEROS, make_kerberos},
    {EVENT_RPC, make_rpc},
    {EVENT_NAME, make_names},
    {EVENT_ENDPOINT, make_names},
    {EVENT_COM_BINDINGS, make_bindings},
    {EVENT_SMB_SESSION_SETUP, make_session_setup},
    {EVENT_SMB_PIPE, make_pipe},
    {EVENT_ICMP_UNREACHABLE, make_icmp},
    {EVENT_UNREADABLE, make_unreadable},
    {EVENT_IP_FRAGMENT, make_hidden},
    {EVENT_WRAPPED, make_hidden},
};

bool event_maker_next(struct event_maker *maker, struct event *event)
{
    if (maker->input.left == 0)
        return false;
    uint8_t what = bytes_take(&maker->input), when = bytes_take(&maker->input);
    const struct kind_maker *kind = &kinds[what % G_N_ELEMENTS(kinds)];

    /* Several events may come from one frame, and not every frame has one. */
    maker->frame += maker->frame == 0 || when % 16 != 15;
    maker->frame += when % 16 == 14 ? when : 0;
    maker->time_ns += steps_ns[(when >> 4) % G_N_ELEMENTS(steps_ns)];
    maker->time_ns = CLAMP(maker->time_ns, -TIME_MAX_NS, TIME_MAX_NS);
    maker->text_count = 0;
    memset(event, 0, sizeof *event);
    event->kind = kind->kind;
    set_origin(maker, &event->origin);
    kind->make(maker, event);
    return true;
}
