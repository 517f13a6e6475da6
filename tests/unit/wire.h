/* Inputs for the readers of plugin/wire.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_TESTS_WIRE_H
#define DCOMAUTH_TESTS_WIRE_H

#include "told.h"
#include "wire/bytes.h"

/* Of literal numbers, or of an array. */
#define BYTES(...)                                                                                 \
    ((struct bytes){(const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})})
#define BYTES_OF(array) ((struct bytes){array, sizeof(array)})

/* A copy of exactly the length, so that valgrind and the sanitizers see every byte too far. */
#define BYTES_CUT(name, array, size)                                                               \
    g_autofree uint8_t *name##_copy = g_memdup2(array, size);                                      \
    const struct bytes name = {name##_copy, size}

/* The array with another value at one place. */
#define BYTES_CHANGED(name, array, place, value)                                                   \
    g_autofree uint8_t *name##_copy = g_memdup2(array, sizeof(array));                             \
    name##_copy[place] = (uint8_t)(value);                                                         \
    const struct bytes name = {name##_copy, sizeof(array)}

#endif
