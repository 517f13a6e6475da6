/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "whose.h"

#include <string.h>

bool same_user(const char *a, const char *b)
{
    const char *a_slash = strrchr(a, '\\'), *b_slash = strrchr(b, '\\');
    const char *a_name = a_slash ? a_slash + 1 : a, *b_name = b_slash ? b_slash + 1 : b;
    size_t a_length = strcspn(a_name, "@"), b_length = strcspn(b_name, "@");

    return a_length == b_length && g_ascii_strncasecmp(a_name, b_name, a_length) == 0;
}

/* FAST hides the client name behind this one: RFC 8062 3. */
static bool is_anonymous_name(const char *name)
{
    return g_ascii_strcasecmp(name, "WELLKNOWN/ANONYMOUS") == 0;
}

const char *whose_account(const struct ledger *ledger, const struct kdc_exchange *exchange)
{
    const struct issued_ticket *tgt;
    const char *name = exchange->cname;

    if (!exchange->has_request || exchange->request_type != KRB_AS_REQ) {
        tgt = tickets_find(ledger_tickets(ledger), exchange->tgt_fingerprint);
        name = tgt ? tgt->cname : NULL;
    }
    return name && !is_anonymous_name(name) ? name : NULL;
}

enum whose whose_is(const struct ledger *ledger, const struct kdc_exchange *exchange,
                    const struct association *association)
{
    const char *account = whose_account(ledger, exchange);
    const char *user = association->ntlm_user;

    if (!user)
        return WHOSE_UNKNOWN;
    if (account && same_user(account, user))
        return WHOSE_SAME;
    if (!exchange_is_s4u(exchange))
        return account ? WHOSE_ANOTHERS : WHOSE_UNKNOWN;
    if (!exchange->s4u_user)
        return WHOSE_UNKNOWN;
    if (same_user(exchange->s4u_user, user))
        return WHOSE_SAME;
    /* Without the middle tier's own name it may be the one that binds. */
    return account ? WHOSE_BEHALF : WHOSE_ANOTHERS;
}
