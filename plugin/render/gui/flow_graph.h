/* What epan/sequence_analysis.h declares: Wireshark exports it and does not install its header.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FLOW_GRAPH_H
#define DCOMAUTH_FLOW_GRAPH_H

#include "../../compat.h"

/* The same up to here from 4.0 to 4.6; Wireshark allocates it and may have more behind. Texts are
 * freed by g_free(). */
struct flow_item {
    uint32_t frame_number;
    address src_addr;
    uint16_t port_src;
    address dst_addr;
    uint16_t port_dst;
    char *frame_label;
    char *time_str;
    char *comment;
    uint16_t conv_num;
    unsigned fg_color;
    unsigned bg_color;
    compat_bool has_color_filter;
    compat_bool display;
    unsigned src_node;
    unsigned dst_node;
    uint16_t line_style;
};

struct flow_info {
    const char *name;
    compat_bool any_addr;
    int nconv;
    GQueue *items; /* struct flow_item * */
};

extern void register_seq_analysis(const char *name, const char *ui_name, int proto_id,
                                  const char *tap_listener, unsigned tap_flags,
                                  tap_packet_cb tap_func);

/* A new item with times and addresses of the frame; NULL where the graph leaves them out. */
extern struct flow_item *sequence_analysis_create_sai_with_addresses(packet_info *pinfo,
                                                                     struct flow_info *info);

#endif
