/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "payload_look.h"

enum {
    RPC_HEADER_MIN = 16, /* C706 12.6.3.1 */
    RPC_VERSION = 5,
    RPC_MINOR_MAX = 1,
    RPC_TYPE_MAX = 19,
    RPC_DREP = 4,
    RPC_FLOAT_FORMAT = 5,
    CL_HEADER_SIZE = 80, /* C706 12.5.1 */
    CL_VERSION = 4,
    CL_TYPE_MAX = 10,
    NETBIOS_HEADER_SIZE = 4, /* RFC 1002 4.3.1 */
    TLS_TYPE_MIN = 20,       /* RFC 8446 5.1 */
    TLS_TYPE_MAX = 24,
    TLS_MAJOR = 3,
    TLS_MINOR_MAX = 4,
    TPKT_VERSION = 3,    /* RFC 1006 6 */
    TDS_PRELOGIN = 0x12, /* MS-TDS 2.2.3.1.1 */
};

struct mark {
    const char *text;
    size_t size;
};

/* MS-RPCH 2.1.2.1.1 and 2.1.1.1.1 */
static const struct mark rpc_over_http[] = {{"RPC_", 4}, {"ncacn_http", 10}};

static const struct mark others[] = {{"GET ", 4}, {"POST ", 5},    {"HTTP/", 5}, {"HEAD ", 5},
                                     {"PUT ", 4}, {"OPTIONS ", 8}, {"SSH-", 4},  {"CONNECT ", 8}};

/* NetBIOS sessions and messages, and the four marks of SMB: MS-SMB2 2.2.1, 2.2.41, 2.2.42. */
static const uint8_t smb_marks[] = {0xfc, 0xfd, 0xfe, 0xff};
static const uint8_t netbios_types[] = {0x00, 0x81, 0x82, 0x83};

static bool begins_with_one(struct bytes payload, const struct mark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes_begin_with(payload, marks[i].text, marks[i].size))
            return true;
    }
    return false;
}

static bool is_one_of(uint8_t byte, const uint8_t *list, size_t count)
{
    return memchr(list, byte, count) != NULL;
}

static bool is_rpc(struct bytes payload)
{
    uint8_t drep = bytes_u8(payload, RPC_DREP);

    return bytes_have(payload, 0, RPC_HEADER_MIN) && bytes_u8(payload, 0) == RPC_VERSION &&
           bytes_u8(payload, 1) <= RPC_MINOR_MAX && bytes_u8(payload, 2) <= RPC_TYPE_MAX &&
           (drep & 0xe0) == 0 && bytes_u8(payload, RPC_FLOAT_FORMAT) == 0;
}

static bool is_smb(struct bytes payload)
{
    struct bytes message = bytes_from(payload, NETBIOS_HEADER_SIZE);

    return is_one_of(bytes_u8(payload, 0), netbios_types, sizeof netbios_types) &&
           is_one_of(bytes_u8(message, 0), smb_marks, sizeof smb_marks) &&
           bytes_begin_with(bytes_from(message, 1), "SMB", 3);
}

static bool is_tls(struct bytes payload)
{
    uint8_t type = bytes_u8(payload, 0);

    return type >= TLS_TYPE_MIN && type <= TLS_TYPE_MAX && bytes_u8(payload, 1) == TLS_MAJOR &&
           bytes_u8(payload, 2) <= TLS_MINOR_MAX && bytes_have(payload, 0, 3);
}

static bool is_tpkt_or_tds(struct bytes payload)
{
    return bytes_have(payload, 0, 8) &&
           ((bytes_u8(payload, 0) == TPKT_VERSION && bytes_u8(payload, 1) == 0) ||
            (bytes_u8(payload, 0) == TDS_PRELOGIN && bytes_u8(payload, 1) <= 1));
}

enum payload_look payload_look(struct bytes payload)
{
    if (is_rpc(payload) || is_smb(payload) ||
        begins_with_one(payload, rpc_over_http, sizeof rpc_over_http / sizeof *rpc_over_http))
        return PAYLOAD_WANTED;
    if (is_tls(payload) || is_tpkt_or_tds(payload) ||
        begins_with_one(payload, others, sizeof others / sizeof *others))
        return PAYLOAD_OTHER;
    return PAYLOAD_UNKNOWN;
}

bool payload_is_rpc_datagram(struct bytes payload)
{
    return bytes_have(payload, 0, CL_HEADER_SIZE) && bytes_u8(payload, 0) == CL_VERSION &&
           bytes_u8(payload, 1) <= CL_TYPE_MAX;
}
