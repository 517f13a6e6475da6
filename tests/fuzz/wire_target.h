/* A fuzz target for one reader of plugin/wire: include this and define read_input().
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FUZZ_WIRE_TARGET_H
#define DCOMAUTH_FUZZ_WIRE_TARGET_H

#include "fuzz.h"
#include "wire/bytes.h"

#include <stdlib.h>

/* Reads the input as its protocol, and calls abort() where the result breaks its contract. */
static void read_input(struct bytes input);

int LLVMFuzzerInitialize(int *argument_count, char ***arguments)
{
    (void)argument_count;
    (void)arguments;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    /* A block of its own, so that reading beyond its end is seen. */
    uint8_t *copy = malloc(length ? length : 1);

    if (!copy)
        abort();
    if (length)
        memcpy(copy, bytes, length);
    read_input((struct bytes){copy, length});
    free(copy);
    return 0;
}

static inline void expect(bool is_true)
{
    if (!is_true)
        abort();
}

/* Part of the whole, or empty. */
static inline bool is_within(struct bytes part, struct bytes whole)
{
    return part.length == 0 || (part.at >= whole.at && part.length <= whole.length &&
                                part.at + part.length <= whole.at + whole.length);
}

#endif
