/* Elements of DER, ITU-T X.690, as Kerberos and GSS-API use them: a tag of one byte and a definite
 * length.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_DER_H
#define DCOMAUTH_WIRE_DER_H

#include "bytes.h"

enum {
    DER_INTEGER = 0x02,
    DER_OCTET_STRING = 0x04,
    DER_SEQUENCE = 0x30,
};

struct der_element {
    uint8_t tag;
    struct bytes content;
};

/* Takes one element off the front of *rest; false, and *rest is as before, where it does not fit
 * or its length is indefinite or takes more than three bytes. */
bool der_take(struct bytes *rest, struct der_element *element);

/* Takes "[n] element", the inner one with the wanted tag, off the front of *rest: n and what the
 * inner element holds. */
bool der_take_tagged(struct bytes *rest, uint8_t wanted, unsigned *context, struct bytes *content);

/* The value of an INTEGER of one to four bytes (X.690 8.3); false for any other. */
bool der_integer(struct bytes content, int32_t *value);

#endif
