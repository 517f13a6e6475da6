/* When frames were seen: for diagrams, as a finding dates only one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FRAME_LOG_H
#define DCOMAUTH_FRAME_LOG_H

#include "ladder.h"

struct frame_log;

struct frame_log *frame_log_new(void);
void frame_log_free(struct frame_log *log);
void frame_log_clear(struct frame_log *log);
/* relative_ns: since the first frame of the capture. */
void frame_log_add(struct frame_log *log, unsigned part, uint32_t frame, int64_t relative_ns);

/* The log as a clock for ladders, for as long as it lasts. */
struct ladder_clock frame_log_clock(const struct frame_log *log);

#endif
