/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

static void clear_fact(gpointer data)
{
    g_free(((struct text_fact *)data)->text);
}

/* Takes over text; an empty one is no fact. */
static void add_fact(GArray *facts, const char *label, GString *text)
{
    struct text_fact fact = {label, text_clean(text->str)};

    g_string_free(text, TRUE);
    if (*fact.text)
        g_array_append_val(facts, fact);
    else
        g_free(fact.text);
}

static void append(GString *text, const char *separator, const char *part)
{
    if (part && *part)
        g_string_append_printf(text, "%s%s", text->len ? separator : "", part);
}

/* "label frame N", for frames that the capture has. */
static void append_frame(GString *text, const char *label, uint32_t frame)
{
    if (frame)
        g_string_append_printf(text, "%s%s frame %u", text->len ? ", " : "", label, frame);
}

static GString *who(const struct finding *finding)
{
    GString *text = g_string_new(NULL);

    append(text, ", ", finding->principal);
    if (finding->ntlm_user)
        append(text, ", ", "NTLM user ");
    append(text, "", finding->ntlm_user);
    return text;
}

static GString *from_to(const struct finding *finding)
{
    g_autofree char *client = text_address(&finding->client);
    g_autofree char *server = text_address(&finding->server);
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "client %s " TEXT_ARROW " server %s", client, server);
    if (finding->server_port)
        g_string_append_printf(text, " port %u", finding->server_port);
    if (finding->spn)
        g_string_append_printf(text, ", SPN %s", finding->spn);
    return text;
}

static GString *call(const struct finding *finding)
{
    GString *text = g_string_new(finding->interface ? finding->interface : "");

    if (finding->interface_uuid && text->len)
        g_string_append_printf(text, " {%s}", finding->interface_uuid);
    else
        append(text, "", finding->interface_uuid);
    if (finding->has_opnum)
        g_string_append_printf(text, "%sopnum %u", text->len ? ", " : "", finding->opnum);
    if (finding->has_auth) {
        g_autofree char *auth = text_auth(finding);

        append(text, ", ", auth);
    }
    return text;
}

static GString *when(const struct finding *finding)
{
    g_autofree char *time = text_time_iso(finding->time_ns);
    g_autofree char *relative = text_seconds(finding->relative_ns);
    GString *text = g_string_new(NULL);

    if (finding->time_ns == EVENT_NO_TIME)
        return g_string_assign(text, "the packets have no time stamps");
    append(text, "", time);
    append(text, ", ", relative);
    g_string_append(text, " s into the capture");
    return text;
}

static GString *where(const struct finding *finding)
{
    GString *text = g_string_new(NULL);

    append_frame(text, "connection opened in", finding->connection_frame);
    append_frame(text, "bind in", finding->bind_frame);
    if (finding->last_leg_frame != finding->bind_frame)
        append_frame(text, "last leg in", finding->last_leg_frame);
    append_frame(text, finding->outcome == OUTCOME_UNDETERMINED ? "last seen in" : "answer in",
                 finding->answer_frame);
    if (finding->tcp_stream != EVENT_NO_STREAM)
        g_string_append_printf(text, "%sTCP stream %u", text->len ? ", " : "", finding->tcp_stream);
    return text;
}

static GString *outcome(const struct finding *finding)
{
    GString *text = g_string_new(outcome_id(finding->outcome));

    append(text, ": ", outcome_text(finding->outcome));
    if (finding->has_status) {
        g_autofree char *status = text_status(finding);

        append(text, ", status ", status);
    }
    if (finding->has_reject_reason) {
        g_autofree char *reason = text_reject_reason(finding->reject_reason);

        append(text, ", reject reason ", reason);
    }
    return text;
}

static GString *application(const struct finding *finding)
{
    GString *text = g_string_new(NULL);

    if (finding->has_hresult) {
        g_autofree char *hresult = text_hresult(finding->hresult);
        const char *meaning = hresult_text(finding->hresult);

        append(text, "", hresult);
        if (meaning)
            g_string_append_printf(text, " \"%s\"", meaning);
        append(text, " ", finding->hresult_documented ? "(documented)" : "(inferred)");
    }
    for (unsigned i = 0; i < finding->hresult_alternative_count; i++) {
        g_autofree char *other = text_hresult(finding->hresult_alternatives[i]);

        append(text, i ? ", " : "; also seen: ", other);
    }
    return text;
}

static void add_krb_errors(GArray *facts, const struct finding *finding)
{
    for (guint i = 0; i < finding->krb_errors->len; i++) {
        g_autofree char *error =
            text_krb_error(&g_array_index(finding->krb_errors, struct finding_krb_error, i));

        add_fact(facts, "KRB-ERROR", g_string_new(error));
    }
}

static GString *unanswered(const struct finding *finding)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < finding->unanswered_requests->len; i++)
        append_frame(text, "request in", g_array_index(finding->unanswered_requests, uint32_t, i));
    return text;
}

static GString *exchange(const struct finding *finding)
{
    GString *text = g_string_new(NULL);

    append_frame(text, "AS-REQ", finding->exchange.as_req_frame);
    append_frame(text, "AS-REP", finding->exchange.as_rep_frame);
    append_frame(text, "TGS-REQ", finding->exchange.tgs_req_frame);
    append_frame(text, "TGS-REP", finding->exchange.tgs_rep_frame);
    return text;
}

static GString *etypes(const struct finding *finding)
{
    g_autofree char *line = text_etype_line(finding);

    return g_string_new(line ? line : "");
}

static GString *clocks(const struct finding *finding)
{
    int64_t skew = finding->clock_skew_ns;
    g_autofree char *seconds = text_seconds(skew < 0 ? -skew : skew);
    GString *text = g_string_new(NULL);

    if (finding->has_clock_skew)
        g_string_append_printf(text, "the sender of the KRB-ERROR is %s s %s the capture", seconds,
                               skew < 0 ? "behind" : "ahead of");
    return text;
}

static GString *events(const struct finding *finding)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < finding->events->len; i++)
        append(text, ", ", g_ptr_array_index(finding->events, i));
    return text;
}

GArray *text_facts(const struct finding *finding)
{
    GArray *facts = g_array_new(FALSE, FALSE, sizeof(struct text_fact));

    g_array_set_clear_func(facts, clear_fact);
    add_fact(facts, "Who", who(finding));
    add_fact(facts, "Between", from_to(finding));
    add_fact(facts, "Call", call(finding));
    add_fact(facts, "When", when(finding));
    add_fact(facts, "Frames", where(finding));
    add_fact(facts, "Outcome", outcome(finding));
    add_fact(facts, "Application", application(finding));
    add_krb_errors(facts, finding);
    add_fact(facts, "No answer", unanswered(finding));
    add_fact(facts, "Tickets", exchange(finding));
    add_fact(facts, "Etypes", etypes(finding));
    add_fact(facts, "Clocks", clocks(finding));
    add_fact(facts, "Event log", events(finding));
    return facts;
}
