/* worst SIZE STEPS OUT SEED...: looks for the input of this size that costs a reader of plugin/wire
 * the most, and writes it to OUT. Linked with the readers and a fuzz target, which are compiled
 * with -fsanitize-coverage=trace-pc, so that each basic block that they run counts. Starts from the
 * seeds, repeated up to the size, changes a few bytes at a time and keeps what costs more. The same
 * arguments give the same input.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES_MAX = 8, BLOCK_MAX = 64 };

void __sanitizer_cov_trace_pc(void);

static uint64_t blocks;

void __sanitizer_cov_trace_pc(void)
{
    blocks++;
}

static uint64_t cost(const uint8_t *input, size_t size)
{
    blocks = 0;
    LLVMFuzzerTestOneInput(input, size);
    return blocks;
}

/* The seed over and over again, or once and then zeros. */
static void fill(uint8_t *input, size_t size, const char *seed, gsize length, bool again)
{
    for (size_t i = 0; i < size; i++)
        input[i] = length > 0 && (again || i < length) ? (uint8_t)seed[i % length] : 0;
}

static void copy_block(GRand *rand, uint8_t *input, size_t size)
{
    size_t length = (size_t)g_rand_int_range(rand, 1, BLOCK_MAX);
    size_t from = (size_t)g_rand_int_range(rand, 0, (gint32)(size - length));
    size_t to = (size_t)g_rand_int_range(rand, 0, (gint32)(size - length));

    memmove(input + to, input + from, length);
}

static void change(GRand *rand, uint8_t *input, size_t size)
{
    static const uint8_t favourites[] = {0, 1, 2, 4, 8, 16, 0x30, 0xa1, 0xc0, 0xff};

    for (int i = g_rand_int_range(rand, 1, CHANGES_MAX); i > 0; i--) {
        size_t at = (size_t)g_rand_int_range(rand, 0, (gint32)size);

        if (g_rand_boolean(rand))
            input[at] = (uint8_t)g_rand_int(rand);
        else
            input[at] = favourites[g_rand_int_range(rand, 0, sizeof favourites)];
    }
    if (g_rand_boolean(rand))
        copy_block(rand, input, size);
}

static void climb(uint8_t *best, size_t size, int steps)
{
    GRand *rand = g_rand_new_with_seed(1);
    uint8_t *other = g_malloc(size);
    uint64_t most = cost(best, size);

    for (int i = 0; i < steps; i++) {
        uint64_t now;

        memcpy(other, best, size);
        change(rand, other, size);
        now = cost(other, size);
        if (now >= most) {
            most = now;
            memcpy(best, other, size);
        }
    }
    g_free(other);
    g_rand_free(rand);
}

int main(int argument_count, char **arguments)
{
    size_t size = (size_t)atoi(arguments[1]);
    uint8_t *best = g_malloc0(size), *input = g_malloc(size);

    for (int i = 4; i < argument_count; i++) {
        char *seed;
        gsize length;

        if (!g_file_get_contents(arguments[i], &seed, &length, NULL))
            return 2;
        for (int again = 0; again < 2; again++) {
            fill(input, size, seed, length, again);
            if (cost(input, size) > cost(best, size))
                memcpy(best, input, size);
        }
        g_free(seed);
    }
    climb(best, size, atoi(arguments[2]));
    if (!g_file_set_contents(arguments[3], (const char *)best, (gssize)size, NULL))
        return 2;
    g_free(input);
    g_free(best);
    return 0;
}
