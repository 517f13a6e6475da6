/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scene.h"

enum { TOKEN_LENGTH = 64, AES256 = 18 };

struct auth_token token_empty(void)
{
    return (struct auth_token){.result = SPNEGO_NONE};
}

struct auth_token token_spnego(enum spnego_result result, uint32_t chosen_mech)
{
    return (struct auth_token){
        .length = TOKEN_LENGTH, .result = result, .chosen_mech = chosen_mech};
}

static struct auth_token with_kerberos(enum krb_msg_type type, enum spnego_result result)
{
    struct auth_token token = token_spnego(result, 0);

    token.has_krb = true;
    token.krb.type = type;
    return token;
}

struct auth_token token_ap_req(const struct scene *scene)
{
    struct auth_token token = with_kerberos(KRB_AP_REQ, SPNEGO_NONE);

    token.offered_mechs = AUTH_MECH_KRB5 | AUTH_MECH_NTLM;
    token.krb.ticket = scene->ticket;
    token.krb.authenticator_etype = AES256;
    return token;
}

struct auth_token token_ap_rep(enum spnego_result result)
{
    return with_kerberos(KRB_AP_REP, result);
}

struct auth_token token_krb_error(int32_t code, enum spnego_result result)
{
    struct auth_token token = with_kerberos(KRB_ERROR, result);

    token.krb.error_code = code;
    return token;
}

struct auth_token token_tgt_req(const char *name)
{
    struct auth_token token = with_kerberos(KRB_TGT_REQ, SPNEGO_NONE);

    token.offered_mechs = AUTH_MECH_KRB5 | AUTH_MECH_U2U | AUTH_MECH_NTLM;
    token.krb.sname = name;
    return token;
}

static struct auth_token with_ntlm(enum ntlm_type type)
{
    struct auth_token token = token_spnego(SPNEGO_NONE, 0);

    token.ntlm = type;
    return token;
}

struct auth_token token_ntlm_negotiate(void)
{
    return with_ntlm(NTLM_NEGOTIATE);
}

struct auth_token token_ntlm_challenge(const char *dns_computer)
{
    struct auth_token token = with_ntlm(NTLM_CHALLENGE);

    token.ntlm_dns_computer = dns_computer;
    return token;
}

struct auth_token token_ntlm_authenticate(const char *user)
{
    struct auth_token token = with_ntlm(NTLM_AUTHENTICATE);

    token.ntlm_user = user;
    token.ntlm_domain = "EXAMPLE";
    return token;
}

struct auth_token token_ntlm_anonymous(void)
{
    struct auth_token token = with_ntlm(NTLM_AUTHENTICATE);

    token.ntlm_anonymous = true;
    return token;
}
