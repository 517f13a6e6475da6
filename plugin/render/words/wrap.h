/* Lines of text for a terminal.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WRAP_H
#define DCOMAUTH_WRAP_H

#include <glib.h>

/* Appends text behind prefix, broken at spaces so that no line has more columns unless a word has;
 * further lines are indented by the width of the prefix. Ends with a line feed. */
void wrap_append(GString *out, unsigned columns, const char *prefix, const char *text);

/* Appends text and spaces up to width characters. */
void wrap_pad(GString *out, const char *text, unsigned width);

unsigned wrap_width(const char *text);

#endif
