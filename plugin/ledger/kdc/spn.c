/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spn.h"

#include "tickets.h"

#include <glib.h>
#include <string.h>

#define SERVICE(name)                                                                              \
    {                                                                                              \
        name, sizeof(name) - 1                                                                     \
    }

static const struct service {
    const char *name;
    size_t length;
} foreign_services[] = {
    SERVICE("HTTP"),        SERVICE("MSSQLSvc"),  SERVICE("TERMSRV"), SERVICE("WSMAN"),
    SERVICE("IMAP"),        SERVICE("IMAP4"),     SERVICE("POP"),     SERVICE("POP3"),
    SERVICE("SMTP"),        SERVICE("SMTPSVC"),   SERVICE("nfs"),     SERVICE("ftp"),
    SERVICE("DNS"),         SERVICE("postgres"),  SERVICE("oracle"),  SERVICE("kafka"),
    SERVICE("xmpp"),        SERVICE("afpserver"), SERVICE("kadmin"),  SERVICE("MSOLAPSvc"),
    SERVICE("MSOLAPSvc.3"),
};

/* MS-DCOM 3.2.4.1.2.2, MS-KILE 3.1.5.11. */
static const struct service com_services[] = {SERVICE("RPCSS"), SERVICE("host"),
                                              SERVICE("RestrictedKrbHost")};

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

static bool service_in(const char *spn, size_t length, const struct service *services, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (services[i].length == length && spn_has_service(spn, services[i].name))
            return true;
    return false;
}

enum spn_class spn_class(const char *spn)
{
    const char *slash = spn ? strchr(spn, '/') : NULL;
    size_t length = slash ? (size_t)(slash - spn) : 0;

    if (ticket_name_is_krbtgt(spn))
        return SPN_KRBTGT;
    if (!slash)
        return SPN_NO_CLASS;
    if (spn_has_service(spn, "cifs"))
        return SPN_CIFS;
    if (service_in(spn, length, com_services, G_N_ELEMENTS(com_services)))
        return SPN_COM;
    return service_in(spn, length, foreign_services, G_N_ELEMENTS(foreign_services)) ? SPN_FOREIGN
                                                                                     : SPN_OTHER;
}

/* As g_str_hash() (D. J. Bernstein's), of the lower case. */
static uint32_t hash_without_case(const char *text)
{
    uint32_t hash = 5381;

    for (const char *at = text; *at; at++)
        hash = hash * 33 + (unsigned char)g_ascii_tolower(*at);
    return hash;
}

struct spn_parts spn_split(const char *spn)
{
    return (struct spn_parts){
        .class = spn_class(spn), .host = spn_host(spn), .hash = spn ? hash_without_case(spn) : 0};
}
