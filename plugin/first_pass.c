/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "first_pass.h"

#include "clock.h"

#include <epan/tap.h>

/* A read filter (wireshark -R, tshark -2 -R) has every frame dissected before it is applied. A
 * frame that it rejects looks like any other, but its number goes to the next frame; one that it
 * accepts may come a second time. So where the frame may still be rejected, its events are held
 * back until the next frame shows what has become of it. A frame without events can wait, too. */
static struct {
    struct diagnosis *diagnosis;
    wmem_allocator_t *scope; /* of the held events and their strings */
    GArray *held;            /* struct event */
    struct harvest_client client;
    bool is_holding;
    struct captured_frame frame; /* the last one */
    gint64 offset;
    bool is_dissected; /* to its end */
    bool is_harvested; /* it may have events and strings */
    bool has_rejections;
    bool is_over;
    bool is_in_statistics;
    bool is_merged; /* frames of more than one interface have come */
} pass;

#define PROBE_TAP "dcomauth_first_pass"

static int probe_tap = -1;

void first_pass_register(void)
{
    probe_tap = register_tap(PROBE_TAP);
}

void first_pass_register_tap_listener(void (*on_reset)(void *data))
{
    GString *error = register_tap_listener(PROBE_TAP, &pass, NULL, TL_IS_DISSECTOR_HELPER, on_reset,
                                           NULL, NULL, NULL);

    if (error)
        g_string_free(error, TRUE);
}

static void let_go(void)
{
    if (pass.is_harvested) {
        g_array_set_size(pass.held, 0);
        wmem_free_all(pass.scope);
    }
    pass.is_harvested = false;
    pass.is_holding = false;
}

/* Inlined, it would be in the way of all the frames without events. */
static G_GNUC_NO_INLINE void commit_events(void)
{
    for (guint i = 0; i < pass.held->len; i++)
        diagnosis_add_event(pass.diagnosis, &g_array_index(pass.held, struct event, i));
}

static void commit(void)
{
    if (!pass.is_holding)
        return;
    diagnosis_add_frame(pass.diagnosis, &pass.frame);
    if (pass.is_harvested)
        commit_events();
    let_go();
}

static bool is_same_frame(const packet_info *pinfo)
{
    return pinfo->num == pass.frame.number && pinfo->fd->file_off == pass.offset;
}

static void settle_last_frame(const packet_info *pinfo)
{
    if (pinfo->num == pass.frame.number) {
        pass.has_rejections = true;
        let_go();
    }
    commit();
}

static bool begin_frame(const packet_info *pinfo)
{
    if (is_same_frame(pinfo))
        return !pass.is_dissected;
    settle_last_frame(pinfo);
    pass.frame = (struct captured_frame){.number = pinfo->num,
                                         .time_ns = clock_of_frame(pinfo),
                                         .interface = harvest_interface(pinfo)};
    pass.offset = pinfo->fd->file_off;
    pass.is_holding = true;
    pass.is_dissected = false;
    pass.is_over = false;
    return true;
}

static bool begin_harvest(const packet_info *pinfo, void *user_data)
{
    (void)user_data;
    pass.is_harvested |= begin_frame(pinfo);
    return !pass.is_dissected;
}

static void hold_event(const struct event *event, void *user_data)
{
    (void)user_data;
    g_array_set_size(pass.held, pass.held->len + 1);
    event_copy(&g_array_index(pass.held, struct event, pass.held->len - 1), event);
}

void first_pass_begin_file(struct diagnosis *diagnosis, enum harvest_way way,
                           bool (*may_skip)(packet_info *, const proto_tree *))
{
    pass.diagnosis = diagnosis;
    pass.scope = wmem_allocator_new(WMEM_ALLOCATOR_BLOCK_FAST);
    pass.held = g_array_new(FALSE, FALSE, sizeof(struct event));
    pass.client = (struct harvest_client){.begin_frame = begin_harvest,
                                          .take = hold_event,
                                          .scope = pass.scope,
                                          .may_skip = may_skip};
    pass.is_holding = false;
    pass.is_harvested = false;
    pass.frame.number = 0;
    pass.is_dissected = false;
    pass.has_rejections = false;
    pass.is_over = false;
    pass.is_in_statistics = false;
    pass.is_merged = false;
    clock_begin_file();
    harvest_begin_file(&pass.client, way);
}

void first_pass_end_file(void)
{
    harvest_end_file();
    let_go();
    g_array_free(pass.held, TRUE);
    wmem_destroy_allocator(pass.scope);
}

/* Taps run only when the frame has been accepted: a dissection for a read filter, or in the first
 * of two passes, is epan_dissect_run(), any other epan_dissect_run_with_taps(). Columns and trees
 * do not tell: from 4.4 on tshark has columns only where it prints some. The queue of taps is open
 * only if there is a listener, so there is always one of our own; it asks for no dissection. */
bool first_pass_taps_run(packet_info *pinfo)
{
    tap_queue_packet(probe_tap, pinfo, &pass);
    return fetch_tapped_data(probe_tap, 0) != NULL;
}

static bool holds_rpc(void)
{
    for (guint i = 0; i < pass.held->len; i++) {
        const struct event *event = &g_array_index(pass.held, struct event, i);

        if (event->kind == EVENT_RPC && event->rpc.pipe == 0)
            return true;
    }
    return false;
}

bool first_pass_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    if (!begin_frame(pinfo)) {
        harvest_complete_tree(pinfo, tree);
        commit();
        return true;
    }
    harvest_frame(tvb, pinfo, tree);
    pass.is_dissected = true;
    pass.is_in_statistics = pass.is_in_statistics || first_pass_taps_run(pinfo);
    pass.is_merged |= pass.frame.interface != 0;
    if (pass.held->len == 0 && !(pass.is_merged && pinfo->ptype == PT_TCP))
        return false;
    pass.frame.has_events = pass.held->len > 0;
    pass.frame.carries_rpc = holds_rpc();
    harvest_identify(tvb, pinfo, &pass.frame.packet);
    if (pass.held->len == 0)
        return false;
    if (first_pass_taps_run(pinfo))
        commit();
    return true;
}

/* Nothing follows the last frame that would tell whether the read filter took it. */
void first_pass_over(const packet_info *visited)
{
    if (!pass.has_rejections || is_same_frame(visited))
        commit();
    if (!pass.is_over)
        diagnosis_end_capture(pass.diagnosis);
    pass.is_over = true;
}

bool first_pass_in_statistics(void)
{
    return pass.is_in_statistics;
}

void first_pass_leave_statistics(void)
{
    pass.is_in_statistics = false;
}

void first_pass_settle(void)
{
    if (!pass.has_rejections)
        commit();
}
