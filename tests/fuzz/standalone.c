/* In place of libFuzzer, for compilers without it: runs the files and folders that are named, and
 * then so many changed inputs, the same ones every time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 1024, CHANGES_MAX = 24, SEED = 1 };

static GPtrArray *corpus; /* GBytes * */

static void run_file(const char *path)
{
    char *data;
    gsize length;

    if (!g_file_get_contents(path, &data, &length, NULL)) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    LLVMFuzzerTestOneInput((const uint8_t *)data, length);
    g_ptr_array_add(corpus, g_bytes_new_take(data, length));
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void run_folder(const char *path)
{
    GDir *folder = g_dir_open(path, 0, NULL);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    const char *name;

    while (folder && (name = g_dir_read_name(folder)))
        g_ptr_array_add(names, g_build_filename(path, name, NULL));
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len; i++)
        run_file(names->pdata[i]);
    g_ptr_array_free(names, TRUE);
    if (folder)
        g_dir_close(folder);
}

/* An input of the corpus, or noise, with some bytes changed and its tail taken from another
 * place. */
static size_t make_input(GRand *rand, uint8_t *input)
{
    size_t length = g_rand_int_range(rand, 1, INPUT_MAX);

    for (size_t i = 0; i < length; i++)
        input[i] = (uint8_t)g_rand_int(rand);
    if (corpus->len > 0 && g_rand_boolean(rand)) {
        gsize size;
        GBytes *old = corpus->pdata[g_rand_int_range(rand, 0, (gint32)corpus->len)];
        const uint8_t *data = g_bytes_get_data(old, &size);
        size_t kept = MIN(size, length);

        if (kept)
            memcpy(input, data, kept);
        for (int i = g_rand_int_range(rand, 0, CHANGES_MAX); i > 0; i--)
            input[g_rand_int_range(rand, 0, (gint32)length)] = (uint8_t)g_rand_int(rand);
    }
    return length;
}

int main(int argument_count, char **arguments)
{
    int changed = 0;

    LLVMFuzzerInitialize(&argument_count, &arguments);
    corpus = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (int i = 1; i < argument_count; i++) {
        if (sscanf(arguments[i], "-runs=%d", &changed) == 1)
            continue;
        if (g_file_test(arguments[i], G_FILE_TEST_IS_DIR))
            run_folder(arguments[i]);
        else
            run_file(arguments[i]);
    }
    GRand *rand = g_rand_new_with_seed(SEED);
    for (int i = 0; i < changed; i++) {
        uint8_t input[INPUT_MAX];

        LLVMFuzzerTestOneInput(input, make_input(rand, input));
    }
    printf("%u inputs of the corpus, %d changed ones: no complaint\n", corpus->len, changed);
    g_rand_free(rand);
    g_ptr_array_free(corpus, TRUE);
    return 0;
}
