/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "current.h"

static current_source diagnosis_source;

void current_set_source(current_source source)
{
    diagnosis_source = source;
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
