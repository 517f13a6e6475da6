/* Reads the input as a DNS message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"
#include "wire/dns_message.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argument_count, char ***arguments)
{
    (void)argument_count;
    (void)arguments;
    return 0;
}

static void check(const struct dns_answers *answers)
{
    if (answers->count == 0 || answers->count > DNS_ANSWERS_MAX)
        abort();
    for (unsigned i = 0; i < answers->count; i++) {
        const struct dns_answer *answer = &answers->list[i];
        bool has_target = answer->type == DNS_CNAME || answer->type == DNS_PTR;

        if (!*answer->owner || strlen(answer->owner) > DNS_NAME_MAX ||
            (has_target ? strlen(answer->target) > DNS_NAME_MAX || !*answer->target
                        : !host_addr_known(&answer->address)))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static struct dns_answers answers;
    /* At the end of a block of its own, so that reading beyond it is seen. */
    uint8_t *copy = malloc(length ? length : 1);

    if (!copy)
        abort();
    if (length)
        memcpy(copy, bytes, length);
    if (dns_message_read((struct bytes){copy, length}, &answers) == DNS_HAS_ANSWERS)
        check(&answers);
    free(copy);
    return 0;
}
