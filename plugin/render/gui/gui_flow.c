/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gui_flow.h"

#include "../report/ladder.h"
#include "../tap/current.h"
#include "../tap/tap.h"
#include "../words/text.h"
#include "flow_graph.h"

enum { FAILED_FOREGROUND = 0x800000, FAILED_BACKGROUND = 0xffcccc }; /* as 0xRRGGBB */
enum { LINE_WIDTH = 1, FAILED_LINE_WIDTH = 2 };

/* The arrows need no time: Wireshark has it. */
static bool no_time(unsigned part _U_, uint32_t frame _U_, int64_t *relative_ns _U_,
                    const void *data _U_)
{
    return false;
}

static const struct ladder_message *find_message(const struct ladder *ladder, uint32_t frame)
{
    for (guint i = 0; i < ladder->messages->len; i++) {
        const struct ladder_message *message =
            &g_array_index(ladder->messages, struct ladder_message, i);

        if (message->frame == frame)
            return message;
    }
    return NULL;
}

/* Why it failed beside the answer, elsewhere the label, which the graph cuts. */
static char *comment_of(const struct finding *finding, const struct ladder_message *message)
{
    const char *text = message->frame == finding->answer_frame ? finding->summary : message->label;
    g_autofree char *clean = text_clean(text);

    return g_strdup_printf("Finding %u: %s", finding->id, clean);
}

static void describe(struct flow_item *item, const packet_info *pinfo,
                     const struct finding *finding, const struct ladder_message *message)
{
    item->frame_number = pinfo->num;
    item->port_src = (uint16_t)pinfo->srcport;
    item->port_dst = (uint16_t)pinfo->destport;
    item->frame_label = text_clean(message->label);
    item->comment = comment_of(finding, message);
    item->conv_num = (uint16_t)finding->id;
    item->line_style = message->failed ? FAILED_LINE_WIDTH : LINE_WIDTH;
    item->has_color_filter = message->failed;
    item->fg_color = message->failed ? FAILED_FOREGROUND : 0;
    item->bg_color = message->failed ? FAILED_BACKGROUND : 0;
    item->display = TRUE;
}

static tap_packet_status take_frame(void *data, packet_info *pinfo, epan_dissect_t *edt _U_,
                                    const void *tapped _U_, tap_flags_t flags _U_)
{
    const struct ladder_clock clock = {no_time, NULL};
    const struct diagnosis *diagnosis = current_diagnosis();
    const GArray *parts =
        diagnosis ? diagnosis_frame_parts(diagnosis, pinfo->num, !pinfo->fd->visited) : NULL;
    const struct finding *finding;
    const struct ladder_message *message;
    struct ladder *ladder;
    struct flow_item *item = NULL;

    if (!parts || parts->len == 0)
        return TAP_PACKET_DONT_REDRAW;
    finding = diagnosis_finding(diagnosis, g_array_index(parts, struct frame_part, 0).finding);
    if (!finding)
        return TAP_PACKET_DONT_REDRAW;
    ladder = ladder_new(finding, &clock);
    message = find_message(ladder, pinfo->num);
    if (message)
        item = sequence_analysis_create_sai_with_addresses(pinfo, data);
    if (item) {
        describe(item, pinfo, finding, message);
        g_queue_push_tail(((struct flow_info *)data)->items, item);
    }
    ladder_free(ladder);
    return item ? TAP_PACKET_REDRAW : TAP_PACKET_DONT_REDRAW;
}

void gui_flow_register(int proto)
{
    register_seq_analysis("dcomauth", "DCOM auth findings", proto, TAP_EVERY_FRAME,
                          TL_REQUIRES_NOTHING, take_frame);
}
