/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "statistics.h"

#include "../../clock.h"
#include "../../compat.h"
#include "../../platform.h"
#include "../report/frame_log.h"
#include "../report/reports.h"
#include "current.h"
#include "tap.h"

#include <epan/stat_tap_ui.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

struct request {
    const struct form *form;
    FILE *out;
    struct frame_log *frames; /* NULL where the form draws nothing */
    bool written;
};

struct form {
    const char *option; /* of -z; Wireshark matches it as a prefix */
    bool to_file;       /* the option goes on with ",FILE" */
    void (*write)(const struct request *request, const struct report *report);
};

static void write_text(const struct request *request, const struct report *report)
{
    report_write_text(request->out, report, false);
}

static void write_all(const struct request *request, const struct report *report)
{
    report_write_text(request->out, report, true);
}

static void write_json(const struct request *request, const struct report *report)
{
    report_write_json(request->out, report);
}

static void write_csv(const struct request *request, const struct report *report)
{
    report_write_csv(request->out, report);
}

static void write_clocks(const struct request *request, const struct report *report)
{
    report_write_clocks(request->out, report);
}

static void write_html(const struct request *request, const struct report *report)
{
    const struct ladder_clock clock = frame_log_clock(request->frames);

    report_write_html(request->out, report, &clock);
}

static const struct form forms[] = {
    {"dcomauth", false, write_text},          {"dcomauth,all", false, write_all},
    {"dcomauth,json", false, write_json},     {"dcomauth,csv", false, write_csv},
    {"dcomauth,clocks", false, write_clocks}, {"dcomauth,html", true, write_html},
};

/* A new capture begins: what was collected belongs to the old one. */
static void reset(void *data)
{
    struct request *request = data;

    if (request->frames)
        frame_log_clear(request->frames);
    request->written = false;
}

/* The frames that a diagram may show. The list of layers may hold too much, never too little. */
static tap_packet_status log_frame(void *data, packet_info *pinfo, epan_dissect_t *edt _U_,
                                   const void *tapped _U_, tap_flags_t flags _U_)
{
    static const char *const layers[] = {"kerberos", "dcerpc", "smb", "smb2"};
    struct request *request = data;

    for (size_t i = 0; i < G_N_ELEMENTS(layers); i++) {
        if (proto_is_frame_protocol(pinfo->layers, layers[i])) {
            frame_log_add(request->frames, current_part(), pinfo->num, clock_ns(&pinfo->rel_ts));
            break;
        }
    }
    return TAP_PACKET_DONT_REDRAW;
}

/* tshark calls this once, at the end; Wireshark as often as it likes. */
static void draw(void *data)
{
    struct request *request = data;
    struct report *report;
    int mode;

    if (request->written)
        return;
    request->written = true;
    report = current_report();
    if (request->form->to_file)
        rewind(request->out);
    mode = platform_begin_binary(request->out);
    request->form->write(request, report);
    fflush(request->out);
    platform_end_binary(request->out, mode);
    report_free(report);
}

static void finish(void *data)
{
    struct request *request = data;

    if (request->frames)
        frame_log_free(request->frames);
    if (request->form->to_file)
        fclose(request->out);
    g_free(request);
}

/* The form that the whole option names; *file is what follows, for a form that goes to a file. */
static const struct form *find_form(const char *option, const char **file)
{
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        size_t length = strlen(forms[i].option);
        const char *rest = option + length;

        if (strncmp(option, forms[i].option, length) != 0)
            continue;
        if (!forms[i].to_file && *rest == '\0')
            return &forms[i];
        if (forms[i].to_file && rest[0] == ',' && rest[1] != '\0') {
            *file = rest + 1;
            return &forms[i];
        }
    }
    return NULL;
}

char *statistics_unknown_option(const char *option)
{
    return g_strdup_printf(
        "-z %s is not known; the choices are dcomauth, dcomauth,all, dcomauth,json, "
        "dcomauth,csv, dcomauth,clocks, dcomauth,html,FILE, dcomauth,causes[,filter], "
        "dcomauth,findings[,filter] and dcomauth,kdcs[,filter]",
        option);
}

static void complain(const char *format, ...) G_GNUC_PRINTF(1, 2);

static void complain(const char *format, ...)
{
    va_list args;

    fprintf(stderr, "%s: ", g_get_prgname() ? g_get_prgname() : "tshark");
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

/* NULL, with a complaint, where the option or its file cannot be had. */
static struct request *new_request(const char *option)
{
    const char *file = NULL;
    const struct form *form = find_form(option, &file);
    struct request *request;
    FILE *out = stdout;

    if (!form) {
        g_autofree char *message = statistics_unknown_option(option);

        complain("%s", message);
        return NULL;
    }
    if (form->to_file)
        out = g_fopen(file, "wb");
    if (!out) {
        complain("The file \"%s\" could not be written: %s", file, g_strerror(errno));
        return NULL;
    }
    request = g_new0(struct request, 1);
    request->form = form;
    request->out = out;
    request->frames = form->to_file ? frame_log_new() : NULL;
    return request;
}

static compat_stat_init_result init(const char *option, void *user_data _U_)
{
    struct request *request = new_request(option);
    GString *error = NULL;

    if (!request)
        COMPAT_STAT_INIT_FAILED;
    error = register_tap_listener(request->frames ? TAP_OF_FRAMES : TAP_NAME, request, NULL,
                                  TL_REQUIRES_NOTHING, reset, request->frames ? log_frame : NULL,
                                  draw, finish);
    if (error) {
        complain("%s", error->str);
        g_string_free(error, TRUE);
        finish(request);
        COMPAT_STAT_INIT_FAILED;
    }
    COMPAT_STAT_INIT_OK;
}

void statistics_register(void)
{
    static stat_tap_ui uis[G_N_ELEMENTS(forms)];

    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        uis[i] = (stat_tap_ui){
            .group = REGISTER_STAT_GROUP_GENERIC,
            .title = "DCOM auth diagnosis",
            .cli_string = forms[i].option,
            .tap_init_cb = init,
        };
        register_stat_tap_ui(&uis[i], NULL);
    }
}
