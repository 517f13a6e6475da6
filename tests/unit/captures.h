/* One connection as two captures or more have it, by the clock of each.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_TESTS_CAPTURES_H
#define DCOMAUTH_TESTS_CAPTURES_H

#include "ledger/sources/between.h"
#include "told.h"

enum { AT_CLIENT, AT_SERVER, CAPTURES_MAX = 6 };

/* How long a packet needs from one to the other. */
#define TRANSIT (SECONDS / 1000)

extern struct sources *sources;
extern struct between between;         /* of the last look */
extern int64_t ahead_ns[CAPTURES_MAX]; /* of the clocks */

/* The fixture. */
void captures_setup(void);
void captures_teardown(void);

/* A segment with this sequence number and 10 bytes, that acknowledges nothing. */
struct packet_identity segment(uint32_t number, bool from_client);
/* An RST of the server. */
struct packet_identity reset(void);
/* The packet as it is where the client has another address. */
struct packet_identity behind_nat(struct packet_identity packet, bool from_client);

/* The next frame: the packet on this interface; its number. */
uint32_t see(uint32_t interface, int64_t at_ns, struct packet_identity packet);
void exchange(void); /* the client's 100 and the server's 100, at both points */
void later(void);    /* the captures go on */

/* Whether it was translated, and what became of it; closing_frame: as for sources_find_lost(). */
void look(uint32_t closing_frame);
void look_behind_nat(void); /* likewise, at the connection with the other address */
void expect_lost(uint32_t lost, bool from_client);
void expect_nothing(uint32_t closing_frame);

#endif
