/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../words/text.h"
#include "reports.h"

static char *interfaces_of(const struct report_source *source)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < source->interfaces->len; i++)
        g_string_append_printf(text, "%s%u", i ? "," : "",
                               g_array_index(source->interfaces, uint32_t, i));
    return g_string_free(text, FALSE);
}

static const char *remark_on(const struct report_source *source, guint index)
{
    if (index == 0)
        return "the clock that the others are measured by";
    if (!source->has_clock)
        return "too little in common with the others";
    return source->directions == 1 ? "one direction only: holds an unknown delay" : "";
}

/* A name may hold anything: it stands in the last column and in one line. */
static void write_row(FILE *out, const struct report_source *source, guint index)
{
    g_autofree char *interfaces = interfaces_of(source);
    g_autofree char *name = text_clean(source->name);
    g_autofree char *middle = source->has_clock ? text_time_iso(source->middle_ns) : NULL;

    fprintf(out, "%-10s %9u ", interfaces, source->frames);
    if (source->has_clock)
        fprintf(out, "%15.6f %9.2f %9.6f %7u %4u %-30s ", source->offset, source->drift_ppm,
                source->spread, source->pairs, source->directions, middle);
    else
        fprintf(out, "%15s %9s %9s %7s %4s %-30s ", "-", "-", "-", "-", "-", "-");
    fprintf(out, "%s", name);
    if (*remark_on(source, index))
        fprintf(out, " (%s)", remark_on(source, index));
    fputc('\n', out);
}

static void write_commands(FILE *out, const GPtrArray *sources)
{
    g_autoptr(GString) merged = g_string_new(NULL);

    fputs("\nTo put their times in order:\n", out);
    for (guint i = 0; i < sources->len; i++) {
        const struct report_source *source = sources->pdata[i];
        g_autofree char *name = text_clean(source->name);
        g_autofree char *from = g_shell_quote(name);
        g_autofree char *moved = g_strdup_printf("moved_%s", name);
        g_autofree char *to = g_shell_quote(source->has_clock ? moved : name);

        if (source->has_clock)
            fprintf(out, "  editcap -t %.6f %s %s\n", source->offset, from, to);
        g_string_append_printf(merged, " %s", to);
    }
    fprintf(out, "  mergecap -I none -w merged.pcapng%s\n", merged->str);
}

void report_write_clocks(FILE *out, const struct report *report)
{
    fputs("DCOM auth diagnosis: sources and their clocks\n\n", out);
    fprintf(out, "%-10s %9s %15s %9s %9s %7s %4s %-30s %s\n", "Interfaces", "Frames", "Offset (s)",
            "Drift ppm", "Spread", "Pairs", "Dirs", "At", "Source");
    for (guint i = 0; i < report->sources->len; i++)
        write_row(out, report->sources->pdata[i], i);
    if (report->sources->len > 1)
        write_commands(out, report->sources);
}
