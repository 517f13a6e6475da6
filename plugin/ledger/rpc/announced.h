/* The addresses and ports at which a server has told a client to call it: OXID bindings (MS-DCOM
 * 2.2.19.3) and the towers of its endpoint mapper (C706 appendix L).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_ANNOUNCED_H
#define DCOMAUTH_ANNOUNCED_H

#include "../../event/host_addr.h"

#include <stdbool.h>
#include <stdint.h>

/* What one answer of a server has announced. */
struct announcement {
    struct host_addr server; /* who announced it */
    uint32_t frame;          /* where */
    bool is_answered;        /* the client has reached one of the addresses */
    bool is_told;            /* for the diagnosis of unreachable ones: one is enough */
};

struct announced;

struct announced *announced_new(void);
void announced_free(struct announced *announced);

/* A new announcement of the server in this frame, owned by the table; NULL beyond the bound. */
struct announcement *announced_begin(struct announced *announced, const struct host_addr *server,
                                     uint32_t frame);

/* The announcement tells the client of this address and port; 0 where it names no port: then it
 * counts for 135 and the dynamic ones. The latest one counts. */
void announced_add(struct announced *announced, struct announcement *announcement,
                   const struct host_addr *client, const struct host_addr *address, uint16_t port);

/* The announcement that told the client of the address and port, or NULL. */
struct announcement *announced_find(const struct announced *announced,
                                    const struct host_addr *client, const struct host_addr *address,
                                    uint16_t port);

/* No announcement counts as told any more. */
void announced_forget_told(struct announced *announced);

#endif
