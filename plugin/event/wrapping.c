/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wrapping.h"

static const struct wrapping_row rows[WRAPPING_COUNT] = {
#define WRAPPING(id, scope, form, port, name, advice)                                              \
    [WRAPPING_##id] = {WRAPPING_##scope, WRAPPING_IN_##form, port, name, advice},
#include "wrappings.def"
#undef WRAPPING
};

const struct wrapping_row *wrapping_row(enum wrapping wrapping)
{
    return &rows[wrapping];
}

enum wrapping wrapping_of_port(uint32_t port)
{
    int i = 0;

    while (i < WRAPPING_COUNT && (port == 0 || rows[i].port != port))
        i++;
    return (enum wrapping)i;
}
