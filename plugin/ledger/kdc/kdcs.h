/* What each KDC answered, for the comparison across domain controllers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_KDCS_H
#define DCOMAUTH_KDCS_H

#include "tickets.h"

enum { KDC_KEYS_MAX = 16 };

/* A key of krbtgt: who encrypted TGTs with it, and which. */
struct tgt_key {
    struct host_addr issuer;
    int32_t etype;
    uint32_t kvno;  /* 0 where the ticket tells none */
    uint32_t frame; /* of the first answer that shows it was taken */
};

struct kdc {
    struct host_addr address;
    uint32_t as_ok;
    uint32_t tgs_ok;
    uint32_t unanswered;      /* of exchanges already forgotten */
    GHashTable *errors;       /* GINT_TO_POINTER(code) -> GUINT_TO_POINTER(count) */
    GHashTable *tgt_accepted; /* set of GINT_TO_POINTER(etype) */
    GHashTable *tgt_refused;  /* the same, for TGTs that this KDC could not use */
    GHashTable *spns_granted; /* set of lower-case SPNs that it issued tickets for; bounded */
    struct tgt_key keys_taken[KDC_KEYS_MAX]; /* of TGTs that it accepted, the first of them */
    unsigned keys_taken_count;
};

struct kdcs;

struct kdcs *kdcs_new(void);
void kdcs_free(struct kdcs *kdcs);

/* The record of the KDC at this address, made where it is new; NULL when there are too many. */
struct kdc *kdcs_get(struct kdcs *kdcs, const struct host_addr *address);

void kdc_count_error(struct kdc *kdc, int32_t code);
void kdc_add_granted_spn(struct kdc *kdc, const char *spn);

/* Notes that the KDC accepted the TGT, and so its issuer's key, where the issuer is known. */
void kdc_add_key_taken(struct kdc *kdc, const struct issued_ticket *tgt, uint32_t frame);

/* Whether before that frame the KDC at this address accepted a TGT of the same issuer with this
 * one's key or a newer one. */
bool kdcs_took_key(const struct kdcs *kdcs, const struct host_addr *address,
                   const struct issued_ticket *tgt, uint32_t before_frame);

/* A KDC other than kdc that issued a ticket for spn, or NULL. */
const struct kdc *kdcs_other_granting(const struct kdcs *kdcs, const struct host_addr *kdc,
                                      const char *spn);

/* All of them, as struct kdc * in the order of their addresses; free the array, not the KDCs. */
GPtrArray *kdcs_sorted(const struct kdcs *kdcs);

#endif
