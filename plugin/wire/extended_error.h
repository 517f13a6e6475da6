/* The extended error information that Windows may add to a refusal (MS-EERR), as far as a diagnosis
 * needs it: the statuses of its records.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_EXTENDED_ERROR_H
#define DCOMAUTH_WIRE_EXTENDED_ERROR_H

#include "bytes.h"

/* Finds the signature that announces the information in the body of a bind_nak (MS-RPCE 2.2.2.9).
 * True, and *blob is what follows it; false where there is none. */
bool extended_error_in_bind_nak(struct bytes body, struct bytes *blob);

/* Reads the statuses of the records in a blob, the first record first; returns how many. */
unsigned extended_error_statuses(struct bytes blob, uint32_t *statuses, unsigned capacity);

#endif
