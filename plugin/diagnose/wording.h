/* What people read of a case: the summary sentence and the next steps.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WORDING_H
#define DCOMAUTH_WORDING_H

#include "case.h"

/* The summary of the verdict with the names and addresses of the case; a new string. */
char *wording_summary(const struct diagnosis_case *subject, enum verdict verdict);

/* Appends the next steps of the verdict that fit the case to steps, as new strings; none that names
 * what is not known. */
void wording_next_steps(const struct diagnosis_case *subject, enum verdict verdict,
                        GPtrArray *steps);

/* "14 KDC_ERR_ETYPE_NOSUPP", "AES256, AES128, RC4", "AES256": new strings. */
char *wording_krb_error(int32_t code);
char *wording_etypes(const struct krb_etypes *etypes);
char *wording_etype(int32_t etype);

/* "0xc0000234 STATUS_ACCOUNT_LOCKED_OUT": a new string. */
char *wording_nt_status(uint32_t status);

/* "alice@EXAMPLE.COM", or NULL where the name is NULL; a new string. */
char *wording_holder(const char *name, const char *realm);

/* "fault 0x00000005 nca_s_fault_access_denied in frame 66": how the server refused; a new
 * string. */
char *wording_refusal(const struct association *association);

/* "alice@EXAMPLE.COM": whose logon it was, or NULL; a new string. */
char *wording_principal(const struct diagnosis_case *subject);

/* The account whose password or rights matter, as the wire names it, or NULL; a new string. */
char *wording_account(const struct diagnosis_case *subject);

/* The SPN that the association was about, or NULL; owned by the case. */
const char *wording_spn(const struct diagnosis_case *subject);

/* The computer of a Netlogon secure channel: DOMAIN and name, or its address. A new string. */
char *wording_channel(const struct association *association);

#endif
