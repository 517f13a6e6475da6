/* The links of a report as they were written before: in a crowd each finding has those of the one
 * before it, and writing them anew would cost more than finding them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_KRB_ERROR_TEXTS_H
#define DCOMAUTH_KRB_ERROR_TEXTS_H

#include "../../diagnose/finding.h"

struct krb_error_texts;

/* As text; a new string. */
typedef char *(*krb_error_writer)(const struct finding_krb_error *error);

/* Free it with krb_error_texts_free(), before the findings: it compares with what they hold. */
struct krb_error_texts *krb_error_texts_new(krb_error_writer write);
void krb_error_texts_free(struct krb_error_texts *texts);

/* What write makes of the error; good until the next call. */
const char *krb_error_texts_get(struct krb_error_texts *texts,
                                const struct finding_krb_error *error);

#endif
