/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"

#include "../words/text.h"

/* In the units of the viewBox, which the page scales to its width. */
enum {
    WIDTH = 1000,
    FIRST_LANE = 230,
    LAST_LANE = 900,
    HEADER = 56,
    ROW = 44,
    ARROW_LENGTH = 10,
    ARROW_HALF = 5,
    LETTER = 7, /* width of an average letter of a label */
    LABEL_MAX = (WIDTH - FIRST_LANE) / LETTER,
};

static int lane_x(const struct ladder *ladder, unsigned lane)
{
    return FIRST_LANE + (LAST_LANE - FIRST_LANE) * (int)lane / (int)(ladder->lanes->len - 1);
}

static void put_lanes(FILE *out, const struct ladder *ladder, int bottom)
{
    unsigned address_max =
        (unsigned)((LAST_LANE - FIRST_LANE) / (int)(ladder->lanes->len - 1)) / LETTER;

    for (unsigned i = 0; i < ladder->lanes->len; i++) {
        const struct ladder_lane *lane = &g_array_index(ladder->lanes, struct ladder_lane, i);
        g_autofree char *address =
            host_addr_known(&lane->address) ? text_address(&lane->address) : g_strdup("");
        int x = lane_x(ladder, i);

        fprintf(out, "<line class=\"lane\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", x,
                HEADER - 8, x, bottom);
        fprintf(out, "<text class=\"role\" x=\"%d\" y=\"18\">%s</text>", x, lane->title);
        fprintf(out, "<text class=\"host\" x=\"%d\" y=\"36\">", x);
        html_put(out, address, address_max);
        fputs("</text>\n", out);
    }
}

/* The label in the middle of its arrow, or as near to it as the page is wide. */
static int label_x(const char *label, int from, int to)
{
    int half = (int)g_utf8_strlen(label, -1) * LETTER / 2;

    return CLAMP((from + to) / 2, MIN(FIRST_LANE - 70 + half, WIDTH / 2), WIDTH - half);
}

static void put_cross(FILE *out, int x, int y)
{
    fprintf(out, "<path d=\"M%d %dl12 12m0 -12l-12 12\"/>\n", x - 6, y - 6);
}

static void put_arrow(FILE *out, const struct ladder_message *message, int from, int to, int y)
{
    int back = to > from ? -ARROW_LENGTH : ARROW_LENGTH;

    if (message->unanswered) {
        int middle = from + (to - from) * 3 / 4;

        fprintf(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", from, y, middle, y);
        put_cross(out, middle, y);
        return;
    }
    fprintf(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", from, y, to + back, y);
    fprintf(out, "<polygon points=\"%d,%d %d,%d %d,%d\"/>\n", to, y, to + back, y - ARROW_HALF,
            to + back, y + ARROW_HALF);
}

static void put_message(FILE *out, const struct finding *finding, const struct ladder *ladder,
                        const struct ladder_message *message, int top)
{
    int from = lane_x(ladder, message->from);
    int to = lane_x(ladder, message->to);
    g_autofree char *marked =
        g_strdup_printf("%s%s%s", message->failed ? "\xe2\x9c\x97 " : "", message->label,
                        message->unanswered ? ", never answered" : "");
    g_autofree char *label = text_clamp(marked, LABEL_MAX);

    fprintf(out, "<g id=\"finding-%u-frame-%u\" class=\"%s\">", finding->id, message->frame,
            message->failed ? "message failed" : "message");
    fprintf(out, "<text class=\"frame\" x=\"8\" y=\"%d\">frame %u</text>", top + 18,
            message->frame);
    if (message->has_time) {
        g_autofree char *seconds = text_seconds(message->relative_ns);

        fprintf(out, "<text class=\"time\" x=\"8\" y=\"%d\">%s s</text>", top + 34, seconds);
    }
    fprintf(out, "<text class=\"label\" x=\"%d\" y=\"%d\">", label_x(label, from, to), top + 18);
    html_put(out, label, LABEL_MAX + 1);
    fputs("</text>", out);
    put_arrow(out, message, from, to, top + 30);
    fputs("</g>\n", out);
}

void html_put_ladder(FILE *out, const struct finding *finding, const struct ladder *ladder)
{
    int height = HEADER + ROW * (int)ladder->messages->len + 12;

    fprintf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Messages of finding %u\">\n",
            WIDTH, height, finding->id);
    put_lanes(out, ladder, height - 8);
    for (guint i = 0; i < ladder->messages->len; i++)
        put_message(out, finding, ladder,
                    &g_array_index(ladder->messages, struct ladder_message, i),
                    HEADER + ROW * (int)i);
    fputs("</svg>\n", out);
}
