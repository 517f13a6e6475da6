/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "called.h"
#include "evidence_parts.h"

static void say_addresses(const struct diagnosis_case *subject, GArray *evidence)
{
    struct host_addr addresses[HOSTS_ADDRESSES_MAX];
    unsigned count = called_elsewhere(subject, addresses);
    g_autofree char *host = called_host(subject);
    g_autoptr(GString) list = g_string_new(NULL);
    char text[HOST_ADDR_TEXT_SIZE];

    for (unsigned i = 0; i < count; i++)
        g_string_append_printf(list, "%s%s", i > 0 ? ", " : "",
                               host_addr_format(&addresses[i], text));
    if (count > 0)
        evidence_add(evidence, EVIDENCE_ADDRESS_OF_OTHER,
                     WORDS(TEXT_WORD(host), TEXT_WORD(list->str),
                           TEXT_WORD(host_addr_format(&subject->association->server, text))));
}

static void say_computer(const struct diagnosis_case *subject, GArray *evidence)
{
    const struct association *association = subject->association;
    g_autofree char *name = called_by_other_name(subject);
    g_autofree char *asked = called_host(subject);

    if (!name)
        return;
    g_autofree char *wanted =
        association->ticket_sname
            ? g_strdup_printf("the ticket is for %s", association->ticket_sname)
        : asked ? g_strdup_printf("the client asked for %s", subject->main_link->exchange->spn)
                : g_strdup_printf("DNS calls its address %s", name);
    evidence_add(evidence, EVIDENCE_COMPUTER_OF_OTHER_NAME,
                 WORDS(FRAME_WORD(association->challenge_frame), TEXT_WORD(association->computer),
                       TEXT_WORD(wanted)));
}

void evidence_of_hosts(const struct diagnosis_case *subject, GArray *evidence)
{
    bool other_host;
    const struct inband_error *error = called_error_of_other(subject, &other_host);

    if (error)
        evidence_add(evidence, EVIDENCE_ANSWERED_BY_OTHER,
                     WORDS(FRAME_WORD(error->frame), TEXT_WORD(error->server),
                           TEXT_WORD(subject->association->ticket_sname)));
    say_addresses(subject, evidence);
    say_computer(subject, evidence);
}
