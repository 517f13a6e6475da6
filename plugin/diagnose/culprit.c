/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "culprit.h"

static const char *const keys[] = {
#define PART(name, key, text) [CULPRIT_##name] = key,
#include "culprits.def"
#undef PART
};

static const char *const words[] = {
#define PART(name, key, text) [CULPRIT_##name] = text,
#include "culprits.def"
#undef PART
};

#define P(name) (1u << CULPRIT_##name)

static const struct {
    const char *verdicts;
    unsigned parts;
} culprits[] = {
#define CULPRIT(verdicts, parts) {verdicts, parts},
#include "culprits.def"
#undef CULPRIT
};

const char *culprit_part_key(enum culprit_part part)
{
    return keys[part];
}

static unsigned parts_of(enum verdict verdict)
{
    static unsigned parts[VERDICT_COUNT];

    for (size_t i = 0; parts[verdict] == 0 && i < G_N_ELEMENTS(culprits); i++)
        if (g_pattern_match_simple(culprits[i].verdicts, verdict_id(verdict)))
            parts[verdict] = culprits[i].parts;
    return parts[verdict];
}

static bool is_by_kdc(const struct finding *finding)
{
    return host_addr_known(&finding->kdc);
}

bool culprit_has(const struct finding *finding, enum culprit_part part)
{
    unsigned parts = parts_of(finding->verdict);

    /* One of the two is the other party. */
    if ((parts & P(KDC)) && (parts & P(SERVER)) &&
        part == (is_by_kdc(finding) ? CULPRIT_SERVER : CULPRIT_KDC))
        return false;
    return (parts & (1u << part)) != 0;
}

static char *address(const struct host_addr *host)
{
    char text[HOST_ADDR_TEXT_SIZE];

    return host_addr_known(host) ? g_strdup(host_addr_format(host, text)) : NULL;
}

char *culprit_value(const struct finding *finding, enum culprit_part part)
{
    switch (part) {
    case CULPRIT_KDC:
        return address(&finding->kdc);
    case CULPRIT_ISSUER:
        return address(&finding->issuer);
    case CULPRIT_SPN:
        return g_strdup(finding->spn);
    case CULPRIT_PRINCIPAL:
        return g_strdup(finding->principal);
    case CULPRIT_REALM:
        return g_strdup(finding->realm);
    case CULPRIT_TRUSTED_REALM:
        return g_strdup(finding->trusted_realm);
    case CULPRIT_SERVER:
        return address(&finding->server);
    case CULPRIT_CLIENT:
        return address(&finding->client);
    case CULPRIT_NTLM_USER:
        return g_strdup(finding->ntlm_user);
    case CULPRIT_INTERFACE:
        return g_strdup(finding->interface ? finding->interface : finding->interface_uuid);
    case CULPRIT_PART_COUNT:
        break;
    }
    return NULL;
}

/* Names of accounts, services and realms mean the same in any case: MS-KILE 3.1.5.6. */
char *culprit_cause_key(const struct finding *finding)
{
    GString *key = g_string_new(NULL);

    g_string_append_printf(key, "%d", (int)finding->verdict);
    for (int i = 0; i < CULPRIT_PART_COUNT; i++) {
        if (!culprit_has(finding, (enum culprit_part)i))
            continue;
        g_autofree char *value = culprit_value(finding, (enum culprit_part)i);
        g_autofree char *folded = value ? g_ascii_strdown(value, -1) : NULL;
        g_string_append_printf(key, "\n%d%s", i, folded ? folded : "\t");
    }
    return g_string_free(key, FALSE);
}

char *culprit_text(const struct finding *finding)
{
    GString *text = g_string_new(NULL);

    for (int i = 0; i < CULPRIT_PART_COUNT; i++) {
        if (!culprit_has(finding, (enum culprit_part)i))
            continue;
        g_autofree char *value = culprit_value(finding, (enum culprit_part)i);
        if (value)
            g_string_append_printf(text, "%s%s %s", text->len ? ", " : "", words[i], value);
    }
    return g_string_free(text, FALSE);
}
