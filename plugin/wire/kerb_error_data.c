/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kerb_error_data.h"

#include "der.h"

enum {
    DATA_TYPE_SKEW_RECOVERY = 2, /* KERB_AP_ERR_TYPE_SKEW_RECOVERY */
    PA_FX_FAST = 136,            /* RFC 6113 5.4 */
    KERB_EXT_ERROR_SIZE = 12,    /* status, reserved, flags: MS-KILE 2.2.1 */
    KERB_EXT_ERROR_FLAGS = 8,
    KERB_EXT_ERROR_FLAG_VALID = 1, /* MS-KILE 2.2.1: every other bit is to be ignored */
};

/* data-type is 3 by MS-KILE, but TYPED-DATA of type 128 has been reported with the same record, and
 * the record's own size and flag are proof enough: any type will do. */
static void read_value(int32_t type, struct bytes value, struct kerb_error_data *out)
{
    if (value.length == KERB_EXT_ERROR_SIZE &&
        bytes_le32(value, KERB_EXT_ERROR_FLAGS) & KERB_EXT_ERROR_FLAG_VALID) {
        out->has_nt_status = true;
        out->nt_status = bytes_le32(value, 0);
    } else if (type == DATA_TYPE_SKEW_RECOVERY && value.length == 0) {
        out->skew_recovery = true;
    } else if (type == PA_FX_FAST) {
        out->has_fast = true;
    }
}

/* One data element: KERB-ERROR-DATA and PA-DATA are tagged [1] [2], TYPED-DATA [0] [1]
 * (RFC 4120 5.9.1); the value may be missing. */
static bool read_data(struct bytes content, struct kerb_error_data *out)
{
    struct bytes integer, value = {0};
    unsigned type_context;
    unsigned value_context;
    int32_t type;

    if (!der_take_tagged(&content, DER_INTEGER, &type_context, &integer) || type_context > 1 ||
        !der_integer(integer, &type))
        return false;
    if (content.length > 0 &&
        (!der_take_tagged(&content, DER_OCTET_STRING, &value_context, &value) ||
         value_context != type_context + 1))
        return false;
    read_value(type_context == 1 ? type : 0, value, out);
    return true;
}

struct kerb_error_data kerb_error_data_read(struct bytes bytes)
{
    struct kerb_error_data out = {0};
    struct der_element whole, element;

    if (!der_take(&bytes, &whole) || whole.tag != DER_SEQUENCE || read_data(whole.content, &out))
        return out;
    /* In METHOD-DATA an empty element of type 2 is PA-ENC-TIMESTAMP, not skew recovery. */
    while (der_take(&whole.content, &element) && element.tag == DER_SEQUENCE) {
        struct kerb_error_data one = {0};

        if (!read_data(element.content, &one))
            continue;
        out.has_fast |= one.has_fast;
        if (one.has_nt_status && !out.has_nt_status) {
            out.has_nt_status = true;
            out.nt_status = one.nt_status;
        }
    }
    return out;
}
