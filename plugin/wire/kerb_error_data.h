/* What Microsoft's KDCs and servers put into the e-data of a KRB-ERROR.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_KERB_ERROR_DATA_H
#define DCOMAUTH_WIRE_KERB_ERROR_DATA_H

#include "bytes.h"

struct kerb_error_data {
    bool has_nt_status;
    uint32_t nt_status;
    bool skew_recovery; /* the server asks for a retry with its own time: MS-KILE 2.2.2 */
    bool has_fast;      /* PA-FX-FAST: the true error is inside its armour (RFC 6113 5.4.4) */
};

/* Reads e-data that is a KERB-ERROR-DATA, a PA-DATA or TYPED-DATA, or a sequence of these (which
 * METHOD-DATA is). Anything else gives nothing. */
struct kerb_error_data kerb_error_data_read(struct bytes bytes);

#endif
