/* Which of the exchanges that may explain a failure do: those of the last thing that the client
 * asked for. Not for use outside link.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_LINK_CHOICE_H
#define DCOMAUTH_LINK_CHOICE_H

#include "link.h"

/* When the exchange was answered, or else asked. */
int64_t link_ns(const struct kdc_exchange *exchange);

/* Leaves in links what belongs together and to the association. previous_ns: when the client last
 * tried this server (0: never). connection_ns: from here on an exchange may belong to the
 * connection. */
void links_choose(struct links *links, const struct association *association, int64_t previous_ns,
                  int64_t connection_ns);

#endif
