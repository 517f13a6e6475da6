/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "association.h"

#include "../../vocabulary/numbers.h"

#include <glib.h>

/* No server answers a bind sooner, the way there and back included. */
#define ANSWERABLE_AFTER_NS (10 * INT64_C(1000000))

struct association *association_new(enum association_kind kind)
{
    struct association *association = g_new0(struct association, 1);

    association->kind = kind;
    association->server_result = SPNEGO_NONE;
    return association;
}

void association_free(struct association *association)
{
    if (!association)
        return;
    for (unsigned i = 0; i < association->inband_count; i++) {
        g_free(association->inband[i].server);
        g_free(association->inband[i].server_realm);
    }
    g_free(association->interface_uuid);
    g_free(association->interface);
    g_free(association->ticket_sname);
    g_free(association->ticket_realm);
    g_free(association->u2u_name);
    g_free(association->computer);
    g_free(association->nb_domain);
    g_free(association->dns_domain);
    g_free(association->ntlm_user);
    g_free(association->ntlm_domain);
    g_free(association->announced_address);
    g_free(association->session_user);
    g_free(association->channel_domain);
    g_free(association->channel_host);
    g_free(association);
}

static void replace_text(char **text, const char *with)
{
    if (!with)
        return;
    g_free(*text);
    *text = g_strdup(with);
}

static void take_client_kerberos(struct association *association, const struct krb_message *krb)
{
    switch (krb->type) {
    case KRB_AP_REQ:
        association->credentials |= SENT_AP_REQ;
        association->has_ticket = krb->ticket.present;
        replace_text(&association->ticket_sname, krb->ticket.sname);
        replace_text(&association->ticket_realm, krb->ticket.realm);
        association->ticket_etype = krb->ticket.etype;
        association->ticket_fingerprint = krb->ticket.fingerprint;
        association->session_etype = krb->authenticator_etype;
        break;
    case KRB_TGT_REQ:
        association->credentials |= SENT_TGT_REQ;
        replace_text(&association->u2u_name, krb->sname);
        break;
    case KRB_AP_REP:
        association->credentials |= SENT_AP_REP;
        break;
    default:
        association->credentials |= SENT_OTHER_TOKEN;
        break;
    }
}

static void take_client_ntlm(struct association *association, const struct event_origin *origin,
                             const struct auth_token *token)
{
    if (association->ntlm_started_ns == 0)
        association->ntlm_started_ns = origin->time_ns;
    if (token->ntlm == NTLM_NEGOTIATE)
        association->credentials |= SENT_NTLM_NEGOTIATE;
    if (token->ntlm != NTLM_AUTHENTICATE)
        return;
    association->ntlm_flags = token->ntlm_flags & association->ntlm_offered_flags;
    association->credentials |=
        token->ntlm_anonymous ? SENT_NTLM_ANONYMOUS : SENT_NTLM_AUTHENTICATE;
    replace_text(&association->ntlm_user, token->ntlm_user);
    replace_text(&association->ntlm_domain, token->ntlm_domain);
}

void association_add_leg(struct association *association, const struct event_origin *origin,
                         const struct auth_token *token)
{
    association->legs++;
    association->last_leg_frame = origin->frame;
    association->last_leg_ns = origin->time_ns;
    association->leg_in_flight = true;
    association->offered_mechs |= token->offered_mechs;
    association->bytes_missing |= origin->cut;
    replace_text(&association->channel_domain, token->channel_domain);
    replace_text(&association->channel_host, token->channel_host);
    if (token->has_krb)
        take_client_kerberos(association, &token->krb);
    else if (token->ntlm != NTLM_NONE)
        take_client_ntlm(association, origin, token);
    else if (token->length == 0)
        association->credentials |= SENT_EMPTY_TOKEN;
    else if (token->offered_mechs == 0 && token->result == SPNEGO_NONE)
        association->credentials |= SENT_OTHER_TOKEN;
}

static void add_inband_error(struct association *association, const struct event_origin *origin,
                             const struct krb_message *error)
{
    if (association->inband_count == ASSOCIATION_INBAND_MAX)
        return;
    association->inband[association->inband_count++] = (struct inband_error){
        .frame = origin->frame,
        .time_ns = origin->time_ns,
        .code = error->error_code,
        .server = g_strdup(error->sname),
        .server_realm = g_strdup(error->realm),
        .has_nt_status = error->has_nt_status,
        .nt_status = error->nt_status,
        .has_stime = error->has_stime && !origin->untimed,
        .stime_ns = error->stime_ns,
        .skew_recovery = error->skew_recovery,
        .request_frame = association->last_leg_frame,
    };
}

static void take_challenge(struct association *association, const struct event_origin *origin,
                           const struct auth_token *token)
{
    const char *computer =
        token->ntlm_dns_computer ? token->ntlm_dns_computer : token->ntlm_nb_computer;

    association->ntlm_offered_flags = token->ntlm_flags;
    replace_text(&association->nb_domain, token->ntlm_nb_domain);
    replace_text(&association->dns_domain, token->ntlm_dns_domain);
    if (!computer || !*computer)
        return;
    replace_text(&association->computer, computer);
    association->challenge_frame = origin->frame;
}

static bool tried_kerberos(const struct association *association)
{
    return (association->credentials & (SENT_AP_REQ | SENT_TGT_REQ)) != 0;
}

void association_add_answer(struct association *association, const struct event_origin *origin,
                            const struct auth_token *token)
{
    bool refused = token->has_krb && token->krb.type == KRB_ERROR;

    association->leg_in_flight = false;
    association->server_seen = true;
    association->server_result = token->result;
    association->bytes_missing |= origin->cut;
    if (refused)
        add_inband_error(association, origin, &token->krb);
    else
        association->inband_overcome = association->inband_count;
    if (token->has_krb && token->krb.type == KRB_AP_REP)
        association->server_sent_ap_rep = true;
    if (token->ntlm == NTLM_CHALLENGE)
        take_challenge(association, origin, token);
    if (token->chosen_mech == AUTH_MECH_NTLM)
        association->server_chose_ntlm = true;
    association->has_good_token =
        token->ntlm == NTLM_CHALLENGE || (token->has_krb && token->krb.type == KRB_AP_REP);
    if (refused || token->result == SPNEGO_REJECT ||
        (tried_kerberos(association) && token->chosen_mech == AUTH_MECH_NTLM)) {
        association->refusing_frame = origin->frame;
        association->refusing_ns = origin->time_ns;
        association->refusing_relative_ns = origin->relative_ns;
    } else {
        association->refusing_frame = 0;
    }
}

void association_set_answer(struct association *association, enum answer_kind answer,
                            const struct event_origin *origin)
{
    association->answer = answer;
    association->answer_frame = origin->frame;
    association->answer_ns = origin->time_ns;
    association->untimed = origin->untimed;
    association->answer_relative_ns = origin->relative_ns;
}

bool association_is_rejected(const struct association *association)
{
    return association->server_result == SPNEGO_REJECT;
}

bool association_is_unsatisfied(const struct association *association)
{
    return association->refusing_frame != 0;
}

bool association_uses_ntlm(const struct association *association)
{
    return association->ntlm_started_ns != 0 || association->auth_type == AUTH_TYPE_NTLM;
}

bool association_is_activation(const char *interface_uuid, uint16_t opnum)
{
    static const struct {
        const char *uuid;
        uint16_t first_opnum;
        uint16_t last_opnum;
    } activations[] = {
        /* IRemoteSCMActivator: RemoteGetClassObject, RemoteCreateInstance (MS-DCOM 3.1.2.5.2.3) */
        {"000001a0-0000-0000-c000-000000000046", 3, 4},
        /* IActivation: RemoteActivation (MS-DCOM 3.1.2.5.2.3.1) */
        {"4d9f4ab8-7d1c-11cf-861e-0020af6e7c57", 0, 0},
    };

    for (size_t i = 0; interface_uuid && i < G_N_ELEMENTS(activations); i++)
        if (g_ascii_strcasecmp(interface_uuid, activations[i].uuid) == 0 &&
            opnum >= activations[i].first_opnum && opnum <= activations[i].last_opnum)
            return true;
    return false;
}

bool association_is_channel_setup(const char *interface_uuid, uint16_t opnum)
{
    static const char netlogon[] = "12345678-1234-abcd-ef00-01234567cffb";
    static const uint16_t opnums[] = {5, 15, 26, 59};

    if (!interface_uuid || g_ascii_strcasecmp(interface_uuid, netlogon) != 0)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(opnums); i++)
        if (opnums[i] == opnum)
            return true;
    return false;
}

bool association_gave_up_early(const struct association *association)
{
    return association->answer == ANSWER_SILENT && !association->bytes_missing &&
           !association->untimed &&
           association->answer_ns - association->last_leg_ns < ANSWERABLE_AFTER_NS;
}
