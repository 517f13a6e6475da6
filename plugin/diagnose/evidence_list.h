/* Evidence as data: pieces that each know their kind and their frames; evidence.def has the
 * wordings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_EVIDENCE_LIST_H
#define DCOMAUTH_EVIDENCE_LIST_H

#include <glib.h>
#include <stdint.h>

enum evidence_kind {
#define EVIDENCE(name, id, text) EVIDENCE_##name,
#include "evidence.def"
#undef EVIDENCE
    EVIDENCE_KIND_COUNT
};

enum { EVIDENCE_FRAMES_MAX = 6, EVIDENCE_WORDS_MAX = 8 };

struct evidence {
    enum evidence_kind kind;
    char *text;                           /* a whole sentence; equal ones are kept once */
    uint32_t frames[EVIDENCE_FRAMES_MAX]; /* those that it names, each once */
    unsigned frame_count;
};

/* What goes in place of a word in braces. */
struct evidence_word {
    enum { EVIDENCE_NO_WORD, EVIDENCE_FRAME_WORD, EVIDENCE_TEXT_WORD } type;
    const char *text;
    uint32_t frame; /* 0: the word names none */
};

struct evidence_words {
    struct evidence_word list[EVIDENCE_WORDS_MAX];
};

/* The words of a piece in the order of their braces: WORDS(FRAME_WORD(3), TEXT_WORD(kdc)). */
#define WORDS(...) ((struct evidence_words){{__VA_ARGS__}})
#define NO_WORDS WORDS({EVIDENCE_NO_WORD, NULL, 0})
#define FRAME_WORD(number)                                                                         \
    {                                                                                              \
        EVIDENCE_FRAME_WORD, NULL, number                                                          \
    }
#define TEXT_WORD(words)                                                                           \
    {                                                                                              \
        EVIDENCE_TEXT_WORD, words, 0                                                               \
    }
/* A text that speaks of one frame. */
#define TEXT_WORD_ABOUT(words, number)                                                             \
    {                                                                                              \
        EVIDENCE_TEXT_WORD, words, number                                                          \
    }

/* An empty list of struct evidence; g_array_unref() it. */
GArray *evidence_list_new(void);

/* Appends a piece; the texts of the words are copied. */
void evidence_add(GArray *list, enum evidence_kind kind, struct evidence_words words);

const struct evidence *evidence_at(const GArray *list, guint i);

/* "tgt-issued": as in the reports. */
const char *evidence_kind_id(enum evidence_kind kind);

#endif
