/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gui_toolbar.h"

#include "../../compat.h"
#include "../tap/current.h"
#include "../words/text.h"

#include <epan/plugin_if.h>

/* A longer drop-down helps nobody. */
enum { CHOICES_MAX = 200 };

/* The drop-down gets its width from what it first holds. */
static const char no_file[] =
    "No capture is open: what fails will be listed here, with its cause, client and server";

static ext_toolbar_t *selector;
static GList *choices; /* ext_toolbar_value_t *; the drop-down keeps pointers to them */
static unsigned findings_shown;
static bool has_file;

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

static char *title_of(const struct diagnosis *diagnosis, unsigned count)
{
    if (!diagnosis)
        return g_strdup(no_file);
    if (count == 0)
        return g_strdup("No finding: no RPC bind is known to fail");
    if (count > CHOICES_MAX)
        return g_strdup_printf("%u findings; the first %u are here, all of them in the report",
                               count, CHOICES_MAX);
    return g_strdup_printf(count == 1 ? "%u finding: choose it to go to it"
                                      : "%u findings: choose one to go to it",
                           count);
}

/* "2: frame 149: A KDC cannot use …, 10.20.30.102 → 10.20.30.21": the cause comes first, for a
 * narrow window cuts the end. */
static GList *add_finding(GList *list, const struct finding *finding)
{
    g_autofree char *frame = g_strdup_printf("%u", text_main_frame(finding));
    g_autofree char *client = text_address(&finding->client);
    g_autofree char *server = text_address(&finding->server);
    g_autofree char *display =
        g_strdup_printf("%u: frame %s: %s, %s " TEXT_ARROW " %s", finding->id, frame,
                        verdict_text(finding->verdict), client, server);

    return add_choice(list, frame, display);
}

/* The first choice names the list and jumps nowhere, so that choosing any finding is a change. */
static GList *make_choices(const struct diagnosis *diagnosis, unsigned count)
{
    g_autofree char *title = title_of(diagnosis, count);
    GList *list = add_choice(NULL, "0", title);
    unsigned first = diagnosis ? diagnosis_first_finding(diagnosis) : 1;

    for (unsigned i = 0; i < MIN(count, CHOICES_MAX); i++) {
        const struct finding *finding = diagnosis_finding(diagnosis, first + i);

        if (finding)
            list = add_finding(list, finding);
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

static void show_choices(const struct diagnosis *diagnosis, unsigned count)
{
    GList *old = choices;

    if (!selector || (count == findings_shown && has_file == (diagnosis != NULL)))
        return;
    findings_shown = count;
    has_file = diagnosis != NULL;
    choices = make_choices(diagnosis, count);
    ext_toolbar_update_data(selector, choices, TRUE);
    g_list_free_full(old, free_choice);
}

void gui_toolbar_follow(void)
{
    const struct diagnosis *diagnosis = has_main_window() ? current_diagnosis() : NULL;

    if (diagnosis)
        show_choices(diagnosis, diagnosis_finding_count(diagnosis));
}

void gui_toolbar_end_file(void)
{
    if (has_file)
        show_choices(NULL, 0);
}
