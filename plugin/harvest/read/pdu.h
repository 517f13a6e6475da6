/* The items of a dissection tree, sorted by the PDU that they belong to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_PDU_H
#define DCOMAUTH_HARVEST_PDU_H

#include "../../event/host_addr.h"
#include "../../wire/bytes.h"
#include "fields.h"

#include <epan/packet.h>

struct item {
    struct item *next; /* in the order of the tree */
    enum field field;
    uint64_t path;    /* the branches between the item and its PDU, itself included */
    proto_node *node; /* with a field_info */
};

struct pdu {
    struct pdu *next;         /* in the order of the tree */
    const struct pdu *parent; /* the PDU that carries it, or NULL */
    const struct pdu *call;   /* the last RPC PDU before it: a stub is shown behind its PDU */
    enum field scope;         /* FIELD_NONE: of a protocol that has no scope of its own */
    proto_node *node;         /* of the scope */
    bool at_root;             /* straight on a transport, not inside another protocol */
    bool malformed;           /* the dissector gave up on it */
    struct item *items;
    struct item *last_item;
};

/* Sorts first and its siblings up to last, NULL for all, with all that is below them; returns the
 * first PDU, or NULL. What it makes lives as long as scope. */
struct pdu *pdus_collect(proto_node *first, const proto_node *last, wmem_allocator_t *scope);

/* The nearest PDU around this one that has the scope, or NULL. */
const struct pdu *pdu_ancestor(const struct pdu *pdu, enum field scope);

/* The first item of the field, or NULL. */
const struct item *pdu_first(const struct pdu *pdu, enum field field);

/* The captured bytes of the PDU, at most limit of them. */
struct bytes pdu_bytes(const struct pdu *pdu, size_t limit);

static inline bool item_below(const struct item *item, enum field branch)
{
    return item->path & field_path_bit(branch);
}

/* The values. None of these throws: what is not there is 0, NULL or HOST_ADDR_NONE. A NULL item
 * counts as not there. */
uint32_t item_uint(const struct item *item);
int32_t item_int(const struct item *item);
int64_t item_time_ns(const struct item *item);
const e_guid_t *item_guid(const struct item *item);
struct host_addr item_address(const struct item *item);

/* The bytes that the item covers; none where not all of them were captured. */
struct bytes item_bytes(const struct item *item);

/* The text as an event may carry it: valid UTF-8, at most EVENT_TEXT_MAX bytes, NULL if empty. */
const char *item_text(const struct item *item, wmem_allocator_t *scope);

/* The same for any text. */
const char *event_text(const char *text, wmem_allocator_t *scope);

/* Two such texts as one, separated; where one is NULL, the other. */
const char *event_text_join(const char *head, char separator, const char *tail,
                            wmem_allocator_t *scope);

#endif
