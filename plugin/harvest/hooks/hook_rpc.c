/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../read/rpc_header.h"
#include "com_contexts.h"
#include "frame_events.h"
#include "observe.h"

#include <epan/prefs-int.h>
#include <epan/prefs.h>

enum {
    NETBIOS_PADDING = 4,       /* zeros before the PDU: Wireshark skips them */
    DATAGRAM_HEADER_SIZE = 80, /* C706 12.5.1 */
    DATAGRAM_VERSION = 4,
    DATAGRAM_RESPONSE = 2,
};

/* The PDUs of one call. */
struct stream_part {
    const uint8_t *bytes;
    size_t length;
    bool is_continued; /* Wireshark asks for the rest of a last PDU that is not whole */
};

enum look { IS_NO_RPC, IS_READABLE, NEEDS_TREE };

/* By the user's preferences. */
static bool is_desegmented;
static bool is_decrypted;

static pref_t *find_preference(const char *module_name, const char *name)
{
    module_t *module = prefs_find_module(module_name);

    return module ? prefs_find_preference(module, name) : NULL;
}

void hook_rpc_begin_file(void)
{
    pref_t *desegment = find_preference("dcerpc", "desegment_dcerpc");
    pref_t *keytab = find_preference("kerberos", "decrypt");
    pref_t *password = find_preference("ntlmssp", "nt_password");
    const char *text = password ? prefs_get_string_value(password, pref_current) : NULL;

    is_desegmented = !desegment || prefs_get_bool_value(desegment, pref_current);
    is_decrypted = !keytab || prefs_get_bool_value(keytab, pref_current) || (text && *text);
}

static bool has_bindings(const struct rpc_header *header, const packet_info *pinfo)
{
    return header->type == RPC_RESPONSE && (is_decrypted || !rpc_header_is_sealed(header)) &&
           com_contexts_has(frame_events_stream(pinfo), rpc_header_context(header));
}

static enum look look_at_rest(const struct stream_part *part, size_t offset)
{
    static const uint8_t zeros[NETBIOS_PADDING];
    size_t rest = part->length - offset;

    if (offset > 0)
        return rest < RPC_HEADER_SIZE && part->is_continued ? IS_READABLE : NEEDS_TREE;
    return rest > RPC_HEADER_SIZE && memcmp(part->bytes, zeros, sizeof zeros) == 0 &&
                   part->bytes[sizeof zeros] != 0
               ? NEEDS_TREE
               : IS_NO_RPC;
}

/* Looks at every header: a bind may follow a response. */
static enum look look_at(const struct stream_part *part, const packet_info *pinfo)
{
    struct rpc_header header;
    size_t offset = 0;

    for (; offset < part->length; offset += header.fragment_length) {
        if (!rpc_header_read(part->bytes + offset, part->length - offset, &header))
            return look_at_rest(part, offset);
        if (!rpc_header_is_whole(&header))
            return part->is_continued ? IS_READABLE : NEEDS_TREE;
        if (!rpc_header_is_enough(&header) || has_bindings(&header, pinfo))
            return NEEDS_TREE;
    }
    return part->length > 0 ? IS_READABLE : IS_NO_RPC;
}

static void emit_headers(const struct emitter *emitter, const struct stream_part *part)
{
    struct rpc_header header;

    for (size_t offset = 0; offset < part->length &&
                            rpc_header_read(part->bytes + offset, part->length - offset, &header) &&
                            rpc_header_is_whole(&header);
         offset += header.fragment_length) {
        struct event event = {.kind = EVENT_RPC};

        rpc_header_fill_call(&header, &event.rpc);
        emit(emitter, &event);
    }
}

static struct stream_part part_of(tvbuff_t *tvb, const packet_info *pinfo)
{
    size_t length = tvb_captured_length(tvb);

    return (struct stream_part){
        .bytes = length > 0 ? tvb_get_ptr(tvb, 0, (int)length) : NULL,
        .length = length,
        .is_continued =
            is_desegmented && pinfo->can_desegment > 0 && length == tvb_reported_length(tvb),
    };
}

static bool may_be_rpc(tvbuff_t *tvb)
{
    return tvb_captured_length(tvb) >= RPC_HEADER_SIZE && tvb_get_ntohs(tvb, 0) <= 0x0501;
}

int hook_rpc(const struct original *original, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
             void *data)
{
    struct stream_part part;

    if (!may_be_rpc(tvb) || observing())
        return original_call(original, tvb, pinfo, tree, data);
    part = part_of(tvb, pinfo);
    switch (look_at(&part, pinfo)) {
    case NEEDS_TREE:
        return observe(original, tvb, pinfo, tree, data);
    case IS_READABLE:
        if (frame_events_begin(pinfo))
            emit_headers(frame_events_emitter(pinfo), &part);
        break;
    case IS_NO_RPC:
        break;
    }
    return original_call(original, tvb, pinfo, tree, data);
}

/* Of the connectionless protocol only the answers of the endpoint mapper are read. */
int hook_rpc_datagram(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                      proto_tree *tree, void *data)
{
    bool is_response = tvb_captured_length(tvb) >= DATAGRAM_HEADER_SIZE &&
                       tvb_get_ntohs(tvb, 0) == (DATAGRAM_VERSION << 8 | DATAGRAM_RESPONSE);

    return (is_response ? observe : original_call)(original, tvb, pinfo, tree, data);
}
