/* When frames were seen and between whom: for diagrams, as a finding dates only one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FRAME_LOG_H
#define DCOMAUTH_FRAME_LOG_H

#include "../../event/host_addr.h"

struct logged_frame {
    int64_t relative_ns; /* since the first frame of the capture */
    struct host_addr source;
    struct host_addr target;
};

struct frame_log;

struct frame_log *frame_log_new(void);
void frame_log_free(struct frame_log *log);
void frame_log_clear(struct frame_log *log);
void frame_log_add(struct frame_log *log, unsigned part, uint32_t frame,
                   const struct logged_frame *seen);

/* NULL for a frame of that part of the capture that was not logged. */
const struct logged_frame *frame_log_find(const struct frame_log *log, unsigned part,
                                          uint32_t frame);

#endif
