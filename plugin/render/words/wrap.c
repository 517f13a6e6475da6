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

    g_string_append(out, prefix);
    for (const char *word = text + strspn(text, " "); *word; word += strspn(word, " ")) {
        size_t size = strcspn(word, " ");
        unsigned width = (unsigned)g_utf8_strlen(word, (gssize)size);

        if (column > indent && column + 1 + width > columns) {
            g_string_append_c(out, '\n');
            append_spaces(out, indent);
            column = indent;
        }
        if (column > indent) {
            g_string_append_c(out, ' ');
            column++;
        }
        g_string_append_len(out, word, (gssize)size);
        column += width;
        word += size;
    }
    g_string_append_c(out, '\n');
}
