/* The SMB2 trees that are no pipes: what is opened there is a file.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_DISK_TREES_H
#define DCOMAUTH_HARVEST_DISK_TREES_H

#include <stdbool.h>
#include <stdint.h>

struct disk_tree {
    uint64_t session;
    uint32_t stream;
    uint32_t tree;
};

void disk_shares_begin_file(void);
void disk_shares_end_file(void);

void disk_shares_set(const struct disk_tree *tree, bool is_disk);

/* Never true of a pipe; false of some disks, after very many. */
bool disk_shares_has(const struct disk_tree *tree);

#endif
