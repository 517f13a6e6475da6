/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reversed.h"

/* Queues of a network card may swap packets by less than that. */
enum { SWAPPED_NS_MAX = 10000000 };

void reversed_add(struct reversed *reversed, uint32_t frame, int64_t early_ns)
{
    if (early_ns <= SWAPPED_NS_MAX)
        return;
    if (reversed->count++ == 0)
        reversed->frame = frame;
    reversed->ns = MAX(reversed->ns, early_ns);
}

/* RFC 9293 3.4: what is acknowledged is the SYN, itself one. */
void early_answers_add(struct early_answers *answers, const struct event_origin *origin,
                       const struct tcp_segment *segment)
{
    unsigned at = answers->next % EARLY_ANSWERS_MAX;

    answers->next =
        answers->next + 1 < 2 * EARLY_ANSWERS_MAX ? answers->next + 1 : EARLY_ANSWERS_MAX;
    answers->list[at] = (struct early_answer){
        .client = origin->target,
        .server = origin->source,
        .client_port = origin->target_port,
        .server_port = origin->source_port,
        .sequence = segment->acknowledgement - 1,
        .frame = origin->frame,
        .time_ns = origin->time_ns,
    };
}

const struct early_answer *early_answers_find(const struct early_answers *answers,
                                              const struct event_origin *syn, uint32_t sequence)
{
    for (unsigned i = 0; i < MIN(answers->next, EARLY_ANSWERS_MAX); i++) {
        const struct early_answer *answer = &answers->list[i];

        if (answer->sequence == sequence && answer->client_port == syn->source_port &&
            answer->server_port == syn->target_port &&
            host_addr_equal(&answer->client, &syn->source) &&
            host_addr_equal(&answer->server, &syn->target))
            return answer;
    }
    return NULL;
}
