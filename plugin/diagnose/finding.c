/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finding.h"

static void sentence_free(gpointer sentence)
{
    g_ref_string_release(sentence);
}

void finding_add_sentence(GPtrArray *sentences, char *sentence)
{
    g_ptr_array_add(sentences, g_ref_string_new_intern(sentence));
    g_free(sentence);
}

static void krb_error_clear(gpointer data)
{
    struct finding_krb_error *error = data;

    g_clear_pointer(&error->server, g_ref_string_release);
    g_clear_pointer(&error->server_realm, g_ref_string_release);
}

struct finding *finding_new(void)
{
    struct finding *finding = g_new0(struct finding, 1);

    finding->tcp_stream = EVENT_NO_STREAM;
    finding->etypes.tgt = FINDING_ETYPE_UNKNOWN;
    finding->etypes.tgt_session = FINDING_ETYPE_UNKNOWN;
    finding->etypes.ticket = FINDING_ETYPE_UNKNOWN;
    finding->etypes.session = FINDING_ETYPE_UNKNOWN;
    finding->krb_errors = g_array_new(FALSE, TRUE, sizeof(struct finding_krb_error));
    g_array_set_clear_func(finding->krb_errors, krb_error_clear);
    finding->unanswered_requests = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    finding->kdc_frames = g_array_new(FALSE, FALSE, sizeof(struct finding_kdc_frame));
    finding->events = g_ptr_array_new_with_free_func(sentence_free);
    finding->evidence = evidence_list_new();
    finding->next_steps = g_ptr_array_new_with_free_func(sentence_free);
    return finding;
}

void finding_free(struct finding *finding)
{
    if (!finding)
        return;
    g_free(finding->principal);
    g_free(finding->ntlm_user);
    g_free(finding->spn);
    g_free(finding->realm);
    g_free(finding->trusted_realm);
    g_free(finding->interface);
    g_free(finding->interface_uuid);
    g_free(finding->summary);
    g_array_free(finding->krb_errors, TRUE);
    g_array_free(finding->unanswered_requests, TRUE);
    g_array_free(finding->kdc_frames, TRUE);
    g_ptr_array_free(finding->events, TRUE);
    g_array_unref(finding->evidence);
    g_ptr_array_free(finding->next_steps, TRUE);
    g_free(finding);
}

void finding_add_kdc_frame(struct finding *finding, uint32_t frame, const struct host_addr *kdc)
{
    const struct finding_kdc_frame entry = {frame, *kdc};

    if (frame != 0)
        g_array_append_val(finding->kdc_frames, entry);
}

struct host_addr finding_kdc_of_frame(const struct finding *finding, uint32_t frame)
{
    for (guint i = 0; i < finding->kdc_frames->len; i++) {
        const struct finding_kdc_frame *entry =
            &g_array_index(finding->kdc_frames, struct finding_kdc_frame, i);

        if (entry->frame == frame)
            return entry->kdc;
    }
    return (struct host_addr){0};
}

const struct finding_krb_error *finding_main_error(const struct finding *finding)
{
    return finding->krb_errors->len > 0
               ? &g_array_index(finding->krb_errors, struct finding_krb_error, 0)
               : NULL;
}

int64_t finding_time_difference(int64_t a, int64_t b)
{
    if (b < 0 && a > INT64_MAX + b)
        return INT64_MAX;
    if (b > 0 && a < INT64_MIN + b)
        return INT64_MIN + 1; /* so that it can be negated */
    return a - b;
}
