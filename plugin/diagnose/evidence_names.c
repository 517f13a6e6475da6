/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence_parts.h"

#include "../ledger/kdc/spn.h"
#include "../vocabulary/numbers.h"
#include "wording.h"

#define TWICE_NS (INT64_C(1000000000))

/* The two newest refusals of this user's password that came within a second. */
struct wrong_passwords {
    const char *user;
    const struct kdc_exchange *newer, *older;
};

static bool find_wrong_passwords(struct kdc_exchange *exchange, void *user_data)
{
    struct wrong_passwords *found = user_data;

    if (exchange->error_code != KDC_ERR_PREAUTH_FAILED || exchange->request_type != KRB_AS_REQ ||
        !exchange->cname || !same_user(exchange->cname, found->user))
        return true;
    if (found->newer && found->newer->answer_ns - exchange->answer_ns <= TWICE_NS) {
        found->older = exchange;
        return false;
    }
    found->newer = exchange;
    return true;
}

static void say_counted_twice(const struct diagnosis_case *subject,
                              const struct kdc_exchange *exchange, GArray *evidence)
{
    struct wrong_passwords found = {.user = exchange->cname};

    if (exchange->error_code != KDC_ERR_CLIENT_REVOKED || !exchange->cname)
        return;
    exchanges_of_client(ledger_exchanges(subject->ledger), &exchange->client, find_wrong_passwords,
                        &found);
    if (!found.older)
        return;
    g_autofree char *code = wording_krb_error(KDC_ERR_PREAUTH_FAILED);
    evidence_add(evidence, EVIDENCE_COUNTED_TWICE,
                 WORDS(FRAME_WORD(found.older->answers.list[0]),
                       FRAME_WORD(found.newer->answers.list[0]), TEXT_WORD(code)));
}

static void say_name(const struct diagnosis_case *subject, const struct kdc_exchange *exchange,
                     GArray *evidence)
{
    g_autofree char *host = spn_host(exchange->spn);
    const char *why = host && g_str_has_suffix(host, ".") ? "its host ends in a dot"
                      : host && !*host                    ? "its host is empty"
                                                          : "a part is empty, or holds a blank";

    if (case_shows(subject, TRAIT_SPN_MALFORMED) &&
        exchange->error_code == KDC_ERR_S_PRINCIPAL_UNKNOWN)
        evidence_add(evidence, EVIDENCE_NAME_IMPOSSIBLE,
                     WORDS(TEXT_WORD(exchange->spn), TEXT_WORD(why)));
}

void evidence_of_names(const struct diagnosis_case *subject, const struct kdc_exchange *exchange,
                       GArray *evidence)
{
    say_name(subject, exchange, evidence);
    say_counted_twice(subject, exchange, evidence);
}
