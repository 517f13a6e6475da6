/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_only.h"

#include "first_pass.h"
#include "render/tap/tap.h"

#include <epan/plugin_if.h>
#include <epan/tap.h>

/* Only the window answers. */
static bool has_window(void)
{
    ws_info_t *info = NULL;

    plugin_if_get_ws_info(&info);
    return info && info->ws_info_supported;
}

static bool is_only_tap_ours(void)
{
    GList *names = get_tap_names();
    bool is_ours =
        have_tap_listener(find_tap_id(TAP_NAME)) || have_tap_listener(find_tap_id(TAP_OF_FRAMES));

    for (const GList *name = names; name && is_ours; name = name->next) {
        if (!g_str_has_prefix(name->data, TAP_NAME)) /* that of the first pass is another */
            is_ours = !have_tap_listener(find_tap_id(name->data));
    }
    g_list_free(names);
    return is_ours;
}

bool report_only(packet_info *pinfo, const proto_tree *tree)
{
    return !pinfo->fd->visited && !pinfo->cinfo && !tree && first_pass_taps_run(pinfo) &&
           !has_window() && is_only_tap_ours();
}
