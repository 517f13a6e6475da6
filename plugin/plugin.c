/* The door to Wireshark: what it looks up in the module, and what runs for each file and frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "compat.h"
#include "diagnose/diagnosis.h"
#include "harvest/harvest.h"
#include "preferences.h"
#include "render/render.h"

#include <epan/proto.h>
#include <epan/tap.h>

#define PLUGIN_EXPORT __attribute__((visibility("default")))

/* WS_PLUGIN_DESC_DISSECTOR, _EPAN and _TAP_LISTENER of wsutil/plugins.h, which 4.0 does not
 * install. */
enum { PLUGIN_DESCRIPTION = 1 << 0 | 1 << 3 | 1 << 4 };

PLUGIN_EXPORT extern const char plugin_version[];
PLUGIN_EXPORT extern const int plugin_want_major;
PLUGIN_EXPORT extern const int plugin_want_minor;
PLUGIN_EXPORT void plugin_register(void);
PLUGIN_EXPORT uint32_t plugin_describe(void);

const char plugin_version[] = DCOMAUTH_VERSION;
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

static int proto_dcomauth = -1;

/* Of the open file. */
static struct diagnosis *diagnosis;
static bool capture_ended;
static uint32_t last_frame;
static gint64 last_offset;

static struct diagnosis *open_diagnosis(void)
{
    return diagnosis;
}

static void add_event(const struct event *event, void *user_data)
{
    (void)user_data;
    diagnosis_add_event(diagnosis, event);
}

static void begin_file(void)
{
    diagnosis = preferences_new_diagnosis();
    capture_ended = false;
    last_frame = 0;
    last_offset = -1;
    harvest_begin_file(add_event, NULL, preferences_thorough());
}

static void end_file(void)
{
    harvest_end_file();
    diagnosis_free(diagnosis);
    diagnosis = NULL;
}

static int64_t frame_time_ns(const packet_info *pinfo)
{
    return (int64_t)pinfo->abs_ts.secs * 1000000000 + pinfo->abs_ts.nsecs;
}

/* With a read filter a frame is dissected twice before it counts as visited. */
static bool is_repeated(const packet_info *pinfo)
{
    return pinfo->num == last_frame && pinfo->fd->file_off == last_offset;
}

static void add_frame(packet_info *pinfo, proto_tree *tree)
{
    last_frame = pinfo->num;
    last_offset = pinfo->fd->file_off;
    capture_ended = false;
    diagnosis_add_frame(diagnosis, pinfo->num, frame_time_ns(pinfo));
    harvest_frame(pinfo, tree);
}

static void end_capture(void)
{
    if (!capture_ended)
        diagnosis_end_capture(diagnosis);
    capture_ended = true;
}

static int dissect_dcomauth(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)data;
    if (!diagnosis)
        return 0;
    if (pinfo->fd->visited)
        end_capture();
    if (pinfo->fd->visited || is_repeated(pinfo))
        harvest_complete_tree(pinfo, tree);
    else
        add_frame(pinfo, tree);
    render_frame(tvb, pinfo, tree);
    return (int)tvb_captured_length(tvb);
}

static void register_protoinfo(void)
{
    proto_dcomauth = proto_register_protocol("DCOM auth diagnosis", "DCOM auth", "dcomauth");
    preferences_register(proto_dcomauth);
    render_register_protoinfo(proto_dcomauth, open_diagnosis);
    register_init_routine(begin_file);
    register_cleanup_routine(end_file);
}

static void register_handoff(void)
{
    dissector_handle_t handle = create_dissector_handle(dissect_dcomauth, proto_dcomauth);

    register_postdissector(handle);
    harvest_register_handoff(handle);
}

void plugin_register(void)
{
    static const proto_plugin protocols = {register_protoinfo, register_handoff};
    static const tap_plugin taps = {render_register_tap_listeners};

    proto_register_plugin(&protocols);
    tap_register_plugin(&taps);
}

uint32_t plugin_describe(void)
{
    return PLUGIN_DESCRIPTION;
}
