/* The protocol's own tap "dcomauth": one packet for each part that a frame has in a finding, in
 * every pass, with or without a tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_TAP_H
#define DCOMAUTH_TAP_H

#include "../../diagnose/diagnosis.h"

#include <epan/packet.h>

#define TAP_NAME "dcomauth"

/* Every frame passes by on this tap of Wireshark's frame dissector. */
#define TAP_EVERY_FRAME "frame"

/* Every frame on a tap of our own: who listens to this one wants no frame but those that a report
 * needs. Begins with TAP_NAME, as all taps of the plugin. */
#define TAP_OF_FRAMES "dcomauth_frame"

/* What a listener gets. It lives until the frame ends. */
struct tap_part {
    const struct finding *finding;
    enum frame_role role;
};

void tap_register(void);

/* From the post-dissector, for every frame. */
void tap_begin_frame(packet_info *pinfo);

/* Whether the frame that listeners see is dissected for the first time; frame_data.visited is set
 * before they are called. */
bool tap_first_pass(void);

void tap_part(packet_info *pinfo, const struct finding *finding, enum frame_role role);

/* An address of a frame as the project's own value. */
struct host_addr tap_host(const address *addr);

#endif
