/* Reads the input as the body of a bind_nak and as the extended error information of a fault.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"
#include "wire/extended_error.h"

#include <stdlib.h>
#include <string.h>

enum { CAPACITY = 8 };

int LLVMFuzzerInitialize(int *argument_count, char ***arguments)
{
    (void)argument_count;
    (void)arguments;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    uint8_t *copy = malloc(length ? length : 1);
    uint32_t *statuses = malloc(CAPACITY * sizeof *statuses);
    const uint8_t *blob;
    size_t blob_length;

    if (!copy || !statuses)
        abort();
    if (length)
        memcpy(copy, bytes, length);
    for (unsigned capacity = 0; capacity <= CAPACITY; capacity += CAPACITY / 2)
        if (extended_error_statuses(copy, length, statuses, capacity) > capacity)
            abort();
    if (extended_error_in_bind_nak(copy, length, &blob, &blob_length)) {
        if (blob < copy || blob_length > length || blob + blob_length > copy + length)
            abort();
        extended_error_statuses(blob, blob_length, statuses, CAPACITY);
    }
    free(statuses);
    free(copy);
    return 0;
}
