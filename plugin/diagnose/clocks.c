/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clocks.h"

#include "link.h"

#define NS_PER_S 1e9

struct search {
    const struct ledger *ledger;
    const struct finding *finding;
    int64_t from_ns; /* by the clock that is ahead */
    int64_t until_ns;
    const struct kdc_exchange *found;
};

static uint32_t frame_of(const struct kdc_exchange *exchange)
{
    return exchange->answers.count ? exchange->answers.list[0] : exchange->requests.list[0];
}

static bool may_be_for(const struct search *search, struct kdc_exchange *exchange)
{
    return exchange->spn_parts.class != SPN_FOREIGN &&
           exchange_match_host(exchange, ledger_hosts(search->ledger), &search->finding->server) !=
               HOSTS_OTHER_HOST;
}

static bool find_hidden(struct kdc_exchange *exchange, void *user_data)
{
    struct search *search = user_data;
    int64_t time_ns = exchange->answers.count ? exchange->answer_ns : exchange->request_ns;
    bool failed =
        exchange_is_failure(exchange) || exchange_is_unanswered(exchange, search->until_ns);

    if (!failed || frame_of(exchange) <= search->finding->bind_frame || time_ns < search->from_ns ||
        time_ns > search->until_ns || !may_be_for(search, exchange))
        return true;
    search->found = exchange;
    return false;
}

/* Where the client had a ticket for the server, the KDC is not to blame. */
static bool is_settled(const struct finding *finding)
{
    return finding->severity == SEVERITY_NOTE || finding->time_ns == EVENT_NO_TIME ||
           finding->krb_errors->len > 0 || finding->unanswered_requests->len > 0 ||
           finding->etypes.ticket != FINDING_ETYPE_UNKNOWN;
}

void clocks_doubt(const struct ledger *ledger, const struct connection_copy *copy,
                  struct finding *finding)
{
    struct search search = {
        .ledger = ledger,
        .finding = finding,
        .from_ns = copy->syn_ns - LINK_BEFORE_CONNECTION_NS,
        .until_ns = finding->time_ns + copy->offset_ns,
    };

    if (is_settled(finding))
        return;
    exchanges_of_client(ledger_exchanges(ledger), &finding->client, find_hidden, &search);
    if (!search.found)
        return;
    finding->confidence = CONFIDENCE_LOW;
    g_autofree char *seconds = g_strdup_printf("%.3f", (double)copy->offset_ns / NS_PER_S);
    evidence_add(finding->evidence, EVIDENCE_TWO_CLOCKS,
                 WORDS(FRAME_WORD(copy->frame), FRAME_WORD(copy->syn_frame), TEXT_WORD(seconds),
                       TEXT_WORD(search.found->answers.count ? "the KRB-ERROR in"
                                                             : "the unanswered request in"),
                       FRAME_WORD(frame_of(search.found))));
}
