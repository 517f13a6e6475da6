/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "private_tree.h"

#include <wiretap/wtap.h>

/* Wireshark indexes the fields that are kept: a table for each tree, an array for each field. To
 * make these anew costs more than the rest of the tree, so one index is lent to tree after tree. */
static GHashTable *own_index; /* field id -> GPtrArray, as Wireshark fills it */
static GPtrArray *own_arrays; /* the values of own_index */
static bool is_lent;

static epan_dissect_t *spare; /* empty, to be used again; or NULL */

epan_dissect_t *private_tree_new(const packet_info *pinfo)
{
    epan_dissect_t *edt = spare ? spare : epan_dissect_new((epan_t *)pinfo->epan, TRUE, FALSE);

    spare = NULL;
    if (!own_index) {
        own_index = g_hash_table_new(g_direct_hash, NULL);
        own_arrays = g_ptr_array_new();
    }
    if (!is_lent) {
        PTREE_DATA(edt->tree)->interesting_hfids = own_index;
        is_lent = true;
    }
    return edt;
}

static void add_array(gpointer key, gpointer value, gpointer user_data)
{
    (void)key;
    g_ptr_array_add(user_data, value);
}

static void take_back(tree_data_t *borrower)
{
    borrower->interesting_hfids = NULL;
    is_lent = false;
    if (own_arrays->len != g_hash_table_size(own_index)) {
        g_ptr_array_set_size(own_arrays, 0);
        g_hash_table_foreach(own_index, add_array, own_arrays);
    }
    for (guint i = 0; i < own_arrays->len; i++)
        ((GPtrArray *)own_arrays->pdata[i])->len = 0;
}

/* epan_dissect_reset() looks for the block of a record. */
static void clear(epan_dissect_t *edt)
{
    static wtap_rec no_record;

    edt->pi.rec = &no_record;
    epan_dissect_reset(edt);
}

/* Only what has borrowed the index has none of its own. */
void private_tree_free(epan_dissect_t *edt)
{
    bool is_borrower = PTREE_DATA(edt->tree)->interesting_hfids == own_index;

    if (is_borrower)
        take_back(PTREE_DATA(edt->tree));
    if (is_borrower && !spare) {
        clear(edt);
        spare = edt;
    } else {
        epan_dissect_free(edt);
    }
}

void private_tree_end_file(void)
{
    if (spare)
        epan_dissect_free(spare);
    spare = NULL;
}
