/* The whole report on a capture: what the renderers print.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_REPORT_H
#define DCOMAUTH_REPORT_H

#include "finding.h"

enum { REPORT_UNLINKED_MAX = 1000 };

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
    GPtrArray *findings; /* const struct finding *, by id; owned by the diagnosis */
    GPtrArray *kdcs;     /* struct report_kdc *, by address */
    GPtrArray *unlinked; /* struct report_unlinked *, by frame; REPORT_UNLINKED_MAX at most */
    uint32_t unlinked_total;
    GArray *routine;   /* struct report_code_count, by code */
    GPtrArray *limits; /* char *: sentences */
    GPtrArray *notes;  /* char *: sentences that are no finding (RC4 still in use, …) */
};

#endif
