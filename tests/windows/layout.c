/* Sizes and offsets of what the plugin shares with Wireshark and GLib. windows.sh has two compilers
 * write this as assembler, one with Microsoft's ABI and mingw-w64's gcc, and compares the lines.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "compat.h"

#include <epan/dissectors/packet-dcerpc.h>
#include <epan/dissectors/packet-tcp.h>
#include <epan/epan_dissect.h>
#include <epan/exceptions.h>
#include <epan/expert.h>
#include <epan/funnel.h>
#include <epan/prefs-int.h>
#include <epan/stat_tap_ui.h>
#include <stddef.h>
#include <wiretap/wtap.h>

#define TELL(name, number) __asm__ volatile("\n#layout " name " %c0" : : "i"(number))
#define SIZE(type) TELL(#type, sizeof(type))
#define AT(type, member) TELL(#type "." #member, offsetof(type, member))

void layout(void);

static void of_packet_info(void)
{
    SIZE(packet_info);
    AT(packet_info, current_proto);
    AT(packet_info, cinfo);
    AT(packet_info, num);
    AT(packet_info, abs_ts);
    AT(packet_info, rel_ts);
    AT(packet_info, fd);
    AT(packet_info, rec);
    AT(packet_info, data_src);
    AT(packet_info, dl_src);
    AT(packet_info, net_src);
    AT(packet_info, net_dst);
    AT(packet_info, src);
    AT(packet_info, dst);
    AT(packet_info, fragmented);
    AT(packet_info, flags);
    AT(packet_info, ptype);
    AT(packet_info, srcport);
    AT(packet_info, destport);
    AT(packet_info, can_desegment);
    AT(packet_info, saved_can_desegment);
    AT(packet_info, desegment_offset);
    AT(packet_info, desegment_len);
    AT(packet_info, layers);
    AT(packet_info, pool);
    AT(packet_info, epan);
#if COMPAT_IS_AT_LEAST(4)
    AT(packet_info, stream_id);
#endif
}

static void of_trees(void)
{
    SIZE(field_info);
    AT(field_info, hfinfo);
    AT(field_info, start);
    AT(field_info, length);
    AT(field_info, value);
    AT(field_info, ds_tvb);
    SIZE(header_field_info);
    AT(header_field_info, abbrev);
    AT(header_field_info, type);
    AT(header_field_info, id);
    AT(header_field_info, parent);
    AT(header_field_info, ref_type);
    AT(header_field_info, same_name_next);
    SIZE(hf_register_info);
    SIZE(ei_register_info);
    SIZE(expert_field);
    SIZE(proto_node);
    AT(proto_node, first_child);
    AT(proto_node, next);
    AT(proto_node, finfo);
    AT(proto_node, tree_data);
    SIZE(tree_data_t);
    SIZE(epan_dissect_t);
    AT(epan_dissect_t, tvb);
    AT(epan_dissect_t, tree);
    AT(epan_dissect_t, pi);
}

static void of_frames(void)
{
    SIZE(frame_data);
    AT(frame_data, num);
    AT(frame_data, pkt_len);
    AT(frame_data, abs_ts);
    SIZE(address);
    AT(address, len);
    AT(address, data);
    SIZE(nstime_t);
    AT(nstime_t, nsecs);
    SIZE(wtap_rec);
    AT(wtap_rec, rec_type);
    AT(wtap_rec, presence_flags);
    AT(wtap_rec, rec_header.packet_header.interface_id);
    SIZE(dcerpc_info);
    AT(dcerpc_info, call_data);
    SIZE(dcerpc_call_value);
    SIZE(struct tcpinfo);
    AT(struct tcpinfo, nxtseq);
    SIZE(e_guid_t);
}

static void of_the_rest(void)
{
    SIZE(except_t);
    SIZE(struct except_stacknode);
    SIZE(struct except_catch);
    AT(struct except_catch, except_jmp);
    SIZE(compat_bool);
    SIZE(stat_tap_table_ui);
    AT(stat_tap_table_ui, nfields);
    SIZE(stat_tap_table_item);
    SIZE(stat_tap_table_item_type);
    AT(stat_tap_table_item_type, value);
    SIZE(stat_tap_table);
    SIZE(stat_tap_ui);
    SIZE(funnel_ops_t);
    SIZE(funnel_bt_t);
    SIZE(enum_val_t);
    SIZE(value_string);
    SIZE(GArray);
    SIZE(GPtrArray);
    SIZE(GString);
    SIZE(GList);
    SIZE(GQueue);
    SIZE(GHashTableIter);
    SIZE(gsize);
    SIZE(glong);
}

void layout(void)
{
    of_packet_info();
    of_trees();
    of_frames();
    of_the_rest();
}
