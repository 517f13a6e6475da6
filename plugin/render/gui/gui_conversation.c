/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gui_conversation.h"

#include "../../compat.h"
#include "../tap/current.h"
#include "finding_filter.h"

#include <epan/conversation_filter.h>

/* One AS exchange may be behind very many findings; nobody reads a longer filter. */
enum { FILTER_FINDINGS_MAX = 100 };

static const GArray *parts_of(const packet_info *pinfo)
{
    const struct diagnosis *diagnosis = current_diagnosis();

    return diagnosis ? diagnosis_frame_parts(diagnosis, pinfo->num, false) : NULL;
}

static compat_bool has_part COMPAT_CONVERSATION_ARGUMENTS
{
    const GArray *parts = parts_of(pinfo);

    return parts && parts->len > 0;
}

static char *make_filter COMPAT_CONVERSATION_ARGUMENTS
{
    const GArray *parts = parts_of(pinfo);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(unsigned));

    for (guint i = 0; parts && i < MIN(parts->len, FILTER_FINDINGS_MAX); i++)
        g_array_append_val(ids, g_array_index(parts, struct frame_part, i).finding);
    return ids->len ? finding_filter_of_all(ids) : NULL;
}

void gui_conversation_register(void)
{
    compat_register_conversation_filter("dcomauth", "DCOM auth finding", has_part, make_filter);
}
