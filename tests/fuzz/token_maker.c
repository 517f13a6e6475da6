/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "token_maker.h"

#include <string.h>

enum { TEXT_LENGTH_MAX = 10 }; /* in pieces of at most four bytes */

static const char *const names[] = {
    NULL,
    "RPCSS/app.example.com",
    "RPCSS/10.0.0.20",
    "RestrictedKrbHost/APP",
    "cifs/app.example.com:445/x",
    "krbtgt/EXAMPLE.COM",
    "krbtgt/OTHER.COM",
    "alice",
    "app$",
    "app.example.com",
    "EXAMPLE.COM",
    "OTHER.COM",
    "",
    "/",
    "a/b/c/d",
    "EXAMPLE\\alice",
};

/* What may mean something to a terminal, a page, a table or a format. */
static const char *const pieces[] = {
    "<q>",  "\"", "'",  "&",  ",",   ";",        "\r\n",         "\x1b[2m",
    "%s%n", "/",  "\\", "=",  "{x}", "\xc3\xa9", "\xe2\x80\xae", "\xf0\x9f\x98\x80",
    "a",    "@",  ":",  "\t", "\x7f"};

static const int32_t error_codes[] = {14, 7, 6,  18, 23, 24, 25, 52, 37, 32, 33, 41, 31, 44, 45,
                                      60, 8, 12, 13, 16, 15, 50, 68, 20, 29, 34, 36, 0,  -1, 1000};
static const int32_t etypes[] = {18, 17, 23, 24, 3, 20, -133, 0, 99, INT32_MAX};
static const uint32_t nt_statuses[] = {0xC0000035, 0xC0000072, 0xC0000234, 0xDEADBEEF};
static const enum krb_msg_type types[] = {KRB_AS_REQ, KRB_AS_REP,  KRB_TGS_REQ, KRB_TGS_REP,
                                          KRB_ERROR,  KRB_TGS_REQ, KRB_ERROR,   KRB_AP_REQ,
                                          KRB_AP_REP, KRB_TGT_REQ, KRB_TGT_REP};

static const char *make_text(struct event_maker *maker)
{
    if (maker->text_count >= MAKER_TEXTS)
        return NULL;
    char *text = maker->texts[maker->text_count++];
    uint8_t length = bytes_take(&maker->input) % TEXT_LENGTH_MAX;

    text[0] = '\0';
    for (uint8_t i = 0; i < length; i++)
        g_strlcat(text, BYTES_CHOOSE(&maker->input, pieces), MAKER_TEXT_SIZE);
    return text;
}

const char *token_maker_text(struct event_maker *maker)
{
    uint8_t byte = bytes_take(&maker->input);

    return byte >= 240 ? make_text(maker) : names[byte % G_N_ELEMENTS(names)];
}

static void make_etypes(struct bytes *input, struct krb_etypes *list)
{
    uint8_t count = bytes_take(input);

    list->count = count > 250 ? EVENT_ETYPES_MAX : count % 4;
    for (unsigned i = 0; i < list->count; i++)
        list->list[i] = BYTES_CHOOSE(input, etypes);
}

static void make_ticket(struct event_maker *maker, struct krb_ticket *ticket)
{
    struct bytes *input = &maker->input;
    uint8_t how = bytes_take(input);

    ticket->present = how % 4 != 3;
    if (!ticket->present)
        return;
    ticket->realm = token_maker_text(maker);
    ticket->sname = token_maker_text(maker);
    ticket->etype = BYTES_CHOOSE(input, etypes);
    ticket->has_kvno = how & 4;
    ticket->kvno = how >> 4;
    ticket->fingerprint = how >> 3 & 7;
}

static void make_error(struct event_maker *maker, struct krb_message *message)
{
    struct bytes *input = &maker->input;
    uint8_t how = bytes_take(input);

    message->error_code =
        how == 255 ? (int32_t)bytes_take32(input) : BYTES_CHOOSE(input, error_codes);
    message->has_stime = how & 1;
    message->stime_ns = maker->time_ns + (how & 2 ? 0 : INT64_C(400000000000));
    message->has_nt_status = how & 4;
    message->nt_status = message->has_nt_status ? BYTES_CHOOSE(input, nt_statuses) : 0;
    message->skew_recovery = how & 8;
    message->e_text = how & 16 ? token_maker_text(maker) : NULL;
}

/* The options that tell requests apart, and padata, out of one byte each. */
static void make_request(struct event_maker *maker, struct krb_message *message)
{
    static const uint32_t options[] = {KRB_OPT_FORWARDED, KRB_OPT_CANONICALIZE,
                                       KRB_OPT_CNAME_IN_ADDL_TKT, KRB_OPT_ENC_TKT_IN_SKEY,
                                       KRB_OPT_RENEW};
    struct bytes *input = &maker->input;
    uint8_t how = bytes_take(input);

    message->padata = bytes_take(input) & 0x7f;
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
        message->kdc_options |= how >> i & 1 ? options[i] : 0;
    message->preauth_etype = how & 32 ? BYTES_CHOOSE(input, etypes) : 0;
    message->s4u_user = how & 64 ? token_maker_text(maker) : NULL;
    if (how & 128)
        make_ticket(maker, &message->additional);
}

void token_maker_kerberos(struct event_maker *maker, struct krb_message *message)
{
    struct bytes *input = &maker->input;
    uint8_t nonce;

    message->type = BYTES_CHOOSE(input, types);
    nonce = bytes_take(input);
    message->has_nonce = nonce % 4 != 3;
    message->nonce = nonce >> 4;
    message->cname = token_maker_text(maker);
    message->crealm = token_maker_text(maker);
    message->sname = token_maker_text(maker);
    message->realm = token_maker_text(maker);
    message->authenticator_etype = BYTES_CHOOSE(input, etypes);
    make_etypes(input, &message->offered);
    make_etypes(input, &message->hints);
    make_ticket(maker, &message->ticket);
    if (message->type == KRB_ERROR)
        make_error(maker, message);
    else
        make_request(maker, message);
}

static void make_ntlm(struct event_maker *maker, struct auth_token *token)
{
    token->ntlm = (enum ntlm_type)(bytes_take(&maker->input) % 4);
    token->ntlm_anonymous = token->ntlm == NTLM_AUTHENTICATE && bytes_take(&maker->input) % 8 == 7;
    token->ntlm_user = token_maker_text(maker);
    token->ntlm_domain = token_maker_text(maker);
    token->ntlm_dns_computer = token_maker_text(maker);
    token->ntlm_nb_computer = token_maker_text(maker);
    token->ntlm_dns_domain = token_maker_text(maker);
    token->ntlm_nb_domain = token_maker_text(maker);
}

void token_maker_auth(struct event_maker *maker, struct auth_token *token)
{
    struct bytes *input = &maker->input;
    uint8_t how = bytes_take(input), mechs = bytes_take(input);

    token->length = how % 8 == 7 ? 0 : 100 + how;
    token->result = (enum spnego_result)(how / 8 % 5 - 1);
    token->offered_mechs = mechs & 31;
    token->chosen_mech = mechs >> 5 ? 1u << ((mechs >> 5) % 5) : 0;
    token->has_krb = how >> 6 == 1 || how >> 6 == 0;
    if (token->has_krb)
        token_maker_kerberos(maker, &token->krb);
    else if (how >> 6 == 2)
        make_ntlm(maker, token);
}
