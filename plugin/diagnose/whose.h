/* Whose an exchange with a KDC is: by the account that logged on, or by the user that a middle tier
 * acts for (MS-SFU 1.3).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WHOSE_H
#define DCOMAUTH_WHOSE_H

#include "../ledger/ledger.h"

enum whose {
    WHOSE_UNKNOWN,  /* the capture does not tell */
    WHOSE_SAME,     /* the user's own, or on his behalf */
    WHOSE_ANOTHERS, /* another account's */
    WHOSE_BEHALF,   /* on behalf of another user: a middle tier acts for many */
};

/* Who asked: of a logon the name in it, else the holder of the presented TGT; NULL where the
 * capture does not tell. Owned by the ledger. */
const char *whose_account(const struct ledger *ledger, const struct kdc_exchange *exchange);

/* Whether the exchange is that of the NTLM user of the association. */
enum whose whose_is(const struct ledger *ledger, const struct kdc_exchange *exchange,
                    const struct association *association);

/* The ticket-granting ticket that the NTLM user of the association had got last, from the same
 * client, before it was settled; NULL where there is none, or the domain is another. Owned by the
 * ledger. */
const struct issued_ticket *whose_logon(const struct ledger *ledger,
                                        const struct association *association);

/* "alice", "alice@CORP" and "CORP\\alice" are one user. */
bool same_user(const char *a, const char *b);

#endif
