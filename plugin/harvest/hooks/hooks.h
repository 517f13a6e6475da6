/* Standing in front of Wireshark's own dissectors: each hook hands on what it is called with, so
 * that nothing changes for the user, and looks at what matters.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_HOOKS_H
#define DCOMAUTH_HARVEST_HOOKS_H

#include <epan/packet.h>

/* The dissector behind a hook; one of the two. */
struct original {
    heur_dissector_t heuristic;
    dissector_handle_t handle;
};

/* Takes the place of the original on the first pass over a frame, outside ICMP errors. */
typedef int (*hook_function)(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                             proto_tree *tree, void *data);

int original_call(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                  proto_tree *tree, void *data);

/* From plugin_register_protoinfo, and from its handoff. */
void hooks_register_protoinfo(void);
void hooks_register_handoff(void);

/* Puts the hooks in place. Nothing is hooked and the result is false where something that the user
 * has set leads round them: Decode As, another port, another plugin. */
bool hooks_install(void);

/* Puts the originals back. */
void hooks_remove(void);

void hook_rpc_begin_file(void);
void hook_smb_begin_file(void);
void hook_smb_end_file(void);

/* The handle that stands before the original. */
dissector_handle_t hooks_handle_of(const struct original *original);

/* The functions of the hooks, each in the file of its protocol. */
int hook_rpc(const struct original *original, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
             void *data);
int hook_rpc_over_tcp(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                      proto_tree *tree, void *data);
int hook_rpc_datagram(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                      proto_tree *tree, void *data);
int hook_smb(const struct original *original, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
             void *data);
int hook_kerberos(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                  proto_tree *tree, void *data);
int hook_names(const struct original *original, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
               void *data);
int hook_unreachable(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                     proto_tree *tree, void *data);

#endif
