/* Whether a text is JSON (RFC 8259), strictly.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FUZZ_JSON_CHECK_H
#define DCOMAUTH_FUZZ_JSON_CHECK_H

#include <stdbool.h>

bool json_check(const char *text);

#endif
