/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emit.h"

#include <string.h>

enum {
    /* An empty string is shown as "NULL" on the eight bytes of its descriptor. */
    NTLM_DESCRIPTOR_SIZE = 8,
    NTLM_RESPONSE_MIN = 24, /* MS-NLMP 2.2.2.6; what is shorter is no response */
};

struct mechanism {
    enum auth_mech mech;
    uint8_t length;
    uint8_t oid[11];
};

static const struct mechanism mechanisms[] = {
    /* 1.2.840.113554.1.2.2, and 1.2.840.48018.1.2.2 of Windows 2000 (MS-SPNG 3.1.5.2) */
    {AUTH_MECH_KRB5, 9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02}},
    {AUTH_MECH_KRB5, 9, {0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 0x01, 0x02, 0x02}},
    {AUTH_MECH_U2U, 10, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x03}},
    {AUTH_MECH_NTLM, 10, {0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a}},
    {AUTH_MECH_NEGOEX, 10, {0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x1e}},
};

static enum auth_mech mech_of(const struct item *item)
{
    struct bytes oid = item_bytes(item);

    for (size_t i = 0; i < G_N_ELEMENTS(mechanisms); i++) {
        if (oid.length == mechanisms[i].length &&
            bytes_begin_with(oid, mechanisms[i].oid, oid.length))
            return mechanisms[i].mech;
    }
    return AUTH_MECH_OTHER;
}

static const char *ntlm_text(const struct item *item, wmem_allocator_t *scope)
{
    struct bytes bytes = item_bytes(item);
    const char *text = item_text(item, scope);

    if (text && strcmp(text, "NULL") == 0 && bytes.length == NTLM_DESCRIPTOR_SIZE &&
        bytes_u8(bytes, 0) != 'N')
        return NULL;
    return text;
}

static bool has_ntlm_response(const struct item *item)
{
    return item_bytes(item).length >= NTLM_RESPONSE_MIN;
}

static void read_ntlm(const struct item *item, wmem_allocator_t *scope, struct auth_token *token)
{
    const char **text = NULL;

    switch (item->field) {
    case FIELD_NTLM_TYPE:
        token->ntlm = (enum ntlm_type)item_uint(item);
        token->ntlm_anonymous = token->ntlm == NTLM_AUTHENTICATE;
        break;
    case FIELD_NTLM_FLAGS:
        token->ntlm_flags = item_uint(item);
        break;
    case FIELD_NTLM_RESPONSE:
        if (has_ntlm_response(item))
            token->ntlm_anonymous = false;
        break;
    case FIELD_NTLM_USER:
        text = &token->ntlm_user;
        break;
    case FIELD_NTLM_DOMAIN:
        text = &token->ntlm_domain;
        break;
    case FIELD_NTLM_DNS_COMPUTER:
        text = &token->ntlm_dns_computer;
        break;
    case FIELD_NTLM_NB_COMPUTER:
        text = &token->ntlm_nb_computer;
        break;
    case FIELD_NTLM_DNS_DOMAIN:
        text = &token->ntlm_dns_domain;
        break;
    case FIELD_NTLM_NB_DOMAIN:
        text = &token->ntlm_nb_domain;
        break;
    default:
        break;
    }
    if (text)
        *text = ntlm_text(item, scope);
}

static void read_item(const struct item *item, wmem_allocator_t *scope, struct auth_token *token)
{
    switch (item->field) {
    case FIELD_SPNEGO_MECH:
        token->offered_mechs |= mech_of(item);
        break;
    case FIELD_SPNEGO_SUPPORTED_MECH:
        token->chosen_mech = mech_of(item);
        break;
    case FIELD_SPNEGO_RESULT:
        token->result = (enum spnego_result)item_uint(item);
        break;
    case FIELD_CHANNEL_DOMAIN:
        token->channel_domain =
            token->channel_domain ? token->channel_domain : item_text(item, scope);
        break;
    case FIELD_CHANNEL_HOST:
        token->channel_host = token->channel_host ? token->channel_host : item_text(item, scope);
        break;
    default:
        read_ntlm(item, scope, token);
    }
}

/* The first message is the one; what is nested in it belongs to it. */
static void read_kerberos(const struct pdu *carrier, wmem_allocator_t *scope,
                          struct auth_token *token)
{
    for (const struct pdu *pdu = carrier->next; pdu && !token->has_krb; pdu = pdu->next) {
        if ((pdu->scope == FIELD_KERBEROS || pdu->scope == FIELD_KRB_BLOB) &&
            pdu_ancestor(pdu, carrier->scope) == carrier)
            token->has_krb = kerberos_read(pdu, scope, &token->krb);
    }
}

void token_read(const struct pdu *carrier, wmem_allocator_t *scope, struct auth_token *token)
{
    memset(token, 0, sizeof *token);
    token->result = SPNEGO_NONE;
    for (const struct item *item = carrier->items; item; item = item->next)
        read_item(item, scope, token);
    read_kerberos(carrier, scope, token);
    if (token->ntlm_user)
        token->ntlm_anonymous = false;
}
