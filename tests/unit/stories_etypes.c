/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"

/* Encryption types, and TGTs that a KDC cannot use. The refusing KDC is DC2. */

static void tgt_accepted_by_both(struct scene *scene, const struct telling *how)
{
    scene_logon(scene, CLIENT, DC1);
    scene_tgs_granted(scene, CLIENT, DC2, OTHER_SPN);
    story_tgs_refused(scene, how);
}

static void cached_tgt_accepted_by_dc1(struct scene *scene, const struct telling *how)
{
    scene_tgs_granted(scene, CLIENT, DC1, OTHER_SPN);
    story_tgs_refused(scene, how);
}

static void tgt_of_the_same_kdc(struct scene *scene, const struct telling *how)
{
    scene_logon(scene, CLIENT, DC2);
    story_tgs_refused(scene, how);
}

static void tgt_of_the_same_kdc_accepted_by_dc1(struct scene *scene, const struct telling *how)
{
    scene_logon(scene, CLIENT, DC2);
    scene_tgs_granted(scene, CLIENT, DC1, OTHER_SPN);
    story_tgs_refused(scene, how);
}

static void cached_tgt_with_text(struct scene *scene, const struct telling *how)
{
    struct telling without_name = *how;

    without_name.name = NULL;
    scene->error.e_text = how->name;
    story_tgs_refused(scene, &without_name);
}

static void tgt_of_other_kdc_with_text(struct scene *scene, const struct telling *how)
{
    scene_logon(scene, CLIENT, DC1);
    cached_tgt_with_text(scene, how);
}

static void only_aes(struct scene *scene, const struct telling *how)
{
    scene_offer(scene, 2, 18, 17);
    story_tgs_refused(scene, how);
}

static void granted_to_another_client(struct scene *scene, const char *kdc,
                                      const struct telling *how)
{
    struct krb_ticket mine = scene->tgt;

    scene_cached_tgt(scene);
    scene_tgs_granted(scene, OTHER_CLIENT, kdc, SPN);
    scene->tgt = mine;
    only_aes(scene, how);
}

static void granted_by_dc1(struct scene *scene, const struct telling *how)
{
    granted_to_another_client(scene, DC1, how);
}

static void granted_by_dc2(struct scene *scene, const struct telling *how)
{
    granted_to_another_client(scene, DC2, how);
}

static void s4u_proxy(struct scene *scene, const struct telling *how)
{
    scene->request.kdc_options = KRB_OPT_CNAME_IN_ADDL_TKT;
    story_tgs_refused(scene, how);
}

/* The client logs on over TCP, and acknowledges an answer that is not in the capture. */
static void unseen_logon(struct scene *scene, const char *kdc, const struct telling *how)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, kdc, 88);
    struct krb_message request = scene_as_req(scene, USER);
    struct event end = scene_event(EVENT_TCP_SEGMENT, CLIENT, kdc);

    scene->kdc_transport = EVENT_TCP;
    scene->kdc_port = connection->client_port;
    scene_kerberos(scene, CLIENT, kdc, true, &request);
    end.origin.transport = EVENT_TCP;
    end.origin.source_port = connection->client_port;
    end.origin.target_port = 88;
    end.origin.tcp_stream = connection->stream;
    end.tcp = (struct tcp_segment){
        .fin = true, .ack = true, .acknowledgement = connection->server_sequence + 1400};
    scene_emit(scene, &end);
    scene->kdc_transport = EVENT_UDP;
    story_tgs_refused(scene, how);
}

static void unseen_logon_here(struct scene *scene, const struct telling *how)
{
    unseen_logon(scene, DC2, how);
}

static void unseen_logon_elsewhere(struct scene *scene, const struct telling *how)
{
    unseen_logon(scene, DC1, how);
}

const struct story stories_etypes[] = {
    {"14 to the AS-REQ",
     {.tell = story_as_refused, .told = "no-bind client-etype-unsupported high", .code = 14},
     {.tell = story_tgs_refused, .told = "no-bind tgt-rejected-by-kdc medium", .code = 14}},
    {"14 for krbtgt of another realm",
     {.tell = story_tgs_refused,
      .told = "no-bind trust-etype-unsupported high",
      .code = 14,
      .name = "krbtgt/OTHER.COM"},
     {.tell = story_tgs_refused,
      .told = "no-bind tgt-rejected-by-kdc medium",
      .code = 14,
      .name = "krbtgt/example.com"}},
    {"14 for a TGT of another KDC",
     {.tell = story_tgt_of_other_kdc, .told = "no-bind tgt-rejected-by-kdc high", .code = 14},
     {.tell = tgt_accepted_by_both, .told = "no-bind service-etype-unsupported high", .code = 14}},
    {"44 for a TGT of another KDC",
     {.tell = story_tgt_of_other_kdc, .told = "no-bind tgt-rejected-by-kdc high", .code = 44},
     {.tell = tgt_accepted_by_both, .told = "no-bind tgt-outdated high", .code = 44}},
    {"41 for a TGT that another KDC accepts",
     {.tell = cached_tgt_accepted_by_dc1, .told = "no-bind tgt-rejected-by-kdc high", .code = 41},
     {.tell = tgt_of_the_same_kdc_accepted_by_dc1,
      .told = "no-bind tgt-outdated medium",
      .code = 41}},
    {"14 for a TGT that another KDC accepts",
     {.tell = cached_tgt_accepted_by_dc1, .told = "no-bind tgt-rejected-by-kdc high", .code = 14},
     {.tell = tgt_of_the_same_kdc_accepted_by_dc1,
      .told = "no-bind service-etype-unsupported high",
      .code = 14}},
    {"60 with MIT's text for a TGT of another KDC",
     {.tell = tgt_of_other_kdc_with_text,
      .told = "no-bind tgt-rejected-by-kdc high",
      .code = 60,
      .name = "PROCESS_TGS"},
     {.tell = tgt_of_other_kdc_with_text,
      .told = "no-bind tgt-rejected-by-kdc medium",
      .code = 60,
      .name = "OTHER"}},
    {"60 with 0xC000009A for a TGT of another KDC",
     {.tell = story_tgt_of_other_kdc,
      .told = "no-bind tgt-rejected-by-kdc high",
      .code = 60,
      .nt_status = 0xC000009A},
     {.tell = story_tgt_of_other_kdc,
      .told = "no-bind tgt-rejected-by-kdc medium",
      .code = 60,
      .nt_status = 0xC000009B}},
    {"60 for a TGT that another KDC accepts",
     {.tell = cached_tgt_accepted_by_dc1, .told = "no-bind tgt-rejected-by-kdc high", .code = 60},
     {.tell = tgt_of_the_same_kdc_accepted_by_dc1, .told = "no-bind kdc-error high", .code = 60}},
    {"60 without text for a TGT of another KDC",
     {.tell = story_tgt_of_other_kdc, .told = "no-bind tgt-rejected-by-kdc medium", .code = 60},
     {.tell = tgt_accepted_by_both, .told = "no-bind kdc-error high", .code = 60}},
    {"60 with MIT's text for a cached TGT",
     {.tell = cached_tgt_with_text,
      .told = "no-bind tgt-rejected-by-kdc low",
      .code = 60,
      .name = "PROCESS_TGS"},
     {.tell = cached_tgt_with_text,
      .told = "no-bind kdc-error high",
      .code = 60,
      .name = "PROCESS_TGS2"}},
    {"14 where the logon's answer is missing",
     {.tell = unseen_logon_here, .told = "no-bind kdc-error low", .code = 14},
     {.tell = unseen_logon_elsewhere, .told = "no-bind tgt-rejected-by-kdc medium", .code = 14}},
    {"44 where the logon's answer is missing",
     {.tell = unseen_logon_here, .told = "no-bind kdc-error low", .code = 44},
     {.tell = unseen_logon_elsewhere, .told = "no-bind tgt-rejected-by-kdc medium", .code = 44}},
    {"31 for a cached TGT",
     {.tell = story_tgs_refused, .told = "no-bind tgt-rejected-by-kdc medium", .code = 31},
     {.tell = tgt_of_the_same_kdc, .told = "no-bind tgt-outdated high", .code = 31}},
    {"45 for a cached TGT",
     {.tell = story_tgs_refused, .told = "no-bind tgt-rejected-by-kdc medium", .code = 45},
     {.tell = story_tgs_refused, .told = "no-bind kdc-error high", .code = 46}},
    {"14 where another KDC grants the same SPN",
     {.tell = granted_by_dc1, .told = "no-bind tgt-rejected-by-kdc medium", .code = 14},
     {.tell = granted_by_dc2, .told = "no-bind service-etype-unsupported medium", .code = 14}},
    {"14 although AES and RC4 were offered",
     {.tell = story_tgs_refused, .told = "no-bind tgt-rejected-by-kdc medium", .code = 14},
     {.tell = only_aes, .told = "no-bind service-etype-unsupported medium", .code = 14}},
    {"14 from a KDC that takes the TGT",
     {.tell = tgt_accepted_by_both, .told = "no-bind service-etype-unsupported high", .code = 14},
     {.tell = story_tgt_of_other_kdc, .told = "no-bind tgt-rejected-by-kdc high", .code = 14}},
    {"14 from the KDC that issued the TGT",
     {.tell = tgt_of_the_same_kdc, .told = "no-bind service-etype-unsupported high", .code = 14},
     {.tell = story_tgt_of_other_kdc, .told = "no-bind tgt-rejected-by-kdc high", .code = 14}},
    {"14 to a narrow offer",
     {.tell = only_aes, .told = "no-bind service-etype-unsupported medium", .code = 14},
     {.tell = story_tgs_refused, .told = "no-bind tgt-rejected-by-kdc medium", .code = 14}},
    {"14 to S4U2Proxy",
     {.tell = s4u_proxy, .told = "no-bind service-etype-unsupported medium", .code = 14},
     {.tell = story_tgs_refused, .told = "no-bind tgt-rejected-by-kdc medium", .code = 14}},
};

const size_t stories_etypes_count = G_N_ELEMENTS(stories_etypes);
