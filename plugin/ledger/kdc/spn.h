/* Service principal names: "RPCSS/app.example.com".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_SPN_H
#define DCOMAUTH_SPN_H

#include <stdbool.h>
#include <stdint.h>

/* The host part of an SPN, NULL where it has none: "RPCSS/app.example.com" -> "app.example.com".
 * A new string. */
char *spn_host(const char *spn);

/* Whether the name can be an SPN or a bare account name (RFC 4120 6.2): no empty part, no blanks,
 * no host that begins or ends with a dot. */
bool spn_is_well_formed(const char *name);

/* Whose service class it is. */
enum spn_class {
    SPN_NO_CLASS, /* none: the name of an account, or no name */
    SPN_KRBTGT,
    SPN_COM,     /* one that COM and RPC use by themselves */
    SPN_CIFS,    /* file sharing, and named pipes */
    SPN_FOREIGN, /* of services that are no RPC interface (HTTP, SQL Server, …): a refusal for one
                    of them is no reason for an RPC bind to fail, even on the same host */
    SPN_OTHER,
};
enum spn_class spn_class(const char *spn);

/* What is asked of an SPN again and again. The hash is the same for names that are the same but for
 * case. */
struct spn_parts {
    enum spn_class class;
    char *host; /* as of spn_host(); the caller's */
    uint32_t hash;
};
struct spn_parts spn_split(const char *spn);

/* Whether the SPN's service class is this one, without regard to case. */
bool spn_has_service(const char *spn, const char *service);

#endif
