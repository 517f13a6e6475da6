/* A million hosts: each asks a KDC, is refused, and lets a bind to a server of its own go
 * unanswered. Memory must not follow their number, time no more than its first power.
 *
 * crowd [HOSTS]
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "diagnose/diagnosis.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { HOSTS = 1000000, STEP_NS = 1000000, KILOBYTES_MAX = 400 * 1024, UNLINKED_CODE = 7 };

static struct diagnosis *diagnosis;
static uint32_t frame;

static struct event_origin origin(uint32_t host, bool from_host, uint16_t port)
{
    struct event_origin out = {.frame = ++frame, .transport = EVENT_TCP, .tcp_stream = host};
    uint8_t one[] = {10, (uint8_t)(host >> 16), (uint8_t)(host >> 8), (uint8_t)host};
    uint8_t other[] = {11, (uint8_t)(host >> 16), (uint8_t)(host >> 8), (uint8_t)host};
    struct host_addr client = host_addr_from_bytes(one, sizeof one);
    struct host_addr server = host_addr_from_bytes(other, sizeof other);

    out.time_ns = out.relative_ns = (int64_t)frame * STEP_NS;
    out.source = from_host ? client : server;
    out.target = from_host ? server : client;
    out.source_port = from_host ? 50000 : port;
    out.target_port = from_host ? port : 50000;
    diagnosis_add_frame(diagnosis,
                        &(struct captured_frame){.number = frame, .time_ns = out.time_ns});
    return out;
}

static void kerberos(uint32_t host, enum krb_msg_type type)
{
    g_autofree char *spn = g_strdup_printf("RPCSS/host%u.example.com", host);
    struct event event = {.kind = EVENT_KERBEROS, .origin = origin(host, type != KRB_ERROR, 88)};

    event.origin.transport = EVENT_UDP;
    event.origin.tcp_stream = EVENT_NO_STREAM;
    event.kerberos.message =
        (struct krb_message){.type = type, .sname = spn, .realm = "EXAMPLE.COM"};
    if (type == KRB_ERROR)
        event.kerberos.message.error_code = UNLINKED_CODE;
    else
        event.kerberos.message.ticket = (struct krb_ticket){
            .present = true, .sname = "krbtgt/EXAMPLE.COM", .fingerprint = host + 1u};
    diagnosis_add_event(diagnosis, &event);
}

static void name(uint32_t host)
{
    g_autofree char *text = g_strdup_printf("host%u.example.com", host);
    struct event event = {.kind = EVENT_NAME, .origin = origin(host, false, 53)};

    event.name.name = text;
    event.name.address = event.origin.source;
    diagnosis_add_event(diagnosis, &event);
}

static void bind_without_answer(uint32_t host)
{
    struct event event = {.kind = EVENT_RPC, .origin = origin(host, true, 135)};

    event.rpc = (struct rpc_pdu){.type = RPC_BIND,
                                 .call_id = 1,
                                 .first_fragment = true,
                                 .has_auth = true,
                                 .auth_type = 9,
                                 .auth_level = 5};
    event.rpc.token.length = 100;
    event.rpc.token.has_krb = true;
    event.rpc.token.krb.type = KRB_AP_REQ;
    diagnosis_add_event(diagnosis, &event);
}

static long kilobytes(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static int judge(uint32_t hosts, double seconds)
{
    struct report *report = diagnosis_report(diagnosis);
    uint32_t errors = report->capture.krb_errors, attempts = report->capture.associations;

    report_free(report);
    printf("%u hosts, %u frames: %.1f s, %ld MB at most, %u KRB-ERRORs, %u associations\n", hosts,
           frame, seconds, kilobytes() / 1024, errors, attempts);
    return errors == hosts && attempts == hosts && kilobytes() <= KILOBYTES_MAX ? 0 : 1;
}

int main(int argument_count, char **arguments)
{
    struct diagnosis_settings settings = diagnosis_default_settings();
    uint32_t hosts = argument_count > 1 ? (uint32_t)strtoul(arguments[1], NULL, 10) : HOSTS;
    g_autoptr(GTimer) timer = g_timer_new();

    diagnosis = diagnosis_new(&settings);
    for (uint32_t host = 0; host < hosts; host++) {
        name(host);
        kerberos(host, KRB_TGS_REQ);
        kerberos(host, KRB_ERROR);
        bind_without_answer(host);
    }
    diagnosis_end_capture(diagnosis);
    int status = judge(hosts, g_timer_elapsed(timer, NULL));
    diagnosis_free(diagnosis);
    return status;
}
