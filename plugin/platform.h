/* What differs between Windows and the rest; platform.c is the only file that may ask for it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_PLATFORM_H
#define DCOMAUTH_PLATFORM_H

#include <glib.h>
#include <stdio.h>

/* Before what Wireshark looks up in the module; all else stays inside. */
#ifdef _WIN32
#define PLATFORM_EXPORT __declspec(dllexport)
#else
#define PLATFORM_EXPORT __attribute__((visibility("default")))
#endif

/* Any function; to be cast to its true type before it is called. */
typedef void (*platform_function)(void);

/* From here to platform_end_binary(), which takes the result, a stream gets what is written byte by
 * byte: the C library of Windows would write each "\n" as "\r\n". Elsewhere nothing happens. */
int platform_begin_binary(FILE *stream);
void platform_end_binary(FILE *stream, int mode);

/* A function of the program or of a library that it has loaded; NULL where there is none, and on
 * Windows, where nobody has built a pane that would need it. */
platform_function platform_find_in_process(const char *name);

/* The folder of the module that holds the object; g_free() it. NULL where it cannot be told. */
char *platform_folder_of(const void *object);

/* Loads a module for good and gives the function of that name; NULL where there is none, with *why
 * set where the module itself could not be loaded (owned by the system, until the next call). */
platform_function platform_load(const char *path, const char *name, const char **why);

#endif
