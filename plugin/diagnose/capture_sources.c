/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture_sources.h"

#include <math.h>
#include <string.h>

#define NS_PER_S 1e9

static void report_source_free(gpointer data)
{
    struct report_source *source = data;

    g_free(source->name);
    g_array_free(source->interfaces, TRUE);
    g_free(source);
}

GPtrArray *capture_sources_list(void)
{
    return g_ptr_array_new_with_free_func(report_source_free);
}

static struct report_source *report_source_new(const struct source *source,
                                               const struct source_clock *clock)
{
    struct report_source *made = g_new0(struct report_source, 1);

    made->name = g_strdup(source->name);
    made->is_named = source->is_named;
    made->interfaces = g_array_copy(source->interfaces);
    made->frames = source->frames;
    made->has_clock = clock->is_known;
    made->offset = clock->fit.offset;
    made->drift_ppm = clock->fit.drift_ppm;
    made->spread = clock->fit.spread;
    made->pairs = clock->fit.pairs;
    made->directions = clock->fit.directions;
    made->middle_ns = clock->fit.middle_ns;
    return made;
}

static void say_offset(const struct sources *sources, const struct report_source *source,
                       const char *reference, GPtrArray *limits)
{
    double gap = (double)sources_shortest_gap_ns(sources) / NS_PER_S;
    char *text;

    if (gap <= 0 || fabs(source->offset) <= gap / 2)
        return;
    text = g_strdup_printf(
        "the clock of %s is %.6f s %s that of %s, which is more than half of the shortest time "
        "between a request and its answer (%.6f s): frames may stand in the wrong order; "
        "-z dcomauth,clocks prints the commands that move its times",
        source->name, fabs(source->offset), source->offset < 0 ? "ahead of" : "behind", reference,
        gap);
    g_ptr_array_add(limits, text);
}

static void say_clock(const struct sources *sources, const struct report_source *source,
                      const char *reference, GPtrArray *limits)
{
    if (source->has_clock) {
        say_offset(sources, source, reference, limits);
        if (source->directions == 1)
            g_ptr_array_add(limits, g_strdup_printf("%s and %s have packets of one direction in "
                                                    "common: the offset of their clocks holds a "
                                                    "delay that is not known",
                                                    source->name, reference));
    } else if (source->is_named && source->frames > 0) {
        g_ptr_array_add(limits,
                        g_strdup_printf("%s has fewer than %d packets in common with the other "
                                        "captures: how its clock compares with theirs is unknown",
                                        source->name, CLOCK_PAIRS_MIN));
    }
}

static void say_copies(const struct sources *sources, GPtrArray *limits)
{
    struct source_copies copies = sources_copies(sources);
    char *text;

    if (copies.count == 0)
        return;
    text = g_strdup_printf(
        "%u packet%s on one interface twice, the first in frames %u and %u: captures that were "
        "merged like that cannot be told apart, nor their clocks; merge them again with "
        "`mergecap -I none`",
        copies.count, copies.count == 1 ? " is" : "s are", copies.first_frame, copies.second_frame);
    g_ptr_array_add(limits, text);
}

void capture_sources_fill(const struct sources *sources, GPtrArray *list, GPtrArray *limits)
{
    g_autofree struct source_clock *clocks = sources_clocks(sources);

    for (unsigned i = 0; i < sources_count(sources); i++) {
        struct report_source *source = report_source_new(sources_get(sources, i), &clocks[i]);

        g_ptr_array_add(list, source);
        if (i > 0)
            say_clock(sources, source, sources_get(sources, 0)->name, limits);
    }
    say_copies(sources, limits);
}

static struct report_source *find(const GPtrArray *list, const char *name)
{
    for (guint i = 0; i < list->len; i++)
        if (strcmp(((const struct report_source *)list->pdata[i])->name, name) == 0)
            return list->pdata[i];
    return NULL;
}

static struct report_source *copy_of(const struct report_source *source)
{
    struct report_source *copy = g_memdup2(source, sizeof *source);

    copy->name = g_strdup(source->name);
    copy->interfaces = g_array_copy(source->interfaces);
    return copy;
}

void capture_sources_add(GPtrArray *into, const GPtrArray *part)
{
    for (guint i = 0; i < part->len; i++) {
        const struct report_source *source = part->pdata[i];
        struct report_source *known = find(into, source->name);

        if (known)
            known->frames += source->frames;
        else
            g_ptr_array_add(into, copy_of(source));
    }
}
