/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ports_without_rpc.h"

#include <stddef.h>

/* IANA's Service Name and Transport Protocol Port Number Registry: SSH, SMTP, DNS, HTTP, LDAP, TLS,
 * the global catalog, remote desktop, WinRM. */
static const uint16_t ports[] = {22, 25, 53, 80, 389, 443, 636, 3268, 3269, 3389, 5985, 5986, 8080};

enum { PORT_COUNT = sizeof ports / sizeof *ports };

static bool carries_rpc[PORT_COUNT]; /* in the open file */

void ports_without_rpc_begin_file(void)
{
    for (size_t i = 0; i < PORT_COUNT; i++)
        carries_rpc[i] = false;
}

void ports_without_rpc_remove(uint32_t port)
{
    for (size_t i = 0; i < PORT_COUNT; i++) {
        if (ports[i] == port)
            carries_rpc[i] = true;
    }
}

const uint16_t *ports_without_rpc_list(size_t *count)
{
    *count = PORT_COUNT;
    return ports;
}

bool ports_without_rpc_has(uint32_t port)
{
    for (size_t i = 0; i < PORT_COUNT; i++) {
        if (ports[i] == port)
            return !carries_rpc[i];
    }
    return false;
}
