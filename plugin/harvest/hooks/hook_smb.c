/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk_shares.h"
#include "frame_events.h"
#include "observe.h"

#include <string.h>

enum {
    SMB2_HEADER_SIZE = 64, /* MS-SMB2 2.2.1.2 */
    SMB2_STATUS = 8,
    SMB2_COMMAND = 12,
    SMB2_FLAGS = 16,
    SMB2_TOLD = 20, /* so many bytes say what a message is, even where the rest is cut off */
    SMB2_NEXT = 20,
    SMB2_NEXT_END = 24,
    SMB2_TREE = 36,
    SMB2_SESSION = 40,
    SMB2_SHARE_TYPE = SMB2_HEADER_SIZE + 2, /* of a TREE_CONNECT response: MS-SMB2 2.2.10 */
    SMB2_FLAG_RESPONSE = 0x01,
    SMB2_SESSION_SETUP = 1,
    SMB2_TREE_CONNECT = 3,
    SMB2_CREATE = 5,
    SHARE_IS_PIPE = 2,
    SMB_HEADER_SIZE = 32, /* MS-CIFS 2.2.3.1 */
    SMB_COMMAND = 4,
    SMB_FLAGS = 9,
    SMB_FLAG_REPLY = 0x80,
    SMB_SESSION_SETUP = 0x73,
    SMB_NT_CREATE = 0xa2,
    ANDX_COMMAND = 1, /* from the word count on: MS-CIFS 2.2.3.4 */
    ANDX_OFFSET = 3,
    ANDX_END = 5,
    CHAIN_MAX = 16,
};

static const uint8_t smb2_mark[] = {0xfe, 'S', 'M', 'B'};
static const uint8_t smb_mark[] = {0xff, 'S', 'M', 'B'};

/* Those that Wireshark follows to a next command. */
static const uint8_t andx_commands[] = {0x24, 0x2d, 0x2e, 0x2f, 0x73, 0x74, 0x75, 0xa2};

static uint16_t little16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static uint32_t little32(const uint8_t *bytes)
{
    return little16(bytes) | (uint32_t)little16(bytes + 2) << 16;
}

static struct disk_tree tree_of(const uint8_t *header, const packet_info *pinfo)
{
    return (struct disk_tree){
        .stream = frame_events_stream(pinfo),
        .tree = little32(header + SMB2_TREE),
        .session = little32(header + SMB2_SESSION) | (uint64_t)little32(header + SMB2_SESSION + 4)
                                                         << 32,
    };
}

static void learn_tree(const uint8_t *header, size_t length, const packet_info *pinfo)
{
    if (length > SMB2_SHARE_TYPE && little32(header + SMB2_STATUS) == 0) {
        const struct disk_tree tree = tree_of(header, pinfo);

        disk_shares_set(&tree, header[SMB2_SHARE_TYPE] != SHARE_IS_PIPE);
    }
}

/* An open says something only if it is that of a pipe. */
static bool is_smb2_wanted(const uint8_t *header, size_t length, const packet_info *pinfo)
{
    bool is_response = header[SMB2_FLAGS] & SMB2_FLAG_RESPONSE;
    struct disk_tree tree;

    switch (little16(header + SMB2_COMMAND)) {
    case SMB2_SESSION_SETUP:
        return true;
    case SMB2_TREE_CONNECT:
        if (is_response)
            learn_tree(header, length, pinfo);
        return false;
    case SMB2_CREATE:
        if (is_response || length < SMB2_HEADER_SIZE)
            return false;
        tree = tree_of(header, pinfo);
        return !disk_shares_has(&tree);
    default:
        return false;
    }
}

/* The whole chain: the answer to a TREE_CONNECT may stand anywhere in it. */
static bool is_smb2_chain_wanted(const uint8_t *bytes, size_t length, const packet_info *pinfo)
{
    bool is_wanted = false;

    while (length >= SMB2_TOLD) {
        size_t next = length < SMB2_NEXT_END ? 0 : little32(bytes + SMB2_NEXT);

        is_wanted |= is_smb2_wanted(bytes, length, pinfo);
        if (next == 0 || next > length)
            break;
        bytes += next;
        length -= next;
    }
    return is_wanted;
}

static bool is_smb_wanted(const uint8_t *bytes, size_t length)
{
    uint8_t command = bytes[SMB_COMMAND];
    bool is_reply = bytes[SMB_FLAGS] & SMB_FLAG_REPLY;
    size_t words = SMB_HEADER_SIZE;

    for (int i = 0; i < CHAIN_MAX; i++) {
        if (command == SMB_SESSION_SETUP || (command == SMB_NT_CREATE && !is_reply))
            return true;
        if (!memchr(andx_commands, command, sizeof andx_commands) || words + ANDX_END > length)
            return false;
        command = bytes[words + ANDX_COMMAND];
        words = little16(bytes + words + ANDX_OFFSET);
    }
    return false;
}

static bool is_wanted(tvbuff_t *tvb, const packet_info *pinfo)
{
    size_t length = tvb_captured_length(tvb);
    const uint8_t *bytes = length >= SMB2_TOLD ? tvb_get_ptr(tvb, 0, (int)length) : NULL;

    if (!bytes)
        return false;
    if (memcmp(bytes, smb2_mark, sizeof smb2_mark) == 0)
        return is_smb2_chain_wanted(bytes, length, pinfo);
    return length > SMB_HEADER_SIZE && memcmp(bytes, smb_mark, sizeof smb_mark) == 0 &&
           is_smb_wanted(bytes, length);
}

int hook_smb(const struct original *original, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
             void *data)
{
    return (is_wanted(tvb, pinfo) ? observe : original_call)(original, tvb, pinfo, tree, data);
}
