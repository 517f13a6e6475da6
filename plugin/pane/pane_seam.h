/* The seam between the core (C) and the pane (C++, Qt): plain data and one table of functions.
 *
 * Both sides include it and nothing else of each other. Everything runs in Wireshark's only
 * dissection thread, which is Qt's GUI thread. Texts are UTF-8 without control characters.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PANE_SEAM_H
#define DCOMAUTH_PANE_SEAM_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Goes up with every change of this file: core and module may come from different packages. */
#define PANE_SEAM_VERSION 3

enum pane_event {
    PANE_FILE_BEGINS, /* also where everything is dissected anew */
    PANE_FILE_ENDS,   /* no finding exists any more */
};

/* What Wireshark is doing. Only of a file that is LIVE or WHOLE may anything be asked. */
enum pane_file {
    PANE_NO_WINDOW, /* Wireshark is not ready to answer plugins */
    PANE_NO_FILE,
    PANE_FILE_BUSY, /* frames are being read, filtered or dissected, and events come in between */
    PANE_FILE_LIVE, /* a capture goes on */
    PANE_FILE_WHOLE,
};

/* As the core's own severities, in this order. */
enum pane_severity { PANE_NOTE, PANE_WARNING, PANE_ERROR };

enum pane_form { PANE_HTML, PANE_JSON, PANE_CSV, PANE_TEXT };

/* What the whole capture comes to. */
struct pane_totals {
    unsigned first; /* id of the first finding; the others follow it without a gap */
    unsigned findings;
    unsigned causes;
    unsigned kept; /* so many of the first findings are as at the last look, and so is the order of
                      their causes */
};

/* What the list needs to see whether a row is still the same: equal stamps, equal rows. */
struct pane_stamp {
    uint64_t row;
    unsigned cause; /* position of its cause, from 0 */
};

/* A finding as a row of the list. */
struct pane_finding {
    enum pane_severity severity;
    uint32_t frame; /* where to go; 0: nowhere */
    double seconds; /* since the first frame */
    const char *title;
    const char *summary;
    const char *client;
    const char *server;
};

/* What the list needs to see whether the row of a cause is still the same. The key is the id of its
 * first finding: the order of the causes changes while a capture goes on, the key does not. */
struct pane_mark {
    unsigned key;
    unsigned count;
    uint64_t stamp;
};

/* A cause as a row of the list. */
struct pane_cause {
    enum pane_severity severity;
    unsigned count;
    uint32_t frame; /* of its first finding */
    double seconds;
    const char *title;
    const char *summary;
    const char *clients; /* the only one, or how many */
    const char *servers;
};

struct pane_lane {
    const char *title;
    const char *address;
};

/* An arrow of the ladder. */
struct pane_message {
    uint32_t frame;
    unsigned from; /* lane */
    unsigned to;
    double seconds; /* since the first frame; negative: unknown */
    const char *label;
    bool failed;
    bool unanswered;
};

struct pane_evidence {
    const char *text;
    const uint32_t *frames;
    unsigned frame_count;
};

struct pane_fact {
    const char *label;
    const char *text;
};

/* Everything that is shown of a chosen finding. */
struct pane_detail {
    const char *title;
    const char *summary;
    enum pane_severity severity;
    const struct pane_lane *lanes;
    unsigned lane_count;
    const struct pane_message *messages;
    unsigned message_count;
    const char *const *steps; /* commands stand between backticks */
    unsigned step_count;
    const struct pane_evidence *evidence;
    unsigned evidence_count;
    const struct pane_fact *facts;
    unsigned fact_count;
};

/* What the core answers. Unless it is said otherwise, what is returned belongs to the core and
 * lasts until the same function is called again, or an event comes. */
struct pane_seam {
    uint32_t version;

    /* heard is called at every event, with data; NULL: no longer. It may come in the middle of a
     * dissection: take note, and ask later. */
    void (*listen)(void (*heard)(enum pane_event event, void *data), void *data);

    /* There will be no pane: why, in a few words. */
    void (*say_why_not)(const char *why);

    enum pane_file (*file)(void);
    const char *(*file_name)(void); /* with its folder; empty where there is none */

    /* Brings the diagnosis up to date and tells its totals; finding, stamp, mark and cause tell of
     * that state. Of a capture that goes on only what is settled counts, and what has been seen is
     * not looked at again: causes keep their places, and what was looked at is not told. */
    void (*look)(struct pane_totals *totals);

    struct pane_stamp (*stamp)(unsigned finding);
    bool (*finding)(unsigned finding, struct pane_finding *row);
    bool (*mark)(unsigned position, struct pane_mark *mark); /* from 0, the worst first */
    bool (*cause)(unsigned position, struct pane_cause *row);
    const struct pane_detail *(*detail)(unsigned finding); /* NULL: there is none */

    /* What was found, what was looked at, and what could not be judged (lines; may be empty). */
    const char *(*headline)(void);
    const char *(*looked_at)(void);
    const char *(*limits)(void);

    /* The finding that the frame has part in, the preferred one if it has part in that; 0: none. */
    unsigned (*finding_of_frame)(uint32_t frame, unsigned preferred);

    /* The report on a finding or on all findings of a cause, for the clipboard. */
    const char *(*finding_text)(unsigned finding);
    const char *(*cause_text)(unsigned position);

    /* Writes the whole report; returns what is wrong, NULL where nothing is. */
    const char *(*save)(const char *path, enum pane_form form);

    /* The frame that is selected in the packet list; 0: none. */
    uint32_t (*current_frame)(void);
    /* Whether the display filter lets the frame through. */
    bool (*is_displayed)(uint32_t frame);
    void (*go_to)(uint32_t frame);

    /* Shows the frames of a finding, of a cause, or all. */
    void (*filter_finding)(unsigned finding);
    void (*filter_cause)(unsigned position);
    void (*clear_filter)(void);

    /* The preference: the pane may open by itself. */
    bool (*may_open)(void);
    /* Where the pane keeps its place from one start to the next; NULL: nowhere. */
    const char *(*state_file)(void);
};

/* What the module exports under the name PANE_START: takes the table, which lasts as long as the
 * process. Returns why there will be no pane, NULL where there will be one. */
typedef const char *(*pane_start)(const struct pane_seam *seam);
#define PANE_START "dcomauth_pane_start"

#ifdef __cplusplus
}
#endif

#endif
