/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scene.h"

#include <string.h>

enum { KERBEROS_PORT = 88, AES256 = 18 };

static struct krb_message take_template(struct krb_message *template)
{
    struct krb_message message = *template;

    memset(template, 0, sizeof *template);
    return message;
}

static const char *either(const char *wanted, const char *usual)
{
    return wanted ? wanted : usual;
}

static struct krb_ticket new_ticket(struct scene *scene, const char *sname)
{
    return (struct krb_ticket){.present = true,
                               .realm = REALM,
                               .sname = sname,
                               .etype = AES256,
                               .has_kvno = true,
                               .kvno = scene->tgt_kvno ? scene->tgt_kvno : 2,
                               .fingerprint = scene->next_fingerprint++};
}

void scene_cached_tgt(struct scene *scene)
{
    scene->tgt = new_ticket(scene, "krbtgt/" REALM);
}

void scene_cached_ticket(struct scene *scene, const char *spn)
{
    scene->ticket = new_ticket(scene, spn);
}

static struct krb_message new_request(struct scene *scene, enum krb_msg_type type)
{
    struct krb_message message = take_template(&scene->request);

    message.type = type;
    message.realm = either(message.realm, REALM);
    message.has_nonce = true;
    message.nonce = scene->next_nonce++;
    if (message.offered.count == 0)
        message.offered = scene->offer;
    return message;
}

struct krb_message scene_as_req(struct scene *scene, const char *user)
{
    struct krb_message message = new_request(scene, KRB_AS_REQ);

    message.cname = user;
    message.sname = either(message.sname, "krbtgt/" REALM);
    return message;
}

struct krb_message scene_tgs_req(struct scene *scene, const char *spn)
{
    struct krb_message message = new_request(scene, KRB_TGS_REQ);

    message.sname = spn;
    message.padata |= KRB_PA_TGS_REQ;
    message.ticket = scene->tgt;
    message.authenticator_etype = AES256;
    return message;
}

/* Names neither client nor service, as many real ones do. */
struct krb_message scene_krb_error(struct scene *scene, int32_t code)
{
    struct krb_message message = take_template(&scene->error);

    message.type = KRB_ERROR;
    message.error_code = code;
    if (!message.has_stime) {
        message.has_stime = true;
        message.stime_ns = scene->now_ns;
    }
    return message;
}

uint32_t scene_kerberos(struct scene *scene, const char *client, const char *kdc, bool from_client,
                        const struct krb_message *message)
{
    struct event event =
        scene_event(EVENT_KERBEROS, from_client ? client : kdc, from_client ? kdc : client);

    event.origin.transport = scene->kdc_transport;
    event.origin.source_port = from_client ? scene->kdc_port : KERBEROS_PORT;
    event.origin.target_port = from_client ? KERBEROS_PORT : scene->kdc_port;
    event.kerberos.message = *message;
    return scene_emit(scene, &event);
}

static uint32_t send_request(struct scene *scene, const char *client, const char *kdc,
                             const struct krb_message *request)
{
    scene->kdc_port = scene->next_port++;
    return scene_kerberos(scene, client, kdc, true, request);
}

static uint32_t send_error(struct scene *scene, const char *client, const char *kdc, int32_t code)
{
    struct krb_message error = scene_krb_error(scene, code);

    return scene_kerberos(scene, client, kdc, false, &error);
}

uint32_t scene_as_refused(struct scene *scene, const char *client, const char *kdc,
                          const char *user, int32_t code)
{
    struct krb_message request = scene_as_req(scene, user);

    send_request(scene, client, kdc, &request);
    return send_error(scene, client, kdc, code);
}

uint32_t scene_as_granted(struct scene *scene, const char *client, const char *kdc,
                          const char *user)
{
    struct krb_message request = scene_as_req(scene, user);
    struct krb_message answer = {.type = KRB_AS_REP, .cname = user, .crealm = REALM};

    scene->tgt = new_ticket(scene, "krbtgt/" REALM);
    answer.ticket = scene->tgt;
    send_request(scene, client, kdc, &request);
    return scene_kerberos(scene, client, kdc, false, &answer);
}

void scene_logon(struct scene *scene, const char *client, const char *kdc)
{
    scene->error.hints = (struct krb_etypes){{AES256}, 1};
    scene_as_refused(scene, client, kdc, USER, 25);
    scene->request.padata = KRB_PA_ENC_TIMESTAMP;
    scene->request.preauth_etype = AES256;
    scene_as_granted(scene, client, kdc, USER);
}

uint32_t scene_tgs_refused(struct scene *scene, const char *client, const char *kdc,
                           const char *spn, int32_t code)
{
    struct krb_message request = scene_tgs_req(scene, spn);

    send_request(scene, client, kdc, &request);
    return send_error(scene, client, kdc, code);
}

uint32_t scene_tgs_granted(struct scene *scene, const char *client, const char *kdc,
                           const char *spn)
{
    struct krb_message request = scene_tgs_req(scene, spn);
    struct krb_message answer = {.type = KRB_TGS_REP, .cname = USER, .crealm = REALM};

    scene->ticket = new_ticket(scene, spn);
    answer.ticket = scene->ticket;
    send_request(scene, client, kdc, &request);
    return scene_kerberos(scene, client, kdc, false, &answer);
}

uint32_t scene_tgs_unanswered(struct scene *scene, const char *client, const char *kdc,
                              const char *spn)
{
    struct krb_message request = scene_tgs_req(scene, spn);

    return send_request(scene, client, kdc, &request);
}

static uint32_t send_grant(struct scene *scene, const char *client, const char *kdc,
                           const struct krb_message *request, const struct krb_ticket *ticket,
                           const char *user)
{
    struct krb_message answer = {.type = KRB_TGS_REP, .cname = user, .crealm = REALM};

    answer.ticket = *ticket;
    send_request(scene, client, kdc, request);
    return scene_kerberos(scene, client, kdc, false, &answer);
}

uint32_t scene_referral(struct scene *scene, const char *client, const char *kdc, const char *spn,
                        const char *realm)
{
    struct krb_message request = scene_tgs_req(scene, spn);
    g_autofree char *krbtgt = g_strdup_printf("krbtgt/%s", realm);

    scene->tgt = new_ticket(scene, g_intern_string(krbtgt));
    return send_grant(scene, client, kdc, &request, &scene->tgt, USER);
}

uint32_t scene_tgt_again(struct scene *scene, const char *client, const char *kdc, uint32_t options)
{
    scene->request.kdc_options = options;
    struct krb_message request = scene_tgs_req(scene, "krbtgt/" REALM);

    scene->tgt = new_ticket(scene, "krbtgt/" REALM);
    return send_grant(scene, client, kdc, &request, &scene->tgt, USER);
}

uint32_t scene_s4u_self(struct scene *scene, const char *client, const char *kdc, const char *user)
{
    scene->request.padata = KRB_PA_FOR_USER;
    scene->request.s4u_user = user;
    scene->request.s4u_realm = REALM;
    struct krb_message request = scene_tgs_req(scene, "web");

    scene->evidence = new_ticket(scene, "web");
    return send_grant(scene, client, kdc, &request, &scene->evidence, user);
}

static struct krb_message proxy_request(struct scene *scene, const char *spn)
{
    scene->request.kdc_options = KRB_OPT_CNAME_IN_ADDL_TKT;
    scene->request.additional = scene->evidence;
    return scene_tgs_req(scene, spn);
}

uint32_t scene_s4u_proxy_refused(struct scene *scene, const char *client, const char *kdc,
                                 const char *spn, int32_t code)
{
    struct krb_message request = proxy_request(scene, spn);

    send_request(scene, client, kdc, &request);
    return send_error(scene, client, kdc, code);
}

uint32_t scene_s4u_proxy_granted(struct scene *scene, const char *client, const char *kdc,
                                 const char *spn, const char *user)
{
    struct krb_message request = proxy_request(scene, spn);

    scene->ticket = new_ticket(scene, spn);
    return send_grant(scene, client, kdc, &request, &scene->ticket, user);
}

void scene_cached_evidence(struct scene *scene)
{
    scene->evidence = new_ticket(scene, "http/web.example.com");
}
