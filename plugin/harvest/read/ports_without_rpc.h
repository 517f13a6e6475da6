/* The ports of services that are no RPC: how connections to them open and close is of no interest.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_FOREIGN_PORTS_H
#define DCOMAUTH_HARVEST_FOREIGN_PORTS_H

#include <stdbool.h>
#include <stdint.h>

void ports_without_rpc_begin_file(void);

/* An RPC PDU went from or to it: RPC over HTTP (MS-RPCH) uses the ports of HTTP. */
void ports_without_rpc_remove(uint32_t port);

bool ports_without_rpc_has(uint32_t port);

#endif
