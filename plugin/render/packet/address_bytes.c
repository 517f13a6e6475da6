/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "address_bytes.h"

#include <string.h>

struct address_bytes {
    tvbuff_t *tvb;
    uint8_t *bytes;
    unsigned size;
    unsigned used;
};

static unsigned length_of(const struct host_addr *address)
{
    if (!host_addr_known(address))
        return 0;
    return address->family == HOST_ADDR_IPV4 ? FT_IPv4_LEN : FT_IPv6_LEN;
}

unsigned address_bytes_of(const struct finding *finding)
{
    unsigned size = length_of(&finding->client) + length_of(&finding->server);

    for (guint i = 0; i < finding->krb_errors->len; i++)
        size += length_of(&g_array_index(finding->krb_errors, struct finding_krb_error, i).kdc);
    return size;
}

struct address_bytes *address_bytes_new(tvbuff_t *tvb, packet_info *pinfo, unsigned size)
{
    struct address_bytes *bytes;

    if (size == 0)
        return NULL;
    bytes = wmem_new0(pinfo->pool, struct address_bytes);
    bytes->bytes = wmem_alloc0(pinfo->pool, size);
    bytes->size = size;
    bytes->tvb = tvb_new_child_real_data(tvb, bytes->bytes, size, (gint)size);
    add_new_data_source(pinfo, bytes->tvb, "DCOM auth addresses");
    return bytes;
}

struct address_place address_bytes_put(struct address_bytes *bytes, tvbuff_t *tvb,
                                       const struct host_addr *address)
{
    unsigned length = length_of(address);
    struct address_place place = {tvb, 0, 0};

    if (!bytes || length > bytes->size - bytes->used)
        return place;
    place = (struct address_place){bytes->tvb, (int)bytes->used, (int)length};
    memcpy(bytes->bytes + bytes->used, address->bytes, length);
    bytes->used += length;
    return place;
}
