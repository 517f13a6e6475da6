/* Service principal names: "RPCSS/app.example.com".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_SPN_H
#define DCOMAUTH_SPN_H

#include <stdbool.h>

/* The host part of an SPN, NULL where it has none: "RPCSS/app.example.com" -> "app.example.com".
 * A new string. */
char *spn_host(const char *spn);

/* Whether the name can be an SPN or a bare account name (RFC 4120 6.2): no empty part, no blanks,
 * no host that begins or ends with a dot. */
bool spn_is_well_formed(const char *name);

/* Whether the SPN's service class is this one, without regard to case. */
bool spn_has_service(const char *spn, const char *service);

#endif
