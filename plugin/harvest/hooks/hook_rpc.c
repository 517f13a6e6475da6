/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../wire/rpc_header.h"
#include "../read/preference.h"
#include "../read/tvb_bytes.h"
#include "../skip/skip.h"
#include "com_contexts.h"
#include "frame_events.h"
#include "observe.h"

/* The PDUs of one call. */
struct stream_part {
    struct bytes bytes;
    bool is_continued; /* Wireshark asks for the rest of a last PDU that is not whole */
};

enum look {
    IS_NO_RPC,
    IS_READABLE,
    IS_ALL_READ, /* nothing is asked of Wireshark, now or when an answer comes */
    NEEDS_TREE,
};

/* By the user's preferences. */
static bool is_desegmented;
static bool is_decrypted;

void hook_rpc_begin_file(void)
{
    is_desegmented = !preference_exists("dcerpc", "desegment_dcerpc") ||
                     preference_is_on("dcerpc", "desegment_dcerpc");
    is_decrypted = !preference_exists("kerberos", "decrypt") ||
                   preference_is_on("kerberos", "decrypt") ||
                   preference_has_text("ntlmssp", "nt_password");
}

/* A call whose answer may hold bindings: Wireshark knows by the request what the answer is. */
static bool is_of_com(const struct rpc_header *header, const packet_info *pinfo)
{
    return (is_decrypted || !rpc_header_is_sealed(header)) &&
           com_contexts_has(frame_events_stream(pinfo), rpc_header_context(header));
}

/* What follows the last header: nothing, or what is none. */
static enum look look_at_rest(const struct stream_part *part, struct bytes rest)
{
    if (rest.length < part->bytes.length)
        return rest.length < RPC_HEADER_SIZE && part->is_continued ? IS_READABLE : NEEDS_TREE;
    return rpc_header_is_padded(rest) ? NEEDS_TREE : IS_NO_RPC;
}

/* Looks at every header: a bind may follow a response. */
static enum look look_at(const struct stream_part *part, const packet_info *pinfo)
{
    enum look look = IS_ALL_READ;
    struct rpc_header header;

    for (struct bytes rest = part->bytes; rest.length > 0;
         rest = bytes_from(rest, header.fragment_length)) {
        if (!rpc_header_read(rest, &header))
            return look_at_rest(part, rest);
        if (!rpc_header_is_whole(&header))
            return part->is_continued ? IS_READABLE : NEEDS_TREE;
        if (!rpc_header_is_enough(&header))
            return NEEDS_TREE;
        if (is_of_com(&header, pinfo)) {
            if (header.type == RPC_RESPONSE)
                return NEEDS_TREE;
            look = IS_READABLE;
        }
    }
    return part->bytes.length > 0 ? look : IS_NO_RPC;
}

static void emit_headers(const struct emitter *emitter, const struct stream_part *part)
{
    struct rpc_header header;

    for (struct bytes rest = part->bytes;
         rpc_header_read(rest, &header) && rpc_header_is_whole(&header);
         rest = bytes_from(rest, header.fragment_length)) {
        struct event event = {.kind = EVENT_RPC};

        rpc_header_fill_call(&header, &event.rpc);
        emit(emitter, &event);
    }
}

static struct stream_part part_of(tvbuff_t *tvb, const packet_info *pinfo)
{
    struct bytes bytes = tvb_bytes(tvb);

    return (struct stream_part){
        .bytes = bytes,
        .is_continued =
            is_desegmented && pinfo->can_desegment > 0 && bytes.length == tvb_reported_length(tvb),
    };
}

/* may_be_left: what carries the PDUs does not ask what became of them. */
static int look_and_call(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                         proto_tree *tree, void *data, bool may_be_left)
{
    struct stream_part part;
    enum look look;

    if (!rpc_header_may_be(tvb_bytes_first(tvb, RPC_HEADER_SIZE)) || observing())
        return original_call(original, tvb, pinfo, tree, data);
    part = part_of(tvb, pinfo);
    look = look_at(&part, pinfo);
    if (look == NEEDS_TREE)
        return observe(original, tvb, pinfo, tree, data);
    if (look != IS_NO_RPC && frame_events_begin(pinfo))
        emit_headers(frame_events_emitter(pinfo), &part);
    return may_be_left && look == IS_ALL_READ && skip_is_on(pinfo, tree)
               ? (int)tvb_captured_length(tvb)
               : original_call(original, tvb, pinfo, tree, data);
}

int hook_rpc(const struct original *original, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
             void *data)
{
    return look_and_call(original, tvb, pinfo, tree, data, false);
}

int hook_rpc_over_tcp(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                      proto_tree *tree, void *data)
{
    return look_and_call(original, tvb, pinfo, tree, data, true);
}

/* Of the connectionless protocol only the answers of the endpoint mapper are read. */
int hook_rpc_datagram(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                      proto_tree *tree, void *data)
{
    bool is_response = rpc_header_is_datagram_response(tvb_bytes(tvb));

    return (is_response ? observe : original_call)(original, tvb, pinfo, tree, data);
}
