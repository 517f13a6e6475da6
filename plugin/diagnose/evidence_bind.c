/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence_parts.h"

static char *level_text(uint8_t level)
{
    const char *name = auth_level_name(level);

    return name ? g_strdup_printf("%u (%s)", level, name) : g_strdup_printf("%u", level);
}

static void say_level(const struct diagnosis_case *subject, GArray *evidence)
{
    const struct association *association = subject->association;
    g_autofree char *level = level_text(association->auth_level);
    g_autofree char *needed = level_text(rpc_service_level(association->interface_uuid));

    if (case_shows(subject, TRAIT_LEVEL_DEMANDED))
        evidence_add(evidence, EVIDENCE_LEVEL_DEMANDED,
                     WORDS(FRAME_WORD(association->bind_frame), TEXT_WORD(level),
                           TEXT_WORD(rpc_service_name(association->interface_uuid)),
                           TEXT_WORD(needed)));
    if (case_has(subject, FACT_LEVEL_IMPOSSIBLE) && association->answer == ANSWER_BIND_NAK)
        evidence_add(evidence, EVIDENCE_LEVEL_IMPOSSIBLE,
                     WORDS(FRAME_WORD(association->bind_frame), TEXT_WORD(level)));
}

static const char *lacking_of(uint32_t flags)
{
    if (flags & NTLM_FLAG_128_BIT)
        return "extended session security (NTLMv2)";
    return flags & NTLM_FLAG_EXTENDED_SESSION_SECURITY
               ? "128-bit keys"
               : "128-bit keys and extended session security (NTLMv2)";
}

void evidence_of_bind(const struct diagnosis_case *subject, GArray *evidence)
{
    const struct association *association = subject->association;
    uint32_t frame = association->bind_frame;

    if (association->answer == ANSWER_BIND_NAK && association->reject_reason == 0 &&
        association->joins_group != 0) {
        g_autofree char *group = g_strdup_printf("0x%08x", association->joins_group);
        evidence_add(evidence, EVIDENCE_GROUP_JOINED, WORDS(FRAME_WORD(frame), TEXT_WORD(group)));
    }
    if (case_shows(subject, TRAIT_BARE_TOKEN))
        evidence_add(evidence, EVIDENCE_BARE_TOKEN,
                     WORDS(FRAME_WORD(frame),
                           TEXT_WORD(association_uses_ntlm(association) ? "an NTLM message"
                                                                        : "a Kerberos message")));
    if (case_shows(subject, TRAIT_NTLM_WEAK)) {
        g_autofree char *flags = g_strdup_printf("0x%08x", association->ntlm_flags);
        evidence_add(evidence, EVIDENCE_NTLM_WEAK,
                     WORDS(FRAME_WORD(association->last_leg_frame), TEXT_WORD(flags),
                           TEXT_WORD(lacking_of(association->ntlm_flags))));
    }
    if (case_shows(subject, TRAIT_LOOPBACK)) {
        char server[HOST_ADDR_TEXT_SIZE];
        host_addr_format(&association->server, server);
        evidence_add(evidence, EVIDENCE_LOOPBACK, WORDS(TEXT_WORD(server)));
    }
    say_level(subject, evidence);
}
