/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wrap.h"

#include <stdbool.h>

unsigned wrap_width(const char *text)
{
    return (unsigned)g_utf8_strlen(text, -1);
}

static void append_spaces(GString *out, unsigned count)
{
    while (count-- > 0)
        g_string_append_c(out, ' ');
}

void wrap_pad(GString *out, const char *text, unsigned width)
{
    unsigned used = wrap_width(text);

    g_string_append(out, text);
    if (used < width)
        append_spaces(out, width - used);
}

/* A word's bytes, up to a blank or the end, and how many characters they are (RFC 3629 3: all but
 * the first byte of a character begin with the bits 10). */
static size_t measure(const char *word, unsigned *width)
{
    size_t size = 0;

    for (*width = 0; word[size] != '\0' && word[size] != ' '; size++)
        *width += ((unsigned char)word[size] & 0xc0) != 0x80;
    return size;
}

static const char *skip_blanks(const char *text)
{
    while (*text == ' ')
        text++;
    return text;
}

void wrap_append(GString *out, unsigned columns, const char *prefix, const char *text)
{
    unsigned indent = wrap_width(prefix);
    unsigned column = indent;
    const char *first = skip_blanks(text); /* what is not in out yet ends before end */
    const char *end = first;

    g_string_append(out, prefix);
    for (const char *word = first; *word; word = skip_blanks(end)) {
        unsigned width;
        size_t size = measure(word, &width);
        bool fits = column == indent || column + 1 + width <= columns;

        if (!fits || word > end + 1) { /* one blank between words stands as it is */
            g_string_append_len(out, first, end - first);
            g_string_append_c(out, fits ? ' ' : '\n');
            first = word;
        }
        if (!fits) {
            append_spaces(out, indent);
            column = indent;
        }
        column += width + (column > indent);
        end = word + size;
    }
    g_string_append_len(out, first, end - first);
    g_string_append_c(out, '\n');
}
