/* The numbers of the protocols by name: constants made of the lists beside this file, and those
 * that no list of words has. No other file gives one of them a name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_NUMBERS_H
#define DCOMAUTH_NUMBERS_H

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
