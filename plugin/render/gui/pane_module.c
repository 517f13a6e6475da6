/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pane_module.h"

#include "../../platform.h"
#include "pane_answers.h"

#include <glib.h>
#include <stdio.h>

static struct {
    void (*heard)(enum pane_event event, void *data);
    void *data;
} listener;

static void listen_to(void (*heard)(enum pane_event event, void *data), void *data)
{
    listener.heard = heard;
    listener.data = data;
}

void pane_module_tell(enum pane_event event)
{
    pane_forget();
    if (listener.heard)
        listener.heard(event, listener.data);
}

static void say_why_not(const char *why)
{
    fprintf(stderr, "dcomauth: there is no pane: %s\n", why);
}

static const struct pane_seam seam = {
    .version = PANE_SEAM_VERSION,
    .listen = listen_to,
    .say_why_not = say_why_not,
    .file = pane_file_state,
    .file_name = pane_file_name,
    .look = pane_look,
    .stamp = pane_finding_stamp,
    .finding = pane_finding_row,
    .mark = pane_cause_mark,
    .cause = pane_cause_row,
    .detail = pane_finding_detail,
    .headline = pane_headline,
    .looked_at = pane_looked_at,
    .limits = pane_limits,
    .finding_of_frame = pane_finding_of_frame,
    .finding_text = pane_finding_text,
    .cause_text = pane_cause_text,
    .save = pane_save,
    .current_frame = pane_current_frame,
    .is_displayed = pane_is_displayed,
    .go_to = pane_go_to,
    .filter_finding = pane_filter_finding,
    .filter_cause = pane_filter_cause,
    .clear_filter = pane_clear_filter,
    .may_open = pane_may_open,
    .state_file = pane_state_file,
};

/* The module for the Qt that Wireshark has, beside this one; g_free() it. Its name does not end in
 * ".so", so that Wireshark, which tries every plugin of the folder also in tshark, passes it by. */
static char *module_path(const char *qt_version)
{
    g_autofree char *folder = platform_folder_of(&seam);
    g_autofree char *name = g_strdup_printf("dcomauth-pane.qt%c", qt_version[0]);

    return folder ? g_build_filename(folder, name, NULL) : g_strdup(name);
}

static const char *start(const char *path)
{
    const char *why_not = NULL;
    platform_function function;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return "its module is not installed beside dcomauth.so";
    function = platform_load(path, PANE_START, &why_not);
    if (function)
        return ((pane_start)function)(&seam);
    return why_not ? why_not : "its module is not what it should be";
}

void pane_module_load(void)
{
    platform_function qt_version = platform_find_in_process("qVersion");
    g_autofree char *path = NULL;
    const char *why_not;

    if (!qt_version)
        return; /* tshark and its like have no Qt */
    path = module_path(((const char *(*)(void))qt_version)());
    why_not = start(path);
    if (why_not)
        say_why_not(why_not);
}
