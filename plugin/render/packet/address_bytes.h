/* Bytes for the addresses that a frame's items show.
 *
 * Wireshark's Lua makes an address from the bytes that its item covers, and not from its value
 * (epan/wslua/wslua_field.c): an item of length 0 takes the program down. The frame has most of
 * these addresses nowhere, so they get a data source of their own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_ADDRESS_BYTES_H
#define DCOMAUTH_ADDRESS_BYTES_H

#include "../../diagnose/finding.h"

#include <epan/packet.h>

struct address_bytes;

/* How many bytes the addresses of a finding's story take. */
unsigned address_bytes_of(const struct finding *finding);

/* A data source of so many bytes, which lives as long as the frame is dissected; NULL for none. */
struct address_bytes *address_bytes_new(tvbuff_t *tvb, packet_info *pinfo, unsigned size);

/* Where an item may lie. */
struct address_place {
    tvbuff_t *tvb;
    int start;
    int length;
};

/* Puts a known address into the next of the bytes. Of no length at tvb, where they are used up or
 * bytes is NULL. */
struct address_place address_bytes_put(struct address_bytes *bytes, tvbuff_t *tvb,
                                       const struct host_addr *address);

#endif
