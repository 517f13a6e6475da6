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

static void with_principal(struct scene *scene, const char *server, const struct telling *how)
{
    scene_bindings(scene, server, "com[49667]", "svc-com");
    story_tgs_refused(scene, how);
}

static void with_principal_of_server(struct scene *scene, const struct telling *how)
{
    with_principal(scene, SERVER, how);
}

static void with_principal_of_other(struct scene *scene, const struct telling *how)
{
    with_principal(scene, OTHER_SERVER, how);
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

const struct story stories_names[] = {
    {"S4U2Proxy",
     {s4u_proxy, "no-bind delegation-refused high", 13, 0xC00000BB},
     {story_tgs_refused, "", 13, 0xC00000BB}},
    {"S4U2Proxy without NTSTATUS",
     {s4u_proxy, "no-bind delegation-refused high", 13},
     {story_tgs_refused, "no-bind kdc-error high", 13}},
    {"S4U2Self",
     {s4u_to_self, "no-bind delegation-refused high", 6, .name = "host/pc.example.com"},
     {story_as_refused, "no-bind client-unknown high", 6}},
    {"S4U2Self by certificate",
     {s4u_by_certificate, "no-bind delegation-refused high", 12, .name = "host/pc.example.com"},
     {story_tgs_refused, "no-bind logon-restricted high", 12}},
    {"S4U2Proxy to an unknown SPN",
     {s4u_proxy, "no-bind delegation-refused high", 7},
     {story_tgs_refused, "no-bind spn-unknown high", 7}},
    {"8",
     {story_tgs_refused, "no-bind spn-duplicate high", 8},
     {story_tgs_refused, "no-bind kdc-error high", 9}},
    {"7 with a collision of names",
     {story_tgs_refused, "no-bind spn-duplicate high", 7, 0xC0000035},
     {story_tgs_refused, "no-bind spn-unknown high", 7, 0xC0000034}},
    {"27",
     {story_tgs_refused, "no-bind spn-is-user high", 27},
     {story_tgs_refused, "no-bind kdc-error high", 26}},
    {"7 that asks for user-to-user",
     {story_tgs_refused, "no-bind spn-is-user high", 7, 0xC0000408},
     {story_tgs_refused, "no-bind spn-unknown high", 7, 0xC0000409}},
    {"7 for a bare name, then user-to-user",
     {with_tgt_req, "bind-nak spn-is-user high", .name = "svc-com"},
     {with_ntlm, "bind-nak spn-is-user medium", .name = "svc-com"}},
    {"7 for the principal of the COM server",
     {with_principal_of_server, "no-bind spn-is-user high", 7, .name = "SVC-com"},
     {with_principal_of_other, "no-bind spn-is-user medium", 7, .name = "SVC-com"}},
    {"7 for a bare name",
     {story_tgs_refused, "no-bind spn-is-user medium", 7, .name = "svc-com"},
     {story_tgs_refused, "no-bind spn-unknown high", 7, .name = "svc/com"}},
    {"7 for an IPv4 address",
     {story_tgs_refused, "no-bind spn-is-address high", 7, .name = "host/" SERVER},
     {story_tgs_refused, "no-bind spn-unknown high", 7, .name = "host/10.0.0.20.example.com"}},
    {"7 for an address of another service",
     {story_tgs_refused, "no-bind spn-is-address high", 7, .name = "RPCSS/" SERVER},
     {story_tgs_refused, "no-bind spn-unknown high", 7, .name = "RPCSS/app"}},
    {"7",
     {story_tgs_refused, "no-bind spn-unknown high", 7},
     {story_as_refused, "no-bind kdc-error high", 7}},
};

const size_t stories_names_count = G_N_ELEMENTS(stories_names);
