/* The numbers of the protocols by name: constants made of the lists beside this file, and those
 * that no list of words has. No other file gives one of them a name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_NUMBERS_H
#define DCOMAUTH_NUMBERS_H

#include <stdint.h>

/* KDC_ERR_ETYPE_NOSUPP, KRB_AP_ERR_MODIFIED, … */
enum krb_error_code {
#define KRB_ERROR(code, name, text, step) name = (code),
#include "krb_errors.def"
#undef KRB_ERROR
};

/* ETYPE_AES256, ETYPE_RC4, … */
enum krb_etype_number {
#define ETYPE(number, name, text) ETYPE_##name = (number),
#include "etypes.def"
#undef ETYPE
};

/* AUTH_TYPE_SPNEGO, … */
enum rpc_auth_type {
#define AUTH_TYPE(number, name, text) AUTH_TYPE_##name = (number),
#include "auth_types.def"
#undef AUTH_TYPE
};

/* AUTH_LEVEL_PRIVACY, … */
enum rpc_auth_level {
#define AUTH_LEVEL(number, name, text) AUTH_LEVEL_##name = (number),
#include "auth_levels.def"
#undef AUTH_LEVEL
};

/* No enums: their numbers are ints in C11, and 0xC0000016 is none. */

/* NT_STATUS_MORE_PROCESSING_REQUIRED, … */
#define NT_STATUS(status, name, text, step) static const uint32_t NT_##name = (status);
#include "nt_statuses.def"
#undef NT_STATUS
#define NT_STATUS_ERRORS 0xC0000000u /* from here on they are errors: MS-ERREF 2.3 */

/* HRESULT_E_ACCESSDENIED, … */
#define HRESULT(value, name, text) static const uint32_t HRESULT_##name = (value);
#include "hresults.def"
#undef HRESULT

/* Status of a fault that is a Win32 error as it stands: MS-ERREF 2.2. */
#define FAULT_ACCESS_DENIED 0x00000005u
#define FAULT_SEC_PKG_ERROR 0x00000721u

enum {
    KERBEROS_PORT = 88,     /* RFC 4120 7.2.1, 7.2.2 */
    ICMP_UNREACHABLE = 3,   /* RFC 792 */
    ICMPV6_UNREACHABLE = 1, /* RFC 4443 3.1 */
};

enum tcp_flag { /* RFC 9293 3.1 */
                TCP_FLAG_FIN = 0x01,
                TCP_FLAG_SYN = 0x02,
                TCP_FLAG_RST = 0x04,
                TCP_FLAG_ACK = 0x10,
};

enum smb2_command { /* MS-SMB2 2.2.1.2 */
                    SMB2_SESSION_SETUP = 1,
                    SMB2_TREE_CONNECT = 3,
                    SMB2_CREATE = 5,
};

enum smb1_command { /* MS-CIFS 2.2.2.1 */
                    SMB1_SESSION_SETUP = 0x73,
                    SMB1_TREE_CONNECT = 0x75,
                    SMB1_NT_CREATE = 0xa2,
};

#endif
