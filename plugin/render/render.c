/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render.h"

#include "current.h"
#include "gui/gui_toolbar.h"
#include "gui/gui_window.h"
#include "gui/pane_module.h"
#include "packet/fields.h"
#include "statistics.h"
#include "table/tables.h"
#include "tap.h"

static render_diagnosis_source diagnosis_source;

void render_register_protoinfo(int proto, render_diagnosis_source source)
{
    diagnosis_source = source;
    fields_register(proto);
    tap_register();
    gui_window_register(proto);
    gui_toolbar_register();
    pane_module_load();
}

void render_register_tap_listeners(void)
{
    statistics_register();
    tables_register();
}

void render_begin_file(void)
{
    pane_module_tell(PANE_FILE_BEGINS);
}

void render_end_file(void)
{
    pane_module_tell(PANE_FILE_ENDS);
}

struct diagnosis *current_diagnosis(void)
{
    return diagnosis_source ? diagnosis_source() : NULL;
}

unsigned current_part(void)
{
    struct diagnosis *diagnosis = current_diagnosis();

    return diagnosis ? diagnosis_part(diagnosis) : 1;
}

struct report *current_report(void)
{
    static struct diagnosis *nothing;
    struct diagnosis *diagnosis = current_diagnosis();

    if (!diagnosis && !nothing) {
        const struct diagnosis_settings settings = diagnosis_default_settings();

        nothing = diagnosis_new(&settings);
    }
    if (!diagnosis)
        diagnosis = nothing;
    diagnosis_end_capture(diagnosis);
    return diagnosis_report(diagnosis);
}
