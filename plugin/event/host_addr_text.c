/* Addresses as text, the same on every platform: what inet_ntop() writes differs between them, and
 * on Windows it needs a library of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decimal.h"
#include "host_addr.h"

#include <stdio.h>
#include <string.h>

enum { IPV4_BYTES = 4, IPV6_BYTES = 16, GROUPS = 8 };

/* ::ffff:0:0/96 (RFC 4291 2.5.5.2). */
static const uint8_t mapped_prefix[12] = {[10] = 0xff, [11] = 0xff};

struct run {
    int from, length;
};

/* Dotted decimal to its very end, without leading zeros (RFC 6943 3.1.1, strict form). */
static bool parse_ipv4(const char *text, uint8_t bytes[IPV4_BYTES])
{
    for (int i = 0; i < IPV4_BYTES; i++) {
        bool leads_with_zero = *text == '0';
        int number = 0, digits = 0;

        for (; g_ascii_isdigit(*text) && digits < 3; text++, digits++)
            number = number * 10 + g_ascii_digit_value(*text);
        if (digits == 0 || number > 255 || (digits > 1 && leads_with_zero))
            return false;
        if (*text++ != (i + 1 < IPV4_BYTES ? '.' : '\0'))
            return false;
        bytes[i] = (uint8_t)number;
    }
    return true;
}

/* Up to four hexadecimal digits; NULL where there is none, else what follows. */
static const char *parse_group(const char *text, uint8_t bytes[2])
{
    int number = 0, digits = 0;

    for (; g_ascii_isxdigit(*text) && digits < 4; text++, digits++)
        number = number * 16 + g_ascii_xdigit_value(*text);
    bytes[0] = (uint8_t)(number / 256);
    bytes[1] = (uint8_t)(number % 256);
    return digits > 0 ? text : NULL;
}

/* Groups with ":" between them, the last four bytes perhaps as IPv4, up to "::" or the end. Returns
 * what follows the groups, NULL for an error. */
static const char *parse_groups(const char *text, uint8_t *bytes, int room, int *used)
{
    const char *after = text;

    for (*used = 0; *used + 2 <= room; text = after + 1) {
        if (*used + IPV4_BYTES <= room && parse_ipv4(text, bytes + *used)) {
            *used += IPV4_BYTES;
            return text + strlen(text);
        }
        after = parse_group(text, bytes + *used);
        if (!after)
            return NULL;
        *used += 2;
        if (*after != ':' || after[1] == ':')
            return after;
    }
    return NULL;
}

/* The forms of RFC 4291 2.2. */
static bool parse_ipv6(const char *text, uint8_t bytes[IPV6_BYTES])
{
    uint8_t tail[IPV6_BYTES];
    int head_used = 0, tail_used = 0;

    memset(bytes, 0, IPV6_BYTES);
    if (!g_str_has_prefix(text, "::")) {
        text = parse_groups(text, bytes, IPV6_BYTES, &head_used);
        if (!text)
            return false;
    }
    if (head_used == IPV6_BYTES)
        return *text == '\0';
    if (!g_str_has_prefix(text, "::"))
        return false;
    text += 2;
    if (*text == '\0')
        return true;
    text = parse_groups(text, tail, IPV6_BYTES - 2 - head_used, &tail_used);
    if (!text || *text != '\0')
        return false;
    memcpy(bytes + IPV6_BYTES - tail_used, tail, (size_t)tail_used);
    return true;
}

bool host_addr_parse(const char *text, struct host_addr *out)
{
    uint8_t bytes[IPV6_BYTES];

    if (parse_ipv4(text, bytes))
        *out = host_addr_from_bytes(bytes, IPV4_BYTES);
    else if (parse_ipv6(text, bytes))
        *out = host_addr_from_bytes(bytes, IPV6_BYTES);
    else
        *out = (struct host_addr){0};
    return host_addr_known(out);
}

static void write_ipv4(const uint8_t *bytes, char *text)
{
    for (int i = 0; i < IPV4_BYTES; i++) {
        if (i > 0)
            *text++ = '.';
        text = decimal_write(text, bytes[i]);
    }
    *text = '\0';
}

static bool group_is_zero(const uint8_t *bytes, int group)
{
    return bytes[2 * group] == 0 && bytes[2 * group + 1] == 0;
}

/* The first of the longest runs of two zero groups or more (RFC 5952 4.2). */
static struct run longest_run(const uint8_t *bytes)
{
    struct run best = {-1, 1}, now = {0, 0};

    for (int i = 0; i < GROUPS; i++) {
        now = group_is_zero(bytes, i) ? (struct run){now.from, now.length + 1}
                                      : (struct run){i + 1, 0};
        if (now.length > best.length)
            best = now;
    }
    return best;
}

/* RFC 5952 4. */
static void write_ipv6(const uint8_t *bytes, char *text, size_t size)
{
    struct run run = longest_run(bytes);
    size_t used = 0;

    for (int i = 0; i < GROUPS; i++) {
        if (i == run.from) {
            used += (size_t)snprintf(text + used, size - used, "::");
            i += run.length - 1;
            continue;
        }
        used += (size_t)snprintf(text + used, size - used, "%s%x",
                                 i == 0 || i == run.from + run.length ? "" : ":",
                                 bytes[2 * i] * 256u + bytes[2 * i + 1]);
    }
}

const char *host_addr_format(const struct host_addr *addr, char text[HOST_ADDR_TEXT_SIZE])
{
    static const char mapped[] = "::ffff:"; /* RFC 5952 5 */

    text[0] = '\0';
    if (addr->family == HOST_ADDR_IPV4) {
        write_ipv4(addr->bytes, text);
    } else if (addr->family == HOST_ADDR_IPV6 &&
               memcmp(addr->bytes, mapped_prefix, sizeof mapped_prefix) == 0) {
        memcpy(text, mapped, sizeof mapped);
        write_ipv4(addr->bytes + sizeof mapped_prefix, text + sizeof mapped - 1);
    } else if (addr->family == HOST_ADDR_IPV6) {
        write_ipv6(addr->bytes, text, HOST_ADDR_TEXT_SIZE);
    }
    return text;
}
