/* What a security token is, by how it begins.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_TOKEN_KIND_H
#define DCOMAUTH_WIRE_TOKEN_KIND_H

#include "bytes.h"

enum token_kind {
    TOKEN_UNKNOWN,
    TOKEN_GSSAPI,    /* InitialContextToken: RFC 2743 3.1 */
    TOKEN_SPNEGO,    /* a NegTokenInit or NegTokenResp without it: RFC 4178 4.2 */
    TOKEN_NTLMSSP,   /* MS-NLMP 2.2.1 */
    TOKEN_GSS_KRB5,  /* AP-REQ, AP-REP, or a KRB-ERROR behind its token id: RFC 4121 4.1 */
    TOKEN_KRB_ERROR, /* without one */
    TOKEN_KIND_COUNT,
};

/* A DER element must fit the token, padding may follow it. */
enum token_kind token_kind_of(struct bytes token);

#endif
