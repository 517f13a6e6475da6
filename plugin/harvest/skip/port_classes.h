/* What stands at which port in this session of Wireshark, for skipping.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PORT_CLASSES_H
#define DCOMAUTH_PORT_CLASSES_H

#include "skip_judge.h"

/* Fills in what Wireshark's tables and preferences say now: ports of Kerberos, names, SMB, RPC and
 * tunnels, and those that the user had decoded as something, are wanted. */
void port_classes_fill(struct skip_ports *ports);

/* The user has something decoded that is found by other means than a port. */
bool port_classes_are_bypassed(void);

#endif
