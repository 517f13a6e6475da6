/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gui_window.h"

#include "../../compat.h"
#include "../report/reports.h"
#include "../tap/current.h"
#include "../words/text.h"
#include "finding_filter.h"
#include "pane_answers.h"

#include <epan/funnel.h>
#include <epan/plugin_if.h>

/* The window breaks the lines itself, wherever its border is. */
enum { WINDOW_COLUMNS = 100000 };

struct window {
    funnel_text_window_t *text_window;
    unsigned finding; /* id of the one that is shown; 0: the whole report is */
};

static GPtrArray *windows; /* struct window *, each freed as its window closes */

static const struct finding *finding_of(unsigned id)
{
    const struct diagnosis *diagnosis = current_diagnosis();

    return diagnosis && id ? diagnosis_finding(diagnosis, id) : NULL;
}

/* --- what is shown --- */

static char *finding_page(const struct diagnosis *diagnosis, const struct finding *finding)
{
    g_autofree char *text = report_finding_text(finding, WINDOW_COLUMNS);

    return g_strdup_printf("Finding %u of %u, frame %u.\n%s",
                           finding->id - diagnosis_first_finding(diagnosis) + 1,
                           diagnosis_finding_count(diagnosis), text_main_frame(finding), text);
}

static char *report_page(void)
{
    struct report *report = current_report();
    g_autofree char *text = report_text(report, WINDOW_COLUMNS);
    const char *hint = report->findings->len ? "Next goes to the first finding.\n\n" : "";

    report_free(report);
    return g_strconcat(hint, text, NULL);
}

static void show(const struct window *window)
{
    const struct diagnosis *diagnosis = current_diagnosis();
    const struct finding *finding = finding_of(window->finding);
    g_autofree char *page = NULL;

    if (!diagnosis)
        page = g_strdup("No capture is open: there is nothing to report on.\n");
    else
        page = finding ? finding_page(diagnosis, finding) : report_page();
    funnel_get_funnel_ops()->set_text(window->text_window, page);
}

static unsigned selected_finding(const struct window *window)
{
    return pane_finding_of_frame(pane_current_frame(), window->finding);
}

/* --- the buttons --- */

/* From the whole report on, Previous and Next lead to the first finding. */
static void go(struct window *window, int step)
{
    const struct diagnosis *diagnosis = current_diagnosis();
    unsigned count = diagnosis ? diagnosis_finding_count(diagnosis) : 0;
    unsigned first = diagnosis ? diagnosis_first_finding(diagnosis) : 0;
    int64_t wanted = window->finding ? (int64_t)window->finding + step : (int64_t)first;

    if (count == 0)
        return;
    window->finding = (unsigned)CLAMP(wanted, (int64_t)first, (int64_t)first + count - 1);
    show(window);
    plugin_if_goto_frame(text_main_frame(finding_of(window->finding)));
}

static compat_bool on_previous(funnel_text_window_t *text_window _U_, void *data)
{
    go(data, -1);
    return TRUE;
}

static compat_bool on_next(funnel_text_window_t *text_window _U_, void *data)
{
    go(data, 1);
    return TRUE;
}

static compat_bool on_selected(funnel_text_window_t *text_window _U_, void *data)
{
    struct window *window = data;
    unsigned selected = selected_finding(window);

    if (selected == 0)
        return TRUE;
    window->finding = selected;
    show(window);
    return TRUE;
}

static compat_bool on_whole(funnel_text_window_t *text_window _U_, void *data)
{
    struct window *window = data;

    window->finding = 0;
    show(window);
    return TRUE;
}

static compat_bool on_filter(funnel_text_window_t *text_window _U_, void *data)
{
    const struct window *window = data;
    g_autofree char *filter =
        window->finding ? finding_filter(window->finding) : g_strdup("dcomauth");

    if (current_diagnosis())
        plugin_if_apply_filter(filter, TRUE);
    return TRUE;
}

static compat_bool on_copy(funnel_text_window_t *text_window _U_, void *data)
{
    const struct window *window = data;
    const struct finding *finding = finding_of(window->finding);
    struct report *report = finding ? NULL : current_report();
    g_autofree char *text = finding ? report_finding_text(finding, REPORT_COLUMNS)
                                    : report_text(report, REPORT_COLUMNS);
    GString *copy = g_string_new(text);

    funnel_get_funnel_ops()->copy_to_clipboard(copy);
    g_string_free(copy, TRUE);
    if (report)
        report_free(report);
    return TRUE;
}

static void add_button(struct window *window, const char *label, funnel_bt_cb_t pressed)
{
    funnel_bt_t *button = g_new0(funnel_bt_t, 1);

    button->tw = window->text_window;
    button->func = pressed;
    button->data = window;
    button->free_fcn = g_free;
    funnel_get_funnel_ops()->add_button(window->text_window, button, label);
}

static void add_buttons(struct window *window)
{
    add_button(window, "Previous", on_previous);
    add_button(window, "Next", on_next);
    add_button(window, "Selected packet", on_selected);
    add_button(window, "Whole report", on_whole);
    add_button(window, "Filter", on_filter);
    if (funnel_get_funnel_ops()->copy_to_clipboard)
        add_button(window, "Copy", on_copy);
}

/* --- the window --- */

static void on_close(void *data)
{
    g_ptr_array_remove_fast(windows, data);
    g_free(data);
}

/* At the finding of the selected packet, where that has part in one. */
static void open_window(ext_menubar_gui_type gui_type _U_, gpointer gui_object _U_,
                        gpointer user_data _U_)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    struct window *window;

    if (!ops || !ops->new_text_window || !ops->set_text || !ops->set_close_cb)
        return;
    window = g_new0(struct window, 1);
    window->text_window = ops->new_text_window(ops->ops_id, "DCOM auth diagnosis");
    window->finding = current_diagnosis() ? selected_finding(window) : 0;
    g_ptr_array_add(windows, window);
    ops->set_close_cb(window->text_window, on_close, window);
    show(window);
    if (ops->add_button)
        add_buttons(window);
}

/* What it says is of a file that is closed, or of numbers that are given anew. */
void gui_window_end_file(void)
{
    while (windows->len > 0) {
        struct window *window = g_ptr_array_index(windows, windows->len - 1);
        guint before = windows->len;

        funnel_get_funnel_ops()->destroy_text_window(window->text_window);
        if (windows->len == before) /* closing is not always telling */
            g_ptr_array_set_size(windows, (gint)before - 1);
    }
}

void gui_window_register(int proto)
{
    ext_menu_t *menu = ext_menubar_register_menu(proto, "DCOM auth diagnosis", TRUE);

    windows = g_ptr_array_new();
    ext_menubar_set_parentmenu(menu, "Statistics");
    ext_menubar_add_entry(menu, "Report", "What failed in this capture, and why", open_window,
                          NULL);
}
