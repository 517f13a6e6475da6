# SPDX-License-Identifier: GPL-2.0-or-later
# Makes of Linux's glibconfig.h the one of 64-bit Windows, where a long has 32 bits; after
# glibconfig.h.in and meson.build of GLib. runtime.c asserts what it must say.
s/\b(signed|unsigned) long (g(u?)int(64|ptr)|gs?size|gssize|guintptr|gintptr);/\1 long long \2;/
s/\(val##(U?)L\)/(val##\1LL)/
s/_MODIFIER( +)"l"$/_MODIFIER\1"ll"/
s/_FORMAT( +)"l([iu])"$/_FORMAT\1"ll\2"/
s/^(#define GLIB_SIZEOF_LONG +)8$/\14/
s/^(#define G_MAXSIZE\t)G_MAXULONG$/\1G_MAXUINT64/
s/^(#define G_MINSSIZE\t)G_MINLONG$/\1G_MININT64/
s/^(#define G_MAXSSIZE\t)G_MAXLONG$/\1G_MAXINT64/
s/\(glong\) \(p\)/(gint64) (p)/
s/\(gulong\) \(p\)/(guint64) (p)/
s/\(glong\) \(i\)/(gint64) (i)/
s/\(gulong\) \(u\)/(guint64) (u)/
s/^#define G_OS_UNIX$/#define G_OS_WIN32\n#define G_PLATFORM_WIN32/
s/^typedef int GPid;$/typedef void *GPid;/
s/^(#define G_PID_FORMAT +)"i"$/\1"p"/
s/^(#define G_MODULE_SUFFIX +)"so"/\1"dll"/
s/^#define G_THREADS_IMPL_POSIX$/#define G_THREADS_IMPL_WIN32/
s,^(#define G_DIR_SEPARATOR )'/'$,\1'\\\\',
s,^(#define G_DIR_SEPARATOR_S )"/"$,\1"\\\\",
s/^(#define G_SEARCHPATH_SEPARATOR(_S)? .):/\1;/
