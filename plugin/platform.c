/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For RTLD_DEFAULT and dladdr(). NOLINTNEXTLINE(bugprone-reserved-identifier): glibc's name */
#define _GNU_SOURCE

#include "platform.h"

#ifdef _WIN32

#include <fcntl.h>
#include <io.h>

int platform_begin_binary(FILE *stream)
{
    fflush(stream);
    return _setmode(_fileno(stream), _O_BINARY);
}

void platform_end_binary(FILE *stream, int mode)
{
    if (mode != -1)
        _setmode(_fileno(stream), mode);
}

platform_function platform_find_in_process(const char *name)
{
    (void)name;
    return NULL;
}

char *platform_folder_of(const void *object)
{
    (void)object;
    return NULL;
}

platform_function platform_load(const char *path, const char *name, const char **why)
{
    (void)path;
    (void)name;
    *why = "nobody has built its module for Windows";
    return NULL;
}

#else

#include <dlfcn.h>

int platform_begin_binary(FILE *stream)
{
    (void)stream;
    return 0;
}

void platform_end_binary(FILE *stream, int mode)
{
    (void)stream;
    (void)mode;
}

/* ISO C has no cast for it, POSIX wants it to work. */
static platform_function as_function(void *symbol)
{
    platform_function function;

    *(void **)&function = symbol;
    return function;
}

platform_function platform_find_in_process(const char *name)
{
    return as_function(dlsym(RTLD_DEFAULT, name));
}

char *platform_folder_of(const void *object)
{
    Dl_info here;

    return dladdr(object, &here) ? g_path_get_dirname(here.dli_fname) : NULL;
}

platform_function platform_load(const char *path, const char *name, const char **why)
{
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

    *why = module ? NULL : dlerror();
    return module ? as_function(dlsym(module, name)) : NULL;
}

#endif
