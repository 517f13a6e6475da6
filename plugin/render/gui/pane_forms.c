/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pane_answers.h"

#include "../report/reports.h"
#include "../tap/current.h"

#include <errno.h>
#include <glib/gstdio.h>

/* Nobody reads more from a clipboard. */
enum { COPIED_FINDINGS_MAX = 100 };

static const struct finding *finding_of(unsigned id)
{
    const struct diagnosis *diagnosis = current_diagnosis();

    return diagnosis ? diagnosis_finding(diagnosis, id) : NULL;
}

static void append_finding(GString *text, unsigned id)
{
    const struct finding *finding = finding_of(id);
    g_autofree char *block = finding ? report_finding_text(finding, REPORT_COLUMNS) : NULL;

    if (block)
        g_string_append(text, block);
}

const char *pane_finding_text(unsigned id)
{
    static GString *text;

    if (!text)
        text = g_string_new(NULL);
    g_string_truncate(text, 0);
    append_finding(text, id);
    return text->str;
}

const char *pane_cause_text(unsigned position)
{
    static GString *text;
    const GArray *ids = pane_findings_of_cause(position);
    guint shown = ids ? MIN(ids->len, COPIED_FINDINGS_MAX) : 0;

    if (!text)
        text = g_string_new(NULL);
    g_string_truncate(text, 0);
    for (guint i = 0; i < shown; i++)
        append_finding(text, g_array_index(ids, unsigned, i));
    if (ids && shown < ids->len)
        g_string_append_printf(text, "\nand %u more findings\n", ids->len - shown);
    return text->str;
}

static void write_form(FILE *out, enum pane_form form)
{
    const struct ladder_clock clock = pane_clock();
    struct report *report = current_report();

    switch (form) {
    case PANE_HTML:
        report_write_html(out, report, &clock);
        break;
    case PANE_JSON:
        report_write_json(out, report);
        break;
    case PANE_CSV:
        report_write_csv(out, report);
        break;
    case PANE_TEXT:
        report_write_text(out, report, false);
        break;
    }
    report_free(report);
}

const char *pane_save(const char *path, enum pane_form form)
{
    FILE *out = g_fopen(path, "wb");
    bool failed;

    if (!out)
        return g_strerror(errno);
    write_form(out, form);
    failed = ferror(out);
    failed |= fclose(out) != 0;
    return failed ? g_strerror(errno ? errno : EIO) : NULL;
}
