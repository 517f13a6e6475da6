/* Reads the input as an ICMP error.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire_target.h"

#include "wire/icmp_error.h"

enum { PORT = 88 };

static void read_input(struct bytes input)
{
    expect(!icmp_error_may_quote_port(input, PORT) || input.length >= 10);
}
