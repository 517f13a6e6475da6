/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "case.h"

/* Only a difference to the capture's own clock is visible; less than this is none. */
#define CLOCKS_AGREE_NS (60 * INT64_C(1000000000))

bool case_has(const struct diagnosis_case *subject, enum fact fact)
{
    return (subject->facts >> fact) & 1;
}

static const struct kdc_exchange *refused_exchange(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = subject->main_link ? subject->main_link->exchange : NULL;

    return exchange && exchange->state == EXCHANGE_REFUSED && !subject->main_inband ? exchange
                                                                                    : NULL;
}

bool case_nt_status(const struct diagnosis_case *subject, uint32_t *status)
{
    const struct kdc_exchange *exchange = refused_exchange(subject);

    if (subject->main_inband && subject->main_inband->has_nt_status)
        *status = subject->main_inband->nt_status;
    else if (exchange && exchange->has_nt_status)
        *status = exchange->nt_status;
    else
        return false;
    return true;
}

const char *case_e_text(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = refused_exchange(subject);

    return exchange ? exchange->e_text : NULL;
}

bool case_skew(const struct diagnosis_case *subject, int64_t *skew_ns)
{
    const struct kdc_exchange *exchange = refused_exchange(subject);
    const struct inband_error *inband = subject->main_inband;

    if (inband && inband->has_stime)
        *skew_ns = finding_time_difference(inband->stime_ns, inband->time_ns);
    else if (exchange && exchange->has_stime)
        *skew_ns = finding_time_difference(exchange->stime_ns, exchange->answer_ns);
    else
        return false;
    return true;
}

bool case_clock_agrees(const struct diagnosis_case *subject)
{
    int64_t skew_ns;

    return case_skew(subject, &skew_ns) && skew_ns > -CLOCKS_AGREE_NS && skew_ns < CLOCKS_AGREE_NS;
}
