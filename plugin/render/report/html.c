/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"

#include "../words/text.h"

void html_put(FILE *out, const char *text, unsigned max)
{
    g_autofree char *clean = text_clamp(text, max);
    g_autofree char *escaped = g_markup_escape_text(clean, -1);

    fputs(escaped, out);
}

void html_element(FILE *out, const char *tag, const char *text)
{
    fprintf(out, "<%s><bdi>", tag);
    html_put(out, text, HTML_TEXT_MAX);
    fprintf(out, "</bdi></%s>\n", tag);
}
