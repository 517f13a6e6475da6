/* Whom the client called, and who answered: by the KRB-ERROR of the server, its CHALLENGE, DNS.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CALLED_H
#define DCOMAUTH_CALLED_H

#include "case.h"

/* The last KRB-ERROR of the server that comes from another name than the ticket is for, or NULL;
 * owned by the case. *other_host tells whether that name is another host's: of an account without $
 * nothing tells where it works. */
const struct inband_error *called_error_of_other(const struct diagnosis_case *subject,
                                                 bool *other_host);

/* The addresses that DNS gives the host of the ticket, where the bind went to none of them; returns
 * how many. 0 also where DNS says nothing of the address family of the bind. */
unsigned called_elsewhere(const struct diagnosis_case *subject,
                          struct host_addr out[HOSTS_ADDRESSES_MAX]);

/* The host of the ticket in the bind, or of the name that was asked for; NULL none. */
char *called_host(const struct diagnosis_case *subject);

/* The name under which the client knew the server, where its CHALLENGE names a computer that is
 * called otherwise: the host of the SPN, else what DNS calls the address. NULL: none, or a refusal
 * that has nothing to do with names. */
char *called_by_other_name(const struct diagnosis_case *subject);

#endif
