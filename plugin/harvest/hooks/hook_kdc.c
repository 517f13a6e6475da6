/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "observe.h"

#include <epan/conversation.h>
#include <epan/exceptions.h>

#include <string.h>

enum {
    KERBEROS_PORT = 88,
    ICMP_HEADER_SIZE = 8,
    ICMP_UNREACHABLE = 3,   /* RFC 792 */
    ICMPV6_UNREACHABLE = 1, /* RFC 4443 3.1 */
};

/* 4.0 binds the answers over UDP to its own handle (RFC 4120 7.2.1), past the hook. */
static void keep_answers(const struct original *original, const packet_info *pinfo)
{
    conversation_t *conversation;

    if (pinfo->ptype != PT_UDP || pinfo->destport != KERBEROS_PORT)
        return;
    conversation = find_conversation(pinfo->num, &pinfo->src, &pinfo->dst, CONVERSATION_UDP,
                                     pinfo->srcport, 0, NO_PORT_B);
    if (conversation && conversation_get_dissector(conversation, pinfo->num) == original->handle)
        conversation_set_dissector(conversation, hooks_handle_of(original));
}

int hook_kerberos(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                  proto_tree *tree, void *data)
{
    volatile int result = 0;

    TRY
    {
        result = observe_kerberos(original, tvb, pinfo, tree, data);
    }
    FINALLY
    {
        keep_answers(original, pinfo);
    }
    ENDTRY;
    return result;
}

/* The port stands somewhere in what the error quotes, if that was sent to a KDC. */
static bool quotes_kerberos(tvbuff_t *tvb)
{
    static const uint8_t port[] = {KERBEROS_PORT >> 8, KERBEROS_PORT & 0xff};
    int length = (int)tvb_captured_length(tvb) - ICMP_HEADER_SIZE;
    const uint8_t *quoted = length > 0 ? tvb_get_ptr(tvb, ICMP_HEADER_SIZE, length) : NULL;

    for (int i = 0; i + (int)sizeof port <= length; i++) {
        if (memcmp(quoted + i, port, sizeof port) == 0)
            return true;
    }
    return false;
}

int hook_unreachable(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                     proto_tree *tree, void *data)
{
    int type = tvb_captured_length(tvb) > ICMP_HEADER_SIZE ? tvb_get_ntohs(tvb, 0) >> 8 : 0;
    bool is_wanted =
        (type == ICMP_UNREACHABLE || type == ICMPV6_UNREACHABLE) && quotes_kerberos(tvb);

    return (is_wanted ? observe : original_call)(original, tvb, pinfo, tree, data);
}
