/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../event/decimal.h"
#include "../words/text.h"
#include "reports.h"

#include <stddef.h>
#include <string.h>

/* A column writes its cell of one finding, without quotes; nothing where unknown. */
struct column {
    const char *name;
    void (*write)(GString *cell, const struct finding *finding, size_t offset);
    size_t offset; /* of the member that the cell shows */
};

#define MEMBER(type) (*(type *)(void *)((char *)finding + offset))

/* --- cells that show one member --- */

/* A cell of several is "5;6". */
static void separate(GString *cell)
{
    if (cell->len > 0)
        g_string_append_c(cell, ';');
}

static void put_owned(GString *cell, char *text)
{
    if (text)
        g_string_append(cell, text);
    g_free(text);
}

static void put_text(GString *cell, const struct finding *finding, size_t offset)
{
    const char *text = MEMBER(const char *const);

    if (text)
        g_string_append(cell, text);
}

static void put_frame(GString *cell, const struct finding *finding, size_t offset)
{
    uint32_t frame = MEMBER(const uint32_t);

    if (frame)
        decimal_append(cell, frame);
}

static void put_address(GString *cell, const struct finding *finding, size_t offset)
{
    char text[HOST_ADDR_TEXT_SIZE];

    g_string_append(cell, host_addr_format(&MEMBER(const struct host_addr), text));
}

static void put_etype(GString *cell, const struct finding *finding, size_t offset)
{
    int32_t etype = MEMBER(const int32_t);

    if (etype != FINDING_ETYPE_UNKNOWN)
        decimal_append_signed(cell, etype);
}

static void put_etypes(GString *cell, const struct finding *finding, size_t offset)
{
    const struct krb_etypes *etypes = &MEMBER(const struct krb_etypes);

    for (unsigned i = 0; i < etypes->count; i++) {
        separate(cell);
        decimal_append_signed(cell, etypes->list[i]);
    }
}

static void put_texts(GString *cell, const struct finding *finding, size_t offset)
{
    const GPtrArray *texts = MEMBER(const GPtrArray *const);

    for (guint i = 0; i < texts->len; i++) {
        separate(cell);
        g_string_append(cell, g_ptr_array_index(texts, i));
    }
}

static void put_evidence(GString *cell, const struct finding *finding, size_t offset)
{
    const GArray *list = MEMBER(const GArray *const);

    for (guint i = 0; i < list->len; i++) {
        separate(cell);
        g_string_append(cell, evidence_at(list, i)->text);
    }
}

/* --- cells with a rule of their own --- */

static void put_id(GString *cell, const struct finding *finding, size_t offset G_GNUC_UNUSED)
{
    decimal_append(cell, finding->id);
}

static void put_severity(GString *cell, const struct finding *finding, size_t offset G_GNUC_UNUSED)
{
    g_string_append(cell, severity_id(finding->severity));
}

static void put_outcome(GString *cell, const struct finding *finding, size_t offset G_GNUC_UNUSED)
{
    g_string_append(cell, outcome_id(finding->outcome));
}

static void put_verdict(GString *cell, const struct finding *finding, size_t offset G_GNUC_UNUSED)
{
    g_string_append(cell, verdict_id(finding->verdict));
}

static void put_confidence(GString *cell, const struct finding *finding,
                           size_t offset G_GNUC_UNUSED)
{
    g_string_append(cell, confidence_id(finding->confidence));
}

static void put_time(GString *cell, const struct finding *finding, size_t offset G_GNUC_UNUSED)
{
    put_owned(cell, text_time_iso(finding->time_ns));
}

static void put_relative_time(GString *cell, const struct finding *finding,
                              size_t offset G_GNUC_UNUSED)
{
    put_owned(cell, text_seconds(finding->relative_ns));
}

static void put_server_port(GString *cell, const struct finding *finding,
                            size_t offset G_GNUC_UNUSED)
{
    if (finding->server_port)
        decimal_append(cell, finding->server_port);
}

static void put_tcp_stream(GString *cell, const struct finding *finding,
                           size_t offset G_GNUC_UNUSED)
{
    if (finding->tcp_stream != EVENT_NO_STREAM)
        decimal_append(cell, finding->tcp_stream);
}

static void put_opnum(GString *cell, const struct finding *finding, size_t offset G_GNUC_UNUSED)
{
    if (finding->has_opnum)
        decimal_append(cell, finding->opnum);
}

/* auth_type or auth_level */
static void put_auth(GString *cell, const struct finding *finding, size_t offset)
{
    if (finding->has_auth)
        decimal_append(cell, MEMBER(const uint8_t));
}

static void put_status(GString *cell, const struct finding *finding, size_t offset G_GNUC_UNUSED)
{
    if (finding->has_status)
        put_owned(cell, text_hex(finding->status));
}

static void put_reject_reason(GString *cell, const struct finding *finding,
                              size_t offset G_GNUC_UNUSED)
{
    if (finding->has_reject_reason)
        decimal_append(cell, finding->reject_reason);
}

static void put_hresult(GString *cell, const struct finding *finding, size_t offset G_GNUC_UNUSED)
{
    if (finding->has_hresult)
        put_owned(cell, text_hex(finding->hresult));
}

static void put_hresult_basis(GString *cell, const struct finding *finding,
                              size_t offset G_GNUC_UNUSED)
{
    if (finding->has_hresult)
        g_string_append(cell, finding->hresult_documented ? "documented" : "inferred");
}

static void put_hresult_alternatives(GString *cell, const struct finding *finding,
                                     size_t offset G_GNUC_UNUSED)
{
    for (unsigned i = 0; i < finding->hresult_alternative_count; i++) {
        separate(cell);
        put_owned(cell, text_hex(finding->hresult_alternatives[i]));
    }
}

static const struct finding_krb_error *krb_error(const struct finding *finding, guint i)
{
    return &g_array_index(finding->krb_errors, struct finding_krb_error, i);
}

static void put_krb_error_frames(GString *cell, const struct finding *finding,
                                 size_t offset G_GNUC_UNUSED)
{
    for (guint i = 0; i < finding->krb_errors->len; i++) {
        separate(cell);
        decimal_append(cell, krb_error(finding, i)->frame);
    }
}

static void put_krb_error_codes(GString *cell, const struct finding *finding,
                                size_t offset G_GNUC_UNUSED)
{
    for (guint i = 0; i < finding->krb_errors->len; i++) {
        separate(cell);
        decimal_append_signed(cell, krb_error(finding, i)->code);
    }
}

static void put_krb_error_links(GString *cell, const struct finding *finding,
                                size_t offset G_GNUC_UNUSED)
{
    for (guint i = 0; i < finding->krb_errors->len; i++) {
        separate(cell);
        g_string_append(cell, link_kind_id(krb_error(finding, i)->link));
    }
}

static void put_unanswered(GString *cell, const struct finding *finding,
                           size_t offset G_GNUC_UNUSED)
{
    for (guint i = 0; i < finding->unanswered_requests->len; i++) {
        separate(cell);
        decimal_append(cell, g_array_index(finding->unanswered_requests, uint32_t, i));
    }
}

static void put_clock_skew(GString *cell, const struct finding *finding,
                           size_t offset G_GNUC_UNUSED)
{
    if (finding->has_clock_skew)
        put_owned(cell, text_seconds(finding->clock_skew_ns));
}

static void put_cause(GString *cell, const struct finding *finding, size_t offset)
{
    (void)offset;
    decimal_append(cell, finding->cause);
}

#define SHOWS(member) offsetof(struct finding, member)

static const struct column columns[] = {
    {"id", put_id, 0},
    {"cause", put_cause, 0},
    {"severity", put_severity, 0},
    {"outcome", put_outcome, 0},
    {"verdict", put_verdict, 0},
    {"confidence", put_confidence, 0},
    {"time", put_time, 0},
    {"relative_time", put_relative_time, 0},
    {"client", put_address, SHOWS(client)},
    {"server", put_address, SHOWS(server)},
    {"server_port", put_server_port, 0},
    {"tcp_stream", put_tcp_stream, 0},
    {"connection_frame", put_frame, SHOWS(connection_frame)},
    {"principal", put_text, SHOWS(principal)},
    {"ntlm_user", put_text, SHOWS(ntlm_user)},
    {"spn", put_text, SHOWS(spn)},
    {"interface", put_text, SHOWS(interface)},
    {"interface_uuid", put_text, SHOWS(interface_uuid)},
    {"opnum", put_opnum, 0},
    {"auth_type", put_auth, SHOWS(auth_type)},
    {"auth_level", put_auth, SHOWS(auth_level)},
    {"bind_frame", put_frame, SHOWS(bind_frame)},
    {"last_leg_frame", put_frame, SHOWS(last_leg_frame)},
    {"answer_frame", put_frame, SHOWS(answer_frame)},
    {"status", put_status, 0},
    {"reject_reason", put_reject_reason, 0},
    {"hresult", put_hresult, 0},
    {"hresult_basis", put_hresult_basis, 0},
    {"hresult_alternatives", put_hresult_alternatives, 0},
    {"krb_error_frames", put_krb_error_frames, 0},
    {"krb_error_codes", put_krb_error_codes, 0},
    {"krb_error_links", put_krb_error_links, 0},
    {"unanswered_requests", put_unanswered, 0},
    {"exchange.as_req_frame", put_frame, SHOWS(exchange.as_req_frame)},
    {"exchange.as_rep_frame", put_frame, SHOWS(exchange.as_rep_frame)},
    {"exchange.tgs_req_frame", put_frame, SHOWS(exchange.tgs_req_frame)},
    {"exchange.tgs_rep_frame", put_frame, SHOWS(exchange.tgs_rep_frame)},
    {"etypes.as_offered", put_etypes, SHOWS(etypes.as_offered)},
    {"etypes.hint", put_etypes, SHOWS(etypes.hint)},
    {"etypes.tgt", put_etype, SHOWS(etypes.tgt)},
    {"etypes.tgt_session", put_etype, SHOWS(etypes.tgt_session)},
    {"etypes.tgs_offered", put_etypes, SHOWS(etypes.tgs_offered)},
    {"etypes.ticket", put_etype, SHOWS(etypes.ticket)},
    {"etypes.session", put_etype, SHOWS(etypes.session)},
    {"clock_skew", put_clock_skew, 0},
    {"events", put_texts, SHOWS(events)},
    {"summary", put_text, SHOWS(summary)},
    {"evidence", put_evidence, SHOWS(evidence)},
    {"next_steps", put_texts, SHOWS(next_steps)},
};

/* RFC 4180 2, rules 5 to 7. */
static void write_cell(FILE *out, const char *cell)
{
    if (!strpbrk(cell, ",\"\r\n")) {
        fputs(cell, out);
        return;
    }
    fputc('"', out);
    for (const char *quote; (quote = strchr(cell, '"')) != NULL; cell = quote + 1) {
        fwrite(cell, 1, (size_t)(quote - cell) + 1, out);
        fputc('"', out);
    }
    fputs(cell, out);
    fputc('"', out);
}

static void write_separator(FILE *out, size_t column)
{
    fputs(column + 1 < G_N_ELEMENTS(columns) ? "," : "\r\n", out);
}

static void write_header(FILE *out)
{
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        fputs(columns[i].name, out);
        write_separator(out, i);
    }
}

static void write_row(FILE *out, const struct finding *finding, GString *cell)
{
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_string_truncate(cell, 0);
        columns[i].write(cell, finding, columns[i].offset);
        write_cell(out, cell->str);
        write_separator(out, i);
    }
}

void report_write_csv(FILE *out, const struct report *report)
{
    GString *cell = g_string_new(NULL);

    write_header(out);
    for (guint i = 0; i < report->findings->len; i++)
        write_row(out, g_ptr_array_index(report->findings, i), cell);
    g_string_free(cell, TRUE);
}
