/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pane_answers.h"

#include "../../clock.h"
#include "../../preferences.h"
#include "finding_filter.h"

#include <cfile.h>
#include <epan/plugin_if.h>
#include <wsutil/filesystem.h>

/* --- the file --- */

/* cf_state tells that a file is being read, and not that Wireshark filters, taps or dissects it
 * anew; in all of that it lets events through. */
static enum pane_file state_of(const capture_file *file)
{
    switch (file->state) {
    case FILE_READ_IN_PROGRESS:
        return file->read_lock || file->redissecting ? PANE_FILE_BUSY : PANE_FILE_LIVE;
    case FILE_READ_ABORTED:
    case FILE_READ_DONE:
        return file->read_lock || file->redissecting ? PANE_FILE_BUSY : PANE_FILE_WHOLE;
    default:
        return PANE_NO_FILE;
    }
}

static void *read_state(capture_file *file, void *data)
{
    if (file)
        *(enum pane_file *)data = state_of(file);
    return NULL;
}

enum pane_file pane_file_state(void)
{
    enum pane_file state = PANE_NO_FILE;
    ws_info_t *info = NULL;

    plugin_if_get_ws_info(&info);
    if (!info)
        return PANE_NO_WINDOW;
    plugin_if_get_capture_file(read_state, &state);
    return state;
}

static void *read_name(capture_file *file, void *data)
{
    if (file)
        *(char **)data = g_strdup(file->filename);
    return NULL;
}

const char *pane_file_name(void)
{
    static char *name;

    g_free(name);
    name = NULL;
    plugin_if_get_capture_file(read_name, &name);
    return name ? name : "";
}

/* --- frames --- */

static void *read_number(frame_data *frame, void *data)
{
    *(uint32_t *)data = frame->num;
    return NULL;
}

/* ws_info_t.cf_framenr is 0 while a capture goes on. */
uint32_t pane_current_frame(void)
{
    uint32_t number = 0;

    plugin_if_get_frame_data(read_number, &number);
    return number;
}

struct question {
    uint32_t frame;
    bool is_known;
    bool is_displayed;
    int64_t relative_ns;
};

static const frame_data *find_frame(const capture_file *file, uint32_t frame)
{
    return file && file->provider.frames ? frame_data_sequence_find(file->provider.frames, frame)
                                         : NULL;
}

static void *read_frame(capture_file *file, void *data)
{
    struct question *question = data;
    const frame_data *first = find_frame(file, 1);
    const frame_data *frame = find_frame(file, question->frame);

    if (!first || !frame)
        return NULL;
    question->is_known = true;
    question->is_displayed = frame->passed_dfilter;
    question->relative_ns = clock_ns(&frame->abs_ts) - clock_ns(&first->abs_ts);
    return NULL;
}

bool pane_is_displayed(uint32_t frame)
{
    struct question question = {.frame = frame};

    plugin_if_get_capture_file(read_frame, &question);
    return question.is_displayed;
}

static bool find_time(unsigned part _U_, uint32_t frame, int64_t *relative_ns, const void *data _U_)
{
    struct question question = {.frame = frame};

    plugin_if_get_capture_file(read_frame, &question);
    if (question.is_known)
        *relative_ns = question.relative_ns;
    return question.is_known;
}

struct ladder_clock pane_clock(void)
{
    return (struct ladder_clock){find_time, NULL};
}

void pane_go_to(uint32_t frame)
{
    plugin_if_goto_frame(frame);
}

/* --- the display filter --- */

void pane_filter_finding(unsigned id)
{
    g_autofree char *filter = finding_filter(id);

    plugin_if_apply_filter(filter, TRUE);
}

void pane_filter_cause(unsigned position)
{
    const GArray *ids = pane_findings_of_cause(position);
    g_autofree char *filter = ids && ids->len ? finding_filter_of_all(ids) : NULL;

    if (filter)
        plugin_if_apply_filter(filter, TRUE);
}

void pane_clear_filter(void)
{
    plugin_if_apply_filter("", TRUE);
}

/* --- what the user wants --- */

bool pane_may_open(void)
{
    return preferences_pane_may_open();
}

const char *pane_state_file(void)
{
    static char *path;
    g_autofree char *folder = NULL;

    g_free(path);
    path = NULL;
    if (create_persconffile_dir(&folder) == 0)
        path = get_persconffile_path("dcomauth_pane", FALSE);
    return path;
}
