/* What holds for every report whatever was seen; a breach aborts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FUZZ_REPORT_CHECK_H
#define DCOMAUTH_FUZZ_REPORT_CHECK_H

#include "diagnose/diagnosis.h"

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition))                                                                          \
            report_check_failed(#condition, __FILE__, __LINE__);                                   \
    } while (0)

_Noreturn void report_check_failed(const char *condition, const char *file, int line);

/* with_forms: also in every written form. */
void report_check(const struct diagnosis *diagnosis, uint32_t last_frame, bool with_forms);

void report_check_forms(const struct report *report);

#endif
