/* Reads the input as a security token.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire_target.h"

#include "wire/token_kind.h"

static void read_input(struct bytes input)
{
    expect(token_kind_of(input) < TOKEN_KIND_COUNT);
    expect(input.length > 0 || token_kind_of(input) == TOKEN_UNKNOWN);
}
