/* Whether a run of Wireshark's code is for nothing but our reports.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_REPORT_ONLY_H
#define DCOMAUTH_REPORT_ONLY_H

#include <epan/packet.h>

/* To be asked at the beginning of the first frame that is dissected. True only where nobody looks
 * at the frame itself (no tree, no columns, no window, one pass), taps run, and the only taps with
 * a listener are ours: `tshark -q -z dcomauth…` alone. What the user may have set to see inside
 * encrypted traffic or to have other ports dissected is not looked at. */
bool report_only(packet_info *pinfo, const proto_tree *tree);

#endif
