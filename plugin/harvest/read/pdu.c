/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pdu.h"

enum {
    DEPTH_MAX = 512, /* Wireshark's own limit is 500 by default */
    ITEMS_AT_ONCE = 24,
};

struct walk {
    wmem_allocator_t *scope;
    struct item *free_items;
    unsigned free_item_count;
    struct pdu *first;
    struct pdu *last;
    const struct pdu *last_rpc;
    struct pdu *icmp;
    bool at_root;
};

/* What a node hands down to the nodes below it. */
struct place {
    struct pdu *pdu;
    uint64_t path;
};

static struct pdu *add_pdu(struct walk *walk, struct pdu *parent, enum field scope,
                           proto_node *node)
{
    struct pdu *pdu = wmem_new0(walk->scope, struct pdu);

    pdu->parent = parent;
    pdu->call = walk->last_rpc;
    pdu->scope = scope;
    pdu->node = node;
    pdu->at_root = walk->at_root;
    if (walk->last)
        walk->last->next = pdu;
    else
        walk->first = pdu;
    walk->last = pdu;
    if (scope == FIELD_RPC)
        walk->last_rpc = pdu;
    if (scope == FIELD_ICMP)
        walk->icmp = pdu;
    return pdu;
}

static struct item *new_item(struct walk *walk)
{
    if (walk->free_item_count == 0) {
        walk->free_items = wmem_alloc_array(walk->scope, struct item, ITEMS_AT_ONCE);
        walk->free_item_count = ITEMS_AT_ONCE;
    }
    return &walk->free_items[--walk->free_item_count];
}

static void add_item(struct walk *walk, const struct place *place, enum field field,
                     proto_node *node)
{
    struct item *item = new_item(walk);
    struct pdu *pdu = place->pdu;

    *item = (struct item){NULL, field, place->path, node};
    if (pdu->last_item)
        pdu->last_item->next = item;
    else
        pdu->items = item;
    pdu->last_item = item;
}

/* An exception shows inside the PDU that it hit, or at the root behind it. Wireshark takes the
 * e-data of some real KRB-ERRORs (13, 18, 23 of Samba) for malformed, although all the rest of them
 * was read. */
static void mark_malformed(const struct walk *walk, const struct place *place)
{
    struct pdu *pdu = place->pdu ? place->pdu : walk->last;

    if (pdu && !(place->path & field_path_bit(FIELD_E_DATA)))
        pdu->malformed = true;
}

/* Enters the node into its PDU; the result is the place of the nodes below it. */
static struct place enter(struct walk *walk, struct place place, proto_node *node)
{
    const field_info *finfo = PNODE_FINFO(node);
    enum field field = finfo ? fields_lookup(finfo->hfinfo->id) : FIELD_NONE;

    /* What an ICMP error quotes was sent before and is no PDU of its own; parts of it are shown at
     * the root behind it. */
    if (walk->icmp)
        place.pdu = walk->icmp;
    else if (field_is_scope(field))
        return (struct place){add_pdu(walk, place.pdu, field, node), 0};
    if (field == FIELD_MALFORMED)
        mark_malformed(walk, &place);
    if (walk->at_root && !walk->icmp)
        place.pdu = add_pdu(walk, NULL, FIELD_NONE, node);
    if (field == FIELD_NONE || field == FIELD_MALFORMED || !place.pdu)
        return place;
    if (field_is_branch(field))
        place.path |= field_path_bit(field);
    add_item(walk, &place, field, node);
    return place;
}

/* No recursion: how deep a tree is, the capture decides. */
struct pdu *pdus_collect(proto_node *first, const proto_node *last, wmem_allocator_t *scope)
{
    struct walk walk = {.scope = scope};
    struct place above[DEPTH_MAX];
    unsigned depth = 0;
    struct place place = {0};

    for (proto_node *node = first; node;) {
        walk.at_root = depth == 0;
        struct place below = enter(&walk, place, node);

        if (node->first_child && depth < DEPTH_MAX) {
            above[depth++] = place;
            place = below;
            node = node->first_child;
            continue;
        }
        while (!node->next && depth > 0) {
            node = node->parent;
            place = above[--depth];
        }
        node = node == last ? NULL : node->next;
    }
    return walk.first;
}

const struct pdu *pdu_ancestor(const struct pdu *pdu, enum field scope)
{
    do {
        pdu = pdu->parent;
    } while (pdu && pdu->scope != scope);
    return pdu;
}

const struct item *pdu_first(const struct pdu *pdu, enum field field)
{
    const struct item *item = pdu->items;

    while (item && item->field != field)
        item = item->next;
    return item;
}
