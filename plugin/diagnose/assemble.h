/* From a case to a finding.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_ASSEMBLE_H
#define DCOMAUTH_ASSEMBLE_H

#include "case.h"

/* A new finding for the case, complete but for its id. */
struct finding *assemble_finding(const struct diagnosis_case *subject);

#endif
