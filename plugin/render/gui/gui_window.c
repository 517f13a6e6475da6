/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gui_window.h"

#include "../../compat.h"
#include "../report/reports.h"
#include "../tap/current.h"
#include "../words/text.h"

#include <epan/funnel.h>
#include <epan/plugin_if.h>

/* A text window with more is slow, and nobody reads it. */

/* What a text window shows of a line when it opens. */
enum { WINDOW_COLUMNS = 70 };

struct window {
    unsigned finding; /* id of the one that the buttons are at; 0: none yet */
};

/* The finding that the buttons are at comes first, so that it is seen without scrolling. */
static char *window_head(const struct window *window, const struct finding *finding, unsigned count)
{
    g_autofree char *text = NULL;

    if (!finding)
        return g_strdup_printf("%u findings. Next goes to the first one.\n\n", count);
    text = report_finding_text(finding, WINDOW_COLUMNS);
    return g_strdup_printf("At finding %u of %u, frame %u.\n%s\n--- The whole report ---\n\n",
                           window->finding, count, text_main_frame(finding), text);
}

/* The file may have changed since the window was opened. */
static const struct finding *current_finding(const struct window *window)
{
    const struct diagnosis *diagnosis = current_diagnosis();

    return diagnosis && window->finding ? diagnosis_finding(diagnosis, window->finding) : NULL;
}

static unsigned finding_count(void)
{
    const struct diagnosis *diagnosis = current_diagnosis();

    return diagnosis ? diagnosis_finding_count(diagnosis) : 0;
}

static void show(funnel_text_window_t *text_window, const struct window *window)
{
    struct report *report = current_report();
    g_autofree char *text = report_text(report, WINDOW_COLUMNS);
    g_autofree char *head = window_head(window, current_finding(window), finding_count());
    g_autofree char *whole = g_strconcat(head, text, NULL);

    funnel_get_funnel_ops()->set_text(text_window, whole);
    report_free(report);
}

static void go(funnel_text_window_t *text_window, struct window *window, int step)
{
    unsigned count = finding_count();
    int64_t wanted = (int64_t)window->finding + step;
    const struct finding *finding;

    if (count == 0)
        return;
    window->finding = (unsigned)CLAMP(wanted, 1, (int64_t)count);
    finding = current_finding(window);
    show(text_window, window);
    if (finding)
        plugin_if_goto_frame(text_main_frame(finding));
}

static compat_bool on_previous(funnel_text_window_t *text_window, void *data)
{
    go(text_window, data, -1);
    return TRUE;
}

static compat_bool on_next(funnel_text_window_t *text_window, void *data)
{
    go(text_window, data, 1);
    return TRUE;
}

static compat_bool on_filter(funnel_text_window_t *text_window _U_, void *data)
{
    const struct window *window = data;
    g_autofree char *filter = window->finding
                                  ? g_strdup_printf("dcomauth.finding == %u", window->finding)
                                  : g_strdup("dcomauth");

    plugin_if_apply_filter(filter, TRUE);
    return TRUE;
}

static compat_bool on_copy(funnel_text_window_t *text_window _U_, void *data _U_)
{
    struct report *report = current_report();
    g_autofree char *text = report_text(report, REPORT_COLUMNS);
    GString *copy = g_string_new(text);

    funnel_get_funnel_ops()->copy_to_clipboard(copy);
    g_string_free(copy, TRUE);
    report_free(report);
    return TRUE;
}

static void add_button(funnel_text_window_t *text_window, struct window *window, const char *label,
                       funnel_bt_cb_t pressed)
{
    funnel_bt_t *button = g_new0(funnel_bt_t, 1);

    button->tw = text_window;
    button->func = pressed;
    button->data = window;
    button->free_fcn = g_free;
    funnel_get_funnel_ops()->add_button(text_window, button, label);
}

static void open_window(ext_menubar_gui_type gui_type _U_, gpointer gui_object _U_,
                        gpointer user_data _U_)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    struct window *window;
    funnel_text_window_t *text_window;

    if (!ops || !ops->new_text_window || !ops->set_text || !ops->set_close_cb)
        return;
    window = g_new0(struct window, 1);
    text_window = ops->new_text_window(ops->ops_id, "DCOM auth diagnosis");
    ops->set_close_cb(text_window, g_free, window);
    show(text_window, window);
    if (!ops->add_button)
        return;
    add_button(text_window, window, "Previous", on_previous);
    add_button(text_window, window, "Next", on_next);
    add_button(text_window, window, "Filter", on_filter);
    if (ops->copy_to_clipboard)
        add_button(text_window, window, "Copy", on_copy);
}

void gui_window_register(int proto)
{
    ext_menu_t *menu = ext_menubar_register_menu(proto, "DCOM auth diagnosis", TRUE);

    ext_menubar_set_parentmenu(menu, "Statistics");
    ext_menubar_add_entry(menu, "Report", "What failed in this capture, and why", open_window,
                          NULL);
}
