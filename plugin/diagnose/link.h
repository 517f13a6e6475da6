/* Which KDC exchanges explain a failed association: by identity, not by nearness.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_LINK_H
#define DCOMAUTH_LINK_H

#include "whose.h"

#include "../ledger/ledger.h"
#include "../ledger/sources/between.h"
#include "../vocabulary/vocabulary.h"

/* A client asks for its ticket right before or while it is connected. */
#define LINK_BEFORE_CONNECTION_NS (2 * INT64_C(1000000000))

struct link {
    struct kdc_exchange *exchange; /* owned by the ledger */
    enum link_kind kind;
    enum whose whose;
};

/* What was found, nearest to the failure first. Valid until the next event. */
struct links {
    GArray *errors; /* struct link: refused exchanges */
    GArray
        *unanswered; /* struct link: requests that no KDC answered; empty where there are errors */
    bool from_cache; /* all lie before the previous attempt: the client remembered the refusal */
    struct between between; /* what became of its packets between two capture points */
};

/* Looks for the KDC exchanges behind the association. Nothing is found where the client had a
 * ticket for this server: then the KDC is not to blame. previous_ns: when the client's previous
 * attempt at this server ended (0: none). Clear the result with links_clear(). */
void links_find(const struct ledger *ledger, const struct association *association,
                int64_t previous_ns, struct links *out);
void links_clear(struct links *links);

#endif
