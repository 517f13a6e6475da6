/* Has Wireshark keep the fields that the harvest reads, in a tree that nobody looks at.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_PRIMED_H
#define DCOMAUTH_HARVEST_PRIMED_H

/* Once, after fields_resolve(). */
void primed_resolve(void);

enum primed_fields {
    PRIMED_NONE,
    PRIMED_KERBEROS, /* those of Kerberos alone, and of exceptions */
    PRIMED_ALL,
};

/* Between the two, which do not nest, these fields are kept. The second call leaves everything as
 * the first one found it; a tree that was made in between must be freed before it. */
void primed_set(enum primed_fields fields);
void primed_restore(enum primed_fields fields);

#endif
