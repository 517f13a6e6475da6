/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "emit.h"

#include "../../wire/kerb_error_data.h"

#include <string.h>

enum {
    NS_PER_US = 1000,
    FINGERPRINT_BYTES = 64,
    PA_TGS_REQ = 1,
    PA_ENC_TIMESTAMP = 2,
    PA_ETYPE_INFO = 11,
    PA_ETYPE_INFO2 = 19,
    PA_FOR_USER = 129,
    PA_S4U_X509_USER = 130,
};

/* padata-type to what an event says of it (RFC 4120 7.5.2, RFC 4556, RFC 6113, MS-SFU 2.2). */
static const struct {
    int32_t type;
    enum krb_padata bit;
} padata_bits[] = {
    {PA_TGS_REQ, KRB_PA_TGS_REQ},   {PA_ENC_TIMESTAMP, KRB_PA_ENC_TIMESTAMP},
    {14, KRB_PA_PK_AS_REQ},         {16, KRB_PA_PK_AS_REQ},
    {PA_FOR_USER, KRB_PA_FOR_USER}, {PA_S4U_X509_USER, KRB_PA_S4U_X509_USER},
    {136, KRB_PA_FX_FAST},          {138, KRB_PA_ENC_CHALLENGE},
};

/* Salts and types (3, 11, 19), cookie, FAST itself, PKINIT's algorithm, freshness, and what the KDC
 * supports: RFC 4120 5.2.7, RFC 6113 5.2 and 5.4, RFC 6112 4, RFC 8070 2.2, RFC 6806 11. */
static const int32_t padata_hints[] = {3, 11, 19, 133, 136, 147, 149, 150};

struct reading {
    wmem_allocator_t *scope;
    struct krb_message *message;
    int32_t padata_type; /* of the PA-DATA that the walk is in */
    struct krb_etypes etype_info;
    const char *x509_user; /* of PA-S4U-X509-USER, which repeats PA-FOR-USER */
    const char *x509_realm;
    unsigned additional_tickets;
};

static void add_etype(struct krb_etypes *etypes, int32_t etype)
{
    if (etypes->count < EVENT_ETYPES_MAX)
        etypes->list[etypes->count++] = etype;
}

/* 64-bit FNV-1a over the beginning of the cipher and its length. */
static uint64_t fingerprint_of(const struct item *cipher)
{
    struct bytes bytes = item_bytes(cipher);
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    if (bytes.length == 0)
        return 0;
    for (size_t i = 0; i < MIN(bytes.length, FINGERPRINT_BYTES); i++)
        hash = (hash ^ bytes_u8(bytes, i)) * UINT64_C(0x100000001b3);
    for (size_t rest = bytes.length; rest > 0; rest >>= 8)
        hash = (hash ^ (rest & 0xff)) * UINT64_C(0x100000001b3);
    return hash;
}

/* What Heimdal writes where it does not know its realm yet: krb5_mk_error_ext(). */
static const char *realm_text(const struct item *item, wmem_allocator_t *scope)
{
    const char *text = item_text(item, scope);

    return g_strcmp0(text, "<unspecified realm>") == 0 ? NULL : text;
}

static void read_ticket(struct reading *reading, struct krb_ticket *ticket, const struct item *item)
{
    ticket->present = true;
    switch (item->field) {
    case FIELD_KRB_REALM:
        ticket->realm = item_text(item, reading->scope);
        break;
    case FIELD_KRB_SNAME_STRING:
        ticket->sname =
            event_text_join(ticket->sname, '/', item_text(item, reading->scope), reading->scope);
        break;
    case FIELD_KRB_ETYPE:
        ticket->etype = item_int(item);
        break;
    case FIELD_KRB_KVNO:
        ticket->has_kvno = true;
        ticket->kvno = item_uint(item);
        break;
    case FIELD_CIPHER:
        ticket->fingerprint = fingerprint_of(item);
        break;
    default:
        break;
    }
}

static bool is_in_ticket(const struct item *item)
{
    return item_below(item, FIELD_TICKET) || item_below(item, FIELD_TICKET_ITEM);
}

static enum krb_padata padata_of_error(int32_t type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(padata_hints); i++) {
        if (padata_hints[i] == type)
            return KRB_PA_HINT;
    }
    return KRB_PA_METHOD;
}

static void read_padata_type(struct reading *reading, const struct item *item)
{
    reading->padata_type = item_int(item);
    if (reading->message->type != KRB_AS_REQ && reading->message->type != KRB_TGS_REQ &&
        reading->message->type != KRB_ERROR)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(padata_bits); i++) {
        if (padata_bits[i].type == reading->padata_type)
            reading->message->padata |= padata_bits[i].bit;
    }
    if (reading->message->type == KRB_ERROR)
        reading->message->padata |= padata_of_error(reading->padata_type);
}

static void read_etype_in_padata(struct reading *reading, const struct item *item)
{
    struct krb_message *message = reading->message;

    if (item_below(item, FIELD_ETYPE_INFO2_ENTRY))
        add_etype(&message->hints, item_int(item));
    else if (item_below(item, FIELD_ETYPE_INFO_ENTRY))
        add_etype(&reading->etype_info, item_int(item));
    else if (reading->padata_type == PA_TGS_REQ && item_below(item, FIELD_AUTHENTICATOR))
        message->authenticator_etype = item_int(item);
    else if (reading->padata_type == PA_ENC_TIMESTAMP)
        message->preauth_etype = item_int(item);
}

static void read_name(struct reading *reading, const char **name, const struct item *item)
{
    *name = event_text_join(*name, '/', item_text(item, reading->scope), reading->scope);
}

/* MS-SFU 2.2.1 and 2.2.2: the user, by name and realm. */
static void read_s4u_user(struct reading *reading, const struct item *item)
{
    struct krb_message *message = reading->message;

    if (reading->padata_type == PA_S4U_X509_USER) {
        if (item->field == FIELD_KRB_CNAME_STRING)
            read_name(reading, &reading->x509_user, item);
        else if (item->field == FIELD_KRB_CREALM)
            reading->x509_realm = item_text(item, reading->scope);
    } else if (item->field == FIELD_KRB_NAME_STRING && item_below(item, FIELD_USER_NAME)) {
        read_name(reading, &message->s4u_user, item);
    } else if (item->field == FIELD_KRB_REALM) {
        message->s4u_realm = item_text(item, reading->scope);
    }
}

/* The AP-REQ of PA-TGS-REQ holds the ticket that is presented. Another AP-REQ, the armor of FAST
 * (RFC 6113 5.4.1), says nothing about this request. */
static void read_in_padata(struct reading *reading, const struct item *item)
{
    struct krb_message *message = reading->message;

    if (item->field == FIELD_KRB_PADATA_TYPE)
        read_padata_type(reading, item);
    else if (reading->padata_type == PA_TGS_REQ && is_in_ticket(item))
        read_ticket(reading, &message->ticket, item);
    else if (item->field == FIELD_KRB_ETYPE)
        read_etype_in_padata(reading, item);
    else if (reading->padata_type == PA_FOR_USER || reading->padata_type == PA_S4U_X509_USER)
        read_s4u_user(reading, item);
}

/* The first additional ticket is the one that counts: a TGT for user-to-user, else the evidence of
 * S4U2Proxy (MS-SFU 3.1.5.2.1). */
static void read_additional_ticket(struct reading *reading, const struct item *item)
{
    if (item->field == FIELD_TICKET_ITEM)
        reading->additional_tickets++;
    if (reading->additional_tickets == 1)
        read_ticket(reading, &reading->message->additional, item);
}

static void read_kdc_options(struct krb_message *message, const struct item *item)
{
    message->kdc_options = bytes_be32(item_bytes(item), 0);
}

static void read_e_data(struct krb_message *message, const struct item *item)
{
    struct kerb_error_data data = kerb_error_data_read(item_bytes(item));

    message->has_nt_status = data.has_nt_status;
    message->nt_status = data.nt_status;
    message->skew_recovery = data.skew_recovery;
    if (data.has_fast) /* Wireshark 4.0 does not look into the e-data of most codes */
        message->padata |= KRB_PA_FX_FAST;
}

static void read_error_item(struct reading *reading, const struct item *item)
{
    struct krb_message *message = reading->message;

    switch (item->field) {
    case FIELD_KRB_ERROR_CODE:
        message->error_code = item_int(item);
        break;
    case FIELD_KRB_STIME:
        message->has_stime = true;
        message->stime_ns += item_time_ns(item);
        break;
    case FIELD_KRB_SUSEC:
        message->stime_ns += (int64_t)item_uint(item) * NS_PER_US;
        break;
    case FIELD_KRB_E_TEXT:
        message->e_text = item_text(item, reading->scope);
        break;
    case FIELD_E_DATA:
        read_e_data(message, item);
        break;
    case FIELD_KRB_NT_STATUS:
        if (!message->has_nt_status)
            message->nt_status = item_uint(item);
        message->has_nt_status = true;
        break;
    default:
        break;
    }
}

/* What stands in the message itself or in its req-body. */
static void read_plain(struct reading *reading, const struct item *item)
{
    struct krb_message *message = reading->message;

    switch (item->field) {
    case FIELD_KRB_MSG_TYPE:
        if (message->type == 0)
            message->type = (enum krb_msg_type)item_int(item);
        break;
    case FIELD_KRB_CNAME_STRING:
        read_name(reading, &message->cname, item);
        break;
    case FIELD_KRB_SNAME_STRING:
        read_name(reading, &message->sname, item);
        break;
    case FIELD_KRB_NAME_STRING:
        if (item_below(item, FIELD_SERVER_NAME))
            read_name(reading, &message->sname, item);
        break;
    case FIELD_KRB_REALM:
        message->realm = realm_text(item, reading->scope);
        break;
    case FIELD_KRB_CREALM:
        message->crealm = item_text(item, reading->scope);
        break;
    case FIELD_KRB_NONCE:
        message->has_nonce = true;
        message->nonce = item_uint(item);
        break;
    case FIELD_KRB_KDC_OPTIONS:
        read_kdc_options(message, item);
        break;
    case FIELD_KRB_REQ_ETYPE:
        if (item_below(item, FIELD_REQ_ETYPES))
            add_etype(&message->offered, item_int(item));
        break;
    case FIELD_KRB_ETYPE:
        if (item_below(item, FIELD_AUTHENTICATOR))
            message->authenticator_etype = item_int(item);
        break;
    default:
        read_error_item(reading, item);
    }
}

static void read_item(struct reading *reading, const struct item *item)
{
    /* Wireshark shows below the cipher what a keytab lets it decrypt. */
    if (item_below(item, FIELD_CIPHER) && item->field != FIELD_CIPHER)
        return;
    if (item_below(item, FIELD_PA_DATA) && item->field != FIELD_KRB_NT_STATUS)
        read_in_padata(reading, item);
    else if (item_below(item, FIELD_ADDITIONAL_TICKETS))
        read_additional_ticket(reading, item);
    else if (is_in_ticket(item))
        read_ticket(reading, &reading->message->ticket, item);
    else
        read_plain(reading, item);
}

bool kerberos_read(const struct pdu *pdu, wmem_allocator_t *scope, struct krb_message *message)
{
    struct reading reading = {.scope = scope, .message = message};

    memset(message, 0, sizeof *message);
    for (const struct item *item = pdu->items; item; item = item->next)
        read_item(&reading, item);
    if (message->hints.count == 0)
        message->hints = reading.etype_info;
    if (!message->s4u_user) {
        message->s4u_user = reading.x509_user;
        message->s4u_realm = reading.x509_realm;
    }
    if (message->type == KRB_TGT_REP) {
        message->additional = message->ticket;
        message->ticket = (struct krb_ticket){0};
    }
    return message->type != 0;
}

static bool is_known_type(enum krb_msg_type type)
{
    return (type >= KRB_AS_REQ && type <= KRB_TGT_REP) || type == KRB_ERROR;
}

/* Inside a message Wireshark may stumble over something that nobody asks for, such as a certificate
 * of PKINIT; what comes after all padata was read then (RFC 4120 5.4.1, 5.4.2). */
static bool has_all_that_counts(const struct krb_message *message)
{
    switch (message->type) {
    case KRB_AS_REQ:
    case KRB_TGS_REQ:
        return message->has_nonce && message->offered.count > 0;
    case KRB_AS_REP:
    case KRB_TGS_REP:
        return message->ticket.present && message->ticket.etype != 0;
    default:
        return false;
    }
}

/* The code is all that a KRB-ERROR must have; Wireshark may stumble over what follows it. */
static bool is_readable(const struct pdu *pdu, const struct krb_message *message)
{
    if (message->type == KRB_ERROR)
        return pdu_first(pdu, FIELD_KRB_ERROR_CODE) != NULL;
    return message->type != 0 && (!pdu->malformed || has_all_that_counts(message));
}

void emit_kerberos(const struct emitter *emitter, const struct pdu *pdu)
{
    struct event event = {.kind = EVENT_KERBEROS};
    struct krb_message *message = &event.kerberos.message;

    /* Inside another protocol it is part of a token, or no exchange with a KDC. */
    if (!pdu->at_root)
        return;
    kerberos_read(pdu, emitter->scope, message);
    if (!is_readable(pdu, message))
        emit_unreadable(emitter);
    if (!is_known_type(message->type) ||
        (message->type == KRB_ERROR && !pdu_first(pdu, FIELD_KRB_ERROR_CODE)))
        return;
    emit(emitter, &event);
}
