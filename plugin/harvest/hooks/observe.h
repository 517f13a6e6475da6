/* Reading what a dissector of Wireshark's shows, also where nobody has asked for a tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_OBSERVE_H
#define DCOMAUTH_HARVEST_OBSERVE_H

#include "../read/emit.h"
#include "hooks.h"

/* Calls the original with a tree and harvests what it adds; inside of another observation, only
 * calls it. */
int observe(const struct original *original, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
            void *data);

/* The same where nothing but Kerberos can be in it. */
int observe_kerberos(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                     proto_tree *tree, void *data);

/* An observation is under way. */
bool observing(void);

/* What could not be harvested at once, because tokens have to be completed: that must wait for the
 * end of the frame, where it changes nothing for the dissectors. Harvests what came before the
 * event of this number. */
void observe_finish(const struct emitter *emitter, unsigned before);

/* Forgets it. */
void observe_drop(void);

#endif
