/* What the report tells of the captures that a file was merged of, and of their clocks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_CAPTURE_SOURCES_H
#define DCOMAUTH_CAPTURE_SOURCES_H

#include "../ledger/sources/sources.h"
#include "report.h"

/* A new list of struct report_source *, which frees them. */
GPtrArray *capture_sources_list(void);

/* Appends the sources of the capture, and to the limits what their clocks keep from being told. */
void capture_sources_fill(const struct sources *sources, GPtrArray *list, GPtrArray *limits);

/* Adds the sources of a later part of the capture: equal names are one. */
void capture_sources_add(GPtrArray *into, const GPtrArray *part);

#endif
