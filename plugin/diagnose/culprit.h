/* The culprit of a finding: what an administrator has to change. culprits.def says which parts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CULPRIT_H
#define DCOMAUTH_CULPRIT_H

#include "finding.h"

enum culprit_part {
#define PART(name, key, text) CULPRIT_##name,
#include "culprits.def"
#undef PART
    CULPRIT_PART_COUNT
};

/* "kdc": as in the reports. */
const char *culprit_part_key(enum culprit_part part);

/* Whether the culprits of this finding's verdict have the part. */
bool culprit_has(const struct finding *finding, enum culprit_part part);

/* Its value, or NULL where the capture does not show it; a new string. */
char *culprit_value(const struct finding *finding, enum culprit_part part);

/* The same for findings of one cause, and for no others; a new string. */
char *culprit_cause_key(const struct finding *finding);

/* "KDC 10.0.0.12, issuer 10.0.0.11", or "" where nothing of it is known; a new string. */
char *culprit_text(const struct finding *finding);

#endif
