/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "number_hash.h"

#include <stdint.h>

guint number_hash(gconstpointer number)
{
    /* 2 to the 64th by the golden ratio: the upper half of the product depends on every bit. */
    return (guint)(*(const uint64_t *)number * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}
