/* Reads the input as the e-data of a KRB-ERROR.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"
#include "wire/kerb_error_data.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argument_count, char ***arguments)
{
    (void)argument_count;
    (void)arguments;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    /* At the end of a block of its own, so that reading beyond it is seen. */
    uint8_t *copy = malloc(length ? length : 1);
    if (!copy)
        return 0;
    if (length)
        memcpy(copy, bytes, length);
    struct kerb_error_data data = kerb_error_data_read(copy, length);
    free(copy);
    if (!data.has_nt_status && data.nt_status != 0)
        abort();
    return 0;
}
