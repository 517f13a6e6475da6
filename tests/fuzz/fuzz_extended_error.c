/* Reads the input as the body of a bind_nak and as the extended error information of a fault.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire_target.h"

#include "wire/extended_error.h"

enum { CAPACITY = 8 };

static void read_statuses(struct bytes blob, unsigned capacity)
{
    uint32_t *statuses = malloc((capacity ? capacity : 1) * sizeof *statuses);

    expect(statuses && extended_error_statuses(blob, statuses, capacity) <= capacity);
    free(statuses);
}

static void read_input(struct bytes input)
{
    struct bytes blob;

    read_statuses(input, 0);
    read_statuses(input, CAPACITY);
    if (!extended_error_in_bind_nak(input, &blob))
        return;
    expect(is_within(blob, input));
    read_statuses(blob, CAPACITY);
}
