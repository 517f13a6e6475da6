/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "com_contexts.h"

#include "number_set.h"

#include <epan/guid-utils.h>
#include <epan/packet.h>
#include <epan/to_str.h>

enum { ANY_CONTEXT = UINT16_MAX + 1 };

/* The protocols of Wireshark whose answers may hold towers, a DUALSTRINGARRAY or what a method of
 * Netlogon returns; cba is that of the PROFInet plugin. */
static const char *const protocols[] = {
    "epm",     "epm4", "oxid",     "remact",           "isystemactivator", "remunk",
    "remunk2", "dcom", "dispatch", "provideclassinfo", "typeinfo",         "rpc_netlogon",
};
static const char cba_prefix[] = "cba";

static GHashTable *interfaces; /* UUID as text, owned */
static struct number_set *contexts;

static bool is_of_interest(const char *filter_name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(protocols); i++) {
        if (g_str_equal(protocols[i], filter_name))
            return true;
    }
    return g_str_has_prefix(filter_name, cba_prefix);
}

static void add_interface(const gchar *table, ftenum_t type, gpointer key, gpointer value,
                          gpointer user_data)
{
    dissector_handle_t handle = dtbl_entry_get_initial_handle(value);
    int id = handle ? dissector_handle_get_protocol_index(handle) : -1;

    (void)table;
    (void)type;
    (void)user_data;
    if (id >= 0 && is_of_interest(proto_get_protocol_filter_name(id))) {
        char *text = guid_to_str(NULL, &((const guid_key *)key)->guid);

        g_hash_table_add(interfaces, g_strdup(text));
        wmem_free(NULL, text);
    }
}

static void find_interfaces(void)
{
    interfaces = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    dissector_table_foreach("dcerpc.uuid", add_interface, NULL);
}

void com_contexts_begin_file(void)
{
    if (!interfaces)
        find_interfaces();
    contexts = number_set_new();
}

void com_contexts_end_file(void)
{
    number_set_free(contexts);
    contexts = NULL;
}

static uint64_t key_of(uint32_t stream, uint32_t context_id)
{
    return (uint64_t)stream << 32 | context_id;
}

void com_contexts_learn(uint32_t stream, const struct rpc_pdu *rpc)
{
    for (unsigned i = 0; i < rpc->context_count; i++) {
        const struct rpc_context *context = &rpc->contexts[i];

        if (context->uuid && g_hash_table_contains(interfaces, context->uuid))
            number_set_add(contexts, key_of(stream, context->id));
    }
    if (rpc->context_count == EVENT_CONTEXTS_MAX)
        number_set_add(contexts, key_of(stream, ANY_CONTEXT));
}

bool com_contexts_has(uint32_t stream, uint16_t context_id)
{
    return number_set_is_full(contexts) || number_set_has(contexts, key_of(stream, context_id)) ||
           number_set_has(contexts, key_of(stream, ANY_CONTEXT));
}
