/* One association under diagnosis: what is known of it, put together for the rules.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CASE_H
#define DCOMAUTH_CASE_H

#include "accepted.h"
#include "finding.h"
#include "link.h"

/* What the rules ask about. One bit each; facts.def says what they mean. */
enum fact {
#define FACT(name, text) FACT_##name,
#include "facts.def"
#undef FACT
    FACT_COUNT
};

#define FACT_BIT(name) (UINT64_C(1) << FACT_##name)

/* What the words go by, one bit each; traits.def says what they mean. */
enum trait {
#define FACT_TOO(name) TRAIT_##name,
#define TRAIT(name, text) TRAIT_##name,
#include "traits.def"
#undef FACT_TOO
#undef TRAIT
    TRAIT_COUNT
};

#define TRAIT_BIT(name) (UINT64_C(1) << TRAIT_##name)

struct diagnosis_case {
    const struct ledger *ledger;
    const struct association *association;
    struct links links;
    enum outcome outcome;
    struct acceptance accepted; /* of the same user by the server before */
    uint64_t facts;
    uint64_t traits;
    const struct link *main_link;           /* the KDC's refusal or silence, or NULL */
    const struct inband_error *main_inband; /* the server's refusal, or NULL */
    const struct issued_ticket *tgt;        /* presented in the refused or last TGS-REQ; where NTLM
                                             * came without any, the user's latest; or NULL */
    const struct issued_ticket *logon;      /* what the TGT descends from, or NULL */
    const struct issued_ticket *ticket;     /* the one in the bind, or NULL */
    const struct kdc *other_kdc;            /* granted the same SPN, or NULL */
    int32_t code;                           /* of the main error; 0 without */
};

/* Fills in the facts; association, links and outcome must be set. */
void case_gather_facts(struct diagnosis_case *subject);

bool case_has(const struct diagnosis_case *subject, enum fact fact);

/* Fills in the traits; the facts must be there. */
void case_gather_traits(struct diagnosis_case *subject);

bool case_shows(const struct diagnosis_case *subject, enum trait trait);

/* What the main error says beside its code: the NTSTATUS of its extended error (MS-KILE 2.2.1),
 * its e-text (owned by the case), its time minus that of its frame. False or NULL: nothing. */
bool case_nt_status(const struct diagnosis_case *subject, uint32_t *status);
const char *case_e_text(const struct diagnosis_case *subject);
bool case_skew(const struct diagnosis_case *subject, int64_t *skew_ns);

/* Whether the clock of whoever sent the main error and that of the capture agree. */
bool case_clock_agrees(const struct diagnosis_case *subject);

/* Whether a fault status speaks of security (contract: outcomes). */
bool status_is_security(uint32_t status);

#endif
