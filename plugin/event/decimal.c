/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decimal.h"

#include <string.h>

char *decimal_write(char *out, uint32_t value)
{
    char digits[DECIMAL_SIZE];
    size_t count = 0;

    do
        digits[count++] = (char)('0' + value % 10);
    while ((value /= 10) != 0);
    while (count > 0)
        *out++ = digits[--count];
    return out;
}

void decimal_append(GString *out, uint32_t value)
{
    char digits[DECIMAL_SIZE];

    g_string_append_len(out, digits, decimal_write(digits, value) - digits);
}

void decimal_append_signed(GString *out, int32_t value)
{
    if (value < 0)
        g_string_append_c(out, '-');
    decimal_append(out, value < 0 ? 0u - (uint32_t)value : (uint32_t)value);
}
