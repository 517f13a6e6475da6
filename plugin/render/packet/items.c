/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "items.h"

#include "../words/text.h"

#include <string.h>

static proto_item *generated(proto_item *item)
{
    proto_item_set_generated(item);
    return item;
}

void items_hide(proto_item *item)
{
    proto_item_set_hidden(item);
}

struct items items_below(const struct items *items, proto_item *item, enum field_subtree subtree)
{
    struct items below = *items;

    below.tree = item ? proto_item_add_subtree(item, fields_ett(subtree)) : items->tree;
    return below;
}

static void add_further_lines(const struct items *items, char *const *lines)
{
    for (char *const *line = lines + 1; *line; line++)
        generated(proto_tree_add_string_format(items->tree, fields_hf(FIELD_MORE), items->tvb, 0, 0,
                                               *line, "%s", *line));
}

struct items items_group(const struct items *items, enum field field, enum field_subtree subtree,
                         const char *line)
{
    proto_item *item = generated(
        proto_tree_add_none_format(items->tree, fields_hf(field), items->tvb, 0, 0, "%s", line));

    return items_below(items, item, subtree);
}

proto_item *items_add_uint(const struct items *items, enum field field, uint32_t value)
{
    return generated(proto_tree_add_uint(items->tree, fields_hf(field), items->tvb, 0, 0, value));
}

proto_item *items_add_uint_text(const struct items *items, enum field field, uint32_t value,
                                const char *text)
{
    return generated(proto_tree_add_uint_format_value(items->tree, fields_hf(field), items->tvb, 0,
                                                      0, value, "%s", text));
}

proto_item *items_add_int(const struct items *items, enum field field, int32_t value)
{
    return generated(proto_tree_add_int(items->tree, fields_hf(field), items->tvb, 0, 0, value));
}

proto_item *items_add_string(const struct items *items, enum field field, const char *text)
{
    if (!text)
        return NULL;
    return generated(proto_tree_add_string(items->tree, fields_hf(field), items->tvb, 0, 0, text));
}

proto_item *items_add_sentence(const struct items *items, enum field field, const char *text)
{
    g_auto(GStrv) lines = text_label_lines(text);

    proto_item *item = generated(proto_tree_add_string_format_value(
        items->tree, fields_hf(field), items->tvb, 0, 0, text, "%s", lines[0]));

    add_further_lines(items, lines);
    return item;
}

proto_item *items_add_seconds(const struct items *items, enum field field, int64_t ns)
{
    g_autofree char *text = text_seconds(ns);

    return generated(proto_tree_add_double_format_value(items->tree, fields_hf(field), items->tvb,
                                                        0, 0, (double)ns / 1e9, "%s s", text));
}

proto_item *items_add_address(const struct items *items, enum field text_field,
                              const struct host_addr *addr)
{
    char text[HOST_ADDR_TEXT_SIZE];
    struct address_place place;
    proto_item *twin;

    if (!host_addr_known(addr))
        return NULL;
    place = address_bytes_put(items->addresses, items->tvb, addr);
    if (addr->family == HOST_ADDR_IPV4) {
        ws_in4_addr ipv4;

        memcpy(&ipv4, addr->bytes, sizeof ipv4);
        twin = proto_tree_add_ipv4(items->tree, fields_hf(text_field + 1), place.tvb, place.start,
                                   place.length, ipv4);
    } else {
        ws_in6_addr ipv6;

        memcpy(&ipv6, addr->bytes, sizeof ipv6);
        twin = proto_tree_add_ipv6(items->tree, fields_hf(text_field + 2), place.tvb, place.start,
                                   place.length, &ipv6);
    }
    items_hide(generated(twin));
    return items_add_string(items, text_field, host_addr_format(addr, text));
}
