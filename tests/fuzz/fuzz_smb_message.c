/* Reads the input as a chain of SMB2 messages and as a message of SMB1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire_target.h"

#include "wire/smb_message.h"

static void read_input(struct bytes input)
{
    struct bytes chain = input;
    struct smb2_message message;
    size_t left = input.length + 1;
    bool is_unusual;

    smb2_is_message(input);
    while (smb2_take(&chain, &message, &is_unusual)) {
        expect(is_within(chain, input) && chain.length < left);
        expect(chain.length == 0 || !is_unusual);
        left = chain.length;
    }
    if (smb1_is_message(input))
        smb1_tells_of_sessions_or_opens(input);
}
