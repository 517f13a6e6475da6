/* Reads the input as the length of the data on the wire and a TCP header.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire_target.h"

#include "wire/acknowledgement.h"

static void read_input(struct bytes input)
{
    size_t wire_length = bytes_u8(input, 0);
    struct acknowledgement ack;

    if (acknowledgement_read(bytes_from(input, 1), wire_length, &ack))
        expect(!ack.is_plain || (wire_length == 0 && ack.has_window));
    else
        expect(!ack.is_plain);
}
