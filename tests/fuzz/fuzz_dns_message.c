/* Reads the input as a DNS message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire_target.h"

#include "wire/dns_message.h"

static void check(const struct dns_answer *answer)
{
    bool has_target = answer->type == DNS_CNAME || answer->type == DNS_PTR;

    expect(*answer->owner && strlen(answer->owner) <= DNS_NAME_MAX);
    expect(has_target ? *answer->target && strlen(answer->target) <= DNS_NAME_MAX
                      : host_addr_known(&answer->address));
}

static void read_input(struct bytes input)
{
    static struct dns_answers answers;
    struct bytes message;

    if (dns_message_over_tcp(input, &message))
        expect(is_within(message, input) && message.length > 0);
    if (dns_message_read(input, &answers) != DNS_HAS_ANSWERS)
        return;
    expect(answers.count > 0 && answers.count <= DNS_ANSWERS_MAX);
    for (unsigned i = 0; i < answers.count; i++)
        check(&answers.list[i]);
}
