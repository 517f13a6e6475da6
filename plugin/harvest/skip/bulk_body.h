/* Long messages of SMB over NetBIOS sessions of which nothing is read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_BULK_BODY_H
#define DCOMAUTH_BULK_BODY_H

#include "../../wire/bytes.h"

/* How many bytes at the beginning are whole session messages (RFC 1002 4.3.1). At most one step
 * for every four bytes. */
size_t bulk_body_whole(struct bytes session);

/* The message that begins here, and is not all here, is long and of no interest: so many bytes of
 * it are still to come. 0 for any other. */
size_t bulk_body_rest(struct bytes session);

/* Whether the message that begins there is an encrypted one. */
bool bulk_body_is_encrypted(struct bytes session);

#endif
