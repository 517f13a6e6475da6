/* The protocol's own fields, subtrees and expert items.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FIELDS_H
#define DCOMAUTH_FIELDS_H

#include "../../diagnose/finding.h"

#include <epan/expert.h>
#include <epan/packet.h>

enum field {
#define FIELD(name, filter, title, type, display, text) FIELD_##name,
#define NAMED(name, filter, title, type, display, source, text) FIELD_##name,
#define FRAME(name, filter, title, arrow, text) FIELD_##name,
#include "fields.def"
#undef FIELD
#undef NAMED
#undef FRAME
    FIELD_COUNT
};

/* Wireshark remembers for each of these whether the user has opened it. */
enum field_subtree {
    SUBTREE_FINDING,
    SUBTREE_CALL,
    SUBTREE_KRB_ERROR,
    SUBTREE_ETYPES,
    SUBTREE_EVIDENCE,
    SUBTREE_EVIDENCE_PIECE,
    SUBTREE_NEXT_STEPS,
    SUBTREE_COUNT
};

/* Registers all of them for the protocol. */
void fields_register(int proto);

int fields_proto(void);
int fields_hf(enum field field);
int fields_ett(enum field_subtree subtree);

/* The expert item that goes on the answer frame of the finding. */
expert_field *fields_expert(const struct finding *finding);

/* The expert item of a KRB-ERROR that explains a finding. */
expert_field *fields_expert_explains(void);

#endif
