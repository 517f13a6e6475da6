/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hooks.h"

#include "../../compat.h"

struct heuristic_hook {
    const char *name;
    hook_function function;
    struct original original;
};

/* All places where Wireshark tries its heuristics for these protocols. */
static struct heuristic_hook heuristics[] = {
    {.name = "dcerpc_tcp", .function = hook_rpc_over_tcp},
    {.name = "dcerpc_netbios", .function = hook_rpc},
    {.name = "dcerpc_smb_transact", .function = hook_rpc},
    {.name = "dcerpc_smb2", .function = hook_rpc},
    {.name = "dcerpc_http", .function = hook_rpc},
    {.name = "dcerpc_udp", .function = hook_rpc_datagram},
    {.name = "smb2_netbios", .function = hook_smb},
    {.name = "smb2_smb_direct", .function = hook_smb},
    {.name = "smb_netbios", .function = hook_smb},
    {.name = "smb_smb_direct", .function = hook_smb},
    {.name = "dns_udp", .function = hook_names},
};

/* What is called by a number: a port or an IP protocol. A handle of a protocol that exists in name
 * only adds no layer to the frame. */
struct watched_protocol {
    const char *filter_name;
    hook_function function; /* NULL: is at no number, unless the user sets it there */
    int id;
    int pino;
};

static struct watched_protocol watched[] = {
    {.filter_name = "kerberos", .function = hook_kerberos},
    {.filter_name = "dns", .function = hook_names},
    {.filter_name = "mdns", .function = hook_names},
    {.filter_name = "llmnr", .function = hook_names},
    {.filter_name = "icmp", .function = hook_unreachable},
    {.filter_name = "icmpv6", .function = hook_unreachable},
    {.filter_name = "dcerpc"},
};

static const char *const tables[] = {"tcp.port", "udp.port", "sctp.port", "ip.proto"};

enum { HANDLES_MAX = 12, PLACES_MAX = 24 };

struct handle_hook {
    hook_function function;
    struct original original;
    dissector_handle_t handle;
};

struct place {
    const char *table;
    guint number;
    const struct handle_hook *hook;
};

static struct handle_hook handles[HANDLES_MAX];
static unsigned handle_count;
static struct place places[PLACES_MAX];
static unsigned place_count;

int original_call(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                  proto_tree *tree, void *data)
{
    if (original->heuristic)
        return original->heuristic(tvb, pinfo, tree, data);
    /* The call of the hook took one step off the right to ask for reassembly. */
    pinfo->can_desegment = pinfo->saved_can_desegment;
    return call_dissector_only(original->handle, tvb, pinfo, tree, data);
}

dissector_handle_t hooks_handle_of(const struct original *original)
{
    for (unsigned i = 0; i < handle_count; i++) {
        if (&handles[i].original == original)
            return handles[i].handle;
    }
    return NULL;
}

static int dispatch(hook_function function, const struct original *original, tvbuff_t *tvb,
                    packet_info *pinfo, proto_tree *tree, void *data)
{
    if (pinfo->fd->visited || pinfo->flags.in_error_pkt)
        return original_call(original, tvb, pinfo, tree, data);
    return function(original, tvb, pinfo, tree, data);
}

/* Wireshark hands a dissector nothing that would tell which one it is. */
#define FOR_EACH_HEURISTIC(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10)
#define FOR_EACH_HANDLE(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)

#define DEFINE_HEURISTIC(n)                                                                        \
    static compat_bool heuristic_##n(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,          \
                                     void *data)                                                   \
    {                                                                                              \
        return dispatch(heuristics[n].function, &heuristics[n].original, tvb, pinfo, tree, data);  \
    }
FOR_EACH_HEURISTIC(DEFINE_HEURISTIC)

#define DEFINE_HANDLE(n)                                                                           \
    static int handle_##n(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)         \
    {                                                                                              \
        return dispatch(handles[n].function, &handles[n].original, tvb, pinfo, tree, data);        \
    }
FOR_EACH_HANDLE(DEFINE_HANDLE)

#define LIST_HEURISTIC(n) heuristic_##n,
static const heur_dissector_t heuristic_functions[] = {FOR_EACH_HEURISTIC(LIST_HEURISTIC)};
#define LIST_HANDLE(n) handle_##n,
static const dissector_t handle_functions[] = {FOR_EACH_HANDLE(LIST_HANDLE)};

_Static_assert(G_N_ELEMENTS(heuristics) == G_N_ELEMENTS(heuristic_functions), "one each");
_Static_assert(HANDLES_MAX == G_N_ELEMENTS(handle_functions), "one each");

void hooks_register_protoinfo(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(watched); i++) {
        struct watched_protocol *protocol = &watched[i];
        const char *name;

        protocol->id = proto_get_id_by_filter_name(protocol->filter_name);
        if (!protocol->function || protocol->id < 0)
            continue;
        name = proto_get_protocol_short_name(find_protocol_by_id(protocol->id));
        name = wmem_strdup_printf(wmem_epan_scope(), "%s (DCOM auth)", name);
        protocol->pino = proto_register_protocol_in_name_only(
            name, name,
            wmem_strdup_printf(wmem_epan_scope(), "_ws.dcomauth.%s", protocol->filter_name),
            protocol->id, FT_PROTOCOL);
    }
}

static const struct watched_protocol *watched_protocol_of(dissector_handle_t handle)
{
    int id = handle ? dissector_handle_get_protocol_index(handle) : -1;

    for (size_t i = 0; i < G_N_ELEMENTS(watched); i++) {
        if (id >= 0 && watched[i].id == id)
            return &watched[i];
    }
    return NULL;
}

static const struct handle_hook *hook_for(dissector_handle_t original,
                                          const struct watched_protocol *protocol)
{
    for (unsigned i = 0; i < handle_count; i++) {
        if (handles[i].original.handle == original)
            return &handles[i];
    }
    if (handle_count == HANDLES_MAX)
        return NULL;
    handles[handle_count] = (struct handle_hook){
        .function = protocol->function,
        .original = {.handle = original},
        .handle = create_dissector_handle(handle_functions[handle_count], protocol->pino),
    };
    return &handles[handle_count++];
}

static void find_place(const gchar *table, ftenum_t type, gpointer key, gpointer value,
                       gpointer user_data)
{
    dissector_handle_t original = dtbl_entry_get_handle(value);
    const struct watched_protocol *protocol = watched_protocol_of(original);
    const struct handle_hook *hook;

    (void)type;
    if (!protocol || !protocol->function || place_count == PLACES_MAX)
        return;
    hook = hook_for(original, protocol);
    (void)table;
    if (hook)
        places[place_count++] =
            (struct place){*(const char *const *)user_data, GPOINTER_TO_UINT(key), hook};
}

void hooks_register_handoff(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        dissector_table_foreach(tables[i], find_place, (gpointer)&tables[i]);
}

static bool install_heuristic(struct heuristic_hook *hook, heur_dissector_t function)
{
    heur_dtbl_entry_t *entry = find_heur_dissector_by_unique_short_name(hook->name);

    if (!entry || entry->dissector == function)
        return true;
    if (hook->original.heuristic && entry->dissector != hook->original.heuristic)
        return false; /* somebody else stands there now */
    hook->original.heuristic = entry->dissector;
    entry->dissector = function;
    return true;
}

static void find_bypass(const gchar *table, ftenum_t type, gpointer key, gpointer value,
                        gpointer user_data)
{
    (void)table;
    (void)type;
    (void)key;
    if (watched_protocol_of(dtbl_entry_get_handle(value)))
        *(bool *)user_data = true;
}

static void replace(dissector_handle_t old, dissector_handle_t new, const struct place *place)
{
    if (dissector_get_uint_handle(find_dissector_table(place->table), place->number) == old)
        dissector_add_uint(place->table, place->number, new);
}

bool hooks_install(void)
{
    bool has_bypass = false;

    for (size_t i = 0; i < G_N_ELEMENTS(heuristics); i++)
        has_bypass |= !install_heuristic(&heuristics[i], heuristic_functions[i]);
    for (unsigned i = 0; i < place_count; i++)
        replace(places[i].hook->original.handle, places[i].hook->handle, &places[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        dissector_table_foreach(tables[i], find_bypass, &has_bypass);
    if (has_bypass)
        hooks_remove();
    return !has_bypass;
}

void hooks_remove(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(heuristics); i++) {
        heur_dtbl_entry_t *entry = find_heur_dissector_by_unique_short_name(heuristics[i].name);

        if (entry && entry->dissector == heuristic_functions[i])
            entry->dissector = heuristics[i].original.heuristic;
    }
    for (unsigned i = 0; i < place_count; i++)
        replace(places[i].hook->handle, places[i].hook->original.handle, &places[i]);
}
