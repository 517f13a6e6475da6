/* ICMP and ICMPv6 errors that say that a KDC cannot be reached.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_ICMP_ERROR_H
#define DCOMAUTH_WIRE_ICMP_ERROR_H

#include "bytes.h"

/* The message says that something cannot be reached, and the bytes of the port stand somewhere in
 * what it quotes: false for most messages, true for all that were caused by a packet to the
 * port. */
bool icmp_error_may_quote_port(struct bytes message, uint16_t port);

#endif
