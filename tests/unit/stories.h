/* Stories for the rules: each pair is a capture that a rule must give its verdict for, and one that
 * comes close and must not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_TESTS_STORIES_H
#define DCOMAUTH_TESTS_STORIES_H

#include "scene.h"

/* A capture, and what the diagnosis must say of it ("" for no finding). */
struct telling {
    void (*tell)(struct scene *scene, const struct telling *how);
    const char *told;
    int32_t code;       /* KRB-ERROR; bind_nak reason; auth level: what `tell` needs */
    uint32_t nt_status; /* of the KRB-ERROR; 0 none */
    uint32_t status;    /* of a fault, or an HRESULT */
    const char *name;   /* an SPN, or a text */
};

struct story {
    const char *about;
    struct telling reached;
    struct telling missed;
};

extern const struct story stories_etypes[];
extern const struct story stories_tickets[];
extern const struct story stories_names[];
extern const struct story stories_kdc[];
extern const struct story stories_server[];
extern const struct story stories_notes[];
extern const struct story stories_smb[];
extern const struct story stories_way[];
extern const size_t stories_etypes_count;
extern const size_t stories_tickets_count;
extern const size_t stories_names_count;
extern const size_t stories_kdc_count;
extern const size_t stories_server_count;
extern const size_t stories_notes_count;
extern const size_t stories_smb_count;
extern const size_t stories_way_count;

/* An open connection to port 135 of the server, whose name is known. */
struct scene_connection *story_connect(struct scene *scene);

/* The client connects, is refused by the KDC and closes without a bind: AS-REQ to DC1, or TGS-REQ
 * to DC2, with `code`, `nt_status` and (TGS) `name` or SPN. */
void story_as_refused(struct scene *scene, const struct telling *how);
void story_tgs_refused(struct scene *scene, const struct telling *how);

/* The same for a TGT that DC1 issued in the capture. */
void story_tgt_of_other_kdc(struct scene *scene, const struct telling *how);

#endif
