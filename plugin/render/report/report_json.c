/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../diagnose/culprit.h"
#include "../words/text.h"
#include "krb_error_texts.h"
#include "reports.h"

#include <wsutil/json_dumper.h>

enum { SCHEMA = 2 };

/* --- one value each: null where unknown --- */

static void name(json_dumper *json, const char *key)
{
    json_dumper_set_member_name(json, key);
}

static void put_null(json_dumper *json, const char *key)
{
    name(json, key);
    json_dumper_value_anyf(json, "null");
}

/* json_dumper passes bytes on as they are, and JSON is UTF-8 (RFC 8259 8.1). */
static void element(json_dumper *json, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);

    json_dumper_value_string(json, valid);
}

static void put_text(json_dumper *json, const char *key, const char *text)
{
    if (!text) {
        put_null(json, key);
        return;
    }
    name(json, key);
    element(json, text);
}

static void put_owned_text(json_dumper *json, const char *key, char *text)
{
    put_text(json, key, text);
    g_free(text);
}

static void put_uint(json_dumper *json, const char *key, uint32_t value)
{
    name(json, key);
    json_dumper_value_anyf(json, "%u", value);
}

static void put_int(json_dumper *json, const char *key, int32_t value)
{
    name(json, key);
    json_dumper_value_anyf(json, "%d", value);
}

static void put_uint_if(json_dumper *json, const char *key, bool known, uint32_t value)
{
    if (known)
        put_uint(json, key, value);
    else
        put_null(json, key);
}

static void put_frame(json_dumper *json, const char *key, uint32_t frame)
{
    put_uint_if(json, key, frame != 0, frame);
}

static void put_hex_if(json_dumper *json, const char *key, bool known, uint32_t value)
{
    put_owned_text(json, key, known ? text_hex(value) : NULL);
}

static void put_bool(json_dumper *json, const char *key, bool value)
{
    name(json, key);
    json_dumper_value_anyf(json, "%s", value ? "true" : "false");
}

static void put_address(json_dumper *json, const char *key, const struct host_addr *address)
{
    char text[HOST_ADDR_TEXT_SIZE];

    put_text(json, key, host_addr_known(address) ? host_addr_format(address, text) : NULL);
}

static void put_seconds_if(json_dumper *json, const char *key, bool known, int64_t ns)
{
    g_autofree char *seconds = text_seconds(ns);

    name(json, key);
    json_dumper_value_anyf(json, "%s", known ? seconds : "null");
}

static void put_etype(json_dumper *json, const char *key, int32_t etype)
{
    if (etype == FINDING_ETYPE_UNKNOWN)
        put_null(json, key);
    else
        put_int(json, key, etype);
}

/* --- lists --- */

/* From here to end_line() all stands in one line: what comes in great numbers is indented no
 * further. */
static void begin_line(json_dumper *json)
{
    json_dumper_begin_object(json);
    json->flags &= ~JSON_DUMPER_FLAGS_PRETTY_PRINT;
}

static void end_line(json_dumper *json)
{
    json_dumper_end_object(json);
    json->flags |= JSON_DUMPER_FLAGS_PRETTY_PRINT;
}

static void begin_list(json_dumper *json, const char *key)
{
    name(json, key);
    json_dumper_begin_array(json);
}

static void put_ints(json_dumper *json, const char *key, const int32_t *list, unsigned count)
{
    begin_list(json, key);
    for (unsigned i = 0; i < count; i++)
        json_dumper_value_anyf(json, "%d", list[i]);
    json_dumper_end_array(json);
}

static void put_int_array(json_dumper *json, const char *key, const GArray *list)
{
    put_ints(json, key, (const int32_t *)(const void *)list->data, list->len);
}

static void put_etypes(json_dumper *json, const char *key, const struct krb_etypes *etypes)
{
    put_ints(json, key, etypes->list, etypes->count);
}

static void put_texts(json_dumper *json, const char *key, const GPtrArray *list)
{
    begin_list(json, key);
    for (guint i = 0; i < list->len; i++)
        element(json, g_ptr_array_index(list, i));
    json_dumper_end_array(json);
}

static void put_code_counts(json_dumper *json, const char *key, const GArray *counts)
{
    name(json, key);
    json_dumper_begin_object(json);
    for (guint i = 0; i < counts->len; i++) {
        const struct report_code_count *entry = &g_array_index(counts, struct report_code_count, i);
        char code[16];

        snprintf(code, sizeof code, "%d", entry->code);
        put_uint(json, code, entry->count);
    }
    json_dumper_end_object(json);
}

/* --- the parts of the report, in the order of the schema --- */

static void put_decimal(json_dumper *json, const char *key, double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    name(json, key);
    json_dumper_value_anyf(json, "%s", g_ascii_formatd(text, sizeof text, "%.9f", value));
}

static void put_clock(json_dumper *json, const struct report_source *source)
{
    if (!source->has_clock) {
        put_null(json, "clock");
        return;
    }
    name(json, "clock");
    json_dumper_begin_object(json);
    put_decimal(json, "offset", source->offset);
    put_decimal(json, "drift_ppm", source->drift_ppm);
    put_decimal(json, "spread", source->spread);
    put_uint(json, "pairs", source->pairs);
    put_uint(json, "directions", source->directions);
    json_dumper_end_object(json);
}

static void put_source(json_dumper *json, const struct report_source *source)
{
    begin_line(json);
    put_text(json, "name", source->name);
    put_int_array(json, "interfaces", source->interfaces);
    put_uint(json, "frames", source->frames);
    put_clock(json, source);
    end_line(json);
}

static void put_capture(json_dumper *json, const struct report *report)
{
    const struct report_capture *capture = &report->capture;

    name(json, "capture");
    json_dumper_begin_object(json);
    put_uint(json, "frames", capture->frames);
    put_uint(json, "kerberos_exchanges", capture->kerberos_exchanges);
    put_uint(json, "krb_errors", capture->krb_errors);
    put_uint(json, "associations", capture->associations);
    put_uint(json, "healthy_associations", capture->healthy_associations);
    put_uint(json, "undetermined_associations", capture->undetermined_associations);
    begin_list(json, "sources");
    for (guint i = 0; i < report->sources->len; i++)
        put_source(json, report->sources->pdata[i]);
    json_dumper_end_array(json);
    json_dumper_end_object(json);
}

static void put_krb_error(json_dumper *json, const struct finding_krb_error *error)
{
    begin_line(json);
    put_uint(json, "frame", error->frame);
    put_int(json, "code", error->code);
    put_text(json, "name", krb_error_name(error->code));
    put_hex_if(json, "nt_status", error->has_nt_status, error->nt_status);
    put_bool(json, "in_band", error->in_band);
    put_text(json, "request", krb_msg_type_name(error->request));
    put_frame(json, "request_frame", error->request_frame);
    put_address(json, "kdc", &error->kdc);
    put_text(json, "server", error->server);
    put_text(json, "server_realm", error->server_realm);
    put_text(json, "link", link_kind_id(error->link));
    end_line(json);
}

static char *write_krb_error(const struct finding_krb_error *error)
{
    json_dumper json = {.output_string = g_string_new(NULL)};

    put_krb_error(&json, error);
    return g_string_free(json.output_string, FALSE);
}

static void put_krb_errors(json_dumper *json, const struct finding *finding,
                           struct krb_error_texts *texts)
{
    begin_list(json, "krb_errors");
    for (guint i = 0; i < finding->krb_errors->len; i++)
        json_dumper_value_anyf(
            json, "%s",
            krb_error_texts_get(texts,
                                &g_array_index(finding->krb_errors, struct finding_krb_error, i)));
    json_dumper_end_array(json);
    put_uint(json, "krb_error_total", finding->krb_error_total);
    begin_list(json, "unanswered_requests");
    for (guint i = 0; i < finding->unanswered_requests->len; i++)
        json_dumper_value_anyf(json, "%u",
                               g_array_index(finding->unanswered_requests, uint32_t, i));
    json_dumper_end_array(json);
}

static void put_exchange(json_dumper *json, const struct finding_exchange *exchange)
{
    name(json, "exchange");
    begin_line(json);
    put_frame(json, "as_req_frame", exchange->as_req_frame);
    put_frame(json, "as_rep_frame", exchange->as_rep_frame);
    put_frame(json, "tgs_req_frame", exchange->tgs_req_frame);
    put_frame(json, "tgs_rep_frame", exchange->tgs_rep_frame);
    end_line(json);
}

static void put_finding_etypes(json_dumper *json, const struct finding_etypes *etypes)
{
    name(json, "etypes");
    begin_line(json);
    put_etypes(json, "as_offered", &etypes->as_offered);
    put_etypes(json, "hint", &etypes->hint);
    put_etype(json, "tgt", etypes->tgt);
    put_etype(json, "tgt_session", etypes->tgt_session);
    put_etypes(json, "tgs_offered", &etypes->tgs_offered);
    put_etype(json, "ticket", etypes->ticket);
    put_etype(json, "session", etypes->session);
    end_line(json);
}

static void put_hresult(json_dumper *json, const struct finding *finding)
{
    const char *basis = finding->hresult_documented ? "documented" : "inferred";

    put_hex_if(json, "hresult", finding->has_hresult, finding->hresult);
    put_text(json, "hresult_basis", finding->has_hresult ? basis : NULL);
    begin_list(json, "hresult_alternatives");
    for (unsigned i = 0; i < finding->hresult_alternative_count; i++) {
        g_autofree char *hresult = text_hex(finding->hresult_alternatives[i]);

        element(json, hresult);
    }
    json_dumper_end_array(json);
}

static void put_parties(json_dumper *json, const struct finding *finding)
{
    put_address(json, "client", &finding->client);
    put_address(json, "server", &finding->server);
    put_uint_if(json, "server_port", finding->server_port != 0, finding->server_port);
    put_uint_if(json, "tcp_stream", finding->tcp_stream != EVENT_NO_STREAM, finding->tcp_stream);
    put_frame(json, "connection_frame", finding->connection_frame);
    put_text(json, "principal", finding->principal);
    put_text(json, "ntlm_user", finding->ntlm_user);
    put_text(json, "spn", finding->spn);
    put_text(json, "interface", finding->interface);
    put_text(json, "interface_uuid", finding->interface_uuid);
    put_uint_if(json, "opnum", finding->has_opnum, finding->opnum);
    put_uint_if(json, "auth_type", finding->has_auth, finding->auth_type);
    put_uint_if(json, "auth_level", finding->has_auth, finding->auth_level);
}

static void put_evidence(json_dumper *json, const GArray *list)
{
    begin_list(json, "evidence");
    for (guint i = 0; i < list->len; i++) {
        const struct evidence *evidence = evidence_at(list, i);

        begin_line(json);
        put_text(json, "kind", evidence_kind_id(evidence->kind));
        put_text(json, "text", evidence->text);
        begin_list(json, "frames");
        for (unsigned j = 0; j < evidence->frame_count; j++)
            json_dumper_value_anyf(json, "%u", evidence->frames[j]);
        json_dumper_end_array(json);
        end_line(json);
    }
    json_dumper_end_array(json);
}

static void put_finding(json_dumper *json, const struct finding *finding,
                        struct krb_error_texts *texts)
{
    json_dumper_begin_object(json);
    put_uint(json, "id", finding->id);
    put_uint(json, "cause", finding->cause);
    put_text(json, "severity", severity_id(finding->severity));
    put_text(json, "outcome", outcome_id(finding->outcome));
    put_text(json, "verdict", verdict_id(finding->verdict));
    put_text(json, "confidence", confidence_id(finding->confidence));
    put_owned_text(json, "time", text_time_iso(finding->time_ns));
    put_seconds_if(json, "relative_time", true, finding->relative_ns);
    put_parties(json, finding);
    put_frame(json, "bind_frame", finding->bind_frame);
    put_frame(json, "last_leg_frame", finding->last_leg_frame);
    put_frame(json, "answer_frame", finding->answer_frame);
    put_hex_if(json, "status", finding->has_status, finding->status);
    put_uint_if(json, "reject_reason", finding->has_reject_reason, finding->reject_reason);
    put_hresult(json, finding);
    put_krb_errors(json, finding, texts);
    put_exchange(json, &finding->exchange);
    put_finding_etypes(json, &finding->etypes);
    put_seconds_if(json, "clock_skew", finding->has_clock_skew, finding->clock_skew_ns);
    put_texts(json, "events", finding->events);
    put_text(json, "summary", finding->summary);
    put_evidence(json, finding->evidence);
    put_texts(json, "next_steps", finding->next_steps);
    json_dumper_end_object(json);
}

static void put_kdc(json_dumper *json, const struct report_kdc *kdc)
{
    json_dumper_begin_object(json);
    put_address(json, "address", &kdc->address);
    put_uint(json, "as_ok", kdc->as_ok);
    put_uint(json, "tgs_ok", kdc->tgs_ok);
    put_code_counts(json, "errors", kdc->errors);
    put_int_array(json, "tgt_etypes_accepted", kdc->tgt_etypes_accepted);
    put_int_array(json, "tgt_etypes_refused", kdc->tgt_etypes_refused);
    put_uint(json, "unanswered", kdc->unanswered);
    json_dumper_end_object(json);
}

static void put_unlinked(json_dumper *json, const struct report_unlinked *error)
{
    begin_line(json);
    put_uint(json, "frame", error->frame);
    put_int(json, "code", error->code);
    put_text(json, "name", krb_error_name(error->code));
    put_address(json, "client", &error->client);
    put_address(json, "kdc", &error->kdc);
    put_text(json, "spn", error->spn);
    end_line(json);
}

static void put_culprit(json_dumper *json, const struct finding *finding)
{
    name(json, "culprit");
    begin_line(json);
    for (int i = 0; i < CULPRIT_PART_COUNT; i++)
        if (culprit_has(finding, (enum culprit_part)i))
            put_owned_text(json, culprit_part_key((enum culprit_part)i),
                           culprit_value(finding, (enum culprit_part)i));
    end_line(json);
}

static void put_addresses(json_dumper *json, const char *key, const GArray *hosts)
{
    char text[HOST_ADDR_TEXT_SIZE];

    begin_list(json, key);
    for (guint i = 0; i < hosts->len; i++)
        element(json, host_addr_format(&g_array_index(hosts, struct host_addr, i), text));
    json_dumper_end_array(json);
}

static void put_cause(json_dumper *json, const struct report_cause *cause)
{
    json_dumper_begin_object(json);
    put_uint(json, "id", cause->id);
    put_text(json, "severity", severity_id(cause->severity));
    put_text(json, "verdict", verdict_id(cause->verdict));
    put_text(json, "confidence", confidence_id(cause->confidence));
    put_culprit(json, cause->example);
    put_int_array(json, "findings", cause->findings);
    put_uint(json, "count", cause->count);
    put_owned_text(json, "first_time", text_time_iso(cause->first_ns));
    put_owned_text(json, "last_time", text_time_iso(cause->last_ns));
    put_addresses(json, "clients", cause->clients);
    put_uint(json, "client_count", cause->client_count);
    put_addresses(json, "servers", cause->servers);
    put_uint(json, "server_count", cause->server_count);
    put_int_array(json, "krb_errors", cause->krb_errors);
    put_uint(json, "also_worked", cause->also_worked);
    put_text(json, "summary", cause->summary);
    put_texts(json, "next_steps", cause->example->next_steps);
    json_dumper_end_object(json);
}

static void put_undetermined(json_dumper *json, const struct report_undetermined *record)
{
    begin_line(json);
    put_owned_text(json, "time", text_time_iso(record->time_ns));
    put_address(json, "client", &record->client);
    put_address(json, "server", &record->server);
    put_uint_if(json, "server_port", record->server_port != 0, record->server_port);
    put_uint_if(json, "tcp_stream", record->tcp_stream != EVENT_NO_STREAM, record->tcp_stream);
    put_frame(json, "bind_frame", record->bind_frame);
    put_frame(json, "last_frame", record->last_frame);
    put_text(json, "closed_by", record->closed_by);
    put_text(json, "how_far", record->how_far);
    end_line(json);
}

/* json_dumper writes byte by byte, which is cheaper into a string; that is kept short. */
static void drain(json_dumper *json, FILE *out)
{
    fwrite(json->output_string->str, 1, json->output_string->len, out);
    g_string_truncate(json->output_string, 0);
}

static void put_findings(json_dumper *json, const GPtrArray *findings, FILE *out)
{
    struct krb_error_texts *texts = krb_error_texts_new(write_krb_error);

    begin_list(json, "findings");
    for (guint i = 0; i < findings->len; i++) {
        put_finding(json, findings->pdata[i], texts);
        drain(json, out);
    }
    json_dumper_end_array(json);
    krb_error_texts_free(texts);
}

static void put_all(json_dumper *json, const struct report *report, FILE *out)
{
    put_uint(json, "schema", SCHEMA);
    put_text(json, "plugin", DCOMAUTH_VERSION);
    put_capture(json, report);
    begin_list(json, "causes");
    for (guint i = 0; i < report->causes->len; i++) {
        put_cause(json, g_ptr_array_index(report->causes, i));
        drain(json, out);
    }
    json_dumper_end_array(json);
    put_findings(json, report->findings, out);
    begin_list(json, "undetermined");
    for (guint i = 0; i < report->undetermined->len; i++)
        put_undetermined(json, g_ptr_array_index(report->undetermined, i));
    json_dumper_end_array(json);
    put_uint(json, "undetermined_total", report->capture.undetermined_associations);
    begin_list(json, "kdcs");
    for (guint i = 0; i < report->kdcs->len; i++)
        put_kdc(json, g_ptr_array_index(report->kdcs, i));
    json_dumper_end_array(json);
    begin_list(json, "unlinked_krb_errors");
    for (guint i = 0; i < report->unlinked->len; i++)
        put_unlinked(json, g_ptr_array_index(report->unlinked, i));
    json_dumper_end_array(json);
    put_uint(json, "unlinked_total", report->unlinked_total);
    put_code_counts(json, "routine_krb_errors", report->routine);
    put_texts(json, "limits", report->limits);
}

void report_write_json(FILE *out, const struct report *report)
{
    json_dumper json = {.output_string = g_string_new(NULL),
                        .flags = JSON_DUMPER_FLAGS_PRETTY_PRINT};

    json_dumper_begin_object(&json);
    put_all(&json, report, out);
    json_dumper_end_object(&json);
    json_dumper_finish(&json);
    drain(&json, out);
    g_string_free(json.output_string, TRUE);
}
