/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"

/* Names that the KDC does not know, and delegation. */

static void with_tgt_req(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_tgs_refused(scene, CLIENT, DC1, how->name, 7);
    scene_bind(scene, connection, token_tgt_req(how->name));
    scene_nak(scene, connection, 0);
}

static void with_ntlm(struct scene *scene, const struct telling *how)
{
    struct scene_connection *connection = story_connect(scene);

    scene_tgs_refused(scene, CLIENT, DC1, how->name, 7);
    scene_bind(scene, connection, token_ntlm_negotiate());
    scene_nak(scene, connection, 0);
}

static void with_principal_of_server(struct scene *scene, const struct telling *how)
{
    scene_bindings(scene, SERVER, "com[49667]", "svc-com");
    story_tgs_refused(scene, how);
}

static void with_principal_and_domain(struct scene *scene, const struct telling *how)
{
    scene_bindings(scene, SERVER, "com[49667]", "EXAMPLE\\svc-com");
    story_tgs_refused(scene, how);
}

static void with_principal_of_other(struct scene *scene, const struct telling *how)
{
    scene_bindings(scene, OTHER_SERVER, "com[49667]", "svc-com");
    story_tgs_refused(scene, how);
}

static void s4u_to_self(struct scene *scene, const struct telling *how)
{
    scene->request.padata = KRB_PA_FOR_USER;
    scene->request.s4u_user = "bob@" REALM;
    story_tgs_refused(scene, how);
}

static void s4u_by_certificate(struct scene *scene, const struct telling *how)
{
    scene->request.padata = KRB_PA_S4U_X509_USER;
    story_tgs_refused(scene, how);
}

static void s4u_proxy(struct scene *scene, const struct telling *how)
{
    scene->request.kdc_options = KRB_OPT_CNAME_IN_ADDL_TKT;
    story_tgs_refused(scene, how);
}

/* The KDC adds the text `name`. */
static void with_text(struct scene *scene, const struct telling *how)
{
    struct telling plain = *how;

    plain.name = NULL;
    scene->error.e_text = how->name;
    story_tgs_refused(scene, &plain);
}

const struct story stories_names[] = {
    {"7 with a text of MIT that says otherwise",
     {.tell = with_text, .told = "no-bind kdc-error high", .code = 7, .name = "SERVER LOCKED OUT"},
     {.tell = with_text, .told = "no-bind spn-unknown high", .code = 7, .name = "UNKNOWN_SERVER"}},
    {"60 with a text of MIT that speaks of the service",
     {.tell = with_text,
      .told = "no-bind kdc-error high",
      .code = 60,
      .name = "FINDING_SERVER_KEY"},
     {.tell = with_text,
      .told = "no-bind tgt-rejected-by-kdc low",
      .code = 60,
      .name = "PROCESS_TGS"}},
    {"S4U2Proxy",
     {.tell = s4u_proxy,
      .told = "no-bind delegation-refused high",
      .code = 13,
      .nt_status = 0xC00000BB},
     {.tell = story_tgs_refused, .told = "", .code = 13, .nt_status = 0xC00000BB}},
    {"S4U2Proxy without NTSTATUS",
     {.tell = s4u_proxy, .told = "no-bind delegation-refused high", .code = 13},
     {.tell = story_tgs_refused, .told = "no-bind kdc-error high", .code = 13}},
    {"S4U2Self",
     {.tell = s4u_to_self,
      .told = "no-bind delegation-refused high",
      .code = 6,
      .name = "host/pc.example.com"},
     {.tell = story_as_refused, .told = "no-bind client-unknown high", .code = 6}},
    {"S4U2Self by certificate",
     {.tell = s4u_by_certificate,
      .told = "no-bind delegation-refused high",
      .code = 12,
      .name = "host/pc.example.com"},
     {.tell = story_tgs_refused, .told = "no-bind logon-restricted high", .code = 12}},
    {"S4U2Proxy to an unknown SPN",
     {.tell = s4u_proxy, .told = "no-bind delegation-refused high", .code = 7},
     {.tell = story_tgs_refused, .told = "no-bind spn-unknown high", .code = 7}},
    {"8",
     {.tell = story_tgs_refused, .told = "no-bind spn-duplicate high", .code = 8},
     {.tell = story_tgs_refused, .told = "no-bind kdc-error high", .code = 9}},
    {"7 with a collision of names",
     {.tell = story_tgs_refused,
      .told = "no-bind spn-duplicate high",
      .code = 7,
      .nt_status = 0xC0000035},
     {.tell = story_tgs_refused,
      .told = "no-bind spn-unknown high",
      .code = 7,
      .nt_status = 0xC0000034}},
    {"27",
     {.tell = story_tgs_refused, .told = "no-bind spn-is-user high", .code = 27},
     {.tell = story_tgs_refused, .told = "no-bind kdc-error high", .code = 26}},
    {"7 that asks for user-to-user",
     {.tell = story_tgs_refused,
      .told = "no-bind spn-is-user high",
      .code = 7,
      .nt_status = 0xC0000408},
     {.tell = story_tgs_refused,
      .told = "no-bind spn-unknown high",
      .code = 7,
      .nt_status = 0xC0000409}},
    {"7 for a bare name, then user-to-user",
     {.tell = with_tgt_req, .told = "bind-nak spn-is-user high", .name = "svc-com"},
     {.tell = with_ntlm, .told = "bind-nak spn-is-user medium", .name = "svc-com"}},
    {"7 for the principal of the COM server",
     {.tell = with_principal_of_server,
      .told = "no-bind spn-is-user high",
      .code = 7,
      .name = "SVC-com"},
     {.tell = with_principal_of_other,
      .told = "no-bind spn-is-user medium",
      .code = 7,
      .name = "SVC-com"}},
    {"7 for the principal of the COM server, which names its domain",
     {.tell = with_principal_and_domain,
      .told = "no-bind spn-is-user high",
      .code = 7,
      .name = "svc-com"},
     {.tell = with_principal_and_domain,
      .told = "no-bind spn-is-user medium",
      .code = 7,
      .name = "svc-com2"}},
    {"7 for a bare name",
     {.tell = story_tgs_refused,
      .told = "no-bind spn-is-user medium",
      .code = 7,
      .name = "svc-com"},
     {.tell = story_tgs_refused, .told = "no-bind spn-unknown high", .code = 7, .name = "svc/com"}},
    {"7 for an IPv4 address",
     {.tell = story_tgs_refused,
      .told = "no-bind spn-is-address high",
      .code = 7,
      .name = "host/" SERVER},
     {.tell = story_tgs_refused,
      .told = "no-bind spn-unknown high",
      .code = 7,
      .name = "host/10.0.0.20.example.com"}},
    {"7 for an address of another service",
     {.tell = story_tgs_refused,
      .told = "no-bind spn-is-address high",
      .code = 7,
      .name = "RPCSS/" SERVER},
     {.tell = story_tgs_refused,
      .told = "no-bind spn-unknown high",
      .code = 7,
      .name = "RPCSS/app"}},
    {"7",
     {.tell = story_tgs_refused, .told = "no-bind spn-unknown high", .code = 7},
     {.tell = story_as_refused, .told = "no-bind kdc-error high", .code = 7}},
};

const size_t stories_names_count = G_N_ELEMENTS(stories_names);
