/* The bytes of one fuzzer input, as a source of choices.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FUZZ_BYTES_H
#define DCOMAUTH_FUZZ_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
    const uint8_t *at;
    size_t left;
};

/* Zero when nothing is left, so that the beginning of an input decides on its own. */
static inline uint8_t bytes_take(struct bytes *bytes)
{
    if (bytes->left == 0)
        return 0;
    bytes->left--;
    return *bytes->at++;
}

static inline uint32_t bytes_take32(struct bytes *bytes)
{
    uint32_t value = 0;

    for (int i = 0; i < 4; i++)
        value = value << 8 | bytes_take(bytes);
    return value;
}

#define BYTES_CHOOSE(bytes, list) ((list)[bytes_take(bytes) % (sizeof(list) / sizeof *(list))])

#endif
