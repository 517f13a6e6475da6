/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source_names.h"

#include <string.h>

enum { DECIMAL = 10 };

void source_names_read(const char *text,
                       void (*add)(const char *name, uint32_t interface, void *user_data),
                       void *user_data)
{
    g_auto(GStrv) parts = g_strsplit(text ? text : "", ";", 0);

    for (guint i = 0; parts[i]; i++) {
        char *mark = strrchr(parts[i], '=');

        if (!mark || mark == parts[i])
            continue;
        *mark = '\0';
        g_auto(GStrv) numbers = g_strsplit(mark + 1, ",", 0);
        for (guint j = 0; numbers[j]; j++) {
            guint64 number;

            if (g_ascii_string_to_unsigned(g_strstrip(numbers[j]), DECIMAL, 0, UINT32_MAX, &number,
                                           NULL))
                add(g_strstrip(parts[i]), (uint32_t)number, user_data);
        }
    }
}
