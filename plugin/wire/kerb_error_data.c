/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kerb_error_data.h"

enum {
    DER_INTEGER = 0x02,
    DER_OCTET_STRING = 0x04,
    DER_SEQUENCE = 0x30,
    DER_CONTEXT = 0xa0, /* [n] constructed, n below 31 */
    DER_CONTEXT_MASK = 0xe0,
    DATA_TYPE_SKEW_RECOVERY = 2,   /* KERB_AP_ERR_TYPE_SKEW_RECOVERY */
    PA_FX_FAST = 136,              /* RFC 6113 5.4 */
    KERB_EXT_ERROR_SIZE = 12,      /* status, reserved, flags: MS-KILE 2.2.1 */
    KERB_EXT_ERROR_FLAG_VALID = 1, /* MS-KILE 2.2.1: every other bit is to be ignored */
};

struct span {
    const uint8_t *bytes;
    size_t length;
};

/* Takes one DER element off the front of *rest; false where it does not fit. */
static bool take_element(struct span *rest, uint8_t *tag, struct span *content)
{
    size_t header = 2;
    size_t length;

    if (rest->length < header)
        return false;
    *tag = rest->bytes[0];
    length = rest->bytes[1];
    if (length & 0x80) {
        size_t count = length & 0x7f;

        if (count == 0 || count > 3 || rest->length - header < count)
            return false;
        length = 0;
        for (size_t i = 0; i < count; i++)
            length = length << 8 | rest->bytes[header + i];
        header += count;
    }
    if (rest->length - header < length)
        return false;
    *content = (struct span){rest->bytes + header, length};
    rest->bytes += header + length;
    rest->length -= header + length;
    return true;
}

/* Takes "[n] element" with an element of the wanted tag; the number n goes to *context. */
static bool take_tagged(struct span *rest, uint8_t wanted, unsigned *context, struct span *content)
{
    struct span inner;
    uint8_t tag;

    if (!take_element(rest, &tag, &inner) || (tag & DER_CONTEXT_MASK) != DER_CONTEXT)
        return false;
    *context = tag & ~DER_CONTEXT_MASK;
    return take_element(&inner, &tag, content) && tag == wanted;
}

static bool read_data_type(struct span integer, int32_t *value)
{
    if (integer.length == 0 || integer.length > 4)
        return false;
    uint32_t bits = integer.bytes[0] & 0x80 ? UINT32_MAX : 0;
    for (size_t i = 0; i < integer.length; i++)
        bits = bits << 8 | integer.bytes[i];
    *value = (int32_t)bits;
    return true;
}

static uint32_t little_endian32(const uint8_t *bytes)
{
    return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

/* data-type is 3 by MS-KILE, but TYPED-DATA of type 128 has been reported with the same record, and
 * the record's own size and flag are proof enough: any type will do. */
static void read_value(int32_t type, struct span value, struct kerb_error_data *out)
{
    if (value.length == KERB_EXT_ERROR_SIZE &&
        little_endian32(value.bytes + 8) & KERB_EXT_ERROR_FLAG_VALID) {
        out->has_nt_status = true;
        out->nt_status = little_endian32(value.bytes);
    } else if (type == DATA_TYPE_SKEW_RECOVERY && value.length == 0) {
        out->skew_recovery = true;
    } else if (type == PA_FX_FAST) {
        out->has_fast = true;
    }
}

/* One data element: KERB-ERROR-DATA and PA-DATA are tagged [1] [2], TYPED-DATA [0] [1]
 * (RFC 4120 5.9.1); the value may be missing. */
static bool read_data(struct span content, struct kerb_error_data *out)
{
    struct span integer;
    struct span value = {0};
    unsigned type_context;
    unsigned value_context;
    int32_t type;

    if (!take_tagged(&content, DER_INTEGER, &type_context, &integer) || type_context > 1 ||
        !read_data_type(integer, &type))
        return false;
    if (content.length > 0 && (!take_tagged(&content, DER_OCTET_STRING, &value_context, &value) ||
                               value_context != type_context + 1))
        return false;
    read_value(type_context == 1 ? type : 0, value, out);
    return true;
}

struct kerb_error_data kerb_error_data_read(const uint8_t *bytes, size_t length)
{
    struct kerb_error_data out = {0};
    struct span rest = {bytes, length};
    struct span content;
    struct span list;
    uint8_t tag;

    if (!take_element(&rest, &tag, &content) || tag != DER_SEQUENCE)
        return out;
    if (read_data(content, &out))
        return out;
    /* In METHOD-DATA an empty element of type 2 is PA-ENC-TIMESTAMP, not skew recovery. */
    list = content;
    while (take_element(&list, &tag, &content) && tag == DER_SEQUENCE) {
        struct kerb_error_data one = {0};

        if (!read_data(content, &one))
            continue;
        out.has_fast |= one.has_fast;
        if (one.has_nt_status && !out.has_nt_status) {
            out.has_nt_status = true;
            out.nt_status = one.nt_status;
        }
    }
    return out;
}
