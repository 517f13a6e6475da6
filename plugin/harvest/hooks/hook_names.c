/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../wire/dns_message.h"
#include "../read/tvb_bytes.h"
#include "../skip/skip.h"
#include "frame_events.h"
#include "observe.h"

/* A heuristic may refuse what looks well; over TCP there may be part of a message, or several. */
static enum dns_look look_at(const struct original *original, tvbuff_t *tvb,
                             const packet_info *pinfo, struct dns_answers *answers)
{
    struct bytes message = tvb_bytes(tvb);

    if (original->heuristic || message.length != tvb_reported_length(tvb) ||
        (pinfo->ptype == PT_TCP && !dns_message_over_tcp(message, &message)))
        return DNS_IS_UNUSUAL;
    return dns_message_read(message, answers);
}

/* The reader lets only plain names through. */
static void emit_answers(const struct emitter *emitter, const struct dns_answers *answers)
{
    for (unsigned i = 0; i < answers->count; i++) {
        const struct dns_answer *answer = &answers->list[i];
        const char *owner = wmem_strdup(emitter->scope, answer->owner);

        if (answer->type == DNS_CNAME)
            emit_dns_alias(emitter, owner, wmem_strdup(emitter->scope, answer->target));
        else if (answer->type == DNS_PTR)
            emit_dns_pointer(emitter, owner, wmem_strdup(emitter->scope, answer->target));
        else
            emit_dns_address(emitter, owner, &answer->address);
    }
}

int hook_names(const struct original *original, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
               void *data)
{
    static struct dns_answers answers;

    if (observing())
        return original_call(original, tvb, pinfo, tree, data);
    switch (look_at(original, tvb, pinfo, &answers)) {
    case DNS_IS_UNUSUAL:
        return observe(original, tvb, pinfo, tree, data);
    case DNS_HAS_ANSWERS:
        if (frame_events_begin(pinfo))
            emit_answers(frame_events_emitter(pinfo), &answers);
        break;
    case DNS_HAS_NONE:
        break;
    }
    return skip_is_on(pinfo, tree) ? (int)tvb_captured_length(tvb)
                                   : original_call(original, tvb, pinfo, tree, data);
}
