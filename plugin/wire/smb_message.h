/* What an SMB message is about, as far as the fixed offsets of its header tell.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_SMB_MESSAGE_H
#define DCOMAUTH_WIRE_SMB_MESSAGE_H

#include "bytes.h"

/* So many bytes say what a message is, even where the rest is cut off. */
enum { SMB_TOLD_SIZE = 20 };

bool smb2_is_message(struct bytes bytes);
bool smb1_is_message(struct bytes bytes);

/* An encrypted message, whose header alone can be read (MS-SMB2 2.2.41). */
bool smb2_is_encrypted(struct bytes bytes);

/* One message of a chain; what was not captured is zero. */
struct smb2_message {
    uint16_t command; /* enum smb2_command and others */
    bool is_response;
    uint32_t status;
    bool has_tree; /* the header is whole */
    uint32_t tree;
    uint64_t session;
    bool has_share; /* of a response to TREE_CONNECT, what follows is no other */
    bool is_pipe_share;
};

/* Takes the first message off the chain; false at its end. A next message begins at least
 * a header further on (MS-SMB2 2.2.1.2): where it does not, *is_unusual is true and the chain
 * ends. */
bool smb2_take(struct bytes *chain, struct smb2_message *message, bool *is_unusual);

/* One of the commands of a message (MS-CIFS 2.2.3.4 chains several) is a session set-up or the
 * request to open a file. Follows a bounded number of commands. */
bool smb1_tells_of_sessions_or_opens(struct bytes message);

#endif
