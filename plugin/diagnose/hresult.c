/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hresult.h"

#include "../vocabulary/numbers.h"

enum trigger { BY_FAULT_STATUS, BY_NAK_REASON, BY_KRB_ERROR };

struct hresult_rule {
    enum trigger trigger;
    int64_t value;
    uint32_t hresult;
    bool documented;
    uint32_t alternatives[FINDING_HRESULT_ALTERNATIVES_MAX];
};

static const struct hresult_rule rules[] = {
#define BY_STATUS(value_, hresult_, documented_, ...)                                              \
    {BY_FAULT_STATUS, value_, hresult_, documented_, {__VA_ARGS__}},
#define BY_REASON(value_, hresult_, documented_, ...)                                              \
    {BY_NAK_REASON, value_, hresult_, documented_, {__VA_ARGS__}},
#define BY_ERROR(value_, hresult_, documented_, ...)                                               \
    {BY_KRB_ERROR, value_, hresult_, documented_, {__VA_ARGS__}},
#include "hresult_rules.def"
#undef BY_STATUS
#undef BY_REASON
#undef BY_ERROR
};

static void set(struct finding *finding, uint32_t hresult, bool documented)
{
    finding->has_hresult = true;
    finding->hresult = hresult;
    finding->hresult_documented = documented;
}

static bool set_by_rule(struct finding *finding, enum trigger trigger, int64_t value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (rules[i].trigger != trigger || rules[i].value != value)
            continue;
        set(finding, rules[i].hresult, rules[i].documented);
        for (size_t j = 0; j < FINDING_HRESULT_ALTERNATIVES_MAX && rules[i].alternatives[j]; j++)
            finding->hresult_alternatives[finding->hresult_alternative_count++] =
                rules[i].alternatives[j];
        return true;
    }
    return false;
}

static void set_by_status(struct finding *finding, uint32_t status)
{
    if (set_by_rule(finding, BY_FAULT_STATUS, status))
        return;
    /* A value that is an HRESULT already stays what it is (MS-ERREF 2.1). */
    if (status & 0x80000000u)
        set(finding, status, false);
    else
        set(finding, HRESULT_RPC_S_PROTOCOL_ERROR,
            true); /* MS-RPCE 3.1.1.5.5: a status never to be sent */
}

void hresult_fill(const struct diagnosis_case *subject, struct finding *finding)
{
    const struct association *association = subject->association;

    switch (subject->outcome) {
    case OUTCOME_FAULT:
    case OUTCOME_LATE_FAULT:
        set_by_status(finding, association->status);
        break;
    case OUTCOME_BIND_NAK:
        set_by_rule(finding, BY_NAK_REASON, association->reject_reason);
        break;
    case OUTCOME_CLIENT_ABANDONED:
        if (association->answer == ANSWER_CLOSED && !subject->main_link)
            break; /* the client's own reason, which the capture does not show */
        /* fall through */
    case OUTCOME_NO_BIND:
    case OUTCOME_TOKEN_REJECTED:
        if (!set_by_rule(finding, BY_KRB_ERROR, subject->code))
            set(finding, HRESULT_RPC_S_SEC_PKG_ERROR, false);
        break;
    case OUTCOME_CONNECTION_LOST:
    case OUTCOME_NO_ANSWER:
        set(finding, HRESULT_RPC_S_CALL_FAILED, false);
        finding->hresult_alternatives[finding->hresult_alternative_count++] =
            HRESULT_RPC_S_CALL_FAILED_DNE;
        break;
    case OUTCOME_UNREACHABLE:
        set(finding, HRESULT_RPC_S_SERVER_UNAVAILABLE, true);
        break;
    case OUTCOME_SMB_REFUSED:
        set(finding, HRESULT_E_ACCESSDENIED, false);
        break;
    case OUTCOME_ACTIVATION_FAILED:
        set(finding, association->hresult, true);
        break;
    default:
        break; /* the application noticed nothing */
    }
}
