/* Numbers as text. A report of thousands of findings has some hundred thousand of them, for which
 * printf costs ten times as much.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_DECIMAL_H
#define DCOMAUTH_DECIMAL_H

#include <glib.h>
#include <stdint.h>

/* As many digits as 2^32 - 1 has. */
enum { DECIMAL_SIZE = 10 };

/* Writes the digits at out, without an end. Returns where they end. */
char *decimal_write(char *out, uint32_t value);

/* Appends them, with a sign where the value is negative. */
void decimal_append(GString *out, uint32_t value);
void decimal_append_signed(GString *out, int32_t value);

#endif
