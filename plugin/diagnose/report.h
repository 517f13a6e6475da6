/* The whole report on a capture: what the renderers print.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_REPORT_H
#define DCOMAUTH_REPORT_H

#include "finding.h"

enum { REPORT_UNLINKED_MAX = 1000, REPORT_UNDETERMINED_MAX = 100 };

/* A macro, for it is also printed. */
#define REPORT_FINDINGS_MAX 100000

struct report_code_count {
    int32_t code;
    uint32_t count;
};

/* What one KDC answered. */
struct report_kdc {
    struct host_addr address;
    uint32_t as_ok;
    uint32_t tgs_ok;
    uint32_t unanswered;
    GArray *errors;              /* struct report_code_count, by code */
    GArray *tgt_etypes_accepted; /* int32_t, ascending */
    GArray *tgt_etypes_refused;  /* int32_t, ascending */
};

/* A KRB-ERROR that is not routine and explains no finding. */
struct report_unlinked {
    uint32_t frame;
    int32_t code;
    struct host_addr client;
    struct host_addr kdc;
    char *spn; /* or NULL */
};

enum { CAUSE_LIST_MAX = 100 };

/* Findings with the same verdict and the same culprit. The lists hold CAUSE_LIST_MAX at most, the
 * counts are true. */
struct report_cause {
    unsigned id;
    enum severity severity;
    enum verdict verdict;
    enum confidence confidence;
    const struct finding *example; /* the first of the worst: has its culprit and next steps */
    GArray *findings;              /* unsigned: ids */
    uint32_t count;
    uint32_t severity_counts[SEVERITY_ERROR + 1];
    int64_t first_ns;
    int64_t last_ns;
    GArray *krb_errors; /* uint32_t: frames of the KRB-ERRORs behind it */
    GArray *clients;    /* struct host_addr */
    uint32_t client_count;
    GArray *servers; /* struct host_addr */
    uint32_t server_count;
    uint32_t also_worked; /* healthy associations of the same pairs between first and last */
    char *summary;
};

/* An attempt to authenticate whose outcome the capture does not show. */
struct report_undetermined {
    int64_t time_ns; /* of the bind */
    struct host_addr client;
    struct host_addr server;
    uint16_t server_port;
    uint32_t tcp_stream; /* or EVENT_NO_STREAM */
    uint32_t bind_frame;
    uint32_t last_frame;   /* of the client's legs and what ended it */
    const char *closed_by; /* "client", "server", or NULL where it was not closed */
    char *how_far;         /* a sentence without its full stop */
};

/* One of the captures that the file was merged of; a file that was not has one. */
struct report_source {
    char *name;
    bool is_named;      /* by the user */
    GArray *interfaces; /* uint32_t */
    uint32_t frames;
    bool has_clock;   /* what follows is known; never of the first, which the others go by */
    double offset;    /* seconds to add to its times at the middle of the common packets */
    double drift_ppm; /* by how much that grows, microseconds a second */
    double spread;    /* seconds within which the offset is right; see clock_fit.h */
    uint32_t pairs;   /* packets in common */
    unsigned directions;
    int64_t middle_ns; /* by the first clock */
};

struct report_capture {
    uint32_t frames;
    uint32_t kerberos_exchanges;
    uint32_t krb_errors;
    uint32_t associations;
    uint32_t healthy_associations;
    uint32_t undetermined_associations;
    bool is_blind;    /* nothing was looked at */
    bool is_impaired; /* settings kept something from being looked at */
};

struct report {
    struct report_capture capture;
    GPtrArray *sources;  /* struct report_source *, in the order of the interfaces */
    GPtrArray *findings; /* const struct finding *, by id; owned by the diagnosis */
    GPtrArray *causes;   /* struct report_cause *, the worst first */
    GPtrArray *kdcs;     /* struct report_kdc *, by address */
    GPtrArray *unlinked; /* struct report_unlinked *, by frame; REPORT_UNLINKED_MAX at most */
    uint32_t unlinked_total;
    GPtrArray *undetermined; /* struct report_undetermined *; REPORT_UNDETERMINED_MAX at most */
    GArray *routine;         /* struct report_code_count, by code */
    GPtrArray *limits;       /* char *: sentences */
    GPtrArray *notes;        /* char *: sentences that are no finding (RC4 still in use, …) */
};

#endif
