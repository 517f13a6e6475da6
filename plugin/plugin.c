/* The door to Wireshark: what it looks up in the module, and what runs for each file and frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "compat.h"
#include "diagnose/diagnosis.h"
#include "first_pass.h"
#include "harvest/harvest.h"
#include "harvest/switched_off.h"
#include "platform.h"
#include "preferences.h"
#include "render/render.h"
#include "report_only.h"

#include <epan/proto.h>

/* WS_PLUGIN_DESC_DISSECTOR, _EPAN and _TAP_LISTENER of wsutil/plugins.h, which 4.0 does not
 * install. */
enum { PLUGIN_DESCRIPTION = 1 << 0 | 1 << 3 | 1 << 4 };

PLATFORM_EXPORT extern const char plugin_version[];
PLATFORM_EXPORT extern const int plugin_want_major;
PLATFORM_EXPORT extern const int plugin_want_minor;
PLATFORM_EXPORT void plugin_register(void);
PLATFORM_EXPORT uint32_t plugin_describe(void);

const char plugin_version[] = DCOMAUTH_VERSION;
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

static const char short_name[] = "DCOM auth";
static int proto_dcomauth = -1;

/* Of the post-dissector. A protocol that exists in name only is enabled with its parent, and costs
 * every frame half as much: Wireshark adds no layer for it. */
static int proto_frame = -1;

/* Of the open file. */
static struct diagnosis *diagnosis;
static bool is_dissecting;

/* Of files before it, as long as Wireshark's statistics are on them, too. */
static struct earlier_parts *earlier;

static struct diagnosis *open_diagnosis(void)
{
    if (diagnosis && !is_dissecting)
        first_pass_settle();
    return diagnosis;
}

static enum harvest_way way_of_harvest(void)
{
    if (!proto_is_protocol_enabled(find_protocol_by_id(proto_dcomauth)))
        return HARVEST_OFF;
    return preferences_thorough() ? HARVEST_THOROUGH : HARVEST_FAST;
}

static void begin_file(void)
{
    diagnosis = preferences_new_diagnosis(harvest_switched_off());
    diagnosis_follow(diagnosis, earlier);
    first_pass_begin_file(diagnosis, way_of_harvest(), preferences_skip() ? report_only : NULL);
    render_begin_file();
}

static void end_file(void)
{
    bool goes_on = first_pass_in_statistics();

    if (goes_on)
        first_pass_settle();
    first_pass_end_file();
    if (goes_on)
        diagnosis_become_earlier(diagnosis, earlier);
    else
        diagnosis_free(diagnosis);
    diagnosis = NULL;
    render_end_file();
}

/* Wireshark resets its statistics before it reads a file or all frames anew, and when it closes a
 * file; not where a ring goes on with the next file, or where tshark -M begins a new session.
 * sharkd does not when it opens the next file, but never counts frames on the first pass. */
static void on_statistics_reset(void *data)
{
    (void)data;
    earlier_parts_clear(earlier);
    first_pass_leave_statistics();
}

static int dissect_dcomauth(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    const char *outer_proto = pinfo->current_proto;

    (void)data;
    if (!diagnosis)
        return 0;
    is_dissecting = true;
    pinfo->current_proto = short_name; /* whose the expert items are */
    if (pinfo->fd->visited) {
        first_pass_over(pinfo);
        harvest_complete_tree(pinfo, tree);
        render_frame(tvb, pinfo, tree);
    } else if (first_pass_frame(tvb, pinfo, tree)) {
        render_frame(tvb, pinfo, tree);
    } else {
        render_plain_frame(pinfo);
    }
    pinfo->current_proto = outer_proto;
    is_dissecting = false;
    return (int)tvb_captured_length(tvb);
}

static void register_protoinfo(void)
{
    proto_dcomauth = proto_register_protocol("DCOM auth diagnosis", short_name, "dcomauth");
    proto_frame =
        proto_register_protocol_in_name_only("DCOM auth diagnosis (frame)", "DCOM auth (frame)",
                                             "_ws.dcomauth", proto_dcomauth, FT_PROTOCOL);
    preferences_register(proto_dcomauth);
    render_register_protoinfo(proto_dcomauth, open_diagnosis);
    harvest_register_protoinfo();
    first_pass_register();
    earlier = earlier_parts_new();
    register_init_routine(begin_file);
    register_cleanup_routine(end_file);
}

/* The listeners are registered here and not by a tap_plugin, which sharkd never asks. */
static void register_handoff(void)
{
    dissector_handle_t handle = create_dissector_handle(dissect_dcomauth, proto_frame);

    register_postdissector(handle);
    harvest_register_handoff(handle);
    first_pass_register_tap_listener(on_statistics_reset);
    render_register_tap_listeners();
}

void plugin_register(void)
{
    static const proto_plugin protocols = {register_protoinfo, register_handoff};

    proto_register_plugin(&protocols);
}

uint32_t plugin_describe(void)
{
    return PLUGIN_DESCRIPTION;
}
