/* The names that a user gives to the interfaces of a capture.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_SOURCE_NAMES_H
#define DCOMAUTH_SOURCE_NAMES_H

#include <glib.h>
#include <stdint.h>

/* Reads "client.cap=0;server.cap=1,2" and calls add for each interface, in order. A name ends at
 * its last '='; parts without a name or a number are passed over. */
void source_names_read(const char *text,
                       void (*add)(const char *name, uint32_t interface, void *user_data),
                       void *user_data);

#endif
