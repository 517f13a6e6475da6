/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wrap.h"

#include <string.h>

unsigned wrap_width(const char *text)
{
    return (unsigned)g_utf8_strlen(text, -1);
}

static void append_spaces(GString *out, unsigned count)
{
    g_string_append_printf(out, "%*s", (int)count, "");
}

void wrap_pad(GString *out, const char *text, unsigned width)
{
    unsigned used = wrap_width(text);

    g_string_append(out, text);
    if (used < width)
        append_spaces(out, width - used);
}

void wrap_append(GString *out, unsigned columns, const char *prefix, const char *text)
{
    unsigned indent = wrap_width(prefix);
    unsigned column = indent;
    g_auto(GStrv) words = g_strsplit(text, " ", -1);

    g_string_append(out, prefix);
    for (char **word = words; *word; word++) {
        unsigned width = wrap_width(*word);

        if (width == 0)
            continue;
        if (column > indent && column + 1 + width > columns) {
            g_string_append_c(out, '\n');
            append_spaces(out, indent);
            column = indent;
        }
        if (column > indent) {
            g_string_append_c(out, ' ');
            column++;
        }
        g_string_append(out, *word);
        column += width;
    }
    g_string_append_c(out, '\n');
}
