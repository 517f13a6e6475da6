/* What may carry RPC, SMB or Kerberos so that nobody on the way can read it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WRAPPING_H
#define DCOMAUTH_WRAPPING_H

#include <stdint.h>

/* Between hosts of which nothing fails it is none of our business. */
enum wrapping_scope {
    WRAPPING_OF_A_PARTY, /* told of the client or server of a finding, and where all is wrapped */
    WRAPPING_OF_ONE_CALL_OR_ALONE, /* told between the two of a finding, and where all is wrapped */
    WRAPPING_OF_ONE_CALL,          /* so frequent that it is told between the two only */
};

enum wrapping_form {
    WRAPPING_IN_PACKETS,     /* each packet is told by itself, and counted */
    WRAPPING_IN_CONNECTIONS, /* what connects to the port of TCP is taken for this */
    WRAPPING_IN_MESSAGES,    /* from one message on */
};

enum wrapping {
#define WRAPPING(id, scope, form, port, name, advice) WRAPPING_##id,
#include "wrappings.def"
#undef WRAPPING
    WRAPPING_COUNT
};

struct wrapping_row {
    enum wrapping_scope scope;
    enum wrapping_form form;
    uint16_t port; /* 0: it has none of its own */
    const char *name;
    const char *advice;
};
const struct wrapping_row *wrapping_row(enum wrapping wrapping);

/* What stands behind a port of TCP, WRAPPING_COUNT where that is nothing of these. */
enum wrapping wrapping_of_port(uint32_t port);

#endif
