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

struct ledger {
    struct hosts *hosts;
    struct tickets *tickets;
    struct kdcs *kdcs;
    struct exchanges *exchanges;
    struct connections *connections;
    struct datagrams *datagrams;
    GArray *wrapped; /* struct wrapped_pair */
    struct sources *sources;
    struct ledger_facts facts;
    GHashTable *rc4_services;   /* set of lower-case SPNs with RC4 tickets; bounded */
    GHashTable *com_principals; /* host_addr of a server -> char *: principal of its COM objects */
    void (*bindings)(const struct event_origin *origin, const struct com_bindings *bindings,
                     void *user_data);
    void *bindings_data;
    int64_t window_ns;
};

/* Times older than window_ns are forgotten. source_names: as for sources_new(). */
struct ledger *ledger_new(const struct connections_observer *observer, int64_t window_ns,
                          const char *source_names);
void ledger_free(struct ledger *ledger);

void ledger_add_frame(struct ledger *ledger, const struct captured_frame *frame);
void ledger_add_event(struct ledger *ledger, const struct event *event);
void ledger_end_capture(struct ledger *ledger);

/* The host part of an SPN, NULL where it has none: "RPCSS/app.example.com" -> "app.example.com".
 * A new string. */
char *spn_host(const char *spn);

/* Whether the name can be an SPN or a bare account name (RFC 4120 6.2): no empty part, no blanks,
 * no host that begins or ends with a dot. */
bool spn_is_well_formed(const char *name);

/* Whether the SPN's service class is this one, without regard to case. */
bool spn_has_service(const char *spn, const char *service);

#endif
