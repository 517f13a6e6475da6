/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "extended_error.h"

/* 90740320-fad0-11d3-82d7-009027b130ab, as it is on the wire (MS-RPCE 2.2.2.9). */
static const uint8_t signature[16] = {0x20, 0x03, 0x74, 0x90, 0xd0, 0xfa, 0xd3, 0x11,
                                      0x82, 0xd7, 0x00, 0x90, 0x27, 0xb1, 0x30, 0xab};

/* ExtendedErrorInfo (MS-EERR 2.2.1.9) has variable parts before and after this run of members,
 * which is fixed: TimeStamp, GeneratingComponent, Status, DetectionLocation, Flags, nLen. A record
 * is recognised by their plausible values, so that no other member has to be understood. */
enum {
    AT_TIME_HIGH = 4,
    AT_COMPONENT = 8,
    AT_STATUS = 12,
    AT_FLAGS = 18,
    AT_PARAMETER_COUNT = 20,
    RECORD_SIZE = 22,
    RECORD_ALIGNMENT = 8,
    TIME_HIGH_MIN = 0x01bf0000, /* FILETIME of the year 1999, before the format existed */
    TIME_HIGH_MAX = 0x02200000, /* of the year 2079 */
    COMPONENT_MAX = 32,         /* MS-EERR 2.2.2.1 defines 1 to 19 */
    FLAGS_MAX = 15,
    PARAMETER_COUNT_MAX = 4, /* MS-EERR 2.2.1.9 */
};

bool extended_error_in_bind_nak(struct bytes body, struct bytes *blob)
{
    for (; bytes_have(body, 0, sizeof signature); body = bytes_from(body, 1)) {
        if (bytes_begin_with(body, signature, sizeof signature)) {
            *blob = bytes_from(body, sizeof signature);
            return true;
        }
    }
    return false;
}

static bool is_record(struct bytes bytes)
{
    uint32_t time_high = bytes_le32(bytes, AT_TIME_HIGH);
    uint32_t component = bytes_le32(bytes, AT_COMPONENT);

    return time_high >= TIME_HIGH_MIN && time_high <= TIME_HIGH_MAX && component >= 1 &&
           component <= COMPONENT_MAX && bytes_le16(bytes, AT_FLAGS) <= FLAGS_MAX &&
           bytes_le16(bytes, AT_PARAMETER_COUNT) <= PARAMETER_COUNT_MAX;
}

unsigned extended_error_statuses(struct bytes blob, uint32_t *statuses, unsigned capacity)
{
    unsigned count = 0;

    while (count < capacity && bytes_have(blob, 0, RECORD_SIZE)) {
        size_t step = RECORD_ALIGNMENT;

        if (is_record(blob)) {
            statuses[count++] = bytes_le32(blob, AT_STATUS);
            step = 3 * RECORD_ALIGNMENT;
        }
        blob = bytes_from(blob, step);
    }
    return count;
}
