/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bulk_body.h"

enum {
    SESSION_HEADER_SIZE = 4, /* RFC 1002 4.3.1, with the length of 24 bits of MS-SMB2 2.1 */
    SESSION_MESSAGE = 0,
    LENGTH_MASK = 0xffffff,
    BULK_MIN = 16384,      /* shorter ones are not worth it */
    SMB2_HEADER_SIZE = 64, /* MS-SMB2 2.2.1.2 */
    SMB2_COMMAND = 12,
    SMB2_FLAGS = 16,
    SMB2_NEXT = 20,
    SMB2_FLAG_RESPONSE = 1,
    SMB2_READ = 8,
    SMB2_WRITE = 9,
    DATA_OFFSET = 2, /* of a READ response (MS-SMB2 2.2.20) and a WRITE request (2.2.21) */
    RPC_VERSION = 5, /* C706 12.6.3.1 */
};

static const uint8_t encrypted_mark[] = {0xfd, 'S', 'M', 'B'}; /* MS-SMB2 2.2.41 */
static const uint8_t smb2_mark[] = {0xfe, 'S', 'M', 'B'};

static size_t message_size(struct bytes session)
{
    return SESSION_HEADER_SIZE + (bytes_be32(session, 0) & LENGTH_MASK);
}

static bool is_message(struct bytes session)
{
    return bytes_have(session, 0, SESSION_HEADER_SIZE) && bytes_u8(session, 0) == SESSION_MESSAGE;
}

size_t bulk_body_whole(struct bytes session)
{
    size_t at = 0;

    for (;;) {
        struct bytes rest = bytes_from(session, at);

        if (!is_message(rest) || message_size(rest) > rest.length)
            return at;
        at += message_size(rest);
    }
}

/* What the file begins with is there, and is no RPC PDU. */
static bool is_data_other(struct bytes smb, size_t offset)
{
    return offset >= SMB2_HEADER_SIZE && bytes_have(smb, offset, 2) &&
           bytes_u8(smb, offset) != RPC_VERSION;
}

static bool is_data_without_rpc(struct bytes smb)
{
    bool is_response = bytes_u8(smb, SMB2_FLAGS) & SMB2_FLAG_RESPONSE;
    size_t data = SMB2_HEADER_SIZE + DATA_OFFSET;

    if (bytes_le32(smb, SMB2_NEXT) != 0)
        return false; /* a chain */
    switch (bytes_le16(smb, SMB2_COMMAND)) {
    case SMB2_READ:
        return is_response && is_data_other(smb, bytes_u8(smb, data));
    case SMB2_WRITE:
        return !is_response && is_data_other(smb, bytes_le16(smb, data));
    default:
        return false;
    }
}

bool bulk_body_is_encrypted(struct bytes session)
{
    return bytes_begin_with(bytes_from(session, SESSION_HEADER_SIZE), encrypted_mark,
                            sizeof encrypted_mark);
}

size_t bulk_body_rest(struct bytes session)
{
    struct bytes smb = bytes_from(session, SESSION_HEADER_SIZE);

    if (!is_message(session) || message_size(session) < BULK_MIN ||
        message_size(session) <= session.length)
        return 0;
    if (bulk_body_is_encrypted(session) ||
        (bytes_begin_with(smb, smb2_mark, sizeof smb2_mark) && is_data_without_rpc(smb)))
        return message_size(session) - session.length;
    return 0;
}
