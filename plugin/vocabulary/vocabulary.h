/* The words of the project: ids, names and texts, each written once in a .def list beside this
 * file.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_VOCABULARY_H
#define DCOMAUTH_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };
enum confidence { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH };

enum outcome {
#define OUTCOME(name, id, text) OUTCOME_##name,
#include "outcomes.def"
#undef OUTCOME
    OUTCOME_COUNT
};

enum verdict {
#define VERDICT(name, id, text) VERDICT_##name,
#include "verdicts.def"
#undef VERDICT
    VERDICT_COUNT
};

/* Why a KRB-ERROR was chosen, the strongest first. */
enum link_kind {
#define LINK_KIND(name, id, text) LINK_##name,
#include "link_kinds.def"
#undef LINK_KIND
    LINK_COUNT
};

const char *severity_id(enum severity severity);
const char *confidence_id(enum confidence confidence);
const char *outcome_id(enum outcome outcome);
const char *outcome_text(enum outcome outcome);
const char *verdict_id(enum verdict verdict);
const char *verdict_text(enum verdict verdict);
const char *link_kind_id(enum link_kind kind);
const char *link_kind_text(enum link_kind kind);

/* All of these return a static string, or NULL for a number that the list does not have. A text is
 * for people; a step says what an administrator does first, with words in braces that
 * diagnose/placeholders.def lists. */
const char *krb_error_name(int32_t code); /* "KDC_ERR_ETYPE_NOSUPP": RFC 4120 7.5.9 */
const char *krb_error_text(int32_t code); /* "no common encryption type" */
const char *krb_error_step(int32_t code);
/* What the e-text of a KRB-ERROR says beyond its code; e_text may be NULL. */
const char *krb_e_text_meaning(int32_t code, const char *e_text);
const char *krb_e_text_step(int32_t code, const char *e_text);
const char *krb_etype_name(int32_t etype);   /* "AES256": short, for people */
const char *nt_status_name(uint32_t status); /* "STATUS_ACCOUNT_LOCKED_OUT": MS-ERREF 2.3 */
const char *nt_status_text(uint32_t status);
const char *nt_status_step(uint32_t status);
const char *fault_name(uint32_t status); /* "nca_s_fault_access_denied": MS-RPCE 2.2.2, C706 */
const char *fault_text(uint32_t status);
const char *fault_step(uint32_t status);
const char *bind_nak_name(uint16_t reason); /* "authentication type not recognized" */
const char *bind_nak_text(uint16_t reason);
const char *bind_nak_step(uint16_t reason);
const char *auth_type_name(uint8_t type);   /* "SPNEGO": MS-RPCE 2.2.1.1.7 */
const char *auth_level_name(uint8_t level); /* "packet integrity": MS-RPCE 2.2.1.1.8 */
const char *hresult_name(uint32_t hresult); /* "RPC_S_SEC_PKG_ERROR": MS-ERREF 2.1, 2.2 */
const char *hresult_text(uint32_t hresult); /* what the application's user reads */
const char *krb_msg_type_name(int type);    /* "AS-REQ" */

/* "SAMR": of an interface that is a service's, no COM class; else NULL. uuid may be NULL. */
const char *rpc_service_name(const char *uuid);
/* The lowest authentication level that the service takes; 0: any, or no such service. */
uint8_t rpc_service_level(const char *uuid);
/* Why the service refuses calls in the clear; NULL where it does not, or is no such service. */
const char *rpc_service_privacy(const char *uuid);

#endif
