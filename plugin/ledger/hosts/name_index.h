/* The names of hosts and the addresses that they have. Names are compared without case and without
 * the dot of the root (RFC 1034 3.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_NAME_INDEX_H
#define DCOMAUTH_NAME_INDEX_H

#include "../../event/host_addr.h"

struct name_index;

/* That a name has an address: in the list of the one, and in that of the other. */
struct place {
    const struct named *named;
    struct host_addr address;
    bool by_dns; /* DNS said so; else a token or an announcement */
    struct place *next_of_name;
    struct place *next_of_address; /* for the keeper of the addresses */
};

struct named {
    char *alias_of;       /* or NULL */
    struct place *places; /* in the order in which they were learnt */
    unsigned address_count;
    unsigned ipv4_count;
    struct named *next_of_label; /* another full name that begins with the same label */
    struct place first;          /* most names have one address */
    char name[];                 /* lower case */
};

struct name_index *name_index_new(void);
void name_index_free(struct name_index *index);

/* Learns that name is at addr. The new place, owned by the index and never freed before it, or NULL
 * where that was known, or where there are too many. */
struct place *name_index_add(struct name_index *index, const char *name,
                             const struct host_addr *addr);

/* Notes that DNS gave name that address, which must have been added before. */
void name_index_confirm(struct name_index *index, const char *name, const struct host_addr *addr);

/* Learns a CNAME: name is another name of target, instead of what it was before. */
void name_index_add_alias(struct name_index *index, const char *name, const char *target);

/* The other name of which name is a CNAME, in lower case, or NULL; owned by the index. */
const char *name_index_alias_target(const struct name_index *index, const char *name);

/* The entry of this very name, or NULL; and that of the name of which it is a CNAME. */
const struct named *name_index_exact(const struct name_index *index, const char *name);
const struct named *name_index_target(const struct name_index *index, const struct named *named);

/* The first full name that begins with this label, or NULL; name_index_next() gives the others. */
const struct named *name_index_of_label(const struct name_index *index, const char *label);

/* Another number whenever name_index_find() may find something else than before; never 0. */
uint32_t name_index_version(const struct name_index *index);

/* What has the addresses of name, through its aliases: of a full name maybe only its first label is
 * known, and a label alone may stand for several full names, which name_index_next() gives one
 * after the other. NULL where there is none. */
const struct named *name_index_find(const struct name_index *index, const char *name);
const struct named *name_index_next(const struct named *named, const char *name);

#endif
