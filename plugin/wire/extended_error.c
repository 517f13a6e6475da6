/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "extended_error.h"

#include <string.h>

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

static uint32_t little_endian16(const uint8_t *bytes)
{
    return (uint32_t)bytes[1] << 8 | bytes[0];
}

static uint32_t little_endian32(const uint8_t *bytes)
{
    return little_endian16(bytes + 2) << 16 | little_endian16(bytes);
}

bool extended_error_in_bind_nak(const uint8_t *body, size_t length, const uint8_t **blob,
                                size_t *blob_length)
{
    for (size_t at = 0; length >= sizeof signature && at <= length - sizeof signature; at++) {
        if (memcmp(body + at, signature, sizeof signature) == 0) {
            *blob = body + at + sizeof signature;
            *blob_length = length - at - sizeof signature;
            return true;
        }
    }
    return false;
}

static bool is_record(const uint8_t *bytes)
{
    uint32_t time_high = little_endian32(bytes + AT_TIME_HIGH);
    uint32_t component = little_endian32(bytes + AT_COMPONENT);

    return time_high >= TIME_HIGH_MIN && time_high <= TIME_HIGH_MAX && component >= 1 &&
           component <= COMPONENT_MAX && little_endian16(bytes + AT_FLAGS) <= FLAGS_MAX &&
           little_endian16(bytes + AT_PARAMETER_COUNT) <= PARAMETER_COUNT_MAX;
}

unsigned extended_error_statuses(const uint8_t *blob, size_t length, uint32_t *statuses,
                                 unsigned capacity)
{
    unsigned count = 0;
    size_t at = 0;

    while (count < capacity && length >= RECORD_SIZE && at <= length - RECORD_SIZE) {
        if (is_record(blob + at)) {
            statuses[count++] = little_endian32(blob + at + AT_STATUS);
            at += 2 * RECORD_ALIGNMENT;
        }
        at += RECORD_ALIGNMENT;
    }
    return count;
}
