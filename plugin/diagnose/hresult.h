/* What the application saw: from the answer on the wire, else from the failure at the client.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HRESULT_H
#define DCOMAUTH_HRESULT_H

#include "case.h"

/* Sets the HRESULT of the finding, its basis and its alternatives; none where the call went on. */
void hresult_fill(const struct diagnosis_case *subject, struct finding *finding);

#endif
