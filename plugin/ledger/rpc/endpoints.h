/* Where RPC is known to be spoken: the ports that listen for it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_ENDPOINTS_H
#define DCOMAUTH_ENDPOINTS_H

#include "../../event/host_addr.h"

struct endpoints;

struct endpoints *endpoints_new(void);
void endpoints_free(struct endpoints *endpoints);

/* The server at address listens for RPC at port; HOST_ADDR_NONE: every server does. */
void endpoints_add_port(struct endpoints *endpoints, const struct host_addr *address,
                        uint16_t port);

/* Port 135 always is one. */
bool endpoints_has_port(const struct endpoints *endpoints, const struct host_addr *address,
                        uint16_t port);

#endif
