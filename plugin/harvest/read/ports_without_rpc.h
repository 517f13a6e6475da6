/* The ports of services that are no RPC: how connections to them open and close is of no interest.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PORTS_WITHOUT_RPC_H
#define DCOMAUTH_PORTS_WITHOUT_RPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void ports_without_rpc_begin_file(void);

/* An RPC PDU went from or to it: RPC over HTTP (MS-RPCH) uses the ports of HTTP. */
void ports_without_rpc_remove(uint32_t port);

/* All of them, whatever was seen; *count of them. */
const uint16_t *ports_without_rpc_list(size_t *count);

bool ports_without_rpc_has(uint32_t port);

#endif
