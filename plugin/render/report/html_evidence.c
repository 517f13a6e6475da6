/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"

#include "../words/text.h"

#include <string.h>

static bool names_frame(const struct evidence *evidence, uint64_t frame)
{
    for (unsigned i = 0; i < evidence->frame_count; i++)
        if (evidence->frames[i] == frame)
            return true;
    return false;
}

/* The words "frame 13" in the text from here on, or NULL; *end is behind them. */
static const char *find_frame(const char *text, uint64_t *frame, const char **end)
{
    const char *word = strstr(text, "rame ");

    while (word && !g_ascii_isdigit(word[5]))
        word = strstr(word + 1, "rame ");
    if (!word)
        return NULL;
    *frame = g_ascii_strtoull(word + 5, (char **)end, 10);
    return word > text ? word - 1 : word;
}

static void put_escaped(FILE *out, const char *text, const char *end)
{
    g_autofree char *escaped = g_markup_escape_text(text, end ? end - text : -1);

    fputs(escaped, out);
}

static void put_piece(FILE *out, const struct finding *finding, const struct ladder *ladder,
                      const struct evidence *evidence)
{
    g_autofree char *clean = text_clamp(evidence->text, HTML_TEXT_MAX);
    const char *rest = clean, *words, *end;
    uint64_t frame;

    while ((words = find_frame(rest, &frame, &end))) {
        put_escaped(out, rest, words);
        if (names_frame(evidence, frame) && ladder_shows(ladder, (uint32_t)frame)) {
            fprintf(out, "<a href=\"#finding-%u-frame-%u\">", finding->id, (uint32_t)frame);
            put_escaped(out, words, end);
            fputs("</a>", out);
        } else {
            put_escaped(out, words, end);
        }
        rest = end;
    }
    put_escaped(out, rest, NULL);
}

void html_put_evidence(FILE *out, const struct finding *finding, const struct ladder *ladder)
{
    if (finding->evidence->len == 0)
        return;
    fputs("<h3>Evidence</h3>\n<ul>\n", out);
    for (guint i = 0; i < finding->evidence->len; i++) {
        fputs("<li><bdi>", out);
        put_piece(out, finding, ladder, evidence_at(finding->evidence, i));
        fputs("</bdi></li>\n", out);
    }
    fputs("</ul>\n", out);
}
