/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wording.h"

#include "../vocabulary/first_steps.h"
#include "placeholder.h"

#include <string.h>

typedef const char *(*step_source)(const struct diagnosis_case *subject);

/* A sentence of a verdict, for the cases that show all of these traits and none of those. */
struct sentence {
    enum verdict verdict;
    uint64_t all;
    uint64_t none;
    const char *text;
    step_source source; /* of a step that goes by a code, instead of the text */
};

/* --- words --- */

char *wording_krb_error(int32_t code)
{
    const char *name = krb_error_name(code);

    return name ? g_strdup_printf("%d %s", code, name) : g_strdup_printf("error %d", code);
}

char *wording_etype(int32_t etype)
{
    const char *name = krb_etype_name(etype);

    return name ? g_strdup(name) : g_strdup_printf("etype %d", etype);
}

char *wording_etypes(const struct krb_etypes *etypes)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < etypes->count; i++) {
        g_autofree char *name = wording_etype(etypes->list[i]);
        g_string_append_printf(text, "%s%s", i ? ", " : "", name);
    }
    return g_string_free(text, FALSE);
}

char *wording_nt_status(uint32_t status)
{
    const char *name = nt_status_name(status);

    return name ? g_strdup_printf("0x%08x %s", status, name) : g_strdup_printf("0x%08x", status);
}

static char *named_status(const char *what, uint32_t status, const char *name, uint32_t frame)
{
    return name ? g_strdup_printf("%s 0x%08x %s in frame %u", what, status, name, frame)
                : g_strdup_printf("%s 0x%08x in frame %u", what, status, frame);
}

static char *nak_text(const struct association *association)
{
    const char *name = bind_nak_name(association->reject_reason);

    return g_strdup_printf("bind_nak %u, %s, in frame %u", association->reject_reason,
                           name ? name : "unknown reason", association->answer_frame);
}

char *wording_refusal(const struct association *association)
{
    switch (association->answer) {
    case ANSWER_BIND_NAK:
        return nak_text(association);
    case ANSWER_FAULT:
        return named_status("fault", association->status, fault_name(association->status),
                            association->answer_frame);
    case ANSWER_SMB_STATUS:
        return named_status("NTSTATUS", association->status, nt_status_name(association->status),
                            association->answer_frame);
    case ANSWER_TOKEN:
        return g_strdup_printf("the security token in frame %u", association->answer_frame);
    case ANSWER_LOST:
        return g_strdup_printf("the server closed the connection in frame %u",
                               association->answer_frame);
    case ANSWER_SILENT:
        if (association_gave_up_early(association))
            return g_strdup_printf("the client closed in frame %u before the server could answer",
                                   association->answer_frame);
        return g_strdup_printf("no answer until the client closed in frame %u",
                               association->answer_frame);
    case ANSWER_CALL_STATUS:
        return named_status("NetrServerAuthenticate answers NTSTATUS", association->status,
                            nt_status_name(association->status), association->answer_frame);
    case ANSWER_UNREACHABLE:
        return g_strdup_printf(association->was_refused
                                   ? "the connection is refused in frame %u"
                                   : "no answer to the SYN, the last in frame %u",
                               association->answer_frame);
    case ANSWER_CLOSED:
        return g_strdup_printf("the client closed the connection in frame %u",
                               association->answer_frame);
    default:
        return g_strdup_printf("frame %u", association->answer_frame);
    }
}

/* --- who and what --- */

static const struct kdc_exchange *main_exchange(const struct diagnosis_case *subject)
{
    return subject->main_link ? subject->main_link->exchange : NULL;
}

char *wording_holder(const char *name, const char *realm)
{
    /* An enterprise name has its own (RFC 6806 5). */
    return !name                         ? NULL
           : realm && !strchr(name, '@') ? g_strdup_printf("%s@%s", name, realm)
                                         : g_strdup(name);
}

char *wording_principal(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = main_exchange(subject);
    const struct issued_ticket *holder = subject->tgt && subject->tgt->cname ? subject->tgt
                                         : subject->ticket                   ? subject->ticket
                                                                             : NULL;

    if (exchange && exchange->s4u_user)
        return wording_holder(exchange->s4u_user, exchange->s4u_realm);
    if (exchange && exchange->request_type == KRB_AS_REQ && exchange->cname)
        return wording_holder(exchange->cname, exchange->realm);
    return holder ? wording_holder(holder->cname, holder->crealm) : NULL;
}

const char *wording_spn(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = main_exchange(subject);

    if (subject->association->ticket_sname)
        return subject->association->ticket_sname;
    if (exchange && exchange->has_request && exchange->request_type == KRB_TGS_REQ)
        return exchange->spn;
    return subject->association->u2u_name;
}

char *wording_account(const struct diagnosis_case *subject)
{
    char *principal = subject->main_link ? wording_principal(subject) : NULL;

    if (principal)
        return principal;
    return subject->association->ntlm_user ? g_strdup(subject->association->ntlm_user)
                                           : wording_principal(subject);
}

char *wording_channel(const struct association *association)
{
    char client[HOST_ADDR_TEXT_SIZE];

    if (!association->channel_host)
        return g_strdup(host_addr_format(&association->client, client));
    return association->channel_domain
               ? g_strdup_printf("%s\\%s", association->channel_domain, association->channel_host)
               : g_strdup(association->channel_host);
}

/* --- steps that go by a code --- */

static const char *step_of_text(const struct diagnosis_case *subject)
{
    return krb_e_text_step(subject->code, case_e_text(subject));
}

static const char *step_of_nt(const struct diagnosis_case *subject)
{
    uint32_t status;

    return case_nt_status(subject, &status) ? nt_status_step(status) : NULL;
}

static const char *step_of_code(const struct diagnosis_case *subject)
{
    return subject->code ? krb_error_step(subject->code) : NULL;
}

static const char *step_of_refusal(const struct association *association)
{
    switch (association->answer) {
    case ANSWER_BIND_NAK:
        return bind_nak_step(association->reject_reason);
    case ANSWER_FAULT:
        return fault_step(association->status);
    case ANSWER_SMB_STATUS:
        return nt_status_step(association->status);
    default:
        return NULL;
    }
}

/* To look into the logs is said by the verdicts, which know what to look for. */
static const char *step_of_status(const struct diagnosis_case *subject)
{
    const char *step = step_of_refusal(subject->association);

    return step && strcmp(step, STEP_LOGS) == 0 ? NULL : step;
}

/* --- the tables --- */

#define F(name) TRAIT_BIT(name)

#define SUMMARY(verdict_, all_, none_, text_) {VERDICT_##verdict_, all_, none_, text_, NULL},
#define STEP(verdict_, all_, none_, text_)
#define STEP_OF(verdict_, all_, none_, code_)
static const struct sentence summaries[] = {
#include "wordings.def"
};
#undef SUMMARY
#undef STEP
#undef STEP_OF

#define SUMMARY(verdict_, all_, none_, text_)
#define STEP(verdict_, all_, none_, text_) {VERDICT_##verdict_, all_, none_, text_, NULL},
#define STEP_OF(verdict_, all_, none_, code_)                                                      \
    {VERDICT_##verdict_, all_, none_, NULL, step_of_##code_},
static const struct sentence steps_of_verdicts[] = {
#include "wordings.def"
};
#undef SUMMARY
#undef STEP
#undef STEP_OF

static bool fits(const struct sentence *sentence, const struct diagnosis_case *subject,
                 enum verdict verdict)
{
    return sentence->verdict == verdict && (subject->traits & sentence->all) == sentence->all &&
           (subject->traits & sentence->none) == 0;
}

/* --- the templates --- */

static bool is_plain(const char *word)
{
    for (const unsigned char *at = (const unsigned char *)word; *at; at++)
        if (*at < 0x80 && !g_ascii_isalnum((char)*at) && !strchr("-_.:/$@\\=,", *at))
            return false;
    return true;
}

/* Whether a person may type the name in a command: a name that is none there (an address, krbtgt,
 * an empty or dotted host) or has the shell's own characters would mislead. */
static bool fits_into_command(const char *word)
{
    const char *slash = strrchr(word, '/');
    const char *last = slash ? slash + 1 : word;
    struct host_addr literal;

    return *word && *word != '-' && *last && *last != '.' && !g_str_has_suffix(word, ".") &&
           is_plain(word) && !ticket_name_is_krbtgt(word) && !host_addr_parse(last, &literal);
}

/* The word to write for a placeholder, or NULL: a step cannot do without its value. */
static char *word_for(const struct diagnosis_case *subject, const struct placeholder *placeholder,
                      bool is_step, bool in_command)
{
    char *value = placeholder->value(subject);

    if (!value)
        return is_step ? NULL : g_strdup(placeholder->unknown);
    if (in_command && !fits_into_command(value))
        g_clear_pointer(&value, g_free);
    return value;
}

/* Up to where something has a meaning. Returns that place, or the end. */
static const char *append_plain(GString *text, const char *at)
{
    size_t length = strcspn(at, "{`");

    g_string_append_len(text, at, (gssize)length);
    return at + length;
}

/* Returns NULL for a step that names what is not known. */
static char *fill_template(const struct diagnosis_case *subject, const char *template, bool is_step)
{
    g_autoptr(GString) text = g_string_new(NULL);
    bool in_command = false;

    for (const char *at = append_plain(text, template); *at; at = append_plain(text, at)) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        const struct placeholder *placeholder =
            end ? placeholder_find(at + 1, (size_t)(end - at - 1)) : NULL;

        if (!placeholder) {
            in_command ^= *at == '`';
            g_string_append_c(text, *at++);
            continue;
        }
        g_autofree char *word = word_for(subject, placeholder, is_step, in_command);
        if (!word)
            return NULL;
        g_string_append(text, word);
        at = end + 1;
    }
    if (text->len > 0)
        text->str[0] = g_ascii_toupper(text->str[0]);
    return g_strdup(text->str);
}

char *wording_summary(const struct diagnosis_case *subject, enum verdict verdict)
{
    for (size_t i = 0; i < G_N_ELEMENTS(summaries); i++)
        if (fits(&summaries[i], subject, verdict))
            return fill_template(subject, summaries[i].text, false);
    return g_strdup(verdict_text(verdict));
}

static bool has_step(const GPtrArray *steps, const char *step)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)steps, step, g_str_equal, NULL);
}

void wording_next_steps(const struct diagnosis_case *subject, enum verdict verdict,
                        GPtrArray *steps)
{
    for (size_t i = 0; i < G_N_ELEMENTS(steps_of_verdicts); i++) {
        const struct sentence *step = &steps_of_verdicts[i];
        const char *template = !fits(step, subject, verdict) ? NULL
                               : step->source                ? step->source(subject)
                                                             : step->text;
        g_autofree char *text = template ? fill_template(subject, template, true) : NULL;

        if (text && !has_step(steps, text))
            finding_add_sentence(steps, g_steal_pointer(&text));
    }
}
