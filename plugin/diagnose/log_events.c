/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "log_events.h"

#define VERDICT_ANY VERDICT_COUNT
#define F(name) FACT_BIT(name)

static const struct {
    enum verdict verdict;
    int32_t code;
    uint64_t all;
    uint64_t none;
    const char *event;
} rows[] = {
#define LOG_EVENT(verdict_, code_, all_, none_, event_)                                            \
    {VERDICT_##verdict_, code_, all_, none_, event_},
#include "log_events.def"
#undef LOG_EVENT
};

void log_events_fill(const struct diagnosis_case *subject, enum verdict verdict, GPtrArray *events)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if ((rows[i].verdict == verdict || rows[i].verdict == VERDICT_ANY) &&
            (rows[i].code == 0 || rows[i].code == subject->code) &&
            (subject->facts & rows[i].all) == rows[i].all && (subject->facts & rows[i].none) == 0)
            finding_add_sentence(events, g_strdup(rows[i].event));
}
