/* The causes: findings with the same verdict and the same culprit, so that one look is enough.
 *
 * The number of a cause is given when its first finding is kept, and stays.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CAUSES_H
#define DCOMAUTH_CAUSES_H

#include "../ledger/rpc/association.h"
#include "finding.h"
#include "report.h"

struct causes;

struct causes *causes_new(void);
void causes_free(struct causes *causes);

/* Goes on where an earlier part of the capture ended: with its numbers and successes. */
void causes_continue(struct causes *causes, const struct causes *earlier);

/* Gives the finding the number of its cause. */
void causes_assign(struct causes *causes, struct finding *finding);

/* Notes an association that is healthy: what also worked. */
void causes_note_success(struct causes *causes, const struct association *association);

/* What is noted and given from here on can be taken back, */
void causes_begin_end(struct causes *causes);
/* and is. */
void causes_take_back_end(struct causes *causes);

/* The causes of these findings (struct finding *), as struct report_cause *: error before
 * warning before note, then by number of findings, then by time. kdcs (struct report_kdc *)
 * tells who granted nothing. g_ptr_array_unref() it before the findings go. */
GPtrArray *causes_list(const struct causes *causes, const GPtrArray *findings,
                       const GPtrArray *kdcs);

#endif
