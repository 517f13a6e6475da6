/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence.h"

#include "../vocabulary/numbers.h"
#include "chain.h"
#include "evidence_parts.h"
#include "wording.h"

#include <string.h>

#define NS_PER_S 1e9

struct address_text evidence_address(const struct host_addr *addr)
{
    struct address_text out = {""};

    host_addr_format(addr, out.text);
    return out;
}

char *evidence_code(uint32_t code, const char *name)
{
    return g_strdup_printf("0x%08x%s%s", code, name ? " " : "", name ? name : "");
}

static void say_server_errors(const struct association *association, GArray *evidence)
{
    for (unsigned i = 0; i < association->inband_count; i++) {
        const struct inband_error *error = &association->inband[i];
        g_autofree char *code = wording_krb_error(error->code);

        evidence_add(
            evidence, EVIDENCE_SERVER_KRB_ERROR,
            WORDS(FRAME_WORD(error->frame), FRAME_WORD(error->request_frame), TEXT_WORD(code)));
    }
}

static void say_extended_errors(const struct association *association, GArray *evidence)
{
    if (association->has_extended_error && association->extended_error_count == 0)
        evidence_add(evidence, EVIDENCE_EXTENDED_ERROR_UNREADABLE, NO_WORDS);
    for (unsigned i = 0; i < association->extended_error_count; i++) {
        uint32_t hresult = association->extended_errors[i];
        g_autofree char *code = evidence_code(hresult, hresult_name(hresult));
        evidence_add(evidence, EVIDENCE_EXTENDED_ERROR, WORDS(TEXT_WORD(code)));
    }
}

static void say_fallback(const struct diagnosis_case *subject, GArray *evidence)
{
    const struct association *association = subject->association;

    if (!association_uses_ntlm(association) || association->kind == ASSOCIATION_EMPTY)
        return;
    if (subject->main_link)
        evidence_add(evidence, EVIDENCE_THEN_NTLM, WORDS(FRAME_WORD(association->bind_frame)));
    else if (association->server_chose_ntlm &&
             (association->offered_mechs & (AUTH_MECH_KRB5 | AUTH_MECH_U2U)) != 0)
        evidence_add(evidence, EVIDENCE_SERVER_CHOSE_NTLM, NO_WORDS);
    if (subject->main_link && association->answer == ANSWER_FAULT && association->auth_level != 0 &&
        association->auth_level < AUTH_LEVEL_INTEGRITY) {
        const char *name = auth_level_name(association->auth_level);
        g_autofree char *level = g_strdup_printf("%u (%s)", association->auth_level,
                                                 name ? name : "below packet integrity");
        evidence_add(evidence, EVIDENCE_NTLM_LEVEL_LOW, WORDS(TEXT_WORD(level)));
    }
}

static void say_channel(const struct association *association, GArray *evidence)
{
    g_autofree char *account = wording_channel(association);

    if (association->channel_host)
        evidence_add(evidence, EVIDENCE_CHANNEL_ACCOUNT, WORDS(TEXT_WORD(account)));
    if (association->channel_host && !association->channel_domain)
        evidence_add(evidence, EVIDENCE_CHANNEL_WITHOUT_DOMAIN, NO_WORDS);
    if (association->channel_renewed_frame != 0)
        evidence_add(evidence, EVIDENCE_CHANNEL_RENEWED,
                     WORDS(FRAME_WORD(association->channel_renewed_frame)));
}

static void say_session(const struct association *association, GArray *evidence)
{
    const char *user = association->session_user ? association->session_user : "the user";
    const char *privacy = rpc_service_privacy(association->interface_uuid);

    if (association->kind != ASSOCIATION_UNAUTHENTICATED || association->pipe == 0)
        return;
    if (association->session_frame != 0)
        evidence_add(evidence, EVIDENCE_SESSION_USER,
                     WORDS(TEXT_WORD(user), FRAME_WORD(association->session_frame)));
    if (privacy)
        evidence_add(evidence, EVIDENCE_NEEDS_PRIVACY, WORDS(TEXT_WORD(privacy)));
}

static void say_accepted(const struct diagnosis_case *subject, GArray *evidence)
{
    struct address_text server = evidence_address(&subject->association->server);

    if (case_has(subject, FACT_USER_ACCEPTED) && subject->association->answer == ANSWER_FAULT)
        evidence_add(evidence, EVIDENCE_USER_ACCEPTED,
                     WORDS(FRAME_WORD(subject->accepted.frame), TEXT_WORD(server.text),
                           TEXT_WORD(subject->accepted.by_session ? " for an SMB session" : "")));
}

static void say_open_end(const struct association *association, GArray *evidence)
{
    if (association->announced_address)
        evidence_add(evidence, EVIDENCE_ADDRESS_ANNOUNCED,
                     WORDS(FRAME_WORD(association->answer_frame),
                           TEXT_WORD(association->announced_address)));
    else
        evidence_add(evidence, EVIDENCE_NO_OUTCOME, WORDS(FRAME_WORD(association->bind_frame)));
}

static void say_answer(const struct diagnosis_case *subject, GArray *evidence)
{
    const struct association *association = subject->association;
    g_autofree char *refusal = wording_refusal(association);

    uint32_t frame = association->answer_frame;

    switch (subject->outcome) {
    case OUTCOME_NO_BIND:
        evidence_add(evidence, EVIDENCE_CLOSED_WITHOUT_BIND, WORDS(FRAME_WORD(frame)));
        break;
    case OUTCOME_NTLM_FALLBACK:
        evidence_add(evidence, EVIDENCE_NTLM_ACCEPTED, WORDS(FRAME_WORD(frame)));
        break;
    case OUTCOME_RECOVERED:
        evidence_add(evidence, EVIDENCE_WORKED_IN_THE_END, WORDS(FRAME_WORD(frame)));
        break;
    case OUTCOME_UNDETERMINED:
        say_open_end(association, evidence);
        break;
    default:
        evidence_add(evidence, EVIDENCE_ANSWER, WORDS(TEXT_WORD_ABOUT(refusal, frame)));
        break;
    }
    if (association->proven_frame != 0 && association->answer != ANSWER_SUCCESS)
        evidence_add(evidence, EVIDENCE_COMPLETE_BEFORE,
                     WORDS(FRAME_WORD(association->proven_frame)));
    if (association->activated_before_frame != 0)
        evidence_add(evidence, EVIDENCE_ACTIVATED_BEFORE,
                     WORDS(FRAME_WORD(association->activated_before_frame)));
}

static void say_own_timer(const struct association *association, GArray *evidence)
{
    int64_t left_ns = association->answer_ns - association->last_leg_ns;
    g_autofree char *seconds = g_strdup_printf("%.6f", (double)left_ns / NS_PER_S);

    evidence_add(evidence, EVIDENCE_OWN_TIMER,
                 WORDS(FRAME_WORD(association->answer_frame), TEXT_WORD(seconds),
                       FRAME_WORD(association->last_leg_frame)));
}

static void say_way(const struct between *between, GArray *evidence)
{
    const char *sender = between->from_client ? "client" : "server";

    if (between->kind == BETWEEN_LOST)
        evidence_add(evidence, EVIDENCE_LOST_ON_THE_WAY,
                     WORDS(FRAME_WORD(between->frame), TEXT_WORD(between->seen_by->name),
                           TEXT_WORD(sender), TEXT_WORD(between->missed_by->name)));
    else if (between->kind == BETWEEN_FORGED)
        evidence_add(evidence, EVIDENCE_FORGED_ON_THE_WAY,
                     WORDS(FRAME_WORD(between->frame), TEXT_WORD(between->seen_by->name),
                           TEXT_WORD(sender), TEXT_WORD(between->missed_by->name),
                           TEXT_WORD(sender)));
    if (between->is_translated)
        evidence_add(evidence, EVIDENCE_TRANSLATED,
                     WORDS(FRAME_WORD(between->translated_frames[0]),
                           FRAME_WORD(between->translated_frames[1])));
}

/* What is not in the capture is said: it may hide the cause. */
static void say_missing(const struct diagnosis_case *subject, const struct verdict_rule *rule,
                        GArray *evidence)
{
    const struct association *association = subject->association;

    if (association->bytes_missing && rule->verdict != VERDICT_TRUNCATED)
        evidence_add(evidence, EVIDENCE_BYTES_MISSING, NO_WORDS);
    if (association_gave_up_early(association))
        say_own_timer(association, evidence);
    if (association->is_cut_off)
        evidence_add(evidence, EVIDENCE_CUT_OFF, NO_WORDS);
    if (!subject->main_link && !subject->main_inband &&
        (rule->verdict == VERDICT_NTLM_LOGON_REFUSED ||
         rule->verdict == VERDICT_SERVER_SECURITY_FAILURE))
        evidence_add(evidence, EVIDENCE_NO_KRB_ERROR, NO_WORDS);
}

void evidence_fill(const struct diagnosis_case *subject, const struct verdict_rule *rule,
                   GArray *evidence)
{
    say_answer(subject, evidence);
    evidence_of_bind(subject, evidence);
    say_server_errors(subject->association, evidence);
    evidence_of_hosts(subject, evidence);
    say_extended_errors(subject->association, evidence);
    evidence_of_links(subject, evidence);
    chain_say(subject, evidence);
    evidence_of_tickets(subject, rule, evidence);
    say_fallback(subject, evidence);
    say_channel(subject->association, evidence);
    say_session(subject->association, evidence);
    say_accepted(subject, evidence);
    say_way(&subject->links.between, evidence);
    say_missing(subject, rule, evidence);
    evidence_add(evidence, EVIDENCE_RULE, WORDS(TEXT_WORD(rule->when)));
}
