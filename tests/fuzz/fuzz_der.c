/* Reads the input as elements of DER, one behind the other, and what each of them holds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire_target.h"

#include "wire/der.h"

static void read_content(struct bytes content)
{
    struct bytes whole = content, inner;
    unsigned context;
    int32_t value;

    der_integer(content, &value);
    if (der_take_tagged(&content, DER_INTEGER, &context, &inner))
        expect(context < 32 && is_within(inner, whole) && is_within(content, whole));
}

static void read_input(struct bytes input)
{
    struct bytes rest = input;
    struct der_element element;

    while (der_take(&rest, &element)) {
        expect(is_within(element.content, input) && is_within(rest, input));
        read_content(element.content);
    }
}
