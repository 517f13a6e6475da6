/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port_classes.h"

#include "../read/ports_without_rpc.h"

#include <epan/packet.h>

#include <string.h>

/* The protocols whose PDUs the harvest reads, or whose layer stands below them. */
static const char *const wanted_protocols[] = {
    "kerberos", "kpasswd", "dns",  "mdns",   "llmnr",    "nbdgm", "nbss", "dcerpc", "vxlan",
    "geneve",   "gtp",     "l2tp", "teredo", "udpencap", "gre",   "wg",   "mpls",   "pppoe"};

/* Where RPC, Kerberos and SMB are, whatever stands there in the table: IANA's Service Name and
 * Transport Protocol Port Number Registry, and MS-RPCH for 593. */
static const uint16_t wanted_ports[] = {53, 88, 135, 138, 139, 445, 464, 593, 750};

static const char *protocol_of(dissector_handle_t handle)
{
    int id = handle ? dissector_handle_get_protocol_index(handle) : -1;

    return id >= 0 ? proto_get_protocol_filter_name(id) : "";
}

static enum port_class class_over_udp(dissector_handle_t handle)
{
    const char *name = protocol_of(handle);

    if (strcmp(name, "kerberos") == 0)
        return PORT_OF_KDC;
    return strcmp(name, "dns") == 0 || strcmp(name, "mdns") == 0 || strcmp(name, "llmnr") == 0
               ? PORT_OF_NAMES
               : PORT_WANTED;
}

static bool is_wanted(dissector_handle_t handle)
{
    const char *name = protocol_of(handle);

    for (size_t i = 0; i < G_N_ELEMENTS(wanted_protocols); i++) {
        if (strcmp(name, wanted_protocols[i]) == 0)
            return true;
    }
    return false;
}

static void take_wanted(const gchar *table, ftenum_t type, gpointer key, gpointer value,
                        gpointer user_data)
{
    uint8_t *classes = user_data;
    guint port = GPOINTER_TO_UINT(key);

    (void)type;
    if (port < PORT_COUNT && is_wanted(dtbl_entry_get_handle(value)))
        classes[port] = strcmp(table, "udp.port") == 0
                            ? class_over_udp(dtbl_entry_get_handle(value))
                            : PORT_WANTED;
}

static void fill(const char *table, uint8_t *classes)
{
    dissector_table_foreach(table, take_wanted, classes);
    for (size_t i = 0; i < G_N_ELEMENTS(wanted_ports); i++)
        classes[wanted_ports[i]] = MAX(classes[wanted_ports[i]], PORT_WANTED);
}

static uint8_t *classes_of(struct skip_ports *ports, const char *table)
{
    if (strcmp(table, "tcp.port") == 0)
        return ports->tcp;
    return strcmp(table, "udp.port") == 0 ? ports->udp : NULL;
}

static void take_decoded_as(const gchar *table, ftenum_t type, gpointer key, gpointer value,
                            gpointer user_data)
{
    uint8_t *classes = classes_of(user_data, table);
    guint port = GPOINTER_TO_UINT(key);

    (void)type;
    (void)value;
    if (classes && port < PORT_COUNT)
        classes[port] = PORT_WANTED;
}

void port_classes_fill(struct skip_ports *ports)
{
    size_t count;
    const uint16_t *others = ports_without_rpc_list(&count);

    memset(ports, PORT_UNKNOWN, sizeof *ports);
    fill("tcp.port", ports->tcp);
    fill("udp.port", ports->udp);
    for (size_t i = 0; i < count; i++) {
        if (others[i] != 53) /* names over TCP are read */
            ports->tcp[others[i]] = PORT_OTHER_SERVICE;
    }
    dissector_all_tables_foreach_changed(take_decoded_as, ports);
}

static void look_for_bypass(const gchar *table, ftenum_t type, gpointer key, gpointer value,
                            gpointer user_data)
{
    (void)type;
    (void)key;
    (void)value;
    if (strcmp(table, "tcp.port") != 0 && strcmp(table, "udp.port") != 0)
        *(bool *)user_data = true;
}

bool port_classes_are_bypassed(void)
{
    bool is_bypassed = false;

    dissector_all_tables_foreach_changed(look_for_bypass, &is_bypassed);
    return is_bypassed;
}
