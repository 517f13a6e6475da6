/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finding_filter.h"

char *finding_filter(unsigned id)
{
    return g_strdup_printf("dcomauth.finding == %u", id);
}

char *finding_filter_of_all(const GArray *ids)
{
    GString *text;

    if (ids->len == 1)
        return finding_filter(g_array_index(ids, unsigned, 0));
    text = g_string_new("dcomauth.finding in {");
    for (guint i = 0; i < ids->len;) {
        unsigned first = g_array_index(ids, unsigned, i);
        unsigned last = first;

        while (++i < ids->len && g_array_index(ids, unsigned, i) == last + 1)
            last++;
        g_string_append_printf(text, "%u", first);
        if (last > first)
            g_string_append_printf(text, "..%u", last);
        g_string_append(text, i < ids->len ? ", " : "");
    }
    g_string_append_c(text, '}');
    return g_string_free(text, FALSE);
}
