/* Segments that do nothing but acknowledge part of a message of which nothing is read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_BODY_ACKS_H
#define DCOMAUTH_BODY_ACKS_H

#include "../../wire/acknowledgement.h"
#include "flow_table.h"

/* Whether Wireshark would judge every segment that is kept as it does now, had it not seen this
 * one: what it acknowledges lies in the gap of the sender, well before its end, goes on from what
 * was acknowledged before, and an acknowledgement of the beginning has been kept. Then no segment
 * that is kept was, or was not, acknowledged by this one alone. */
bool body_acks_may_be_left(const struct flow_side *receiver, const struct flow_side *sender,
                           const struct acknowledgement *ack);

/* To be told of every acknowledgement, and whether its segment was left. */
void body_acks_note(struct flow_side *receiver, const struct acknowledgement *ack, bool is_left);

#endif
