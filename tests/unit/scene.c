/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scene.h"

#include <check.h>
#include <stdarg.h>

enum { FIRST_PORT = 49200, FRAME_NS = 1000000 };

static const struct krb_etypes usual_offer = {{18, 17, 23}, 3};

static void note_settled(struct association *association, void *user_data)
{
    GString *settled = user_data;

    g_string_append_printf(settled, "%s%u@%u", settled->len ? " " : "", association->answer,
                           association->answer_frame);
}

static void note_late_fault(struct association *association, const struct event_origin *origin,
                            uint32_t status, void *user_data)
{
    (void)association;
    g_string_append_printf(user_data, " late:%x@%u", status, origin->frame);
}

static void note_stray_fault(const struct event_origin *origin, uint32_t status, void *user_data)
{
    g_string_append_printf(user_data, " stray-fault:%x@%u", status, origin->frame);
}

static void note_worked_later(struct association *association, const struct event_origin *origin,
                              void *user_data)
{
    (void)association;
    g_string_append_printf(user_data, " worked@%u", origin->frame);
}

static void note_activated(struct association *association, const struct event_origin *origin,
                           uint32_t hresult, void *user_data)
{
    (void)association;
    g_string_append_printf(user_data, " activated:%x@%u", hresult, origin->frame);
}

static void note_copied(const struct connection_copy *copy, void *user_data)
{
    g_string_append_printf(user_data, " copied@%u", copy->frame);
}

static void note_forgotten(const struct kdc_exchange *exchange, void *user_data)
{
    ck_assert_int_eq(exchange->state, EXCHANGE_REFUSED);
    ((struct scene *)user_data)->forgotten++;
}

static struct scene *scene_empty(void)
{
    struct scene *scene = g_new0(struct scene, 1);

    scene->connections = g_ptr_array_new_with_free_func(g_free);
    scene->settled = g_string_new(NULL);
    scene->words = g_string_new(NULL);
    scene->now_ns = SCENE_START;
    scene->next_port = FIRST_PORT;
    scene->next_nonce = 1000;
    scene->next_fingerprint = 0x100;
    scene->kdc_transport = EVENT_UDP;
    scene->offer = usual_offer;
    scene_cached_tgt(scene);
    scene_cached_ticket(scene, SPN);
    return scene;
}

struct scene *scene_new_with(const struct diagnosis_settings *settings)
{
    struct scene *scene = scene_empty();

    scene->diagnosis = diagnosis_new(settings);
    return scene;
}

struct scene *scene_new(void)
{
    struct diagnosis_settings settings = diagnosis_default_settings();

    return scene_new_with(&settings);
}

struct scene *scene_new_ledger(int64_t window_ns)
{
    struct scene *scene = scene_empty();
    struct ledger_observer observer = {
        .connections =
            {
                .settled = note_settled,
                .late_fault = note_late_fault,
                .stray_fault = note_stray_fault,
                .worked_later = note_worked_later,
                .activated = note_activated,
                .copied = note_copied,
                .user_data = scene->settled,
            },
        .forgotten = note_forgotten,
        .user_data = scene,
    };

    scene->ledger = ledger_new(&observer, window_ns, NULL);
    return scene;
}

void scene_free(struct scene *scene)
{
    report_free(scene->report);
    diagnosis_free(scene->diagnosis);
    ledger_free(scene->ledger);
    g_ptr_array_free(scene->connections, TRUE);
    g_string_free(scene->settled, TRUE);
    g_string_free(scene->words, TRUE);
    g_free(scene);
}

/* --- time and place --- */

void scene_wait(struct scene *scene, int64_t duration_ns)
{
    scene->now_ns += duration_ns;
}

struct host_addr address_of(const char *text)
{
    struct host_addr address;

    host_addr_parse(text, &address);
    return address;
}

void scene_set_mac(struct scene *scene, const char *address, uint64_t mac)
{
    g_assert(scene->mac_count < SCENE_MACS_MAX);
    scene->macs[scene->mac_count++] = (struct scene_mac){address_of(address), mac};
}

static uint64_t mac_of(const struct scene *scene, const struct host_addr *address)
{
    for (unsigned i = 0; i < scene->mac_count; i++)
        if (host_addr_equal(&scene->macs[i].address, address))
            return scene->macs[i].mac;
    return 0;
}

struct event scene_event(enum event_kind kind, const char *from, const char *to)
{
    struct event event = {.kind = kind};

    event.origin.source = address_of(from);
    event.origin.target = address_of(to);
    event.origin.tcp_stream = EVENT_NO_STREAM;
    return event;
}

uint32_t scene_emit(struct scene *scene, struct event *event)
{
    scene->frame++;
    scene->now_ns += FRAME_NS;
    event->origin.frame = scene->frame;
    event->origin.time_ns = scene->now_ns;
    event->origin.relative_ns = scene->now_ns - SCENE_START;
    event->origin.source_mac = mac_of(scene, &event->origin.source);
    struct captured_frame frame = {.number = scene->frame, .time_ns = scene->now_ns};
    if (scene->ledger) {
        ledger_add_frame(scene->ledger, &frame);
        ledger_add_event(scene->ledger, event);
    } else {
        diagnosis_add_frame(scene->diagnosis, &frame);
        diagnosis_add_event(scene->diagnosis, event);
    }
    return scene->frame;
}

void scene_offer(struct scene *scene, unsigned count, ...)
{
    va_list etypes;

    va_start(etypes, count);
    scene->offer.count = count;
    for (unsigned i = 0; i < count; i++)
        scene->offer.list[i] = va_arg(etypes, int);
    va_end(etypes);
}

/* --- names and ports --- */

uint32_t scene_dns(struct scene *scene, const char *name, const char *address)
{
    struct event event = scene_event(EVENT_NAME, DC1, CLIENT);

    event.name.name = name;
    event.name.address = address_of(address);
    return scene_emit(scene, &event);
}

uint32_t scene_dns_alias(struct scene *scene, const char *name, const char *target)
{
    struct event event = scene_event(EVENT_NAME, DC1, CLIENT);

    event.name.name = name;
    event.name.alias_of = target;
    return scene_emit(scene, &event);
}

uint32_t scene_endpoint(struct scene *scene, const char *server, uint16_t port)
{
    struct event event = scene_event(EVENT_ENDPOINT, server, CLIENT);

    event.endpoint.uuid = ACTIVATOR;
    event.endpoint.port = port;
    return scene_emit(scene, &event);
}

uint32_t scene_bindings(struct scene *scene, const char *server, const char *address,
                        const char *principal)
{
    struct event event = scene_event(EVENT_COM_BINDINGS, server, CLIENT);

    event.origin.transport = EVENT_TCP;
    event.origin.source_port = 135;
    event.bindings.addresses[0] = address;
    event.bindings.address_count = address ? 1 : 0;
    event.bindings.principals[0] = principal;
    event.bindings.principal_count = principal ? 1 : 0;
    return scene_emit(scene, &event);
}

uint32_t scene_icmp(struct scene *scene, const char *client, uint16_t client_port,
                    const char *target, uint16_t target_port)
{
    struct event event = scene_event(EVENT_ICMP_UNREACHABLE, "10.0.0.1", client);

    event.icmp.sender = address_of(client);
    event.icmp.sender_port = client_port;
    event.icmp.target = address_of(target);
    event.icmp.target_port = target_port;
    return scene_emit(scene, &event);
}
