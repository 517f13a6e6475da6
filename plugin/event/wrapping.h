/* What may carry RPC, SMB or Kerberos so that nobody on the way can read it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WRAPPING_H
#define DCOMAUTH_WRAPPING_H

enum wrapping {
#define WRAPPING(id, name, advice) WRAPPING_##id,
#include "wrappings.def"
#undef WRAPPING
    WRAPPING_COUNT
};

#endif
