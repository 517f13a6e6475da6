/* Pieces of the HTML report.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HTML_H
#define DCOMAUTH_HTML_H

#include "../../diagnose/finding.h"
#include "ladder.h"

#include <stdio.h>

/* Longer texts are cut: a name of ten thousand characters says no more than its beginning. */
enum { HTML_TEXT_MAX = 1000 };

/* The text, cut to max characters, so that nothing in it is markup or turns the line round. */
void html_put(FILE *out, const char *text, unsigned max);

/* The same as an element of its own, isolated from the writing direction of what is around it. */
void html_element(FILE *out, const char *tag, const char *text);

/* The messages of the finding between client, KDCs and RPC server, as one SVG. */
void html_put_ladder(FILE *out, const struct finding *finding, const struct ladder *ladder);

/* A list of struct evidence; the frames that the ladder shows are links to their place in it. */
void html_put_evidence(FILE *out, const struct finding *finding, const struct ladder *ladder);

#endif
