/* Whether a TCP segment does nothing but acknowledge.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_ACKNOWLEDGEMENT_H
#define DCOMAUTH_WIRE_ACKNOWLEDGEMENT_H

#include "bytes.h"

struct acknowledgement {
    bool is_plain; /* no data, no flag but ACK, no option but time stamps, and a window */
    bool has_window;
    uint32_t number;
};

/* Reads it from a TCP header (RFC 9293 3.1) with its options. wire_length: of the data behind it.
 * False where the segment acknowledges nothing. */
bool acknowledgement_read(struct bytes tcp, size_t wire_length, struct acknowledgement *ack);

#endif
