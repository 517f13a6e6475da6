/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gui_toolbar.h"

#include "../../compat.h"
#include "../tap/current.h"
#include "../words/text.h"

#include <epan/plugin_if.h>

/* A longer drop-down helps nobody. */
enum { CHOICES_MAX = 200, CHOICE_WIDTH = 100 };

static ext_toolbar_t *selector;
static GList *choices; /* ext_toolbar_value_t *; the drop-down keeps pointers to them */
static unsigned choices_shown;

static GList *add_choice(GList *list, const char *value, const char *display)
{
    return ext_toolbar_add_val(list, (gchar *)value, (gchar *)display, FALSE);
}

static void free_choice(gpointer data)
{
    ext_toolbar_value_t *choice = data;

    g_free(choice->value);
    g_free(choice->display);
    g_free(choice);
}

/* The first choice names the list and jumps nowhere, so that choosing any finding is a change. */
static GList *make_choices(const struct diagnosis *diagnosis, unsigned count)
{
    GList *list = NULL;
    g_autofree char *title = count ? g_strdup_printf("%u findings: choose one to go to it", count)
                                   : g_strdup("no findings");

    list = add_choice(list, "0", title);
    for (unsigned id = 1; id <= count; id++) {
        const struct finding *finding = diagnosis_finding(diagnosis, id);
        g_autofree char *frame = g_strdup_printf("%u", finding ? text_main_frame(finding) : 0);
        g_autofree char *summary = text_clamp(finding ? finding->summary : "", CHOICE_WIDTH);
        g_autofree char *display = g_strdup_printf("%u: frame %s: %s", id, frame, summary);

        list = add_choice(list, frame, display);
    }
    return list;
}

static void go_to_choice(gpointer toolbar_item _U_, gpointer item_data, gpointer user_data _U_)
{
    const ext_toolbar_value_t *choice = item_data;
    guint64 frame = choice ? g_ascii_strtoull(choice->value, NULL, 10) : 0;

    /* The drop-down outlives the file, and Wireshark does not ask whether there is one. */
    if (frame && current_diagnosis())
        plugin_if_goto_frame((guint32)frame);
}

void gui_toolbar_register(void)
{
    ext_toolbar_t *toolbar = ext_toolbar_register_toolbar("DCOM auth");

    choices = make_choices(NULL, 0);
    selector = ext_toolbar_add_entry(toolbar, EXT_TOOLBAR_SELECTOR, "DCOM auth findings: ", NULL,
                                     "Goes to the packet of the finding", FALSE, choices, FALSE,
                                     NULL, go_to_choice, NULL);
}

/* Nobody answers in tshark. */
static bool has_main_window(void)
{
    static bool is_known, is_there;
    ws_info_t *info = NULL;

    if (!is_known) {
        plugin_if_get_ws_info(&info);
        is_there = info;
        is_known = true;
    }
    return is_there;
}

void gui_toolbar_follow(void)
{
    const struct diagnosis *diagnosis = has_main_window() ? current_diagnosis() : NULL;
    unsigned count = diagnosis ? MIN(diagnosis_finding_count(diagnosis), CHOICES_MAX) : 0;
    GList *old = choices;

    if (count == choices_shown || !selector)
        return;
    choices_shown = count;
    choices = make_choices(diagnosis, count);
    ext_toolbar_update_data(selector, choices, TRUE);
    g_list_free_full(old, free_choice);
}
