/* Whom each server has accepted, so that what it refuses the same user later is no logon.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_ACCEPTED_H
#define DCOMAUTH_ACCEPTED_H

#include "../ledger/rpc/association.h"

struct acceptance {
    uint32_t frame;  /* where the server accepted the user; 0: it never did */
    bool by_session; /* with an SMB session set-up */
};

struct accepted;

struct accepted *accepted_new(void);
void accepted_free(struct accepted *accepted);

/* Notes that the association's server has accepted the user (DOMAIN\user and user@REALM count as
 * user) of its client; NULL and what is beyond the bound are ignored. */
void accepted_note(struct accepted *accepted, const struct association *association,
                   const char *user);

/* The first acceptance of this user of the association's client at its server. */
struct acceptance accepted_find(const struct accepted *accepted,
                                const struct association *association, const char *user);

/* What is noted from here on can be taken back, */
void accepted_begin_end(struct accepted *accepted);
/* and is. */
void accepted_take_back_end(struct accepted *accepted);

#endif
