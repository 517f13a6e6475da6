/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../vocabulary/numbers.h"
#include "../../wire/icmp_error.h"
#include "../read/tvb_bytes.h"
#include "observe.h"

#include <epan/conversation.h>
#include <epan/exceptions.h>

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

int hook_unreachable(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                     proto_tree *tree, void *data)
{
    bool is_wanted = icmp_error_may_quote_port(tvb_bytes(tvb), KERBEROS_PORT);

    return (is_wanted ? observe : original_call)(original, tvb, pinfo, tree, data);
}
