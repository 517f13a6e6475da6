/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emit.h"

#include <string.h>

static const char ipv4_zone[] = ".in-addr.arpa"; /* RFC 1035 3.5 */
static const char ipv6_zone[] = ".ip6.arpa";     /* RFC 3596 2.5 */

/* "20.0.0.10.in-addr.arpa": the bytes from the last one on. */
static struct host_addr reverse_ipv4(const char *name, size_t length)
{
    uint8_t bytes[4] = {0};
    const char *at = name;

    for (int i = 3; i >= 0; i--) {
        char *end;
        guint64 value = g_ascii_isdigit(*at) ? g_ascii_strtoull(at, &end, 10) : UINT64_MAX;

        if (value > UINT8_MAX || *end != '.')
            return (struct host_addr){0};
        bytes[i] = (uint8_t)value;
        at = end + 1;
    }
    return at == name + length + 1 ? host_addr_from_bytes(bytes, sizeof bytes)
                                   : (struct host_addr){0};
}

/* "1.0.0.…0.d.f.ip6.arpa": 32 digits from the last one on. */
static struct host_addr reverse_ipv6(const char *name, size_t length)
{
    uint8_t bytes[16] = {0};

    if (length != 4 * sizeof bytes - 1)
        return (struct host_addr){0};
    for (size_t i = 0; i < 2 * sizeof bytes; i++) {
        int digit = g_ascii_xdigit_value(name[2 * i]);

        if (digit < 0 || name[2 * i + 1] != '.')
            return (struct host_addr){0};
        bytes[sizeof bytes - 1 - i / 2] |= (uint8_t)(i % 2 ? digit << 4 : digit);
    }
    return host_addr_from_bytes(bytes, sizeof bytes);
}

static struct host_addr reverse_address(const char *name)
{
    if (g_str_has_suffix(name, ipv4_zone))
        return reverse_ipv4(name, strlen(name) - strlen(ipv4_zone));
    if (g_str_has_suffix(name, ipv6_zone))
        return reverse_ipv6(name, strlen(name) - strlen(ipv6_zone));
    return (struct host_addr){0};
}

static void emit_name(const struct emitter *emitter, const struct name_answer *answer)
{
    struct event event;

    if (!answer->name || !(answer->alias_of || host_addr_known(&answer->address)))
        return;
    event.kind = EVENT_NAME;
    event.name = *answer;
    emit(emitter, &event);
}

void emit_dns_address(const struct emitter *emitter, const char *owner,
                      const struct host_addr *addr)
{
    const struct name_answer answer = {.name = owner, .address = *addr};

    emit_name(emitter, &answer);
}

void emit_dns_alias(const struct emitter *emitter, const char *owner, const char *canonical)
{
    const struct name_answer answer = {.name = owner, .alias_of = canonical};

    emit_name(emitter, &answer);
}

void emit_dns_pointer(const struct emitter *emitter, const char *owner, const char *name)
{
    const struct name_answer answer = {.name = name, .address = reverse_address(owner)};

    emit_name(emitter, &answer);
}

static void emit_answer(const struct emitter *emitter, const char *owner, const struct item *item)
{
    struct host_addr addr;

    switch (item->field) {
    case FIELD_DNS_ADDRESS:
        addr = item_address(item);
        emit_dns_address(emitter, owner, &addr);
        break;
    case FIELD_DNS_CNAME:
        emit_dns_alias(emitter, owner, item_text(item, emitter->scope));
        break;
    case FIELD_DNS_PTR:
        emit_dns_pointer(emitter, owner, item_text(item, emitter->scope));
        break;
    default:
        break;
    }
}

void emit_names(const struct emitter *emitter, const struct pdu *pdu)
{
    const char *owner = NULL;

    if (!item_uint(pdu_first(pdu, FIELD_DNS_RESPONSE)))
        return;
    for (const struct item *item = pdu->items; item; item = item->next) {
        if (item->field == FIELD_DNS_NAME)
            owner = item_text(item, emitter->scope);
        else if (owner)
            emit_answer(emitter, owner, item);
    }
}
