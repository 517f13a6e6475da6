/* Hash tables whose keys are 64-bit numbers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_NUMBER_HASH_H
#define DCOMAUTH_NUMBER_HASH_H

#include <glib.h>

/* The GHashTable callback over uint64_t, where all 64 bits tell the keys apart: g_int64_hash()
 * looks at the lower half only. To be used with g_int64_equal(). */
guint number_hash(gconstpointer number);

#endif
