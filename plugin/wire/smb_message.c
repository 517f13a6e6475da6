/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smb_message.h"

#include "../vocabulary/numbers.h"

enum {
    SMB2_HEADER_SIZE = 64, /* MS-SMB2 2.2.1.2 */
    TRANSFORM_SIZE = 20,   /* MS-SMB2 2.2.41: with the signature, by which the tree tells it */
    SMB2_STATUS = 8,
    SMB2_COMMAND = 12,
    SMB2_FLAGS = 16,
    SMB2_NEXT = 20,
    SMB2_TREE = 36,
    SMB2_SESSION = 40,
    SMB2_SHARE_TYPE = SMB2_HEADER_SIZE + 2, /* of a TREE_CONNECT response: MS-SMB2 2.2.10 */
    SMB2_FLAG_RESPONSE = 0x01,
    SHARE_IS_PIPE = 2,
    SMB1_HEADER_SIZE = 32, /* MS-CIFS 2.2.3.1 */
    SMB1_COMMAND = 4,
    SMB1_FLAGS = 9,
    SMB1_FLAG_REPLY = 0x80,
    ANDX_COMMAND = 1, /* from the word count on: MS-CIFS 2.2.3.4 */
    ANDX_OFFSET = 3,
    ANDX_SIZE = 5,
    CHAIN_MAX = 16,
};

static const uint8_t smb2_mark[] = {0xfe, 'S', 'M', 'B'};
static const uint8_t transform_mark[] = {0xfd, 'S', 'M', 'B'};
static const uint8_t smb1_mark[] = {0xff, 'S', 'M', 'B'};

/* Those that Wireshark follows to a next command. */
static const uint8_t andx_commands[] = {0x24, 0x2d, 0x2e, 0x2f, 0x73, 0x74, 0x75, 0xa2};

bool smb2_is_message(struct bytes bytes)
{
    return bytes.length >= SMB_TOLD_SIZE && bytes_begin_with(bytes, smb2_mark, sizeof smb2_mark);
}

bool smb2_is_encrypted(struct bytes bytes)
{
    return bytes.length >= TRANSFORM_SIZE &&
           bytes_begin_with(bytes, transform_mark, sizeof transform_mark);
}

bool smb1_is_message(struct bytes bytes)
{
    return bytes.length > SMB1_HEADER_SIZE && bytes_begin_with(bytes, smb1_mark, sizeof smb1_mark);
}

bool smb2_take(struct bytes *chain, struct smb2_message *message, bool *is_unusual)
{
    struct bytes header = *chain;
    size_t next = bytes_le32(header, SMB2_NEXT);

    if (header.length < SMB_TOLD_SIZE)
        return false;
    *message = (struct smb2_message){
        .command = bytes_le16(header, SMB2_COMMAND),
        .is_response = bytes_u8(header, SMB2_FLAGS) & SMB2_FLAG_RESPONSE,
        .status = bytes_le32(header, SMB2_STATUS),
        .has_tree = header.length >= SMB2_HEADER_SIZE,
        .tree = bytes_le32(header, SMB2_TREE),
        .session = bytes_le64(header, SMB2_SESSION),
        .has_share = header.length > SMB2_SHARE_TYPE,
        .is_pipe_share = bytes_u8(header, SMB2_SHARE_TYPE) == SHARE_IS_PIPE,
    };
    *is_unusual = next > 0 && next < SMB2_HEADER_SIZE;
    *chain = next >= SMB2_HEADER_SIZE ? bytes_from(header, next) : (struct bytes){NULL, 0};
    return true;
}

bool smb1_tells_of_sessions_or_opens(struct bytes message)
{
    uint8_t command = bytes_u8(message, SMB1_COMMAND);
    bool is_reply = bytes_u8(message, SMB1_FLAGS) & SMB1_FLAG_REPLY;
    size_t words = SMB1_HEADER_SIZE;

    for (int i = 0; i < CHAIN_MAX; i++) {
        if (command == SMB1_SESSION_SETUP ||
            ((command == SMB1_TREE_CONNECT || command == SMB1_NT_CREATE) && !is_reply))
            return true;
        if (!memchr(andx_commands, command, sizeof andx_commands) ||
            !bytes_have(message, words, ANDX_SIZE))
            return false;
        command = bytes_u8(message, words + ANDX_COMMAND);
        words = bytes_le16(message, words + ANDX_OFFSET);
    }
    return false;
}
