/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence_list.h"

#include "../event/decimal.h"

#include <string.h>

static const struct {
    const char *id;
    const char *text;
} kinds[EVIDENCE_KIND_COUNT] = {
#define EVIDENCE(name, id, text) [EVIDENCE_##name] = {id, text},
#include "evidence.def"
#undef EVIDENCE
};

static void evidence_clear(gpointer data)
{
    g_ref_string_release(((struct evidence *)data)->text);
}

GArray *evidence_list_new(void)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct evidence));

    g_array_set_clear_func(list, evidence_clear);
    return list;
}

static void add_frame(struct evidence *evidence, uint32_t frame)
{
    for (unsigned i = 0; i < evidence->frame_count; i++)
        if (evidence->frames[i] == frame)
            return;
    if (frame != 0 && evidence->frame_count < EVIDENCE_FRAMES_MAX)
        evidence->frames[evidence->frame_count++] = frame;
}

static void append_word(GString *text, const struct evidence_word *word)
{
    if (word->type == EVIDENCE_FRAME_WORD)
        decimal_append(text, word->frame);
    else if (word->text)
        g_string_append(text, word->text);
}

static char *fill(const char *template, const struct evidence_words *words)
{
    GString *text = g_string_new(NULL);
    unsigned used = 0;

    for (const char *open; (open = strchr(template, '{')) != NULL;) {
        const char *end = strchr(open, '}');

        if (!end || used == EVIDENCE_WORDS_MAX || words->list[used].type == EVIDENCE_NO_WORD)
            break;
        g_string_append_len(text, template, open - template);
        append_word(text, &words->list[used++]);
        template = end + 1;
    }
    g_string_append(text, template);
    return g_string_free(text, FALSE);
}

void evidence_add(GArray *list, enum evidence_kind kind, struct evidence_words words)
{
    g_autofree char *text = fill(kinds[kind].text, &words);
    struct evidence evidence = {.kind = kind, .text = g_ref_string_new_intern(text)};

    for (unsigned i = 0; i < EVIDENCE_WORDS_MAX; i++)
        add_frame(&evidence, words.list[i].frame);
    g_array_append_val(list, evidence);
}

const struct evidence *evidence_at(const GArray *list, guint i)
{
    return &g_array_index(list, struct evidence, i);
}

const char *evidence_kind_id(enum evidence_kind kind)
{
    return kinds[kind].id;
}
