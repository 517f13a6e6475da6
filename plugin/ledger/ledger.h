/* What has been seen so far: the memory of the diagnosis, without any opinion on causes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_LEDGER_H
#define DCOMAUTH_LEDGER_H

#include "../event/settings.h"
#include "hidden/datagrams.h"
#include "hidden/wrapped.h"
#include "kdc/exchanges.h"
#include "rpc/connections.h"
#include "sources/sources.h"

enum { LEDGER_OBSERVED_MAX = 64 };

/* Facts about the capture that no single PDU shows; the report turns them into limits and notes. */
struct ledger_facts {
    uint32_t frames;
    int64_t first_ns;
    int64_t last_ns;
    uint32_t last_frame;
    uint32_t back_frame; /* the first that is much earlier than the one before it; 0 for none */
    int64_t back_ns;     /* by how much */
    uint32_t cut_frames; /* PDUs in frames with fewer bytes than on the wire */
    uint32_t cut_frame;  /* the first */
    uint32_t unreadable_pdus;
    uint32_t unreadable_frame; /* the first */
    uint32_t rc4_tickets;      /* service tickets with RC4, etype 23 */
    uint32_t rc4_tgts;
    uint32_t untimed_pdus;  /* in packets without time stamps */
    uint32_t untimed_frame; /* the first */
    uint32_t fragments;     /* of IP datagrams */
    settings_set switched_off;
};

struct ledger;

/* What the ledger tells whoever watches it; nothing that it hands over is kept by reference. */
struct ledger_observer {
    struct connections_observer connections;
    /* The exchange is about to be forgotten. May be NULL, as the next. */
    void (*forgotten)(const struct kdc_exchange *exchange, void *user_data);
    /* A server tells where its objects are. */
    void (*bindings)(const struct event_origin *origin, const struct com_bindings *bindings,
                     void *user_data);
    void *user_data; /* of these two */
};

/* Times older than window_ns are forgotten. source_names: as for sources_new(). */
struct ledger *ledger_new(const struct ledger_observer *observer, int64_t window_ns,
                          const char *source_names);
void ledger_free(struct ledger *ledger);

void ledger_add_frame(struct ledger *ledger, const struct captured_frame *frame);
void ledger_add_event(struct ledger *ledger, const struct event *event);
void ledger_end_capture(struct ledger *ledger);

/* What the user has set: what Wireshark was told to leave out, KRB-ERROR codes that are routine
 * (copied), and a port that is RPC at every server. To be called before the first event. */
void ledger_set_switched_off(struct ledger *ledger, settings_set switched_off);
void ledger_set_routine_codes(struct ledger *ledger, const int32_t *codes, unsigned count);
void ledger_add_rpc_port(struct ledger *ledger, uint16_t port);

/* What it has seen, for reading; owned by the ledger. */
const struct ledger_facts *ledger_facts(const struct ledger *ledger);
const struct hosts *ledger_hosts(const struct ledger *ledger);
const struct tickets *ledger_tickets(const struct ledger *ledger);
const struct kdcs *ledger_kdcs(const struct ledger *ledger);
const struct exchanges *ledger_exchanges(const struct ledger *ledger);
const struct connections *ledger_connections(const struct ledger *ledger);
const struct datagrams *ledger_datagrams(const struct ledger *ledger);
const GArray *ledger_wrapped(const struct ledger *ledger); /* of struct wrapped_pair */
const struct sources *ledger_sources(const struct ledger *ledger);
int64_t ledger_window_ns(const struct ledger *ledger);

/* All KDCs that granted, refused or were asked in vain, as const struct kdc * in the order of their
 * addresses; free the array, not the KDCs. */
GPtrArray *ledger_asked_kdcs(const struct ledger *ledger);

/* The principal under which the COM objects of the server run; NULL where it is not known. */
const char *ledger_com_principal(const struct ledger *ledger, const struct host_addr *server);

/* The services that got a ticket with RC4 (const char *, lower case), sorted; bounded. Free the
 * list with g_list_free(). */
GList *ledger_rc4_services(const struct ledger *ledger);

#endif
