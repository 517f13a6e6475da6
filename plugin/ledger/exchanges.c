/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exchange_rules.h"

#include <string.h>

enum {
    EXCHANGES_MAX = 65536,
    EXCHANGES_PER_CLIENT_MAX = 256,
    KERBEROS_PORT = 88,
};

enum { ERR_ETYPE_NOSUPP = 14, ERR_PREAUTH_REQUIRED = 25 };

struct flow {
    struct host_addr client;
    struct host_addr kdc;
    uint16_t client_port;
    uint16_t transport;
};

struct node {
    struct kdc_exchange exchange; /* first, so that the two pointers convert */
    struct flow flow;
    GList *age_link;
    GList *client_link;
};

struct exchanges {
    const struct hosts *hosts;
    struct tickets *tickets;
    struct kdcs *kdcs;
    GHashTable *by_flow;   /* struct flow in the node -> struct node, the latest of the flow */
    GHashTable *by_client; /* struct host_addr -> GQueue of struct node, oldest first */
    GQueue by_age;         /* struct node, owned, oldest first */
    int32_t *routine_codes;
    unsigned routine_code_count;
    exchange_visitor forgotten;
    void *forgotten_data;
    uint32_t total;
    uint32_t error_total;
    uint32_t orphans;
    uint32_t orphan_frame;
    uint32_t unseen_answers;
    uint32_t unseen_answer_frame;
    bool any_kdc_frame;
};

static guint flow_hash(gconstpointer key)
{
    const struct flow *flow = key;

    return host_addr_hash(&flow->client) * 31 + host_addr_hash(&flow->kdc) * 7 +
           flow->client_port * 2u + flow->transport;
}

static gboolean flow_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct flow)) == 0;
}

static void client_queue_free(gpointer queue)
{
    g_queue_free(queue);
}

struct exchanges *exchanges_new(const struct hosts *hosts, struct tickets *tickets,
                                struct kdcs *kdcs)
{
    struct exchanges *exchanges = g_new0(struct exchanges, 1);

    exchanges->hosts = hosts;
    exchanges->tickets = tickets;
    exchanges->kdcs = kdcs;
    exchanges->by_flow = g_hash_table_new(flow_hash, flow_equal);
    exchanges->by_client =
        g_hash_table_new_full(host_addr_hash, host_addr_hash_equal, g_free, client_queue_free);
    g_queue_init(&exchanges->by_age);
    return exchanges;
}

static void node_free(gpointer data)
{
    struct kdc_exchange *exchange = data;

    g_free(exchange->cname);
    g_free(exchange->spn);
    g_free(exchange->realm);
    g_free(exchange->s4u_user);
    g_free(exchange->tgt_sname);
    g_free(exchange->tgt_realm);
    g_free(exchange->e_text);
    g_free(exchange);
}

void exchanges_free(struct exchanges *exchanges)
{
    if (!exchanges)
        return;
    g_hash_table_destroy(exchanges->by_flow);
    g_hash_table_destroy(exchanges->by_client);
    g_queue_clear_full(&exchanges->by_age, node_free);
    g_free(exchanges->routine_codes);
    g_free(exchanges);
}

void exchanges_set_routine_codes(struct exchanges *exchanges, const int32_t *codes, unsigned count)
{
    g_free(exchanges->routine_codes);
    exchanges->routine_codes = g_memdup2(codes, count * sizeof *codes);
    exchanges->routine_code_count = count;
}

void exchanges_set_forgotten(struct exchanges *exchanges, exchange_visitor forgotten,
                             void *user_data)
{
    exchanges->forgotten = forgotten;
    exchanges->forgotten_data = user_data;
}

static GQueue *client_queue(const struct exchanges *exchanges, const struct host_addr *client)
{
    return g_hash_table_lookup(exchanges->by_client, client);
}

static void forget(struct exchanges *exchanges, struct node *node)
{
    struct kdc_exchange *exchange = &node->exchange;

    if (exchange->state == EXCHANGE_WAITING || exchange->state == EXCHANGE_UNREACHABLE) {
        struct kdc *kdc = kdcs_get(exchanges->kdcs, &exchange->kdc);
        if (kdc && !exchange->connect_only && !exchange->answer_unseen)
            kdc->unanswered++;
    } else if (exchange->state == EXCHANGE_REFUSED && exchanges->forgotten) {
        exchanges->forgotten(exchange, exchanges->forgotten_data);
    }
    if (g_hash_table_lookup(exchanges->by_flow, &node->flow) == node)
        g_hash_table_remove(exchanges->by_flow, &node->flow);
    GQueue *queue = client_queue(exchanges, &exchange->client);
    g_queue_delete_link(queue, node->client_link);
    if (g_queue_is_empty(queue))
        g_hash_table_remove(exchanges->by_client, &exchange->client);
    g_queue_delete_link(&exchanges->by_age, node->age_link);
    node_free(node);
}

void exchanges_expire(struct exchanges *exchanges, int64_t before_ns)
{
    struct node *oldest;

    while ((oldest = g_queue_peek_head(&exchanges->by_age)) &&
           MAX(oldest->exchange.last_request_ns, oldest->exchange.answer_ns) < before_ns)
        forget(exchanges, oldest);
}

static struct kdc_exchange *start_exchange(struct exchanges *exchanges, const struct flow *flow)
{
    GQueue *queue = client_queue(exchanges, &flow->client);

    if (queue && g_queue_get_length(queue) >= EXCHANGES_PER_CLIENT_MAX)
        forget(exchanges, g_queue_peek_head(queue));
    if (g_queue_get_length(&exchanges->by_age) >= EXCHANGES_MAX)
        forget(exchanges, g_queue_peek_head(&exchanges->by_age));

    queue = client_queue(exchanges, &flow->client);
    if (!queue) {
        queue = g_queue_new();
        g_hash_table_insert(exchanges->by_client, g_memdup2(&flow->client, sizeof flow->client),
                            queue);
    }
    struct node *node = g_new0(struct node, 1);
    node->flow = *flow;
    node->exchange.client = flow->client;
    node->exchange.kdc = flow->kdc;
    node->exchange.client_port = flow->client_port;
    node->exchange.transport = flow->transport;
    g_queue_push_tail(&exchanges->by_age, node);
    node->age_link = exchanges->by_age.tail;
    g_queue_push_tail(queue, node);
    node->client_link = queue->tail;
    g_hash_table_replace(exchanges->by_flow, &node->flow, node);
    return &node->exchange;
}

static void frames_add(struct exchange_frames *frames, uint32_t frame)
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

static void fill_request(struct kdc_exchange *exchange, const struct krb_message *message)
{
    exchange->has_request = true;
    drop_connect(exchange);
    exchange->request_type = message->type;
    exchange->has_nonce = message->has_nonce;
    exchange->nonce = message->nonce;
    g_free(exchange->cname); /* an answer that came first may have named them */
    exchange->cname = g_strdup(message->cname);
    g_free(exchange->spn);
    exchange->spn = g_strdup(message->sname);
    g_free(exchange->realm);
    exchange->realm = g_strdup(message->realm);
    exchange->s4u_user = g_strdup(message->s4u_user);
    exchange->padata = message->padata;
    exchange->kdc_options = message->kdc_options;
    exchange->offered = message->offered;
    exchange->preauth_etype = message->preauth_etype;
    exchange->authenticator_etype = message->authenticator_etype;
    exchange->has_additional_ticket = message->additional.present;
    exchange->has_tgt = message->ticket.present;
    exchange->tgt_fingerprint = message->ticket.fingerprint;
    exchange->tgt_sname = g_strdup(message->ticket.sname);
    exchange->tgt_realm = g_strdup(message->ticket.realm);
    exchange->tgt_etype = message->ticket.etype;
    exchange->tgt_has_kvno = message->ticket.has_kvno;
    exchange->tgt_kvno = message->ticket.kvno;
}

/* "Use TCP" was followed by a connection; whether its request was answered shows only where the
 * capture holds the request. */
static bool mark_retry(struct kdc_exchange *earlier, void *user_data)
{
    const struct kdc_exchange *retry = user_data;

    if (retry->has_request && !exchange_same_purpose(earlier, retry))
        return true; /* so it was no retry, or not of this one */
    if (host_addr_equal(&earlier->kdc, &retry->kdc))
        earlier->retry_unseen = retry->connect_only || retry->cut || retry->answer_unseen;
    return true;
}

static void add_request(struct exchanges *exchanges, const struct event_origin *origin,
                        const struct krb_message *message)
{
    struct flow flow = {origin->source, origin->target, origin->source_port,
                        (uint16_t)origin->transport};
    struct node *latest = g_hash_table_lookup(exchanges->by_flow, &flow);
    struct kdc_exchange *exchange = latest ? &latest->exchange : NULL;

    if (exchange && exchange_repeats_request(exchange, message)) {
        frames_add(&exchange->requests, origin->frame);
        exchange->last_request_ns = origin->time_ns;
        return;
    }
    /* In a capture merged from two clocks an answer may stand before its request. */
    if (!exchange || exchange->has_request)
        exchange = start_exchange(exchanges, &flow);
    if (exchange->answers.count == 0)
        exchanges->total++;
    bool was_connect_only = exchange->connect_only;
    fill_request(exchange, message);
    exchange->cut = origin->cut;
    if (was_connect_only)
        exchanges_of_client(exchanges, &exchange->client, mark_retry, exchange);
    frames_add(&exchange->requests, origin->frame);
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

static void take_grant(struct exchanges *exchanges, struct kdc_exchange *exchange,
                       const struct event_origin *origin, const struct krb_message *answer)
{
    struct kdc *kdc = kdcs_get(exchanges->kdcs, &exchange->kdc);
    struct issued_ticket *tgt = tickets_find(exchanges->tickets, exchange->tgt_fingerprint);
    bool logon = answer->type == KRB_AS_REP;
    struct krb_etypes tgt_hints = {0};
    char *cname = g_strdup(tgt && !logon ? tgt->cname : answer->cname);
    char *crealm = g_strdup(tgt && !logon ? tgt->crealm : answer->crealm);

    exchange->state = EXCHANGE_GRANTED;
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
        tgt_hints = tgt->hints;
    }
    struct issued_ticket *ticket = tickets_get(exchanges->tickets, &answer->ticket);
    if (ticket && ticket->rep_frame == 0) {
        ticket->req_frame = exchange->requests.count ? exchange->requests.list[0] : 0;
        ticket->rep_frame = origin->frame;
        ticket->issued_ns = origin->time_ns;
        ticket->issuer = exchange->kdc;
        ticket->client = exchange->client;
        g_free(ticket->cname);
        g_free(ticket->crealm);
        ticket->cname = g_strdup(cname ? cname : exchange->cname);
        ticket->crealm = g_strdup(crealm ? crealm : exchange->realm);
        ticket->offered = exchange->offered;
        ticket->hints = logon ? exchange->hints : tgt_hints;
        ticket->tgt_fingerprint = logon ? 0 : exchange->tgt_fingerprint;
        exchange->issued_fingerprint = ticket->fingerprint;
    }
    g_free(cname);
    g_free(crealm);
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
                      (exchange->error_code == ERR_ETYPE_NOSUPP && !own);

    if (!readable && !unreadable)
        return;
    if (tgt)
        ticket_add_use(tgt, &exchange->kdc, readable, frame);
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
    exchange->has_stime = error->has_stime;
    exchange->stime_ns = error->stime_ns;
    exchange->e_text = g_strdup(error->e_text);
    exchange->has_nt_status = error->has_nt_status;
    exchange->nt_status = error->nt_status;
    /* PREAUTH_REQUIRED only offers FAST; elsewhere it holds the true error. */
    exchange->answer_in_fast =
        (error->padata & KRB_PA_FX_FAST) != 0 && error->error_code != ERR_PREAUTH_REQUIRED;
    if (error->hints.count > 0)
        exchange->hints = error->hints;
    if (!exchange->has_request) {
        exchange->spn = g_strdup(error->sname);
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
    struct node *latest = g_hash_table_lookup(exchanges->by_flow, &flow);
    struct kdc_exchange *exchange = latest ? &latest->exchange : NULL;
    bool waiting = exchange &&
                   (exchange->state == EXCHANGE_WAITING || exchange->state == EXCHANGE_UNREACHABLE);

    if (!exchange && message->type == KRB_ERROR && origin->source_port != KERBEROS_PORT)
        return; /* of a service on another port, such as the password service (RFC 3244) */
    if (!exchange)
        exchange = start_exchange(exchanges, &flow);
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
    frames_add(&exchange->answers, origin->frame);
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

static struct node *latest_of_flow(const struct exchanges *exchanges,
                                   const struct host_addr *client, const struct host_addr *kdc,
                                   uint16_t client_port, enum event_transport transport)
{
    struct flow flow = {*client, *kdc, client_port, (uint16_t)transport};

    return g_hash_table_lookup(exchanges->by_flow, &flow);
}

void exchanges_add_connect(struct exchanges *exchanges, const struct event_origin *origin)
{
    struct flow flow = {origin->source, origin->target, origin->source_port, EVENT_TCP};
    struct kdc_exchange *exchange = start_exchange(exchanges, &flow);

    exchange->connect_only = true;
    frames_add(&exchange->requests, origin->frame);
    exchange->request_ns = exchange->last_request_ns = origin->time_ns;
}

void exchanges_add_accept(struct exchanges *exchanges, const struct event_origin *origin)
{
    exchanges->any_kdc_frame = true;
    struct node *node =
        latest_of_flow(exchanges, &origin->target, &origin->source, origin->target_port, EVENT_TCP);

    if (!node)
        return;
    node->exchange.kdc_seen = true;
    if (node->exchange.connect_only)
        exchanges_of_client(exchanges, &origin->target, mark_retry, &node->exchange);
}

void exchanges_add_unreachable(struct exchanges *exchanges, const struct host_addr *client,
                               uint16_t client_port, const struct host_addr *kdc)
{
    static const enum event_transport transports[] = {EVENT_TCP, EVENT_UDP};

    exchanges->any_kdc_frame = true; /* at least what comes back is in the capture */
    for (size_t i = 0; i < G_N_ELEMENTS(transports); i++) {
        struct node *node = latest_of_flow(exchanges, client, kdc, client_port, transports[i]);

        if (node && node->exchange.state == EXCHANGE_WAITING && !node->exchange.answer_unseen)
            node->exchange.state = EXCHANGE_UNREACHABLE;
    }
}

static struct node *latest_of_segment(const struct exchanges *exchanges,
                                      const struct event_origin *origin)
{
    if (origin->source_port == KERBEROS_PORT)
        return latest_of_flow(exchanges, &origin->target, &origin->source, origin->target_port,
                              EVENT_TCP);
    return latest_of_flow(exchanges, &origin->source, &origin->target, origin->source_port,
                          EVENT_TCP);
}

void exchanges_add_unseen_answer(struct exchanges *exchanges, const struct event_origin *origin)
{
    struct node *node = latest_of_segment(exchanges, origin);
    struct kdc_exchange *exchange = node ? &node->exchange : NULL;

    if (!exchange || exchange->state != EXCHANGE_WAITING || exchange->answer_unseen)
        return;
    exchange->answer_unseen = true;
    exchanges->any_kdc_frame = true;
    if (exchanges->unseen_answers++ == 0)
        exchanges->unseen_answer_frame = exchange->requests.list[0];
    exchanges_of_client(exchanges, &exchange->client, mark_retry, exchange);
}

static gint newest_first(gconstpointer a, gconstpointer b)
{
    const struct kdc_exchange *const *left = a, *const *right = b;
    int64_t left_ns = MAX((*left)->last_request_ns, (*left)->answer_ns);
    int64_t right_ns = MAX((*right)->last_request_ns, (*right)->answer_ns);

    return left_ns < right_ns ? 1 : left_ns > right_ns ? -1 : 0;
}

void exchanges_of_client(const struct exchanges *exchanges, const struct host_addr *client,
                         exchange_visitor visit, void *user_data)
{
    struct host_addr addresses[HOSTS_ADDRESSES_MAX];
    unsigned count = hosts_addresses(exchanges->hosts, client, addresses);
    g_autoptr(GPtrArray) found = g_ptr_array_new();

    for (unsigned i = 0; i < count; i++) {
        GQueue *queue = client_queue(exchanges, &addresses[i]);
        for (GList *link = queue ? queue->tail : NULL; link; link = link->prev)
            g_ptr_array_add(found, link->data);
    }
    g_ptr_array_sort(found, newest_first);
    for (guint i = 0; i < found->len; i++)
        if (!visit(found->pdata[i], user_data))
            return;
}

void exchanges_foreach(const struct exchanges *exchanges, exchange_visitor visit, void *user_data)
{
    for (GList *link = exchanges->by_age.head; link; link = link->next)
        if (!visit(link->data, user_data))
            return;
}

uint32_t exchanges_orphans(const struct exchanges *exchanges, uint32_t *first_frame)
{
    *first_frame = exchanges->orphan_frame;
    return exchanges->orphans;
}

uint32_t exchanges_unseen_answers(const struct exchanges *exchanges, uint32_t *first_frame)
{
    *first_frame = exchanges->unseen_answer_frame;
    return exchanges->unseen_answers;
}

bool exchanges_kdc_seen(const struct exchanges *exchanges)
{
    return exchanges->any_kdc_frame;
}

uint32_t exchanges_total(const struct exchanges *exchanges)
{
    return exchanges->total;
}

uint32_t exchanges_error_total(const struct exchanges *exchanges)
{
    return exchanges->error_total;
}
