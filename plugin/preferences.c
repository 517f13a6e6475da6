/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "preferences.h"

#include "compat.h"

#include <epan/prefs.h>
#include <epan/range.h>

#define NS_PER_MINUTE INT64_C(60000000000)

enum {
    DECIMAL = 10,
    WINDOW_MINUTES = 15, /* as long as Windows remembers that there is no such SPN */
    CODE_MAX = 255,      /* RFC 4120 7.5.9 */
};

static guint window_minutes = WINDOW_MINUTES;
static compat_bool report_warnings = TRUE;
static compat_bool report_notes = TRUE;
static range_t *rpc_ports;
static range_t *routine_codes;
static compat_bool thorough = FALSE;
static compat_bool pane_may_open = TRUE;
static compat_bool skip = TRUE;
static const char *source_names = "";

void preferences_register(int proto)
{
    module_t *module = prefs_register_protocol(proto, NULL);

    prefs_register_uint_preference(module, "window", "Time window (minutes)",
                                   "How long before a failed call its Kerberos error may lie",
                                   DECIMAL, &window_minutes);
    prefs_register_bool_preference(module, "warnings", "Report warnings",
                                   "Report calls that worked by NTLM after Kerberos had failed",
                                   &report_warnings);
    prefs_register_bool_preference(
        module, "notes", "Report notes",
        "Report recovered failures and what is not authentication but looks like it",
        &report_notes);
    range_convert_str(wmem_epan_scope(), &rpc_ports, "", UINT16_MAX);
    prefs_register_range_preference(module, "rpc_ports", "More RPC ports",
                                    "TCP ports that are RPC besides 135 and those that the capture "
                                    "itself shows",
                                    &rpc_ports, UINT16_MAX);
    range_convert_str(wmem_epan_scope(), &routine_codes, "", CODE_MAX);
    prefs_register_range_preference(module, "routine_codes", "Routine Kerberos errors",
                                    "KRB-ERROR codes that never count as the cause of a failure",
                                    &routine_codes, CODE_MAX);
    prefs_register_bool_preference(
        module, "thorough", "Thorough",
        "Have Wireshark build a tree for every frame, which also shows connections that open or "
        "close in IP fragments; slower on large captures",
        &thorough);
    prefs_register_string_preference(
        module, "sources", "Names of the interfaces",
        "Which interfaces of a merged capture are of which capture, in order, such as "
        "client.cap=0;server.cap=1,2; without a name each interface is a source of its own",
        &source_names);
    prefs_register_bool_preference(
        module, "open_pane", "Open the pane by itself",
        "Show the pane \"DCOM auth diagnosis\" when a capture has findings; it can always be "
        "opened by the menu View",
        &pane_may_open);
    prefs_register_bool_preference(
        module, "skip", "Skip what the report does not need",
        "Where only reports are wanted (tshark -q -z dcomauth), leave frames undissected that "
        "cannot change them",
        &skip);
}

static void append_port(guint32 port, gpointer ports)
{
    uint16_t value = (uint16_t)port;

    g_array_append_val((GArray *)ports, value);
}

static void append_code(guint32 code, gpointer codes)
{
    int32_t value = (int32_t)code;

    g_array_append_val((GArray *)codes, value);
}

struct diagnosis *preferences_new_diagnosis(settings_set switched_off)
{
    struct diagnosis_settings settings = diagnosis_default_settings();
    GArray *ports = g_array_new(FALSE, FALSE, sizeof(uint16_t));
    GArray *codes = g_array_new(FALSE, FALSE, sizeof(int32_t));
    struct diagnosis *diagnosis;

    range_foreach(rpc_ports, append_port, ports);
    range_foreach(routine_codes, append_code, codes);
    settings.switched_off = switched_off;
    settings.window_ns = window_minutes * NS_PER_MINUTE;
    settings.report_warnings = report_warnings;
    settings.report_notes = report_notes;
    settings.source_names = source_names;
    settings.rpc_ports = (const uint16_t *)(const void *)ports->data;
    settings.rpc_port_count = ports->len;
    settings.routine_codes = (const int32_t *)(const void *)codes->data;
    settings.routine_code_count = codes->len;
    diagnosis = diagnosis_new(&settings);
    g_array_free(ports, TRUE);
    g_array_free(codes, TRUE);
    return diagnosis;
}

bool preferences_thorough(void)
{
    return thorough;
}

bool preferences_pane_may_open(void)
{
    return pane_may_open;
}

bool preferences_skip(void)
{
    return skip;
}
