/* Parts of the evidence that stand apart: for evidence.c only.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_EVIDENCE_PARTS_H
#define DCOMAUTH_EVIDENCE_PARTS_H

#include "case.h"
#include "verdict.h"

struct address_text {
    char text[HOST_ADDR_TEXT_SIZE];
};

/* The address as a word. */
struct address_text evidence_address(const struct host_addr *addr);

/* "0x00000005 nca_s_fault_access_denied", or the code alone. A new string. */
char *evidence_code(uint32_t code, const char *name);

/* What is odd about the bind itself: its level, its token, its association group, its ends. */
void evidence_of_bind(const struct diagnosis_case *subject, GArray *evidence);

/* What KDCs refused or left unanswered, and why that belongs to the case. */
void evidence_of_links(const struct diagnosis_case *subject, GArray *evidence);

/* Where the tickets came from; of a rule that is about encryption types or keys also what other
 * KDCs made of them and what the client offered. */
void evidence_of_tickets(const struct diagnosis_case *subject, const struct verdict_rule *rule,
                         GArray *evidence);

/* Who was called, and who answered: by the server's KRB-ERROR, by its CHALLENGE, by DNS. */
void evidence_of_hosts(const struct diagnosis_case *subject, GArray *evidence);

/* What the names of a refused request tell: an SPN that can be none, an account whose wrong
 * password counted twice. */
void evidence_of_names(const struct diagnosis_case *subject, const struct kdc_exchange *exchange,
                       GArray *evidence);

#endif
