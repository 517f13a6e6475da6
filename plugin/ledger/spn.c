/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spn.h"

#include "kdc/tickets.h"

#include <string.h>

char *spn_host(const char *spn)
{
    const char *slash = spn ? strchr(spn, '/') : NULL;

    if (!slash || ticket_name_is_krbtgt(spn))
        return NULL;
    /* service/host:port/name: RFC 2247 style names put the service name behind another slash. */
    char *host = g_strdup(slash + 1);
    char *end = strchr(host, '/');
    if (end)
        *end = '\0';
    char *colon = strrchr(host, ':');
    if (colon && strchr(host, ':') == colon) /* an IPv6 address has more than one */
        *colon = '\0';
    return host;
}

static bool is_host_name(const char *host)
{
    return *host && *host != '.' && !g_str_has_suffix(host, ".") && !strstr(host, "..");
}

bool spn_is_well_formed(const char *name)
{
    g_autofree char *host = spn_host(name);

    for (const char *at = name; *at; at++)
        if (g_ascii_isspace(*at) || g_ascii_iscntrl(*at))
            return false;
    return *name && *name != '/' && !g_str_has_suffix(name, "/") && !strstr(name, "//") &&
           (!host || is_host_name(host));
}

bool spn_has_service(const char *spn, const char *service)
{
    size_t length = strlen(service);

    return spn && g_ascii_strncasecmp(spn, service, length) == 0 && spn[length] == '/';
}
