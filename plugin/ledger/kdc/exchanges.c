/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exchanges_parts.h"

#include <string.h>

enum {
    EXCHANGES_MAX = 65536,
    EXCHANGES_PER_CLIENT_MAX = 256,
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
    exchanges->past = past_requests_new();
    return exchanges;
}

static void node_free(gpointer data)
{
    struct kdc_exchange *exchange = data;

    g_free(exchange->cname);
    g_free(exchange->spn);
    g_free(exchange->spn_parts.host);
    g_free(exchange->realm);
    g_free(exchange->s4u_user);
    g_free(exchange->s4u_realm);
    g_free(exchange->tgt_sname);
    g_free(exchange->tgt_realm);
    g_free(exchange->answer_sname);
    g_free(exchange->answer_realm);
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
    past_requests_free(exchanges->past);
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
    if (exchange->has_nonce)
        past_requests_add(exchanges->past, &exchange->client, &exchange->kdc, exchange->client_port,
                          exchange->nonce);
    if (g_hash_table_lookup(exchanges->by_flow, &node->flow) == node)
        g_hash_table_remove(exchanges->by_flow, &node->flow);
    GQueue *queue = client_queue(exchanges, &exchange->client);
    g_queue_delete_link(queue, node->client_link);
    if (g_queue_is_empty(queue))
        g_hash_table_remove(exchanges->by_client, &exchange->client);
    g_queue_delete_link(&exchanges->by_age, node->age_link);
    node_free(node);
}

void exchanges_drop(struct exchanges *exchanges, struct kdc_exchange *exchange)
{
    forget(exchanges, (struct node *)exchange);
}

static int64_t latest_ns(const struct kdc_exchange *exchange)
{
    return MAX(exchange->last_request_ns, exchange->answer_ns);
}

void exchanges_expire(struct exchanges *exchanges, int64_t before_ns)
{
    struct node *oldest;

    while ((oldest = g_queue_peek_head(&exchanges->by_age)) &&
           latest_ns(&oldest->exchange) < before_ns)
        forget(exchanges, oldest);
}

struct kdc_exchange *exchanges_start(struct exchanges *exchanges, const struct flow *flow)
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

struct kdc_exchange *exchanges_latest(const struct exchanges *exchanges, const struct flow *flow)
{
    struct node *node = g_hash_table_lookup(exchanges->by_flow, flow);

    return node ? &node->exchange : NULL;
}

static gint newest_first(gconstpointer a, gconstpointer b)
{
    const struct kdc_exchange *const *left = a, *const *right = b;
    int64_t left_ns = latest_ns(*left), right_ns = latest_ns(*right);

    return left_ns < right_ns ? 1 : left_ns > right_ns ? -1 : 0;
}

/* As they mostly are. */
static bool is_newest_first(const GQueue *queue)
{
    int64_t later_ns = INT64_MAX;

    for (const GList *link = queue->tail; link; link = link->prev) {
        int64_t ns = latest_ns(link->data);

        if (ns > later_ns)
            return false;
        later_ns = ns;
    }
    return true;
}

/* Of one address, already sorted: by far the most. */
static void visit_sorted(const GQueue *queue, exchange_visitor visit, void *user_data)
{
    for (const GList *link = queue->tail; link; link = link->prev)
        if (!visit(link->data, user_data))
            return;
}

static void visit_all(GQueue *const *queues, unsigned count, exchange_visitor visit,
                      void *user_data)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();

    for (unsigned i = 0; i < count; i++)
        for (const GList *link = queues[i]->tail; link; link = link->prev)
            g_ptr_array_add(found, link->data);
    g_ptr_array_sort(found, newest_first);
    for (guint i = 0; i < found->len; i++)
        if (!visit(found->pdata[i], user_data))
            return;
}

void exchanges_of_client(const struct exchanges *exchanges, const struct host_addr *client,
                         exchange_visitor visit, void *user_data)
{
    struct host_addr addresses[HOSTS_ADDRESSES_MAX];
    unsigned address_count = hosts_addresses(exchanges->hosts, client, addresses);
    GQueue *queues[HOSTS_ADDRESSES_MAX];
    unsigned count = 0;

    for (unsigned i = 0; i < address_count; i++) {
        queues[count] = client_queue(exchanges, &addresses[i]);
        count += queues[count] != NULL;
    }
    if (count == 1 && is_newest_first(queues[0]))
        visit_sorted(queues[0], visit, user_data);
    else if (count > 0)
        visit_all(queues, count, visit, user_data);
}

void exchanges_foreach(const struct exchanges *exchanges, exchange_visitor visit, void *user_data)
{
    for (GList *link = exchanges->by_age.head; link; link = link->next)
        if (!visit(link->data, user_data))
            return;
}

struct reversed exchanges_reversed(const struct exchanges *exchanges)
{
    return exchanges->reversed;
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
