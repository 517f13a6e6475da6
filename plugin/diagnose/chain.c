/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "chain.h"

#include "evidence_list.h"
#include "wording.h"

#include <string.h>

/* TGTs between the logon and the last request that are told; those nearest to the request. */
enum { CHAIN_TGTS_MAX = 3 };

/* One part of the line; the text is owned. */
struct part {
    char *text;
    uint32_t frame;
};

static struct part part_new(uint32_t frame, const char *format, ...) G_GNUC_PRINTF(2, 3);

static struct part part_new(uint32_t frame, const char *format, ...)
{
    struct part part = {NULL, frame};
    va_list args;

    va_start(args, format);
    part.text = g_strdup_vprintf(format, args);
    va_end(args);
    return part;
}

/* Whose key a TGT is encrypted with, where that is no writable DC's: MS-KILE 3.1.5.8. */
static char *at_rodc(const char *preposition, const struct issued_ticket *tgt)
{
    unsigned number = ticket_rodc_number(tgt);

    if (number == 0)
        return g_strdup("");
    return g_strdup_printf(" %s the read-only domain controller number %u", preposition, number);
}

static struct part part_of_logon(const struct issued_ticket *first)
{
    g_autofree char *holder = wording_holder(first->cname, first->crealm);
    g_autofree char *where = at_rodc("at", first);

    if (first->origin == TICKET_OF_LOGON)
        return part_new(first->rep_frame, "%s logged on%s in frame %u",
                        holder ? holder : "The client", where, first->rep_frame);
    return part_new(0, "%s had logged on%s before the capture began",
                    holder ? holder : "The client", where);
}

/* A TGT that a DC of another kind issued for the one before it, NULL: not known. */
static char *changed_hands(const struct issued_ticket *tgt, const struct issued_ticket *before)
{
    if (!before || ticket_rodc_number(tgt) == ticket_rodc_number(before))
        return g_strdup("");
    return ticket_rodc_number(tgt) ? at_rodc("of", tgt)
                                   : g_strdup(" of a writable domain controller");
}

static struct part part_of_tgt(const struct issued_ticket *tgt, const struct issued_ticket *before)
{
    g_autofree char *whose = changed_hands(tgt, before);

    switch (tgt->origin) {
    case TICKET_REFERRAL:
        return part_new(tgt->rep_frame, ", got a referral to %s in frame %u",
                        strchr(tgt->sname, '/') + 1, tgt->rep_frame);
    case TICKET_FORWARDED:
        return part_new(tgt->rep_frame, ", got a forwarded ticket-granting ticket%s in frame %u",
                        whose, tgt->rep_frame);
    case TICKET_RENEWED:
        return part_new(tgt->rep_frame, ", renewed the ticket-granting ticket in frame %u",
                        tgt->rep_frame);
    default:
        return part_new(tgt->rep_frame, ", got another ticket-granting ticket%s in frame %u", whose,
                        tgt->rep_frame);
    }
}

/* The user's ticket that S4U2Proxy brought. */
static struct part part_of_evidence(const struct issued_ticket *evidence)
{
    const char *user = evidence->cname ? evidence->cname : "a user";

    if (evidence->rep_frame == 0)
        return part_new(0, ", held a user's ticket from before the capture");
    if (evidence->origin == TICKET_TO_SELF)
        return part_new(evidence->rep_frame,
                        ", got a ticket of %s to itself (S4U2Self) in frame %u", user,
                        evidence->rep_frame);
    return part_new(evidence->rep_frame, ", was given the ticket of %s that frame %u issued", user,
                    evidence->rep_frame);
}

static char *on_behalf(const struct kdc_exchange *exchange)
{
    if (!exchange_is_s4u(exchange))
        return g_strdup("");
    return g_strdup_printf(" on behalf of %s", exchange->s4u_user ? exchange->s4u_user : "a user");
}

static struct part part_of_request(const struct kdc_exchange *exchange)
{
    const char *spn = exchange->spn ? exchange->spn : "a ticket";
    g_autofree char *behalf = on_behalf(exchange);

    if (exchange->state == EXCHANGE_REFUSED)
        return part_new(exchange->answers.list[0], " and was refused %s%s in frame %u", spn, behalf,
                        exchange->answers.list[0]);
    return part_new(exchange->requests.list[0],
                    " and asked for %s%s in frame %u without getting an answer", spn, behalf,
                    exchange->requests.list[0]);
}

static struct part part_of_ticket(const struct issued_ticket *ticket)
{
    return part_new(ticket->rep_frame, " and got the ticket for %s in frame %u",
                    ticket->sname ? ticket->sname : "the service", ticket->rep_frame);
}

/* The TGTs from the one presented back to the first that is known; returns their number. */
static unsigned collect(const struct diagnosis_case *subject, const struct issued_ticket **tgts)
{
    const struct issued_ticket *tgt = subject->tgt;
    unsigned count = 0;

    while (tgt && count < TICKET_CHAIN_MAX) {
        tgts[count++] = tgt;
        if (tgt->origin == TICKET_OF_LOGON)
            break;
        tgt = tickets_find(ledger_tickets(subject->ledger), tgt->tgt_fingerprint);
    }
    return count;
}

/* The TGT that was presented for that of this place; NULL: not known. */
static const struct issued_ticket *before(const struct issued_ticket *const *tgts, unsigned count,
                                          unsigned place)
{
    return place + 1 < count ? tgts[place + 1] : NULL;
}

static const struct issued_ticket *evidence_of(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = subject->main_link ? subject->main_link->exchange : NULL;
    uint64_t fingerprint = exchange          ? exchange->evidence_fingerprint
                           : subject->ticket ? subject->ticket->evidence_fingerprint
                                             : 0;

    return tickets_find(ledger_tickets(subject->ledger), fingerprint);
}

static bool is_told(const struct diagnosis_case *subject)
{
    if (subject->main_link)
        return subject->main_link->exchange->has_request &&
               subject->main_link->exchange->request_type == KRB_TGS_REQ;
    return subject->ticket && subject->ticket->rep_frame != 0;
}

void chain_say(const struct diagnosis_case *subject, GArray *evidence)
{
    const struct issued_ticket *tgts[TICKET_CHAIN_MAX];
    const struct issued_ticket *users = evidence_of(subject);
    struct part tgt_parts[CHAIN_TGTS_MAX] = {{NULL, 0}};
    unsigned count = collect(subject, tgts);

    if (count == 0 || !is_told(subject))
        return;
    struct part logon = part_of_logon(tgts[count - 1]);
    unsigned between = tgts[count - 1]->rep_frame == 0 || tgts[count - 1]->origin == TICKET_OF_LOGON
                           ? count - 1
                           : count;
    unsigned told = MIN(between, CHAIN_TGTS_MAX);
    for (unsigned i = 0; i < told; i++)
        tgt_parts[i] = part_of_tgt(tgts[told - 1 - i], before(tgts, count, told - 1 - i));
    struct part brought = users ? part_of_evidence(users) : (struct part){NULL, 0};
    struct part end = subject->main_link ? part_of_request(subject->main_link->exchange)
                                         : part_of_ticket(subject->ticket);

    evidence_add(evidence, EVIDENCE_LOGON_CHAIN,
                 WORDS(TEXT_WORD_ABOUT(logon.text, logon.frame),
                       TEXT_WORD_ABOUT(tgt_parts[0].text, tgt_parts[0].frame),
                       TEXT_WORD_ABOUT(tgt_parts[1].text, tgt_parts[1].frame),
                       TEXT_WORD_ABOUT(tgt_parts[2].text, tgt_parts[2].frame),
                       TEXT_WORD_ABOUT(brought.text, brought.frame),
                       TEXT_WORD_ABOUT(end.text, end.frame)));
    g_free(logon.text);
    for (unsigned i = 0; i < CHAIN_TGTS_MAX; i++)
        g_free(tgt_parts[i].text);
    g_free(brought.text);
    g_free(end.text);
}
