/* A run of bytes of a packet, and the only way to read a number from it: bounds and byte order are
 * settled here and nowhere else. Whatever lies beyond the end reads as zero, so that a length that
 * a reader forgot to check gives a wrong number but never the bytes of somebody else.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_BYTES_H
#define DCOMAUTH_WIRE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed: valid as long as what it was made of. at may be NULL where length is 0. */
struct bytes {
    const uint8_t *at;
    size_t length;
};

/* So many bytes are there from this offset on. */
static inline bool bytes_have(struct bytes bytes, size_t offset, size_t size)
{
    return offset <= bytes.length && size <= bytes.length - offset;
}

/* What follows the offset; empty where nothing does. */
static inline struct bytes bytes_from(struct bytes bytes, size_t offset)
{
    if (!bytes_have(bytes, offset, 1))
        return (struct bytes){NULL, 0};
    return (struct bytes){bytes.at + offset, bytes.length - offset};
}

/* At most so many bytes from the beginning. */
static inline struct bytes bytes_first(struct bytes bytes, size_t size)
{
    return (struct bytes){bytes.at, size < bytes.length ? size : bytes.length};
}

/* They begin with the size bytes of mark. */
static inline bool bytes_begin_with(struct bytes bytes, const void *mark, size_t size)
{
    return bytes.at && bytes_have(bytes, 0, size) && memcmp(bytes.at, mark, size) == 0;
}

static inline uint8_t bytes_u8(struct bytes bytes, size_t offset)
{
    return bytes_have(bytes, offset, 1) ? bytes.at[offset] : 0;
}

static inline uint16_t bytes_be16(struct bytes bytes, size_t offset)
{
    if (!bytes_have(bytes, offset, 2))
        return 0;
    return (uint16_t)(bytes.at[offset] << 8 | bytes.at[offset + 1]);
}

static inline uint16_t bytes_le16(struct bytes bytes, size_t offset)
{
    if (!bytes_have(bytes, offset, 2))
        return 0;
    return (uint16_t)(bytes.at[offset] | bytes.at[offset + 1] << 8);
}

static inline uint32_t bytes_be32(struct bytes bytes, size_t offset)
{
    if (!bytes_have(bytes, offset, 4))
        return 0;
    return (uint32_t)bytes_be16(bytes, offset) << 16 | bytes_be16(bytes, offset + 2);
}

static inline uint32_t bytes_le32(struct bytes bytes, size_t offset)
{
    if (!bytes_have(bytes, offset, 4))
        return 0;
    return (uint32_t)bytes_le16(bytes, offset + 2) << 16 | bytes_le16(bytes, offset);
}

static inline uint64_t bytes_le64(struct bytes bytes, size_t offset)
{
    if (!bytes_have(bytes, offset, 8))
        return 0;
    return (uint64_t)bytes_le32(bytes, offset + 4) << 32 | bytes_le32(bytes, offset);
}

/* 48 bits: a MAC address. */
static inline uint64_t bytes_be48(struct bytes bytes, size_t offset)
{
    if (!bytes_have(bytes, offset, 6))
        return 0;
    return (uint64_t)bytes_be16(bytes, offset) << 32 | bytes_be32(bytes, offset + 2);
}

/* For protocols whose sender chooses. */
static inline uint16_t bytes_16(struct bytes bytes, size_t offset, bool little_endian)
{
    return (little_endian ? bytes_le16 : bytes_be16)(bytes, offset);
}

static inline uint32_t bytes_32(struct bytes bytes, size_t offset, bool little_endian)
{
    return (little_endian ? bytes_le32 : bytes_be32)(bytes, offset);
}

#endif
