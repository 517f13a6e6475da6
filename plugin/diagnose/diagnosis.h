/* The diagnosis of one capture: takes events in the order of the frames, gives findings.
 *
 * This is the only door between the rooms that know Wireshark and those that do not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_DIAGNOSIS_H
#define DCOMAUTH_DIAGNOSIS_H

#include "../event/captured_frame.h"
#include "../event/settings.h"
#include "earlier_parts.h"

struct diagnosis;

struct diagnosis_settings {
    int64_t window_ns; /* how long before a failure its cause may lie */
    bool report_warnings;
    bool report_notes;
    const uint16_t *rpc_ports; /* ports that are RPC besides 135; copied */
    unsigned rpc_port_count;
    const int32_t *routine_codes; /* KRB-ERROR codes to treat as routine; copied */
    unsigned routine_code_count;
    settings_set switched_off; /* what Wireshark was told to leave out */
    const char *source_names;  /* of the interfaces, as for sources_new(); copied */
};

/* Window 15 minutes (SpnCacheTimeout of Windows), everything reported, no extra port or code. */
struct diagnosis_settings diagnosis_default_settings(void);

struct diagnosis *diagnosis_new(const struct diagnosis_settings *settings);
void diagnosis_free(struct diagnosis *diagnosis);

/* The diagnosis is of the part of the capture that follows those: ids go on, and the report is on
 * all of them. They must outlive the diagnosis. To be called before the first frame. */
void diagnosis_follow(struct diagnosis *diagnosis, const struct earlier_parts *earlier);

/* Ends the capture, moves what was found to the earlier parts, which it must follow, and frees the
 * diagnosis. */
void diagnosis_become_earlier(struct diagnosis *diagnosis, struct earlier_parts *earlier);

/* The number of the part of the capture, from 1. */
unsigned diagnosis_part(const struct diagnosis *diagnosis);

/* Counts one frame of the capture. Call it once for each frame, before the events of the frame. */
void diagnosis_add_frame(struct diagnosis *diagnosis, const struct captured_frame *frame);

/* Takes what the event says; nothing of it is kept by reference. */
void diagnosis_add_event(struct diagnosis *diagnosis, const struct event *event);

/* Says that the capture has ended for now: associations without an outcome become undetermined.
 * More events may follow (a live capture): then what was found because of the end, and only that,
 * is taken back, and its ids are given anew. */
void diagnosis_end_capture(struct diagnosis *diagnosis);

/* What a frame is to a finding, the strongest first: a frame has one role in each. Only the answer
 * stands for the finding. */
enum frame_role {
    FRAME_IS_ANSWER,
    FRAME_IS_BIND,
    FRAME_IS_KRB_ERROR,
    FRAME_IS_LEG,
    FRAME_IS_AS_REQ,
    FRAME_IS_AS_REP,
    FRAME_IS_TGS_REQ,
    FRAME_IS_TGS_REP,
    FRAME_IS_CONNECTION,
};

struct frame_part {
    unsigned finding; /* id */
    enum frame_role role;
};

/* The parts that a frame has, as struct frame_part; NULL for none. Owned by the diagnosis.
 * first_pass: the frame is being seen for the first time. Then only findings that this very
 * frame has settled are known; it stands for their answer, even where the answer was an earlier
 * frame. */
const GArray *diagnosis_frame_parts(const struct diagnosis *diagnosis, uint32_t frame,
                                    bool first_pass);

/* The finding with this id, or NULL. Owned by the diagnosis. */
const struct finding *diagnosis_finding(const struct diagnosis *diagnosis, unsigned id);
unsigned diagnosis_finding_count(const struct diagnosis *diagnosis);

/* The id of the first of them, from which the others go on: those before it are of earlier parts
 * of the capture. */
unsigned diagnosis_first_finding(const struct diagnosis *diagnosis);

/* Those of them that stay, however the capture goes on. */
unsigned diagnosis_lasting_finding_count(const struct diagnosis *diagnosis);

/* The report as of now; free it with report_free(), before the diagnosis. */
struct report *diagnosis_report(const struct diagnosis *diagnosis);
void report_free(struct report *report);

/* Adds a sentence to the limits of the report, once (the harvest knows some that no event
 * shows). */
void diagnosis_add_limit(struct diagnosis *diagnosis, const char *sentence);

#endif
