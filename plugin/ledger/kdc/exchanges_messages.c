/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../vocabulary/numbers.h"
#include "exchange_rules.h"
#include "exchanges_parts.h"

#include <string.h>

void exchange_frames_add(struct exchange_frames *frames, uint32_t frame)
{
    if (frames->count < EXCHANGE_FRAMES_MAX)
        frames->list[frames->count++] = frame;
}

/* More than a connection has been seen of it; the SYN was no request. */
static void drop_connect(struct kdc_exchange *exchange)
{
    if (!exchange->connect_only)
        return;
    exchange->connect_only = false;
    exchange->requests.count = 0;
}

static void name_service(struct kdc_exchange *exchange, const char *sname)
{
    g_free(exchange->spn);
    g_free(exchange->spn_parts.host);
    exchange->spn = g_strdup(sname);
    exchange->spn_parts = spn_split(sname);
    exchange->spn_host = (struct hosts_kept){0};
}

static void fill_request(struct kdc_exchange *exchange, const struct krb_message *message)
{
    exchange->has_request = true;
    drop_connect(exchange);
    exchange->request_type = message->type;
    exchange->has_nonce = message->has_nonce;
    exchange->nonce = message->nonce;
    g_free(exchange->cname); /* an answer that came first may have named them */
    exchange->cname = g_strdup(message->cname);
    name_service(exchange, message->sname);
    g_free(exchange->realm);
    exchange->realm = g_strdup(message->realm);
    exchange->s4u_user = g_strdup(message->s4u_user);
    exchange->s4u_realm = g_strdup(message->s4u_realm);
    exchange->padata = message->padata;
    exchange->kdc_options = message->kdc_options;
    exchange->offered = message->offered;
    exchange->preauth_etype = message->preauth_etype;
    exchange->authenticator_etype = message->authenticator_etype;
    exchange->has_tgt = message->ticket.present;
    exchange->tgt_fingerprint = message->ticket.fingerprint;
    exchange->tgt_sname = g_strdup(message->ticket.sname);
    exchange->tgt_realm = g_strdup(message->ticket.realm);
    exchange->tgt_etype = message->ticket.etype;
}

/* S4U2Proxy names nobody: the user is the one of the ticket that it brings (MS-SFU 3.1.5.2.1). */
static void take_evidence(const struct exchanges *exchanges, struct kdc_exchange *exchange,
                          const struct krb_ticket *evidence)
{
    const struct issued_ticket *ticket;

    if (!exchange_is_s4u_proxy(exchange))
        return;
    exchange->evidence_fingerprint = evidence->fingerprint;
    ticket = tickets_find(exchanges->tickets, evidence->fingerprint);
    if (!ticket || exchange->s4u_user)
        return;
    exchange->s4u_user = g_strdup(ticket->cname);
    exchange->s4u_realm = g_strdup(ticket->crealm);
}

/* The client goes on after it was asked to pre-authenticate, whatever becomes of that. */
static bool mark_gone_on(struct kdc_exchange *earlier, void *user_data)
{
    if (earlier != user_data && earlier->state == EXCHANGE_REFUSED &&
        earlier->error_code == KDC_ERR_PREAUTH_REQUIRED &&
        exchange_same_purpose(earlier, user_data))
        earlier->followed = true;
    return true;
}

static void add_request(struct exchanges *exchanges, const struct event_origin *origin,
                        const struct krb_message *message)
{
    struct flow flow = {origin->source, origin->target, origin->source_port,
                        (uint16_t)origin->transport};
    struct kdc_exchange *exchange = exchanges_latest(exchanges, &flow);

    if (exchange && exchange_repeats_request(exchange, message)) {
        exchange_frames_add(&exchange->requests, origin->frame);
        exchange->last_request_ns = origin->time_ns;
        return;
    }
    if (message->has_nonce &&
        past_requests_take_copy(exchanges->past, &origin->source, &origin->target,
                                origin->source_port, message->nonce)) {
        if (exchange && exchange->connect_only)
            exchanges_drop(exchanges, exchange); /* the copy of its SYN */
        return;
    }
    /* In a capture merged from two clocks an answer may stand before its request. */
    if (!exchange || exchange->has_request)
        exchange = exchanges_start(exchanges, &flow);
    if (exchange->answers.count == 0)
        exchanges->total++;
    else if (!origin->untimed)
        reversed_add(&exchanges->reversed, exchange->answers.list[0],
                     origin->time_ns - exchange->answer_ns);
    bool was_connect_only = exchange->connect_only;
    fill_request(exchange, message);
    exchange->cut = origin->cut;
    exchange->untimed = origin->untimed;
    take_evidence(exchanges, exchange, &message->additional);
    if (message->type == KRB_AS_REQ)
        exchanges_of_client(exchanges, &exchange->client, mark_gone_on, exchange);
    if (was_connect_only)
        exchanges_of_client(exchanges, &exchange->client, exchange_mark_retry, exchange);
    exchange_frames_add(&exchange->requests, origin->frame);
    exchange->request_ns = exchange->last_request_ns = origin->time_ns;

    struct issued_ticket *tgt = tickets_get(exchanges->tickets, &message->ticket);
    if (tgt && !host_addr_known(&tgt->client))
        tgt->client = origin->source;
}

/* The KDC names the account's encryption types in the answer to the first AS-REQ (RFC 4120
 * 5.2.7.5); they hold for the next one as well. */
static bool copy_hints(struct kdc_exchange *earlier, void *user_data)
{
    struct kdc_exchange *later = user_data;

    if (earlier == later || earlier->hints.count == 0 || !exchange_same_purpose(earlier, later))
        return true;
    later->hints = earlier->hints;
    return false;
}

static bool mark_earlier(struct kdc_exchange *earlier, void *user_data)
{
    const struct kdc_exchange *later = user_data;

    /* Whatever a mere connection was for, an answer from another KDC served instead. */
    if (earlier->connect_only && earlier != later)
        earlier->overcome = true;
    if (earlier == later || earlier->state == EXCHANGE_GRANTED ||
        !exchange_same_purpose(earlier, later))
        return true;
    earlier->followed = true;
    if (later->state == EXCHANGE_GRANTED || exchange_gets_past(later, earlier)) {
        earlier->overcome = true;
        earlier->overcome_by_user_to_user =
            exchange_is_user_to_user(later) && !exchange_is_user_to_user(earlier);
    }
    return true;
}

static enum ticket_origin origin_of(const struct kdc_exchange *exchange,
                                    const struct krb_message *answer)
{
    if (answer->type == KRB_AS_REP)
        return TICKET_OF_LOGON;
    if (exchange_is_s4u_proxy(exchange))
        return TICKET_BY_PROXY;
    if (exchange_is_s4u_self(exchange))
        return TICKET_TO_SELF;
    if (ticket_name_is_of_trust(answer->ticket.sname, answer->ticket.realm))
        return TICKET_REFERRAL;
    if (exchange->kdc_options & KRB_OPT_RENEW)
        return TICKET_RENEWED;
    return exchange->kdc_options & KRB_OPT_FORWARDED ? TICKET_FORWARDED : TICKET_OF_REQUEST;
}

/* Whose ticket it is: that of who presents the TGT, but for delegation (MS-SFU 3.2.5). */
static void name_holder(struct issued_ticket *ticket, const struct kdc_exchange *exchange,
                        const struct issued_ticket *tgt, const struct krb_message *answer)
{
    bool delegated = exchange_is_s4u(exchange);
    const char *cname = tgt && !delegated ? tgt->cname : answer->cname;
    const char *crealm = tgt && !delegated ? tgt->crealm : answer->crealm;

    if (delegated && !cname) {
        cname = exchange->s4u_user;
        crealm = exchange->s4u_realm;
    }
    char *holder = g_strdup(cname ? cname : exchange->cname);
    char *realm = g_strdup(crealm ? crealm : exchange->realm);
    g_free(ticket->cname); /* only now: the ticket may be the TGT */
    g_free(ticket->crealm);
    ticket->cname = holder;
    ticket->crealm = realm;
}

/* The ticket of an answer; what is known of the TGT passes on to it. */
static void issue(struct exchanges *exchanges, const struct kdc_exchange *exchange,
                  const struct event_origin *origin, const struct krb_message *answer)
{
    bool logon = answer->type == KRB_AS_REP;
    struct issued_ticket *ticket = tickets_get(exchanges->tickets, &answer->ticket);
    const struct issued_ticket *tgt =
        logon ? NULL : tickets_find(exchanges->tickets, exchange->tgt_fingerprint);

    if (!ticket || ticket->rep_frame != 0)
        return;
    ticket->req_frame = exchange->requests.count ? exchange->requests.list[0] : 0;
    ticket->rep_frame = origin->frame;
    ticket->issuer = exchange->kdc;
    ticket->client = exchange->client;
    name_holder(ticket, exchange, tgt, answer);
    ticket->offered = exchange->offered;
    if (logon)
        ticket->hints = exchange->hints;
    else if (tgt)
        ticket->hints = tgt->hints;
    ticket->origin = origin_of(exchange, answer);
    ticket->tgt_fingerprint = logon ? 0 : exchange->tgt_fingerprint;
    ticket->evidence_fingerprint = exchange->evidence_fingerprint;
}

static void take_grant(struct exchanges *exchanges, struct kdc_exchange *exchange,
                       const struct event_origin *origin, const struct krb_message *answer)
{
    struct kdc *kdc = kdcs_get(exchanges->kdcs, &exchange->kdc);
    struct issued_ticket *tgt = tickets_find(exchanges->tickets, exchange->tgt_fingerprint);
    bool logon = answer->type == KRB_AS_REP;

    exchange->state = EXCHANGE_GRANTED;
    exchange->issued_fingerprint = answer->ticket.fingerprint;
    if (answer->hints.count > 0)
        exchange->hints = answer->hints;
    if (kdc) {
        *(logon ? &kdc->as_ok : &kdc->tgs_ok) += 1;
        if (!logon) {
            g_hash_table_add(kdc->tgt_accepted, GINT_TO_POINTER(exchange->tgt_etype));
            kdc_add_granted_spn(kdc, answer->ticket.sname);
        }
    }
    if (tgt && !logon) {
        ticket_add_use(tgt, &exchange->kdc, true, origin->frame);
        if (kdc)
            kdc_add_key_taken(kdc, tgt, origin->frame);
    }
    issue(exchanges, exchange, origin, answer);
    if (exchange_grants_what_was_asked(exchange, answer))
        exchanges_of_client(exchanges, &exchange->client, mark_earlier, exchange);
}

static void note_tgt_use(struct exchanges *exchanges, struct kdc_exchange *exchange, uint32_t frame,
                         struct kdc *kdc)
{
    struct issued_ticket *tgt = tickets_find(exchanges->tickets, exchange->tgt_fingerprint);
    bool readable = krb_code_proves_tgt_readable(exchange->error_code);
    bool own = tgt && hosts_same(exchanges->hosts, &tgt->issuer, &exchange->kdc);
    bool unreadable = krb_code_is_of_unreadable_tgt(exchange->error_code) ||
                      (exchange->error_code == KDC_ERR_ETYPE_NOSUPP && !own);

    if (!readable && !unreadable)
        return;
    if (tgt)
        ticket_add_use(tgt, &exchange->kdc, readable, frame);
    if (tgt && kdc && readable)
        kdc_add_key_taken(kdc, tgt, frame);
    if (kdc && exchange->has_tgt)
        g_hash_table_add(readable ? kdc->tgt_accepted : kdc->tgt_refused,
                         GINT_TO_POINTER(exchange->tgt_etype));
}

static bool user_calls_it_routine(const struct exchanges *exchanges, int32_t code)
{
    for (unsigned i = 0; i < exchanges->routine_code_count; i++)
        if (exchanges->routine_codes[i] == code)
            return true;
    return false;
}

static void take_refusal(struct exchanges *exchanges, struct kdc_exchange *exchange,
                         const struct event_origin *origin, const struct krb_message *error)
{
    struct kdc *kdc = kdcs_get(exchanges->kdcs, &exchange->kdc);

    exchange->state = EXCHANGE_REFUSED;
    exchange->error_code = error->error_code;
    exchange->answer_sname = g_strdup(error->sname);
    exchange->answer_realm = g_strdup(error->realm);
    exchange->answer_cut = origin->cut;
    exchange->has_stime = error->has_stime && !origin->untimed;
    exchange->stime_ns = error->stime_ns;
    exchange->e_text = g_strdup(error->e_text);
    exchange->has_nt_status = error->has_nt_status;
    exchange->nt_status = error->nt_status;
    /* PREAUTH_REQUIRED only offers FAST; elsewhere it holds the true error. */
    exchange->answer_in_fast =
        (error->padata & KRB_PA_FX_FAST) != 0 && error->error_code != KDC_ERR_PREAUTH_REQUIRED;
    exchange->no_method = (error->padata & (KRB_PA_HINT | KRB_PA_METHOD)) == KRB_PA_HINT;
    if (error->hints.count > 0 || error->error_code == KDC_ERR_PREAUTH_REQUIRED)
        exchange->hints = error->hints;
    if (!exchange->has_request) {
        name_service(exchange, error->sname);
        exchange->realm = g_strdup(error->realm);
        exchange->cname = g_strdup(error->cname);
    }
    exchange->routine = exchange_is_routine_by_nature(exchange) ||
                        user_calls_it_routine(exchanges, exchange->error_code);
    exchanges->error_total++;
    if (kdc)
        kdc_count_error(kdc, exchange->error_code);
    if (exchange->has_request && exchange->request_type == KRB_TGS_REQ)
        note_tgt_use(exchanges, exchange, origin->frame, kdc);
    exchanges_of_client(exchanges, &exchange->client, mark_earlier, exchange);
}

static void add_answer(struct exchanges *exchanges, const struct event_origin *origin,
                       const struct krb_message *message)
{
    struct flow flow = {origin->target, origin->source, origin->target_port,
                        (uint16_t)origin->transport};
    struct kdc_exchange *exchange = exchanges_latest(exchanges, &flow);
    bool waiting = exchange &&
                   (exchange->state == EXCHANGE_WAITING || exchange->state == EXCHANGE_UNREACHABLE);

    if (!exchange && message->type == KRB_ERROR && origin->source_port != KERBEROS_PORT)
        return; /* of a service on another port, such as the password service (RFC 3244) */
    if (!exchange && past_requests_answers_copy(exchanges->past, &origin->target, &origin->source,
                                                origin->target_port))
        return;
    if (!exchange)
        exchange = exchanges_start(exchanges, &flow);
    if (!exchange->has_request && exchange->answers.count == 0) {
        exchanges->total++;
        if (exchanges->orphans++ == 0)
            exchanges->orphan_frame = origin->frame;
    }
    drop_connect(exchange);
    exchanges->any_kdc_frame = true;
    if (exchange->answers.count > 0 && !waiting &&
        (message->type == KRB_ERROR) != (exchange->state == EXCHANGE_REFUSED))
        return; /* of another kind, so no copy: the first answer counts */
    exchange_frames_add(&exchange->answers, origin->frame);
    if (exchange->answers.count > 1 && !waiting)
        return; /* a copy, or the answer to a retransmission */
    exchange->answer_ns = origin->time_ns;
    if (exchange->has_request && exchange->request_type == KRB_AS_REQ)
        exchanges_of_client(exchanges, &exchange->client, copy_hints, exchange);
    if (message->type == KRB_ERROR)
        take_refusal(exchanges, exchange, origin, message);
    else
        take_grant(exchanges, exchange, origin, message);
}

void exchanges_add_message(struct exchanges *exchanges, const struct event_origin *origin,
                           const struct krb_message *message)
{
    switch (message->type) {
    case KRB_AS_REQ:
    case KRB_TGS_REQ:
        add_request(exchanges, origin, message);
        break;
    case KRB_AS_REP:
    case KRB_TGS_REP:
    case KRB_ERROR:
        add_answer(exchanges, origin, message);
        break;
    default:
        break;
    }
}
