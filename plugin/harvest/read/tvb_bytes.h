/* The bytes of a buffer of Wireshark's for the readers of plugin/wire.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_TVB_BYTES_H
#define DCOMAUTH_HARVEST_TVB_BYTES_H

#include "../../wire/bytes.h"

#include <epan/packet.h>

/* The first captured bytes, at most limit of them. They live as long as the buffer. */
static inline struct bytes tvb_bytes_first(tvbuff_t *tvb, size_t limit)
{
    size_t captured = tvb_captured_length(tvb), length = MIN(captured, limit);

    return (struct bytes){length > 0 ? tvb_get_ptr(tvb, 0, (int)length) : NULL, length};
}

/* All captured bytes. */
static inline struct bytes tvb_bytes(tvbuff_t *tvb)
{
    return tvb_bytes_first(tvb, SIZE_MAX);
}

#endif
