/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../vocabulary/numbers.h"
#include "../../wire/smb_message.h"
#include "../read/tvb_bytes.h"
#include "../skip/skip.h"
#include "disk_shares.h"
#include "frame_events.h"
#include "number_set.h"
#include "observe.h"

static struct number_set *encrypted; /* streams */

void hook_smb_begin_file(void)
{
    encrypted = number_set_new();
}

void hook_smb_end_file(void)
{
    number_set_free(encrypted);
    encrypted = NULL;
}

static struct disk_tree tree_of(const struct smb2_message *message, const packet_info *pinfo)
{
    return (struct disk_tree){
        .stream = frame_events_stream(pinfo),
        .tree = message->tree,
        .session = message->session,
    };
}

static void learn_tree(const struct smb2_message *message, const packet_info *pinfo)
{
    if (message->has_share && message->status == 0) {
        const struct disk_tree tree = tree_of(message, pinfo);

        disk_shares_set(&tree, !message->is_pipe_share);
    }
}

/* An open says something only if it is that of a pipe. */
static bool is_smb2_wanted(const struct smb2_message *message, const packet_info *pinfo)
{
    struct disk_tree tree;

    switch (message->command) {
    case SMB2_SESSION_SETUP:
        return true;
    case SMB2_TREE_CONNECT:
        if (message->is_response)
            learn_tree(message, pinfo);
        return !message->is_response;
    case SMB2_CREATE:
        if (message->is_response || !message->has_tree)
            return false;
        tree = tree_of(message, pinfo);
        return !disk_shares_has(&tree);
    default:
        return false;
    }
}

/* The whole chain: the answer to a TREE_CONNECT may stand anywhere in it. What is unusual about it
 * is for Wireshark to show. */
static bool is_smb2_chain_wanted(struct bytes chain, const packet_info *pinfo)
{
    struct smb2_message message;
    bool is_wanted = false, is_unusual = false;

    while (smb2_take(&chain, &message, &is_unusual))
        is_wanted |= is_smb2_wanted(&message, pinfo) || is_unusual;
    return is_wanted;
}

/* That there are encrypted messages on a connection need not be read again and again. */
static bool is_first_encrypted(const packet_info *pinfo)
{
    uint32_t stream = frame_events_stream(pinfo);

    if (number_set_has(encrypted, stream) || number_set_is_full(encrypted))
        return false;
    number_set_add(encrypted, stream);
    skip_note_encryption();
    return true;
}

static bool is_wanted(tvbuff_t *tvb, const packet_info *pinfo)
{
    struct bytes bytes = tvb_bytes(tvb);

    if (smb2_is_message(bytes))
        return is_smb2_chain_wanted(bytes, pinfo);
    if (smb2_is_encrypted(bytes))
        return is_first_encrypted(pinfo);
    return smb1_is_message(bytes) && smb1_tells_of_sessions_or_opens(bytes);
}

int hook_smb(const struct original *original, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
             void *data)
{
    return (is_wanted(tvb, pinfo) ? observe : original_call)(original, tvb, pinfo, tree, data);
}
