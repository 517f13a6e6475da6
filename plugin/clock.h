/* Wireshark's time as the events count it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CLOCK_H
#define DCOMAUTH_CLOCK_H

#include <epan/packet_info.h>
#include <glib.h>
#include <stdint.h>
#include <wsutil/nstime.h>

/* A capture may claim any time. This far from 1970, the difference of two times still fits. */
#define CLOCK_S_MAX INT64_C(4500000000)

static inline int64_t clock_ns(const nstime_t *time)
{
    int64_t seconds = CLAMP((int64_t)time->secs, -CLOCK_S_MAX, CLOCK_S_MAX);

    return seconds * 1000000000 + time->nsecs;
}

/* Before the first frame of a file. */
void clock_begin_file(void);

/* When the frame was captured. Packets without time stamps (pcapng's simple packet blocks) follow
 * what came before them in steps of a millisecond: their order is all that is known. Call it for
 * the frames of the first pass, in order; again for the same frame it says the same. */
int64_t clock_of_frame(const packet_info *pinfo);

#endif
