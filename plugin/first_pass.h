/* The first pass over a capture, on which all events are taken; each frame counts once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FIRST_PASS_H
#define DCOMAUTH_FIRST_PASS_H

#include "diagnose/diagnosis.h"
#include "harvest/harvest.h"

#include <epan/packet.h>

void first_pass_register(void);

/* When Wireshark wants listeners to be registered: once, after first_pass_register(). on_reset is
 * called whenever Wireshark has its statistics begin anew. */
void first_pass_register_tap_listener(void (*on_reset)(void *data));

/* may_skip: see struct harvest_client. */
void first_pass_begin_file(struct diagnosis *diagnosis, enum harvest_way way,
                           bool (*may_skip)(packet_info *, const proto_tree *));
void first_pass_end_file(void);

/* Taps run at the end of this frame: it counts, whatever filters say. */
bool first_pass_taps_run(packet_info *pinfo);

/* A frame that Wireshark has not visited yet. False where it cannot be part of any finding. */
bool first_pass_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree);

/* The first pass is over, or pauses: the user looks at frames. visited is the one he looks at. */
void first_pass_over(const packet_info *visited);

/* Whether Wireshark's statistics have counted frames of the open file on this pass, as they do
 * where it is the only one; and that they begin anew, without those. */
bool first_pass_in_statistics(void);
void first_pass_leave_statistics(void);

/* Outside any dissection: the diagnosis is wanted as of now. */
void first_pass_settle(void);

#endif
