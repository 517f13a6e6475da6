/* The latest attempt of each client at each server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_ATTEMPTS_H
#define DCOMAUTH_ATTEMPTS_H

#include "../ledger/rpc/association.h"

struct attempt {
    int64_t answer_ns;
    unsigned finding;       /* id; 0: it had none */
    unsigned refused_setup; /* id of the finding of the last refused secure channel; 0 none */
    uint32_t setup_frame;   /* the last good NetrServerAuthenticate; 0 none */
};

struct attempts;

struct attempts *attempts_new(void);
void attempts_free(struct attempts *attempts);

/* The attempt of this client at this server that was noted last. All zero where there was none. */
struct attempt attempts_last(const struct attempts *attempts,
                             const struct association *association);

/* Notes an association that has its answer and, if any, its finding. */
void attempts_note(struct attempts *attempts, const struct association *association);

/* Notes that the association's call set up a Netlogon secure channel, or failed to. */
void attempts_note_setup(struct attempts *attempts, const struct association *association);

/* What is noted from here on can be taken back, */
void attempts_begin_end(struct attempts *attempts);
/* and is. */
void attempts_take_back_end(struct attempts *attempts);

#endif
