/* The words in braces of the wordings: names, addresses and codes of a case.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PLACEHOLDER_H
#define DCOMAUTH_PLACEHOLDER_H

#include "case.h"

/* One row of placeholders.def. */
struct placeholder {
    const char *name;
    const char *unknown;                                  /* what a sentence says instead */
    char *(*value)(const struct diagnosis_case *subject); /* a new string, or NULL: unknown */
};

/* The placeholder with this name, or NULL. */
const struct placeholder *placeholder_find(const char *name, size_t length);

#endif
