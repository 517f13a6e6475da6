/* From facts to a cause: the rules, as data.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_VERDICT_H
#define DCOMAUTH_VERDICT_H

#include "case.h"

enum { VERDICT_CODES_MAX = 8 };

struct verdict_rule {
    enum verdict verdict;
    uint32_t outcomes;                /* bit per enum outcome; 0: any */
    int32_t codes[VERDICT_CODES_MAX]; /* ends with 0; none: any */
    uint64_t all;                     /* facts that must hold */
    uint64_t none;                    /* facts that must not */
    enum confidence confidence;
    const char *when; /* for people and for the table in the README */
    const char *source;
};

/* The first rule that fits the case; there always is one. */
const struct verdict_rule *verdict_of(const struct diagnosis_case *subject);

/* The rules in the order of their precedence, for the documentation and the tests. */
const struct verdict_rule *verdict_rules(size_t *count);

#endif
