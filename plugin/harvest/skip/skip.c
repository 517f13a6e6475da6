/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "skip.h"

#include "../read/preference.h"
#include "../read/tvb_bytes.h"
#include "port_classes.h"

#include <epan/dissectors/packet-tcp.h>
#include <wiretap/wtap.h>

/* The link layers that are understood, in Wireshark's numbers. */
struct link {
    int encapsulation;
    enum link_layer layer;
    dissector_handle_t original; /* NULL while nothing stands in front of it */
};

static struct link links[] = {
    {WTAP_ENCAP_ETHERNET, LINK_ETHERNET, NULL}, {WTAP_ENCAP_RAW_IP, LINK_RAW_IP, NULL},
    {WTAP_ENCAP_RAW_IP4, LINK_RAW_IP, NULL},    {WTAP_ENCAP_RAW_IP6, LINK_RAW_IP, NULL},
    {WTAP_ENCAP_SLL, LINK_COOKED, NULL},        {WTAP_ENCAP_SLL2, LINK_COOKED_SECOND, NULL},
};

static const guint session_ports[] = {139, 445};

static struct {
    int proto_link, proto_session; /* exist in name only: they add no layer to a frame */
    dissector_handle_t link, session;
    dissector_handle_t original_session;
    skip_question may_skip;
    bool is_decided;
    struct skip_judge *judge; /* NULL where nothing is left out */
} skip;

static const struct link *link_of(const packet_info *pinfo)
{
    int encapsulation = pinfo->rec->rec_header.packet_header.pkt_encap;

    for (size_t i = 0; i < G_N_ELEMENTS(links); i++) {
        if (links[i].encapsulation == encapsulation)
            return &links[i];
    }
    return NULL;
}

/* Both are what opens encrypted traffic: of SMB3 with the session keys of NTLM and Kerberos. */
static bool has_keys_for_smb(void)
{
    return preference_is_on("kerberos", "decrypt") || preference_has_text("ntlmssp", "nt_password");
}

/* Segments are then put in order by Wireshark, which waits for what was left; or those that came
 * twice are dissected twice. */
static bool has_tcp_its_own_way(void)
{
    return preference_is_on("tcp", "reassemble_out_of_order") ||
           (preference_exists("tcp", "no_subdissector_on_error") &&
            !preference_is_on("tcp", "no_subdissector_on_error"));
}

static bool has_keys_for_tls(void)
{
    return preference_has_text("tls", "keylog_file");
}

/* Before other hooks hide what stands at the ports. */
static struct skip_judge *new_judge(void)
{
    struct skip_ports *ports = g_new(struct skip_ports, 1);
    struct skip_judge *judge;

    port_classes_fill(ports);
    judge = skip_judge_new(ports, !has_keys_for_smb());
    g_free(ports);
    return judge;
}

static void stand_aside(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(links); i++) {
        if (links[i].original)
            dissector_add_uint("wtap_encap", (guint)links[i].encapsulation, links[i].original);
        links[i].original = NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(session_ports) && skip.original_session; i++)
        dissector_add_uint("tcp.port", session_ports[i], skip.original_session);
    skip.original_session = NULL;
}

/* The handles that stand in front are called to the end of this frame all the same. */
static void decide(packet_info *pinfo, const proto_tree *tree)
{
    skip.is_decided = true;
    if (!skip.may_skip(pinfo, tree))
        g_clear_pointer(&skip.judge, skip_judge_free);
}

bool skip_is_on(const packet_info *pinfo, const proto_tree *tree)
{
    return skip.judge && skip.is_decided && !pinfo->fd->visited && !tree;
}

void skip_note_encryption(void)
{
    if (skip.judge)
        skip_judge_note_encryption(skip.judge);
}

static bool is_left(const struct link *link, tvbuff_t *tvb, packet_info *pinfo,
                    const proto_tree *tree)
{
    if (!skip.is_decided)
        decide(pinfo, tree);
    return skip_is_on(pinfo, tree) && skip_judge_frame(skip.judge, link->layer, tvb_bytes(tvb),
                                                       tvb_reported_length(tvb)) != SKIP_NONE;
}

static int dissect_link(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    const struct link *link = link_of(pinfo);
    dissector_handle_t original = link ? link->original : NULL;
    bool leaves;

    if (!original)
        return 0;
    leaves = is_left(link, tvb, pinfo, tree);
    if (!skip.judge)
        stand_aside();
    return leaves ? (int)tvb_captured_length(tvb)
                  : call_dissector_only(original, tvb, pinfo, tree, data);
}

/* Each dissector that Wireshark calls costs one step of the right to ask for reassembly. */
static int dissect_part(tvbuff_t *tvb, const struct skip_part *part, packet_info *pinfo,
                        proto_tree *tree, void *data)
{
    size_t length = tvb_captured_length(tvb);
    bool is_all = part->from == 0 && part->to == length;
    tvbuff_t *wanted =
        is_all ? tvb : tvb_new_subset_length(tvb, (int)part->from, (int)(part->to - part->from));
    int taken;

    pinfo->can_desegment = part->to == length ? pinfo->saved_can_desegment : 0;
    taken = call_dissector_only(skip.original_session, wanted, pinfo, tree, data);
    if (pinfo->desegment_len > 0)
        pinfo->desegment_offset += (int)part->from;
    return is_all ? taken : (int)length;
}

static int dissect_session(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    size_t length = tvb_captured_length(tvb);
    const struct tcpinfo *tcp = data;
    struct skip_part part = {0, length};

    if (skip.judge && !pinfo->fd->visited && tcp && length > 0 &&
        length == tvb_reported_length(tvb))
        part = skip_judge_bulk(skip.judge, tvb_bytes(tvb), tcp->is_reassembled);
    return part.from < part.to ? dissect_part(tvb, &part, pinfo, tree, data) : (int)length;
}

void skip_register_protoinfo(void)
{
    int frame = proto_get_id_by_filter_name("frame");

    skip.proto_link =
        proto_register_protocol_in_name_only("Link layer (DCOM auth)", "Link layer (DCOM auth)",
                                             "_ws.dcomauth.link", frame, FT_PROTOCOL);
    skip.proto_session = proto_register_protocol_in_name_only(
        "NBSS (DCOM auth)", "NBSS (DCOM auth)", "_ws.dcomauth.nbss",
        proto_get_id_by_filter_name("nbss"), FT_PROTOCOL);
}

static void stand_before_links(void)
{
    dissector_table_t table = find_dissector_table("wtap_encap");

    for (size_t i = 0; i < G_N_ELEMENTS(links); i++) {
        links[i].original = dissector_get_uint_handle(table, (guint)links[i].encapsulation);
        if (links[i].original)
            dissector_add_uint("wtap_encap", (guint)links[i].encapsulation, skip.link);
    }
}

/* Only where the same stands at both ports: that is NBSS, unless the user has changed it. */
static void stand_before_sessions(void)
{
    dissector_table_t table = find_dissector_table("tcp.port");
    dissector_handle_t first = dissector_get_uint_handle(table, session_ports[0]);

    if (!first || first != dissector_get_uint_handle(table, session_ports[1]))
        return;
    skip.original_session = first;
    for (size_t i = 0; i < G_N_ELEMENTS(session_ports); i++)
        dissector_add_uint("tcp.port", session_ports[i], skip.session);
}

void skip_begin_file(skip_question may_skip)
{
    skip.may_skip = may_skip;
    skip.is_decided = false;
    if (!may_skip || has_keys_for_tls() || has_tcp_its_own_way() || port_classes_are_bypassed())
        return;
    if (!skip.link) {
        skip.link = create_dissector_handle(dissect_link, skip.proto_link);
        skip.session = create_dissector_handle(dissect_session, skip.proto_session);
    }
    skip.judge = new_judge();
    stand_before_links();
    stand_before_sessions();
}

void skip_end_file(void)
{
    stand_aside();
    g_clear_pointer(&skip.judge, skip_judge_free);
}
