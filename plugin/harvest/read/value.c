/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../clock.h"
#include "../../compat.h"
#include "../../event/event.h"
#include "pdu.h"

#include <string.h>

static fvalue_t *value_of(const struct item *item)
{
    return compat_fvalue(PNODE_FINFO(item->node));
}

static bool is_text(enum ftenum type)
{
    return type == FT_STRING || type == FT_STRINGZ || type == FT_STRINGZPAD ||
           type == FT_STRINGZTRUNC || type == FT_UINT_STRING;
}

static enum ftenum type_of(const struct item *item)
{
    return PNODE_FINFO(item->node)->hfinfo->type;
}

static uint64_t item_uint64(const struct item *item)
{
    if (!item)
        return 0;
    switch (type_of(item)) {
    case FT_BOOLEAN:
    case FT_UINT40:
    case FT_UINT48:
    case FT_UINT56:
    case FT_UINT64:
        return fvalue_get_uinteger64(value_of(item));
    case FT_CHAR:
    case FT_UINT8:
    case FT_UINT16:
    case FT_UINT24:
    case FT_UINT32:
        return fvalue_get_uinteger(value_of(item));
    default:
        return 0;
    }
}

uint32_t item_uint(const struct item *item)
{
    return (uint32_t)item_uint64(item);
}

int32_t item_int(const struct item *item)
{
    if (!item)
        return 0;
    switch (type_of(item)) {
    case FT_INT8:
    case FT_INT16:
    case FT_INT24:
    case FT_INT32:
        return fvalue_get_sinteger(value_of(item));
    default:
        return (int32_t)item_uint64(item);
    }
}

int64_t item_time_ns(const struct item *item)
{
    return item && type_of(item) == FT_ABSOLUTE_TIME ? clock_ns(fvalue_get_time(value_of(item)))
                                                     : 0;
}

const e_guid_t *item_guid(const struct item *item)
{
    return item && type_of(item) == FT_GUID ? fvalue_get_guid(value_of(item)) : NULL;
}

/* The captured bytes from the start of the node on, at most limit of them. */
static struct bytes node_bytes(proto_node *node, size_t limit)
{
    const field_info *finfo = PNODE_FINFO(node);
    size_t length;

    if (!finfo || !finfo->ds_tvb || finfo->start < 0)
        return (struct bytes){0};
    length = tvb_captured_length(finfo->ds_tvb);
    length -= MIN(length, (size_t)finfo->start);
    length = MIN(length, limit);
    return (struct bytes){length > 0 ? tvb_get_ptr(finfo->ds_tvb, finfo->start, (int)length) : NULL,
                          length};
}

struct bytes pdu_bytes(const struct pdu *pdu, size_t limit)
{
    return node_bytes(pdu->node, limit);
}

struct bytes item_bytes(const struct item *item)
{
    int wanted = item ? PNODE_FINFO(item->node)->length : 0;
    struct bytes bytes = {0};

    if (wanted > 0)
        bytes = node_bytes(item->node, (size_t)wanted);
    return bytes.length == (size_t)MAX(wanted, 0) ? bytes : (struct bytes){0};
}

struct host_addr item_address(const struct item *item)
{
    struct bytes bytes = item_bytes(item);

    return host_addr_from_bytes(bytes.at, bytes.length);
}

/* The longest beginning of text that has at most EVENT_TEXT_MAX bytes and cuts no character. */
static size_t clamped_length(const char *text)
{
    size_t length = strnlen(text, EVENT_TEXT_MAX + 1);

    if (length <= EVENT_TEXT_MAX)
        return length;
    length = EVENT_TEXT_MAX;
    while (length > EVENT_TEXT_MAX - 3 && ((uint8_t)text[length] & 0xc0) == 0x80)
        length--;
    return length;
}

const char *event_text(const char *text, wmem_allocator_t *scope)
{
    size_t length = text ? clamped_length(text) : 0;
    const char *clean;

    if (length == 0)
        return NULL;
    if (g_utf8_validate(text, (gssize)length, NULL)) {
        clean = wmem_strndup(scope, text, length);
    } else {
        char *valid = g_utf8_make_valid(text, (gssize)length);

        clean = wmem_strndup(scope, valid, clamped_length(valid));
        g_free(valid);
    }
    return clean;
}

const char *event_text_join(const char *head, char separator, const char *tail,
                            wmem_allocator_t *scope)
{
    size_t head_length, tail_length;
    char *joined;

    if (!head || !tail)
        return head ? head : tail;
    head_length = strlen(head);
    tail_length = strlen(tail);
    joined = wmem_alloc(scope, head_length + 1 + tail_length + 1);
    memcpy(joined, head, head_length);
    joined[head_length] = separator;
    memcpy(joined + head_length + 1, tail, tail_length + 1);
    joined[clamped_length(joined)] = '\0';
    return joined;
}

const char *item_text(const struct item *item, wmem_allocator_t *scope)
{
    if (!item || !is_text(type_of(item)))
        return NULL;
    return event_text(fvalue_get_string(value_of(item)), scope);
}
