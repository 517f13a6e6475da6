/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../diagnose/culprit.h"
#include "../words/text.h"
#include "json_put.h"
#include "krb_error_texts.h"
#include "reports.h"

enum { SCHEMA = 2 };

static void put_code_counts(struct json_writer *json, const char *key, const GArray *counts)
{
    json_name(json, key);
    json_begin_object(json);
    for (guint i = 0; i < counts->len; i++) {
        const struct report_code_count *entry = &g_array_index(counts, struct report_code_count, i);
        char code[16];

        snprintf(code, sizeof code, "%d", entry->code);
        json_put_uint(json, code, entry->count);
    }
    json_end_object(json);
}

/* --- the parts of the report, in the order of the schema --- */

static void put_clock(struct json_writer *json, const struct report_source *source)
{
    if (!source->has_clock) {
        json_put_null(json, "clock");
        return;
    }
    json_name(json, "clock");
    json_begin_object(json);
    json_put_decimal(json, "offset", source->offset);
    json_put_decimal(json, "drift_ppm", source->drift_ppm);
    json_put_decimal(json, "spread", source->spread);
    json_put_uint(json, "pairs", source->pairs);
    json_put_uint(json, "directions", source->directions);
    json_end_object(json);
}

static void put_source(struct json_writer *json, const struct report_source *source)
{
    json_begin_line(json);
    json_put_text(json, "name", source->name);
    json_put_int_array(json, "interfaces", source->interfaces);
    json_put_uint(json, "frames", source->frames);
    put_clock(json, source);
    json_end_line(json);
}

static void put_capture(struct json_writer *json, const struct report *report)
{
    const struct report_capture *capture = &report->capture;

    json_name(json, "capture");
    json_begin_object(json);
    json_put_uint(json, "frames", capture->frames);
    json_put_uint(json, "kerberos_exchanges", capture->kerberos_exchanges);
    json_put_uint(json, "krb_errors", capture->krb_errors);
    json_put_uint(json, "associations", capture->associations);
    json_put_uint(json, "healthy_associations", capture->healthy_associations);
    json_put_uint(json, "undetermined_associations", capture->undetermined_associations);
    json_begin_list(json, "sources");
    for (guint i = 0; i < report->sources->len; i++)
        put_source(json, report->sources->pdata[i]);
    json_end_array(json);
    json_end_object(json);
}

static void put_krb_error(struct json_writer *json, const struct finding_krb_error *error)
{
    json_begin_line(json);
    json_put_uint(json, "frame", error->frame);
    json_put_int(json, "code", error->code);
    json_put_text(json, "name", krb_error_name(error->code));
    json_put_hex_if(json, "nt_status", error->has_nt_status, error->nt_status);
    json_put_bool(json, "in_band", error->in_band);
    json_put_text(json, "request", krb_msg_type_name(error->request));
    json_put_frame(json, "request_frame", error->request_frame);
    json_put_address(json, "kdc", &error->kdc);
    json_put_text(json, "server", error->server);
    json_put_text(json, "server_realm", error->server_realm);
    json_put_text(json, "link", link_kind_id(error->link));
    json_end_line(json);
}

static char *write_krb_error(const struct finding_krb_error *error)
{
    struct json_writer json = {.out = g_string_new(NULL), .compact = true};

    put_krb_error(&json, error);
    return g_string_free(json.out, FALSE);
}

static void put_krb_errors(struct json_writer *json, const struct finding *finding,
                           struct krb_error_texts *texts)
{
    json_begin_list(json, "krb_errors");
    for (guint i = 0; i < finding->krb_errors->len; i++)
        json_verbatim(json,
                      krb_error_texts_get(
                          texts, &g_array_index(finding->krb_errors, struct finding_krb_error, i)));
    json_end_array(json);
    json_put_uint(json, "krb_error_total", finding->krb_error_total);
    json_begin_list(json, "unanswered_requests");
    for (guint i = 0; i < finding->unanswered_requests->len; i++)
        json_uint(json, g_array_index(finding->unanswered_requests, uint32_t, i));
    json_end_array(json);
}

static void put_exchange(struct json_writer *json, const struct finding_exchange *exchange)
{
    json_name(json, "exchange");
    json_begin_line(json);
    json_put_frame(json, "as_req_frame", exchange->as_req_frame);
    json_put_frame(json, "as_rep_frame", exchange->as_rep_frame);
    json_put_frame(json, "tgs_req_frame", exchange->tgs_req_frame);
    json_put_frame(json, "tgs_rep_frame", exchange->tgs_rep_frame);
    json_end_line(json);
}

static void put_finding_etypes(struct json_writer *json, const struct finding_etypes *etypes)
{
    json_name(json, "etypes");
    json_begin_line(json);
    json_put_etypes(json, "as_offered", &etypes->as_offered);
    json_put_etypes(json, "hint", &etypes->hint);
    json_put_etype(json, "tgt", etypes->tgt);
    json_put_etype(json, "tgt_session", etypes->tgt_session);
    json_put_etypes(json, "tgs_offered", &etypes->tgs_offered);
    json_put_etype(json, "ticket", etypes->ticket);
    json_put_etype(json, "session", etypes->session);
    json_end_line(json);
}

static void put_hresult(struct json_writer *json, const struct finding *finding)
{
    const char *basis = finding->hresult_documented ? "documented" : "inferred";

    json_put_hex_if(json, "hresult", finding->has_hresult, finding->hresult);
    json_put_text(json, "hresult_basis", finding->has_hresult ? basis : NULL);
    json_begin_list(json, "hresult_alternatives");
    for (unsigned i = 0; i < finding->hresult_alternative_count; i++) {
        g_autofree char *hresult = text_hex(finding->hresult_alternatives[i]);

        json_string(json, hresult);
    }
    json_end_array(json);
}

static void put_parties(struct json_writer *json, const struct finding *finding)
{
    json_put_address(json, "client", &finding->client);
    json_put_address(json, "server", &finding->server);
    json_put_uint_if(json, "server_port", finding->server_port != 0, finding->server_port);
    json_put_uint_if(json, "tcp_stream", finding->tcp_stream != EVENT_NO_STREAM,
                     finding->tcp_stream);
    json_put_frame(json, "connection_frame", finding->connection_frame);
    json_put_text(json, "principal", finding->principal);
    json_put_text(json, "ntlm_user", finding->ntlm_user);
    json_put_text(json, "spn", finding->spn);
    json_put_text(json, "interface", finding->interface);
    json_put_text(json, "interface_uuid", finding->interface_uuid);
    json_put_uint_if(json, "opnum", finding->has_opnum, finding->opnum);
    json_put_uint_if(json, "auth_type", finding->has_auth, finding->auth_type);
    json_put_uint_if(json, "auth_level", finding->has_auth, finding->auth_level);
}

static void put_evidence(struct json_writer *json, const GArray *list)
{
    json_begin_list(json, "evidence");
    for (guint i = 0; i < list->len; i++) {
        const struct evidence *evidence = evidence_at(list, i);

        json_begin_line(json);
        json_put_text(json, "kind", evidence_kind_id(evidence->kind));
        json_put_text(json, "text", evidence->text);
        json_begin_list(json, "frames");
        for (unsigned j = 0; j < evidence->frame_count; j++)
            json_uint(json, evidence->frames[j]);
        json_end_array(json);
        json_end_line(json);
    }
    json_end_array(json);
}

static void put_finding(struct json_writer *json, const struct finding *finding,
                        struct krb_error_texts *texts)
{
    json_begin_object(json);
    json_put_uint(json, "id", finding->id);
    json_put_uint(json, "cause", finding->cause);
    json_put_text(json, "severity", severity_id(finding->severity));
    json_put_text(json, "outcome", outcome_id(finding->outcome));
    json_put_text(json, "verdict", verdict_id(finding->verdict));
    json_put_text(json, "confidence", confidence_id(finding->confidence));
    json_put_owned_text(json, "time", text_time_iso(finding->time_ns));
    json_put_seconds_if(json, "relative_time", true, finding->relative_ns);
    put_parties(json, finding);
    json_put_frame(json, "bind_frame", finding->bind_frame);
    json_put_frame(json, "last_leg_frame", finding->last_leg_frame);
    json_put_frame(json, "answer_frame", finding->answer_frame);
    json_put_hex_if(json, "status", finding->has_status, finding->status);
    json_put_uint_if(json, "reject_reason", finding->has_reject_reason, finding->reject_reason);
    put_hresult(json, finding);
    put_krb_errors(json, finding, texts);
    put_exchange(json, &finding->exchange);
    put_finding_etypes(json, &finding->etypes);
    json_put_seconds_if(json, "clock_skew", finding->has_clock_skew, finding->clock_skew_ns);
    json_put_texts(json, "events", finding->events);
    json_put_text(json, "summary", finding->summary);
    put_evidence(json, finding->evidence);
    json_put_texts(json, "next_steps", finding->next_steps);
    json_end_object(json);
}

static void put_kdc(struct json_writer *json, const struct report_kdc *kdc)
{
    json_begin_object(json);
    json_put_address(json, "address", &kdc->address);
    json_put_uint(json, "as_ok", kdc->as_ok);
    json_put_uint(json, "tgs_ok", kdc->tgs_ok);
    put_code_counts(json, "errors", kdc->errors);
    json_put_int_array(json, "tgt_etypes_accepted", kdc->tgt_etypes_accepted);
    json_put_int_array(json, "tgt_etypes_refused", kdc->tgt_etypes_refused);
    json_put_uint(json, "unanswered", kdc->unanswered);
    json_end_object(json);
}

static void put_unlinked(struct json_writer *json, const struct report_unlinked *error)
{
    json_begin_line(json);
    json_put_uint(json, "frame", error->frame);
    json_put_int(json, "code", error->code);
    json_put_text(json, "name", krb_error_name(error->code));
    json_put_address(json, "client", &error->client);
    json_put_address(json, "kdc", &error->kdc);
    json_put_text(json, "spn", error->spn);
    json_end_line(json);
}

static void put_culprit(struct json_writer *json, const struct finding *finding)
{
    json_name(json, "culprit");
    json_begin_line(json);
    for (int i = 0; i < CULPRIT_PART_COUNT; i++)
        if (culprit_has(finding, (enum culprit_part)i))
            json_put_owned_text(json, culprit_part_key((enum culprit_part)i),
                                culprit_value(finding, (enum culprit_part)i));
    json_end_line(json);
}

static void put_addresses(struct json_writer *json, const char *key, const GArray *hosts)
{
    char text[HOST_ADDR_TEXT_SIZE];

    json_begin_list(json, key);
    for (guint i = 0; i < hosts->len; i++)
        json_string(json, host_addr_format(&g_array_index(hosts, struct host_addr, i), text));
    json_end_array(json);
}

static void put_cause(struct json_writer *json, const struct report_cause *cause)
{
    json_begin_object(json);
    json_put_uint(json, "id", cause->id);
    json_put_text(json, "severity", severity_id(cause->severity));
    json_put_text(json, "verdict", verdict_id(cause->verdict));
    json_put_text(json, "confidence", confidence_id(cause->confidence));
    put_culprit(json, cause->example);
    json_put_int_array(json, "findings", cause->findings);
    json_put_uint(json, "count", cause->count);
    json_put_owned_text(json, "first_time", text_time_iso(cause->first_ns));
    json_put_owned_text(json, "last_time", text_time_iso(cause->last_ns));
    put_addresses(json, "clients", cause->clients);
    json_put_uint(json, "client_count", cause->client_count);
    put_addresses(json, "servers", cause->servers);
    json_put_uint(json, "server_count", cause->server_count);
    json_put_int_array(json, "krb_errors", cause->krb_errors);
    json_put_uint(json, "also_worked", cause->also_worked);
    json_put_text(json, "summary", cause->summary);
    json_put_texts(json, "next_steps", cause->example->next_steps);
    json_end_object(json);
}

static void put_undetermined(struct json_writer *json, const struct report_undetermined *record)
{
    json_begin_line(json);
    json_put_owned_text(json, "time", text_time_iso(record->time_ns));
    json_put_address(json, "client", &record->client);
    json_put_address(json, "server", &record->server);
    json_put_uint_if(json, "server_port", record->server_port != 0, record->server_port);
    json_put_uint_if(json, "tcp_stream", record->tcp_stream != EVENT_NO_STREAM, record->tcp_stream);
    json_put_frame(json, "bind_frame", record->bind_frame);
    json_put_frame(json, "last_frame", record->last_frame);
    json_put_text(json, "closed_by", record->closed_by);
    json_put_text(json, "how_far", record->how_far);
    json_end_line(json);
}

/* A long report needs no memory of its size. */
static void drain(struct json_writer *json, FILE *out)
{
    fwrite(json->out->str, 1, json->out->len, out);
    g_string_truncate(json->out, 0);
}

static void put_findings(struct json_writer *json, const GPtrArray *findings, FILE *out)
{
    struct krb_error_texts *texts = krb_error_texts_new(write_krb_error);

    json_begin_list(json, "findings");
    for (guint i = 0; i < findings->len; i++) {
        put_finding(json, findings->pdata[i], texts);
        drain(json, out);
    }
    json_end_array(json);
    krb_error_texts_free(texts);
}

static void put_all(struct json_writer *json, const struct report *report, FILE *out)
{
    json_put_uint(json, "schema", SCHEMA);
    json_put_text(json, "plugin", DCOMAUTH_VERSION);
    put_capture(json, report);
    json_begin_list(json, "causes");
    for (guint i = 0; i < report->causes->len; i++) {
        put_cause(json, g_ptr_array_index(report->causes, i));
        drain(json, out);
    }
    json_end_array(json);
    put_findings(json, report->findings, out);
    json_begin_list(json, "undetermined");
    for (guint i = 0; i < report->undetermined->len; i++)
        put_undetermined(json, g_ptr_array_index(report->undetermined, i));
    json_end_array(json);
    json_put_uint(json, "undetermined_total", report->capture.undetermined_associations);
    json_begin_list(json, "kdcs");
    for (guint i = 0; i < report->kdcs->len; i++)
        put_kdc(json, g_ptr_array_index(report->kdcs, i));
    json_end_array(json);
    json_begin_list(json, "unlinked_krb_errors");
    for (guint i = 0; i < report->unlinked->len; i++)
        put_unlinked(json, g_ptr_array_index(report->unlinked, i));
    json_end_array(json);
    json_put_uint(json, "unlinked_total", report->unlinked_total);
    put_code_counts(json, "routine_krb_errors", report->routine);
    json_put_texts(json, "limits", report->limits);
}

void report_write_json(FILE *out, const struct report *report)
{
    struct json_writer json = {.out = g_string_new(NULL)};

    json_begin_object(&json);
    put_all(&json, report, out);
    json_end_object(&json);
    g_string_append_c(json.out, '\n');
    drain(&json, out);
    g_string_free(json.out, TRUE);
}
