/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clock.h"

#define STEP_NS INT64_C(1000000)

/* The last frame that had a time stamp. */
static uint32_t timed_frame;
static int64_t timed_ns;

void clock_begin_file(void)
{
    timed_frame = 0;
    timed_ns = 0;
}

int64_t clock_of_frame(const packet_info *pinfo)
{
    if (!pinfo->fd->has_ts)
        return timed_ns + ((int64_t)pinfo->num - timed_frame) * STEP_NS;
    timed_frame = pinfo->num;
    timed_ns = clock_ns(&pinfo->abs_ts);
    return timed_ns;
}
