/* In the folder of dcomauth.dll: Windows' loader finds every import of it, and Wireshark would find
 * what it looks up there. plugin_register() is not called, for the libraries have nothing in them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdint.h>
#include <stdio.h>
#include <windows.h>

/* A plugin of dissectors, of epan and of tap listeners (wsutil/plugins.h). */
static const uint32_t WANTED_KINDS = 1 << 0 | 1 << 3 | 1 << 4;

static uint32_t described(HMODULE module)
{
    FARPROC describe = GetProcAddress(module, "plugin_describe");

    return describe ? ((uint32_t(*)(void))(void *)describe)() : 0;
}

static int number(HMODULE module, const char *name)
{
    const int *value = (const int *)(void *)GetProcAddress(module, name);

    return value ? *value : -1;
}

int main(void)
{
    HMODULE module = LoadLibraryA("dcomauth.dll");
    const char *version;

    if (!module) {
        printf("not loaded: error %lu\n", GetLastError());
        return 1;
    }
    version = (const char *)(void *)GetProcAddress(module, "plugin_version");
    printf("%s for %d.%d\n", version ? version : "no version", number(module, "plugin_want_major"),
           number(module, "plugin_want_minor"));
    return described(module) == WANTED_KINDS && GetProcAddress(module, "plugin_register") ? 0 : 1;
}
