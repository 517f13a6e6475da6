/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include <string.h>

static void add_step(GString *line, const char *label, char *text)
{
    g_string_append_printf(line, "%s%s%s%s", line->len ? " " TEXT_ARROW " " : "", label,
                           *label && *text ? " " : "", text);
    g_free(text);
}

static void add_list(GString *line, const char *label, const struct krb_etypes *etypes)
{
    if (etypes->count)
        add_step(line, label, text_etypes(etypes->list, etypes->count));
}

/* A ticket, and its session key where that is of another type: the two differ in practice. */
static void add_ticket(GString *line, const char *label, int32_t ticket, int32_t session)
{
    bool differs = session != FINDING_ETYPE_UNKNOWN && session != ticket;

    if (ticket != FINDING_ETYPE_UNKNOWN)
        add_step(line, label, text_etype(ticket));
    if (differs) {
        g_autofree char *key = text_etype(session);

        if (ticket == FINDING_ETYPE_UNKNOWN)
            add_step(line, label, g_strdup("unknown"));
        g_string_append_printf(line, " with session key %s", key);
    }
}

static bool same_list(const struct krb_etypes *a, const struct krb_etypes *b)
{
    return a->count == b->count && memcmp(a->list, b->list, a->count * sizeof a->list[0]) == 0;
}

static void add_end(GString *line, const struct finding *finding)
{
    const struct finding_krb_error *error = finding_main_error(finding);

    if (!error)
        return;
    if (error->in_band)
        add_step(line, "", g_strdup("refused by the server"));
    else if (finding->etypes.ticket == FINDING_ETYPE_UNKNOWN)
        add_step(line, "", g_strdup("refused"));
}

char *text_etype_line(const struct finding *finding)
{
    const struct finding_etypes *etypes = &finding->etypes;
    GString *line = g_string_new(NULL);

    add_list(line, "offered", &etypes->as_offered);
    add_list(line, "KDC offers", &etypes->hint);
    add_ticket(line, "TGT", etypes->tgt, etypes->tgt_session);
    if (!same_list(&etypes->as_offered, &etypes->tgs_offered))
        add_list(line, etypes->as_offered.count ? "asked the KDC for" : "offered",
                 &etypes->tgs_offered);
    add_ticket(line, "ticket", etypes->ticket, etypes->session);
    if (line->len == 0)
        return g_string_free(line, TRUE);
    add_end(line, finding);
    return g_string_free(line, FALSE);
}
