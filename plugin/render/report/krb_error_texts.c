/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "krb_error_texts.h"

/* More than the links of one finding, which are of neighbouring frames. */
enum { TEXTS_MAX = 8 * FINDING_LINKS_MAX };

struct krb_error_texts {
    krb_error_writer write;
    struct {
        struct finding_krb_error error;
        char *text;     /* owned; NULL: none yet */
    } slots[TEXTS_MAX]; /* by frame */
};

struct krb_error_texts *krb_error_texts_new(krb_error_writer write)
{
    struct krb_error_texts *texts = g_new0(struct krb_error_texts, 1);

    texts->write = write;
    return texts;
}

void krb_error_texts_free(struct krb_error_texts *texts)
{
    for (unsigned i = 0; i < TEXTS_MAX; i++)
        g_free(texts->slots[i].text);
    g_free(texts);
}

/* server and server_realm are interned. */
static bool is_same(const struct finding_krb_error *a, const struct finding_krb_error *b)
{
    return a->frame == b->frame && a->code == b->code && a->has_nt_status == b->has_nt_status &&
           a->nt_status == b->nt_status && a->in_band == b->in_band && a->request == b->request &&
           a->request_frame == b->request_frame && host_addr_equal(&a->kdc, &b->kdc) &&
           a->server == b->server && a->server_realm == b->server_realm && a->link == b->link;
}

const char *krb_error_texts_get(struct krb_error_texts *texts,
                                const struct finding_krb_error *error)
{
    unsigned at = error->frame % TEXTS_MAX;

    if (!texts->slots[at].text || !is_same(&texts->slots[at].error, error)) {
        g_free(texts->slots[at].text);
        texts->slots[at].text = texts->write(error);
        texts->slots[at].error = *error;
    }
    return texts->slots[at].text;
}
