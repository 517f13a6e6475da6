/* config.h of Check 0.15, for clang with Microsoft's ABI and mingw-w64's headers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CHECK_CONFIG_H
#define CHECK_CONFIG_H

#include <winsock2.h>

#include <io.h>
#include <process.h>

#define ENABLE_SUBUNIT 0
#define PACKAGE_VERSION "0.15"
#define HAVE_C99_SNPRINTF 1
#define HAVE_C99_VSNPRINTF 1
#define HAVE_DECL_STRDUP 1
#define HAVE_MALLOC 1
#define HAVE_REALLOC 1
#define HAVE_SIGNAL_H 1
#define HAVE_SNPRINTF 1
#define HAVE_STDINT_H 1
#define HAVE_VSNPRINTF 1
#define STDC_HEADERS 1

typedef int timer_t;

#endif
