/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outcome.h"

#include "case.h"

/* bind_nak reasons that speak of authentication (MS-RPCE 2.2.2.5); 1, 2 and 4 do not. */
static bool nak_is_authentication(uint16_t reason)
{
    return reason == 0 || reason == 8 || reason == 9;
}

/* Statuses of a request that the server had to verify before it could find fault with it. */
static bool status_follows_verification(uint32_t status)
{
    return status == 0x1C010002u || status == 0x1C010003u || status == 0x1C00001Au ||
           status == 0x000006F7u;
}

static enum outcome_tally finding(enum outcome *out, enum outcome outcome)
{
    *out = outcome;
    return OUTCOME_IS_FINDING;
}

static bool has_cause(const struct links *links)
{
    return links->errors->len > 0 || links->unanswered->len > 0;
}

/* Without an outcome: worth a finding only where bytes are missing. */
static enum outcome_tally open_end(const struct association *association, enum outcome *out)
{
    return association->bytes_missing ? finding(out, OUTCOME_UNDETERMINED) : OUTCOME_IS_OPEN;
}

static enum outcome_tally of_fault(const struct association *association, enum outcome *out)
{
    if (association->kind == ASSOCIATION_UNAUTHENTICATED)
        return finding(out, OUTCOME_FAULT);
    if (association->proven_frame != 0)
        return status_is_security(association->status) ? finding(out, OUTCOME_FAULT)
                                                       : OUTCOME_IS_HEALTHY;
    if (status_follows_verification(association->status))
        return association->request_protected ? OUTCOME_IS_HEALTHY : OUTCOME_IS_OPEN;
    return finding(out, OUTCOME_FAULT);
}

/* A refusal of the KDC before NTLM was accepted is left to the calls that follow. */
static enum outcome_tally of_session(const struct association *association, enum outcome *out)
{
    if (association->inband_count == 0)
        return OUTCOME_IS_HEALTHY;
    return finding(out,
                   association_uses_ntlm(association) ? OUTCOME_NTLM_FALLBACK : OUTCOME_RECOVERED);
}

static enum outcome_tally of_success(const struct association *association,
                                     const struct links *links, enum outcome *out)
{
    if (association->kind == ASSOCIATION_SMB)
        return of_session(association, out);
    if (association_uses_ntlm(association)) {
        bool kerberos_failed =
            association->inband_count > 0 || has_cause(links) ||
            (association->server_chose_ntlm && (association->credentials & SENT_AP_REQ));
        return kerberos_failed ? finding(out, OUTCOME_NTLM_FALLBACK) : OUTCOME_IS_HEALTHY;
    }
    bool by_user_to_user = links->errors->len > 0 && (association->credentials & SENT_AP_REQ);
    return association->inband_count > 0 || by_user_to_user ? finding(out, OUTCOME_RECOVERED)
                                                            : OUTCOME_IS_HEALTHY;
}

/* The server's token was good, and the client sent nothing more. */
static bool left_after_token(const struct association *association)
{
    return association->kind == ASSOCIATION_RPC && association->state == ASSOCIATION_ENDED &&
           association->closed_by == CLOSED_BY_CLIENT && association->was_last_try &&
           association->has_good_token && !association->leg_in_flight &&
           !association->bytes_missing;
}

static enum outcome_tally of_close(const struct association *association, const struct links *links,
                                   enum outcome *out)
{
    if (association->kind == ASSOCIATION_EMPTY || association->kind == ASSOCIATION_SMB)
        return has_cause(links) ? finding(out, OUTCOME_NO_BIND) : OUTCOME_IS_HEALTHY;
    if (association->no_interface)
        return OUTCOME_IS_HEALTHY;
    return left_after_token(association) ? finding(out, OUTCOME_CLIENT_ABANDONED)
                                         : open_end(association, out);
}

static enum outcome_tally of_answer(const struct association *association,
                                    const struct links *links, enum outcome *out)
{
    switch (association->answer) {
    case ANSWER_BIND_NAK:
        return nak_is_authentication(association->reject_reason) ? finding(out, OUTCOME_BIND_NAK)
                                                                 : OUTCOME_IS_OPEN;
    case ANSWER_TOKEN:
        if (association->kind == ASSOCIATION_SMB)
            return finding(out, OUTCOME_SMB_REFUSED);
        return finding(out, association->inband_count > 0 || association_is_rejected(association)
                                ? OUTCOME_TOKEN_REJECTED
                                : OUTCOME_CLIENT_ABANDONED);
    case ANSWER_FAULT:
        return of_fault(association, out);
    case ANSWER_LOST:
        return association->bytes_missing ? open_end(association, out)
                                          : finding(out, OUTCOME_CONNECTION_LOST);
    case ANSWER_SILENT:
        return association->bytes_missing ? open_end(association, out)
                                          : finding(out, OUTCOME_NO_ANSWER);
    case ANSWER_SUCCESS:
        return of_success(association, links, out);
    case ANSWER_SMB_STATUS:
        return finding(out, OUTCOME_SMB_REFUSED);
    case ANSWER_UNREACHABLE:
        return finding(out, OUTCOME_UNREACHABLE);
    case ANSWER_CALL_STATUS:
        return finding(out, OUTCOME_CALL_REFUSED);
    case ANSWER_CLOSED:
        return of_close(association, links, out);
    case ANSWER_NONE:
        return open_end(association, out);
    }
    return OUTCOME_IS_OPEN;
}

/* Whoever waits for what was lost on the way, or was told that it is over by nobody knows whom, has
 * not given up of its own accord. */
enum outcome_tally outcome_of(const struct association *association, const struct links *links,
                              enum outcome *out)
{
    enum outcome_tally tally = of_answer(association, links, out);

    if (links->between.is_copy && links->between.kind == BETWEEN_NOTHING)
        return OUTCOME_IS_COPY;
    if (association->kind == ASSOCIATION_RPC && links->between.kind != BETWEEN_NOTHING &&
        (tally == OUTCOME_IS_OPEN ||
         (tally == OUTCOME_IS_FINDING && *out == OUTCOME_CLIENT_ABANDONED)))
        return finding(out, OUTCOME_UNDETERMINED);
    return tally;
}

enum severity outcome_severity(enum outcome outcome, const struct association *association,
                               const struct links *links)
{
    /* A session may be for files only: what speaks of RPC is a pipe (MS-RPCE 2.1.1.2). */
    if (association->kind == ASSOCIATION_SMB && !association->shows_pipe)
        return SEVERITY_NOTE;
    switch (outcome) {
    case OUTCOME_NTLM_FALLBACK:
        return SEVERITY_WARNING;
    case OUTCOME_RECOVERED:
    case OUTCOME_ACTIVATION_FAILED:
    case OUTCOME_LATE_FAULT:
        return SEVERITY_NOTE;
    case OUTCOME_UNDETERMINED:
        return links->between.kind == BETWEEN_NOTHING ? SEVERITY_NOTE : SEVERITY_ERROR;
    case OUTCOME_CLIENT_ABANDONED:
        return association->answer == ANSWER_CLOSED && !has_cause(links) ? SEVERITY_NOTE
                                                                         : SEVERITY_ERROR;
    default:
        return SEVERITY_ERROR;
    }
}
