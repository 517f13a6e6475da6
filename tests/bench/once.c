/* once FILE: runs a fuzz target on the file, for callgrind.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include <glib.h>

int main(int argument_count, char **arguments)
{
    char *data;
    gsize length;

    if (argument_count != 2 || !g_file_get_contents(arguments[1], &data, &length, NULL))
        return 2;
    LLVMFuzzerTestOneInput((const uint8_t *)data, length);
    g_free(data);
    return 0;
}
