/* The words of the project: every list is expanded into a table, and one look-up serves them all.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "vocabulary.h"

#include "first_steps.h"

#include <string.h>

struct word {
    int64_t number; /* wide enough for every number, signed or not, without a change of sign */
    const char *name;
    const char *text; /* NULL where the list has none */
    const char *step; /* what an administrator does first; NULL where the list has none */
};

static const struct word severities[] = {
    {SEVERITY_NOTE, "note", NULL, NULL},
    {SEVERITY_WARNING, "warning", NULL, NULL},
    {SEVERITY_ERROR, "error", NULL, NULL},
};

static const struct word confidences[] = {
    {CONFIDENCE_LOW, "low", NULL, NULL},
    {CONFIDENCE_MEDIUM, "medium", NULL, NULL},
    {CONFIDENCE_HIGH, "high", NULL, NULL},
};

static const struct word outcomes[] = {
#define OUTCOME(name, id, text) {OUTCOME_##name, id, text, NULL},
#include "outcomes.def"
#undef OUTCOME
};

static const struct word verdicts[] = {
#define VERDICT(name, id, text) {VERDICT_##name, id, text, NULL},
#include "verdicts.def"
#undef VERDICT
};

static const struct word link_kinds[] = {
#define LINK_KIND(name, id, text) {LINK_##name, id, text, NULL},
#include "link_kinds.def"
#undef LINK_KIND
};

static const struct word krb_errors[] = {
#define KRB_ERROR(code, name, text, step) {code, #name, text, step},
#include "krb_errors.def"
#undef KRB_ERROR
};

static const struct word etypes[] = {
#define ETYPE(number, name, text) {number, text, NULL, NULL},
#include "etypes.def"
#undef ETYPE
};

static const struct word nt_statuses[] = {
#define NT_STATUS(status, name, text, step) {status, #name, text, step},
#include "nt_statuses.def"
#undef NT_STATUS
};

static const struct word faults[] = {
#define FAULT(status, name, text, step) {status, name, text, step},
#include "faults.def"
#undef FAULT
};

static const struct word bind_nak_reasons[] = {
#define BIND_NAK_REASON(number, name, text, step) {number, name, text, step},
#include "bind_nak_reasons.def"
#undef BIND_NAK_REASON
};

static const struct word auth_types[] = {
#define AUTH_TYPE(number, name, text) {number, text, NULL, NULL},
#include "auth_types.def"
#undef AUTH_TYPE
};

static const struct word auth_levels[] = {
#define AUTH_LEVEL(number, name, text) {number, text, NULL, NULL},
#include "auth_levels.def"
#undef AUTH_LEVEL
};

static const struct word hresults[] = {
#define HRESULT(value, name, text) {value, #name, text, NULL},
#include "hresults.def"
#undef HRESULT
};

static const struct word krb_msg_types[] = {
#define KRB_MSG_TYPE(number, name) {number, name, NULL, NULL},
#include "krb_msg_types.def"
#undef KRB_MSG_TYPE
};

static const struct {
    int32_t code;
    const char *text;
    const char *meaning;
    const char *step;
} krb_e_texts[] = {
#define KRB_E_TEXT(code, text, meaning, step) {code, text, meaning, step},
#include "krb_e_texts.def"
#undef KRB_E_TEXT
};

static const struct {
    const char *uuid;
    const char *name;
    uint8_t level;
    const char *privacy;
} rpc_services[] = {
#define RPC_SERVICE(uuid, name, level, privacy) {uuid, name, level, privacy},
#include "rpc_services.def"
#undef RPC_SERVICE
};

/* Never NULL: an unknown number gives a word without name, text and step. */
static const struct word *find_word(const struct word *list, size_t count, int64_t number)
{
    static const struct word unknown = {0, NULL, NULL, NULL};

    for (size_t i = 0; i < count; i++) {
        if (list[i].number == number)
            return &list[i];
    }
    return &unknown;
}

#define FIND(list, number) find_word(list, sizeof(list) / sizeof((list)[0]), number)

const char *severity_id(enum severity severity)
{
    return FIND(severities, severity)->name;
}

const char *confidence_id(enum confidence confidence)
{
    return FIND(confidences, confidence)->name;
}

const char *outcome_id(enum outcome outcome)
{
    return FIND(outcomes, outcome)->name;
}

const char *outcome_text(enum outcome outcome)
{
    return FIND(outcomes, outcome)->text;
}

const char *verdict_id(enum verdict verdict)
{
    return FIND(verdicts, verdict)->name;
}

const char *verdict_text(enum verdict verdict)
{
    return FIND(verdicts, verdict)->text;
}

const char *link_kind_id(enum link_kind kind)
{
    return FIND(link_kinds, kind)->name;
}

const char *link_kind_text(enum link_kind kind)
{
    return FIND(link_kinds, kind)->text;
}

const char *krb_error_name(int32_t code)
{
    return FIND(krb_errors, code)->name;
}

const char *krb_error_text(int32_t code)
{
    return FIND(krb_errors, code)->text;
}

const char *krb_error_step(int32_t code)
{
    return FIND(krb_errors, code)->step;
}

const char *krb_etype_name(int32_t etype)
{
    return FIND(etypes, etype)->name;
}

const char *nt_status_name(uint32_t status)
{
    return FIND(nt_statuses, status)->name;
}

const char *nt_status_text(uint32_t status)
{
    return FIND(nt_statuses, status)->text;
}

const char *nt_status_step(uint32_t status)
{
    return FIND(nt_statuses, status)->step;
}

/* HRESULT_FROM_WIN32 of MS-ERREF 2.1.2, for the errors that fit into 16 bits. */
static uint32_t hresult_of_status(uint32_t status)
{
    return status <= 0xFFFF ? 0x80070000 | status : status;
}

const char *fault_name(uint32_t status)
{
    const char *name = FIND(faults, status)->name;

    /* MS-RPCE 3.1.1.5.5 passes on what is no fault code: a fault can hold any Win32 or HRESULT. */
    return name ? name : hresult_name(hresult_of_status(status));
}

const char *fault_text(uint32_t status)
{
    const char *text = FIND(faults, status)->text;

    return text ? text : hresult_text(hresult_of_status(status));
}

const char *fault_step(uint32_t status)
{
    return FIND(faults, status)->step;
}

const char *bind_nak_name(uint16_t reason)
{
    return FIND(bind_nak_reasons, reason)->name;
}

const char *bind_nak_text(uint16_t reason)
{
    return FIND(bind_nak_reasons, reason)->text;
}

const char *bind_nak_step(uint16_t reason)
{
    return FIND(bind_nak_reasons, reason)->step;
}

const char *auth_type_name(uint8_t type)
{
    return FIND(auth_types, type)->name;
}

const char *auth_level_name(uint8_t level)
{
    return FIND(auth_levels, level)->name;
}

const char *hresult_name(uint32_t hresult)
{
    return FIND(hresults, hresult)->name;
}

const char *hresult_text(uint32_t hresult)
{
    return FIND(hresults, hresult)->text;
}

const char *krb_msg_type_name(int type)
{
    return FIND(krb_msg_types, type)->name;
}

/* Returns a row of krb_e_texts, or -1. */
static int find_e_text(int32_t code, const char *e_text)
{
    const int count = sizeof krb_e_texts / sizeof krb_e_texts[0];

    for (int i = 0; e_text && i < count; i++)
        if (krb_e_texts[i].code == code && strcmp(krb_e_texts[i].text, e_text) == 0)
            return i;
    return -1;
}

const char *krb_e_text_meaning(int32_t code, const char *e_text)
{
    int row = find_e_text(code, e_text);

    return row < 0 ? NULL : krb_e_texts[row].meaning;
}

const char *krb_e_text_step(int32_t code, const char *e_text)
{
    int row = find_e_text(code, e_text);

    return row < 0 ? NULL : krb_e_texts[row].step;
}

/* Returns a row of rpc_services, or -1. */
static int find_rpc_service(const char *uuid)
{
    const int count = sizeof rpc_services / sizeof rpc_services[0];

    for (int i = 0; uuid && i < count; i++)
        if (strcmp(rpc_services[i].uuid, uuid) == 0)
            return i;
    return -1;
}

const char *rpc_service_name(const char *uuid)
{
    int row = find_rpc_service(uuid);

    return row < 0 ? NULL : rpc_services[row].name;
}

uint8_t rpc_service_level(const char *uuid)
{
    int row = find_rpc_service(uuid);

    return row < 0 ? 0 : rpc_services[row].level;
}

const char *rpc_service_privacy(const char *uuid)
{
    int row = find_rpc_service(uuid);

    return row < 0 ? NULL : rpc_services[row].privacy;
}
