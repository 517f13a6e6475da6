/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"

/* Whose key a refused TGT is encrypted with: the refusing KDC's own, another's, or that of a trust.
 * The refusing KDC is DC2. */

#define OTHER_REALM "OTHER.EXAMPLE"

static void refused(struct scene *scene, const struct telling *how)
{
    struct telling unnamed = *how;

    unnamed.name = NULL;
    scene->error.e_text = how->name;
    story_tgs_refused(scene, &unnamed);
}

/* The client logs on in its realm, is sent to the other one, and refused there. */
static void referral(struct scene *scene, const struct telling *how)
{
    scene_logon(scene, CLIENT, DC1);
    scene_referral(scene, CLIENT, DC1, SPN, OTHER_REALM);
    scene->request.realm = OTHER_REALM;
    refused(scene, how);
}

static void narrow_referral(struct scene *scene, const struct telling *how)
{
    scene_offer(scene, 2, 18, 17);
    referral(scene, how);
}

static void referral_that_worked(struct scene *scene, const struct telling *how)
{
    scene_logon(scene, CLIENT, DC1);
    scene_referral(scene, CLIENT, DC1, SPN, OTHER_REALM);
    scene_tgs_granted(scene, CLIENT, DC2, OTHER_SPN);
    refused(scene, how);
}

/* A TGT of the realm itself that TGS exchanges gave. */
static void forwarded(struct scene *scene, const struct telling *how)
{
    scene_logon(scene, CLIENT, DC1);
    scene_tgt_again(scene, CLIENT, DC1, KRB_OPT_FORWARDED);
    refused(scene, how);
}

static void own(struct scene *scene, const struct telling *how)
{
    scene_logon(scene, CLIENT, DC2);
    refused(scene, how);
}

static void own_by_proxy(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection;

    scene_logon(scene, CLIENT, DC2);
    scene_s4u_self(scene, CLIENT, DC2, "bob");
    connection = story_connect(scene);
    scene->error.e_text = how->name;
    scene_s4u_proxy_refused(scene, CLIENT, DC2, SPN, how->code);
    scene_client_fin(scene, connection);
}

static void others(struct scene *scene, const struct telling *how)
{
    scene_logon(scene, CLIENT, DC1);
    refused(scene, how);
}

static void taken_before(struct scene *scene, const struct telling *how)
{
    scene_logon(scene, CLIENT, DC1);
    scene_tgs_granted(scene, CLIENT, DC2, OTHER_SPN);
    refused(scene, how);
}

static void taken_afterwards(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_logon(scene, CLIENT, DC1);
    scene->error.e_text = how->name;
    scene_tgs_refused(scene, CLIENT, DC2, SPN, how->code);
    scene_tgs_granted(scene, CLIENT, DC2, OTHER_SPN);
    scene_client_fin(scene, connection);
}

/* Another client's TGT of the same issuer: with the key of the next refusal, or an older one. */
static void key_taken(struct scene *scene, const struct telling *how)
{
    scene_as_granted(scene, OTHER_CLIENT, DC1, "bob");
    scene_tgs_granted(scene, OTHER_CLIENT, DC2, OTHER_SPN);
    others(scene, how);
}

static void older_key_taken(struct scene *scene, const struct telling *how)
{
    scene_as_granted(scene, OTHER_CLIENT, DC1, "bob");
    scene_tgs_granted(scene, OTHER_CLIENT, DC2, OTHER_SPN);
    scene->tgt_kvno = 3;
    others(scene, how);
}

static void trust_without_key(struct scene *scene, const struct telling *how)
{
    scene->error.e_text = "FINDING_SERVER_KEY";
    story_tgs_refused(scene, &(struct telling){.code = how->code, .name = "krbtgt/" OTHER_REALM});
}

/* --- 25 --- */

static void no_hints(struct scene *scene, const struct telling *how)
{
    (void)how;
    story_as_refused(scene, &(struct telling){.code = 25});
}

/* As MIT's KDC asks for a hardware token: types, and no way to use them. */
static void no_method(struct scene *scene, const struct telling *how)
{
    scene->error.e_text = how->name;
    scene->error.hints = scene->offer;
    scene->error.padata = KRB_PA_HINT;
    story_as_refused(scene, &(struct telling){.code = 25});
}

static void a_method(struct scene *scene, const struct telling *how)
{
    (void)how;
    scene->error.hints = scene->offer;
    scene->error.padata = KRB_PA_HINT | KRB_PA_METHOD;
    story_as_refused(scene, &(struct telling){.code = 25});
}

static void goes_on_after_no_hints(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    (void)how;
    scene_as_refused(scene, CLIENT, DC1, USER, 25);
    scene->request.padata = KRB_PA_PK_AS_REQ;
    scene_as_granted(scene, CLIENT, DC1, USER);
    scene_client_fin(scene, connection);
}

#define REFERRED(code_, text_, told_)                                                              \
    {                                                                                              \
        .tell = referral, .told = "no-bind " told_, .code = code_, .name = text_                   \
    }

const struct story stories_tickets[] = {
    {"14 for a referral",
     REFERRED(14, NULL, "trust-etype-unsupported high"),
     {.tell = forwarded, .told = "no-bind tgt-rejected-by-kdc high", .code = 14}},
    {"14 for a referral of a narrow offer",
     {.tell = narrow_referral, .told = "no-bind trust-etype-unsupported medium", .code = 14},
     {.tell = referral_that_worked, .told = "no-bind service-etype-unsupported high", .code = 14}},
    {"41 for a referral",
     REFERRED(41, NULL, "trust-key-mismatch high"),
     {.tell = others, .told = "no-bind tgt-rejected-by-kdc high", .code = 41}},
    {"60 with 0xC000018D for a referral",
     {.tell = referral,
      .told = "no-bind trust-key-mismatch high",
      .code = 60,
      .nt_status = 0xC000018D},
     REFERRED(60, NULL, "trust-key-mismatch medium")},
    {"60 with MIT's text for a referral", REFERRED(60, "PROCESS_TGS", "trust-key-mismatch high"),
     REFERRED(60, "FINDING_SERVER_KEY", "kdc-error high")},
    {"60 without text for a referral", REFERRED(60, NULL, "trust-key-mismatch medium"),
     REFERRED(60, "FINDING_SERVER_KEY", "kdc-error high")},
    {"60, FINDING_SERVER_KEY, for krbtgt of another realm",
     {.tell = trust_without_key, .told = "no-bind trust-etype-unsupported medium", .code = 60},
     {.tell = own, .told = "no-bind kdc-error high", .code = 60, .name = "FINDING_SERVER_KEY"}},
    {"44 from the KDC that issued the TGT",
     {.tell = own, .told = "no-bind tgt-outdated high", .code = 44},
     {.tell = own_by_proxy, .told = "no-bind kdc-error high", .code = 44}},
    {"41 from the KDC that issued the TGT",
     {.tell = own, .told = "no-bind tgt-outdated medium", .code = 41},
     {.tell = others, .told = "no-bind tgt-rejected-by-kdc high", .code = 41}},
    {"60 with MIT's text from the KDC that issued the TGT",
     {.tell = own, .told = "no-bind tgt-outdated high", .code = 60, .name = "PROCESS_TGS"},
     {.tell = own, .told = "no-bind kdc-error high", .code = 60, .name = "FINDING_SERVER_KEY"}},
    {"44 from a KDC that had taken the TGT",
     {.tell = taken_before, .told = "no-bind tgt-outdated high", .code = 44},
     {.tell = taken_afterwards, .told = "no-bind kdc-error high", .code = 44}},
    {"60 with MIT's text from a KDC that had taken the TGT",
     {.tell = taken_before, .told = "no-bind tgt-outdated high", .code = 60, .name = "PROCESS_TGS"},
     {.tell = taken_before,
      .told = "no-bind kdc-error high",
      .code = 60,
      .name = "FINDING_SERVER_KEY"}},
    {"44 from a KDC that had taken the issuer's key",
     {.tell = key_taken, .told = "no-bind tgt-outdated medium", .code = 44},
     {.tell = older_key_taken, .told = "no-bind tgt-rejected-by-kdc high", .code = 44}},
    {"60 with MIT's text from a KDC that had taken the issuer's key",
     {.tell = key_taken, .told = "no-bind tgt-outdated medium", .code = 60, .name = "PROCESS_TGS"},
     {.tell = older_key_taken,
      .told = "no-bind tgt-rejected-by-kdc high",
      .code = 60,
      .name = "PROCESS_TGS"}},
    {"25 without hints",
     {.tell = no_hints, .told = "no-bind client-etype-unsupported medium"},
     {.tell = goes_on_after_no_hints, .told = ""}},
    {"25 without a method",
     {.tell = no_method, .told = "no-bind preauth-unsupported medium"},
     {.tell = a_method, .told = ""}},
    {"25 that demands a hardware token",
     {.tell = no_method, .told = "no-bind logon-restricted high", .name = "NEEDED_HW_PREAUTH"},
     {.tell = no_method, .told = "no-bind preauth-unsupported medium", .name = "NEEDED_PREAUTH"}},
};

const size_t stories_tickets_count = G_N_ELEMENTS(stories_tickets);
