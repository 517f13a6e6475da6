/* Which presentation contexts carry answers that the harvest reads: of the endpoint mapper, and of
 * COM, which hands out bindings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_COM_CONTEXTS_H
#define DCOMAUTH_HARVEST_COM_CONTEXTS_H

#include "../../event/event.h"

void com_contexts_begin_file(void);
void com_contexts_end_file(void);

/* Takes note of what a bind or alter_context asks for. */
void com_contexts_learn(uint32_t stream, const struct rpc_pdu *rpc);

/* May be true of others, never false of one that was seen. */
bool com_contexts_has(uint32_t stream, uint16_t context_id);

#endif
