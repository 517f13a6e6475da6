/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "der.h"

enum {
    HEADER_SIZE = 2, /* tag and length: X.690 8.1 */
    LENGTH_IS_LONG = 0x80,
    LENGTH_BYTES_MAX = 3,
    CONTEXT = 0xa0, /* [n] constructed, n below 31 */
    CONTEXT_MASK = 0xe0,
    INTEGER_BYTES_MAX = 4,
    SIGN = 0x80,
};

/* The length of the content, and *header grows by the bytes that it takes; false for no length. */
static bool read_length(struct bytes bytes, size_t *header, size_t *length)
{
    size_t count = bytes_u8(bytes, 1) & ~(unsigned)LENGTH_IS_LONG;

    *length = count;
    if (!(bytes_u8(bytes, 1) & LENGTH_IS_LONG))
        return true;
    if (count == 0 || count > LENGTH_BYTES_MAX || !bytes_have(bytes, *header, count))
        return false;
    *length = 0;
    for (size_t i = 0; i < count; i++)
        *length = *length << 8 | bytes_u8(bytes, *header + i);
    *header += count;
    return true;
}

bool der_take(struct bytes *rest, struct der_element *element)
{
    size_t header = HEADER_SIZE, length;

    if (!bytes_have(*rest, 0, header) || !read_length(*rest, &header, &length) ||
        !bytes_have(*rest, header, length))
        return false;
    element->tag = bytes_u8(*rest, 0);
    element->content = bytes_first(bytes_from(*rest, header), length);
    *rest = bytes_from(*rest, header + length);
    return true;
}

bool der_take_tagged(struct bytes *rest, uint8_t wanted, unsigned *context, struct bytes *content)
{
    struct der_element outer, inner;

    if (!der_take(rest, &outer) || (outer.tag & CONTEXT_MASK) != CONTEXT)
        return false;
    *context = outer.tag & ~(unsigned)CONTEXT_MASK;
    if (!der_take(&outer.content, &inner) || inner.tag != wanted)
        return false;
    *content = inner.content;
    return true;
}

bool der_integer(struct bytes content, int32_t *value)
{
    uint32_t bits = bytes_u8(content, 0) & SIGN ? UINT32_MAX : 0;

    if (content.length == 0 || content.length > INTEGER_BYTES_MAX)
        return false;
    for (size_t i = 0; i < content.length; i++)
        bits = bits << 8 | bytes_u8(content, i);
    *value = (int32_t)bits;
    return true;
}
