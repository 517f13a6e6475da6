/* Adding generated items to a tree: the project's types in, Wireshark's out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_ITEMS_H
#define DCOMAUTH_ITEMS_H

#include "address_bytes.h"
#include "fields.h"

/* Where items go. */
struct items {
    tvbuff_t *tvb;
    packet_info *pinfo;
    proto_tree *tree;
    struct address_bytes *addresses; /* room for those that are added; NULL for none */
};

/* The place below an item. */
struct items items_below(const struct items *items, proto_item *item, enum field_subtree subtree);

/* A place of its own below a field of type FT_NONE, which is shown as this short line. */
struct items items_group(const struct items *items, enum field field, enum field_subtree subtree,
                         const char *line);

/* Each of these returns the item, NULL where there was nothing to add. */
proto_item *items_add_uint(const struct items *items, enum field field, uint32_t value);
proto_item *items_add_uint_text(const struct items *items, enum field field, uint32_t value,
                                const char *text);
proto_item *items_add_int(const struct items *items, enum field field, int32_t value);
proto_item *items_add_string(const struct items *items, enum field field, const char *text);
proto_item *items_add_seconds(const struct items *items, enum field field, int64_t ns);

/* A text of any length: the field has the whole, and is shown in as many lines as it takes, from
 * the second on as FIELD_MORE. Returns the item of the first. */
proto_item *items_add_sentence(const struct items *items, enum field field, const char *text);

/* The address as text, and hidden as an address: text_field is followed by its two twins. */
proto_item *items_add_address(const struct items *items, enum field text_field,
                              const struct host_addr *addr);

void items_hide(proto_item *item);

#endif
