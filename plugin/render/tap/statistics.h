/* The whole report by `tshark -z dcomauth…`.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_STATISTICS_H
#define DCOMAUTH_STATISTICS_H

void statistics_register(void);

/* What to say of a -z option that is none of ours; g_free() it. */
char *statistics_unknown_option(const char *option);

#endif
