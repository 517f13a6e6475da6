/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wording.h"

#include <string.h>

struct wording {
    const char *summary;
    const char *steps[8];
};

static const struct wording wordings[VERDICT_COUNT] = {
#define WORDING(name, summary_, ...) [VERDICT_##name] = {summary_, {__VA_ARGS__}},
#include "wordings.def"
#undef WORDING
};

enum placeholder {
#define PLACEHOLDER(name, unknown) PLACEHOLDER_##name,
#include "placeholders.def"
#undef PLACEHOLDER
    PLACEHOLDER_COUNT
};

static const struct {
    const char *name;
    const char *unknown;
} placeholders[PLACEHOLDER_COUNT] = {
#define PLACEHOLDER(name_, unknown_) [PLACEHOLDER_##name_] = {#name_, unknown_},
#include "placeholders.def"
#undef PLACEHOLDER
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
        return g_strdup_printf("no answer until the client closed in frame %u",
                               association->answer_frame);
    default:
        return g_strdup_printf("frame %u", association->answer_frame);
    }
}

/* --- the names of a case --- */

static const struct kdc_exchange *main_exchange(const struct diagnosis_case *subject)
{
    return subject->main_link ? subject->main_link->exchange : NULL;
}

static char *address_text(const struct host_addr *addr)
{
    char text[HOST_ADDR_TEXT_SIZE];

    return host_addr_known(addr) ? g_strdup(host_addr_format(addr, text)) : NULL;
}

static char *with_realm(const char *name, const char *realm)
{
    return !name ? NULL : realm ? g_strdup_printf("%s@%s", name, realm) : g_strdup(name);
}

char *wording_principal(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = main_exchange(subject);
    const struct issued_ticket *holder = subject->tgt && subject->tgt->cname ? subject->tgt
                                         : subject->ticket                   ? subject->ticket
                                                                             : NULL;

    if (exchange && exchange->s4u_user)
        return g_strdup(exchange->s4u_user);
    if (exchange && exchange->request_type == KRB_AS_REQ && exchange->cname)
        return with_realm(exchange->cname, exchange->realm);
    return holder ? with_realm(holder->cname, holder->crealm) : NULL;
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

static char *ntlm_account(const struct association *association)
{
    if (!association->ntlm_user)
        return NULL;
    return association->ntlm_domain
               ? g_strdup_printf("%s\\%s", association->ntlm_domain, association->ntlm_user)
               : g_strdup(association->ntlm_user);
}

static char *account_text(const struct diagnosis_case *subject)
{
    char *account = ntlm_account(subject->association);

    return account ? account : wording_principal(subject);
}

static char *code_text(const struct diagnosis_case *subject)
{
    return subject->code ? wording_krb_error(subject->code) : NULL;
}

static char *token_code_text(const struct diagnosis_case *subject)
{
    g_autofree char *code = code_text(subject);

    return code ? g_strdup_printf(" with %s", code) : NULL;
}

static bool main_nt_status(const struct diagnosis_case *subject, uint32_t *status)
{
    const struct kdc_exchange *exchange = main_exchange(subject);

    if (subject->main_inband && subject->main_inband->has_nt_status) {
        *status = subject->main_inband->nt_status;
        return true;
    }
    if (exchange && exchange->has_nt_status) {
        *status = exchange->nt_status;
        return true;
    }
    return false;
}

static char *nt_text(const struct diagnosis_case *subject)
{
    uint32_t status;

    if (!main_nt_status(subject, &status))
        return NULL;
    const char *text = nt_status_text(status);
    return g_strdup_printf(": %s, NTSTATUS 0x%08x", text ? text : "as the extended error says",
                           status);
}

static char *skew_text(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = main_exchange(subject);
    int64_t stime_ns, time_ns;

    if (subject->main_inband && subject->main_inband->has_stime) {
        stime_ns = subject->main_inband->stime_ns;
        time_ns = subject->main_inband->time_ns;
    } else if (exchange && exchange->has_stime) {
        stime_ns = exchange->stime_ns;
        time_ns = exchange->answer_ns;
    } else {
        return NULL;
    }
    int64_t seconds = finding_time_difference(stime_ns, time_ns) / INT64_C(1000000000);
    /* Only a difference to the capture's own clock is visible; the client's clock may be the one
     * that is off, and then this is small. */
    if (seconds > -60 && seconds < 60)
        return g_strdup(" (the refusing side agrees with the clock of the capture)");
    return g_strdup_printf(" (the refusing side is %" G_GINT64_FORMAT " s %s the capture)",
                           seconds < 0 ? -seconds : seconds, seconds < 0 ? "behind" : "ahead of");
}

static char *issuer_text(const struct diagnosis_case *subject)
{
    return subject->tgt ? address_text(&subject->tgt->issuer) : NULL;
}

static char *refuser_text(const struct diagnosis_case *subject)
{
    if (subject->main_inband)
        return address_text(&subject->association->server);
    return main_exchange(subject) ? address_text(&main_exchange(subject)->kdc) : NULL;
}

static char *offered_text(const struct diagnosis_case *subject)
{
    const struct kdc_exchange *exchange = main_exchange(subject);

    return exchange && exchange->offered.count ? wording_etypes(&exchange->offered) : NULL;
}

static char *level_text(const struct association *association)
{
    const char *name = auth_level_name(association->auth_level);

    return name ? g_strdup_printf("%u (%s)", association->auth_level, name)
                : g_strdup_printf("%u", association->auth_level);
}

static char *auth_type_text(const struct association *association)
{
    const char *name = auth_type_name(association->auth_type);

    return name ? g_strdup_printf("%u (%s)", association->auth_type, name)
                : g_strdup_printf("%u", association->auth_type);
}

static char *hresult_code_text(const struct association *association)
{
    const char *text = hresult_text(association->hresult);

    return text ? g_strdup_printf("0x%08x (%s)", association->hresult, text)
                : g_strdup_printf("0x%08x", association->hresult);
}

static char *delegation_text(const struct kdc_exchange *exchange)
{
    const char *spn = exchange && exchange->spn ? exchange->spn : "a service";

    if (!exchange)
        return NULL;
    if (exchange->kdc_options & KRB_OPT_CNAME_IN_ADDL_TKT)
        return g_strdup_printf("a ticket for %s on behalf of a user (S4U2Proxy)", spn);
    return g_strdup_printf("a ticket of the user %s for %s itself (S4U2Self)",
                           exchange->s4u_user ? exchange->s4u_user : "that it named", spn);
}

/* What became of the call: the second half of most summaries. */
static char *failed_text(const struct diagnosis_case *subject)
{
    g_autofree char *server = address_text(&subject->association->server);

    switch (subject->outcome) {
    case OUTCOME_NO_BIND:
        return g_strdup_printf("the client closed its connection to %s without a bind", server);
    case OUTCOME_NTLM_FALLBACK:
        return g_strdup_printf("the call to %s went through with NTLM instead", server);
    case OUTCOME_RECOVERED:
        return g_strdup("the next try worked");
    default: {
        g_autofree char *refusal = wording_refusal(subject->association);
        return g_strdup_printf("its call to %s failed: %s", server, refusal);
    }
    }
}

static char *interface_text(const struct association *association)
{
    return g_strdup(association->interface ? association->interface : association->interface_uuid);
}

/* The value of a placeholder, or NULL; a new string. */
static char *value_of(const struct diagnosis_case *subject, enum placeholder placeholder)
{
    const struct association *association = subject->association;

    switch (placeholder) {
    case PLACEHOLDER_client:
        return address_text(&association->client);
    case PLACEHOLDER_server:
        return address_text(&association->server);
    case PLACEHOLDER_kdc:
        return main_exchange(subject) ? address_text(&main_exchange(subject)->kdc) : NULL;
    case PLACEHOLDER_issuer:
        return issuer_text(subject);
    case PLACEHOLDER_refuser:
        return refuser_text(subject);
    case PLACEHOLDER_spn:
        return g_strdup(wording_spn(subject));
    case PLACEHOLDER_host:
        return spn_host(wording_spn(subject));
    case PLACEHOLDER_principal:
        return wording_principal(subject);
    case PLACEHOLDER_account:
        return account_text(subject);
    case PLACEHOLDER_code:
        return code_text(subject);
    case PLACEHOLDER_code_of_token:
        return token_code_text(subject);
    case PLACEHOLDER_nt:
        return nt_text(subject);
    case PLACEHOLDER_skew:
        return skew_text(subject);
    case PLACEHOLDER_offered:
        return offered_text(subject);
    case PLACEHOLDER_auth_type:
        return auth_type_text(association);
    case PLACEHOLDER_level:
        return level_text(association);
    case PLACEHOLDER_interface:
        return interface_text(association);
    case PLACEHOLDER_refusal:
        return wording_refusal(association);
    case PLACEHOLDER_failed:
        return failed_text(subject);
    case PLACEHOLDER_hresult:
        return hresult_code_text(association);
    case PLACEHOLDER_delegation:
        return delegation_text(main_exchange(subject));
    case PLACEHOLDER_announced:
        return g_strdup(association->announced_address);
    case PLACEHOLDER_COUNT:
        break;
    }
    return NULL;
}

/* --- the templates --- */

static enum placeholder find_placeholder(const char *name, size_t length)
{
    for (int i = 0; i < PLACEHOLDER_COUNT; i++)
        if (strlen(placeholders[i].name) == length &&
            strncmp(placeholders[i].name, name, length) == 0)
            return (enum placeholder)i;
    return PLACEHOLDER_COUNT;
}

static char *fill_template(const struct diagnosis_case *subject, const char *template)
{
    GString *text = g_string_new(NULL);

    for (const char *at = template; *at;) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        enum placeholder placeholder =
            end ? find_placeholder(at + 1, (size_t)(end - at - 1)) : PLACEHOLDER_COUNT;

        if (placeholder == PLACEHOLDER_COUNT) {
            g_string_append_c(text, *at++);
            continue;
        }
        g_autofree char *value = value_of(subject, placeholder);
        g_string_append(text, value ? value : placeholders[placeholder].unknown);
        at = end + 1;
    }
    if (text->len > 0)
        text->str[0] = g_ascii_toupper(text->str[0]);
    return g_string_free(text, FALSE);
}

char *wording_summary(const struct diagnosis_case *subject, enum verdict verdict)
{
    return fill_template(subject, wordings[verdict].summary);
}

void wording_next_steps(const struct diagnosis_case *subject, enum verdict verdict,
                        GPtrArray *steps)
{
    const struct wording *wording = &wordings[verdict];

    for (size_t i = 0; i < G_N_ELEMENTS(wording->steps) && wording->steps[i]; i++)
        finding_add_sentence(steps, fill_template(subject, wording->steps[i]));
}
