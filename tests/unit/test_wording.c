/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stories.h"
#include "told.h"

#include <string.h>

/* The texts that people read: whole, with real names, with something to do. */

static const struct {
    const struct story *stories;
    const size_t *count;
} books[] = {
    {stories_etypes, &stories_etypes_count}, {stories_names, &stories_names_count},
    {stories_kdc, &stories_kdc_count},       {stories_server, &stories_server_count},
    {stories_notes, &stories_notes_count},
};

/* Calls check for the finding of every story and near miss that has one. */
static void for_every_finding(void (*check)(const struct finding *finding, const char *about))
{
    for (size_t i = 0; i < G_N_ELEMENTS(books); i++)
        for (size_t j = 0; j < *books[i].count; j++) {
            const struct story *story = &books[i].stories[j];
            const struct telling *tellings[] = {&story->reached, &story->missed};

            for (size_t k = 0; k < G_N_ELEMENTS(tellings); k++) {
                struct scene *scene = scene_new();
                tellings[k]->tell(scene, tellings[k]);
                diagnosis_end_capture(scene->diagnosis);
                const struct finding *finding = diagnosis_finding(scene->diagnosis, 1);
                if (finding)
                    check(finding, story->about);
                scene_free(scene);
            }
        }
}

static void check_whole(const char *text, const char *about)
{
    size_t length = strlen(text);

    ck_assert_msg(length > 10 && g_utf8_validate(text, -1, NULL), "%s: \"%s\"", about, text);
    ck_assert_msg(!strchr(text, '{') && !strchr(text, '}'), "%s: \"%s\"", about, text);
    ck_assert_msg(!strstr(text, "(null)") && !strstr(text, "  "), "%s: \"%s\"", about, text);
    ck_assert_msg(text[length - 1] == '.', "%s: no sentence: \"%s\"", about, text);
}

static void check_texts(const struct finding *finding, const char *about)
{
    check_whole(finding->summary, about);
    ck_assert_msg(finding->next_steps->len > 0, "%s: no next step", about);
    for (guint i = 0; i < finding->next_steps->len; i++)
        check_whole(finding->next_steps->pdata[i], about);
    ck_assert_msg(finding->evidence->len >= 2, "%s: no evidence", about);
    for (guint i = 0; i < finding->evidence->len; i++)
        check_whole(evidence_at(finding->evidence, i)->text, about);
}

START_TEST(every_text_is_whole)
{
    for_every_finding(check_texts);
}
END_TEST

static void check_server_or_kdc(const struct finding *finding, const char *about)
{
    ck_assert_msg(strstr(finding->summary, "10.0.0.") || strstr(finding->summary, USER),
                  "%s: nobody is named: \"%s\"", about, finding->summary);
}

START_TEST(every_summary_names_somebody)
{
    for_every_finding(check_server_or_kdc);
}
END_TEST

/* A frame in a text must be one of the capture; all stories are short. */
static void check_frames(const struct finding *finding, const char *about)
{
    for (guint i = 0; i < finding->evidence->len; i++) {
        const struct evidence *evidence = evidence_at(finding->evidence, i);
        const char *at = strstr(evidence->text, "rame ");
        guint64 frame = at ? g_ascii_strtoull(at + 5, NULL, 10) : 1;

        ck_assert_msg(frame >= 1 && frame <= 40, "%s: \"%s\"", about, evidence->text);
        ck_assert_msg(!at || evidence->frames[0] == frame, "%s: no link in \"%s\"", about,
                      evidence->text);
        for (unsigned j = 0; j < evidence->frame_count; j++)
            ck_assert_uint_le(evidence->frames[j], 40);
    }
    ck_assert_msg(finding->answer_frame >= 1 && finding->answer_frame <= 40, "%s", about);
}

START_TEST(every_frame_that_is_named_exists)
{
    for_every_finding(check_frames);
}
END_TEST

static void check_links_precede(const struct finding *finding, const char *about)
{
    for (guint i = 0; i < finding->krb_errors->len; i++) {
        const struct finding_krb_error *error =
            &g_array_index(finding->krb_errors, struct finding_krb_error, i);

        ck_assert_msg(error->frame >= 1, "%s", about);
        ck_assert_msg(error->frame < finding->answer_frame ||
                          (error->in_band && error->frame <= finding->answer_frame),
                      "%s: %u", about, error->frame);
    }
}

START_TEST(every_link_precedes_its_answer)
{
    for_every_finding(check_links_precede);
}
END_TEST

/* --- one text looked at closely --- */

static struct scene *scene;

static void origin_case(void)
{
    scene = scene_new();
    scene_dns(scene, SERVER_NAME, SERVER);
    scene_logon(scene, CLIENT, DC1);
    scene_tgs_refused(scene, CLIENT, DC2, SPN, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
}

static void teardown(void)
{
    scene_free(scene);
}

START_TEST(the_origin_case_names_both_kdcs_and_the_remedy)
{
    const struct finding *finding = finding_of(scene, 1);

    ck_assert_ptr_nonnull(strstr(finding->summary, DC1));
    ck_assert_ptr_nonnull(strstr(finding->summary, DC2));
    ck_assert_ptr_nonnull(strstr(finding->summary, "KDC_ERR_ETYPE_NOSUPP"));
    ck_assert(says(finding->next_steps, "Restart"));
    ck_assert(says(finding->next_steps, "klist purge"));
    ck_assert(says(finding->events, "KDC 16"));
    expect_evidence(scene, "Frame 7: " DC2);
    expect_evidence(scene, "Frame 5: " DC1);
    expect_evidence(scene, "AES256, AES128, RC4");
    expect_evidence(scene, "offer cannot be the reason");
    expect_evidence(scene, "binds with NTLM");
}
END_TEST

START_TEST(a_narrow_offer_is_not_called_wide)
{
    scene_offer(scene, 1, 23);
    scene_tgs_refused(scene, CLIENT, DC1, SPN, 14);
    scene_ntlm_refused(scene, CLIENT, SERVER);
    const struct finding *finding = finding_of(scene, 2);
    ck_assert(proves(finding, "offered only RC4"));
    ck_assert(!proves(finding, "cannot be the reason"));
}
END_TEST

START_TEST(the_texts_of_the_kdc_are_evidence)
{
    scene->error.e_text = "NO PREAUTH";
    scene->error.has_nt_status = true;
    scene->error.nt_status = 0xC0000234;
    scene->error.padata = KRB_PA_FX_FAST;
    scene_as_refused(scene, OTHER_CLIENT, DC1, "ALICE", 18);
    scene_ntlm_refused(scene, OTHER_CLIENT, SERVER);
    const struct finding *finding = finding_of(scene, 2);
    ck_assert(proves(finding, "NO PREAUTH"));
    ck_assert(proves(finding, "STATUS_ACCOUNT_LOCKED_OUT"));
    ck_assert(proves(finding, "armoured"));
}
END_TEST

START_TEST(an_xp_client_is_known_by_its_offer)
{
    scene_offer(scene, 7, 23, -133, -128, 3, 1, 24, -135);
    scene_as_refused(scene, OTHER_CLIENT, DC1, USER, 14);
    scene_ntlm_refused(scene, OTHER_CLIENT, SERVER);
    ck_assert(proves(finding_of(scene, 2), "Windows XP or 2003"));
    expect_no_evidence(scene, "Windows XP");
}
END_TEST

START_TEST(extended_errors_of_the_server_are_evidence)
{
    struct scene_connection *connection = scene_connect(scene, OTHER_CLIENT, SERVER, 135);

    scene_bind(scene, connection, token_ap_req(scene));
    struct event nak = scene_pdu(connection, RPC_BIND_NAK);
    nak.rpc.has_extended_error = true;
    nak.rpc.extended_errors[0] = 0x80090322;
    nak.rpc.extended_error_count = 1;
    scene_send(scene, connection, &nak);
    ck_assert(proves(finding_of(scene, 2), "0x80090322"));
}
END_TEST

START_TEST(extended_errors_that_cannot_be_read_are_said)
{
    struct scene_connection *connection = scene_connect(scene, OTHER_CLIENT, SERVER, 135);

    scene_bind(scene, connection, token_ap_req(scene));
    struct event fault = scene_pdu(connection, RPC_FAULT);
    fault.rpc.status = 5;
    fault.rpc.has_extended_error = true;
    scene_send(scene, connection, &fault);
    ck_assert(proves(finding_of(scene, 2), "cannot be read"));
}
END_TEST

START_TEST(a_later_success_is_evidence)
{
    scene_ntlm_works(scene, CLIENT, SERVER);
    uint32_t earlier = finding_of(scene, 1)->answer_frame;
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);
    scene_cached_ticket(scene, SPN);
    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_response(scene, connection);
    ck_assert_uint_eq(finding_of(scene, 1)->answer_frame, earlier);
    ck_assert(proves(finding_of(scene, diagnosis_finding_count(scene->diagnosis)),
                     "a later attempt at the same server succeeded"));
}
END_TEST

START_TEST(an_activation_that_worked_before_is_evidence)
{
    struct scene_connection *connection = scene_connect(scene, OTHER_CLIENT, SERVER, 135);

    scene_kerberos_accepted(scene, connection);
    scene_request(scene, connection);
    scene_activated(scene, connection, 0);
    scene_request(scene, connection);
    scene_activated(scene, connection, 0x800703FA);
    ck_assert(proves(finding_of(scene, 2), "an activation at this server had worked"));
}
END_TEST

START_TEST(a_kdc_that_takes_no_connection_is_evidence)
{
    struct scene_connection *connection = scene_connect(scene, OTHER_CLIENT, SERVER, 135);
    uint32_t syn = scene_syn(scene, scene_connected(scene, OTHER_CLIENT, DC1, 88));

    scene_wait(scene, 5 * SECONDS);
    scene_client_fin(scene, connection);
    const struct finding *finding = finding_of(scene, 2);
    g_autofree char *text =
        g_strdup_printf("Frame %u: the connection to " DC1 " gets no answer", syn);
    ck_assert_int_eq(finding->verdict, VERDICT_KDC_UNREACHABLE);
    ck_assert(proves(finding, text));
}
END_TEST

START_TEST(the_extended_error_in_the_token_is_in_the_summary)
{
    struct scene_connection *connection = scene_connect(scene, OTHER_CLIENT, SERVER, 135);
    struct auth_token token = token_krb_error(60, SPNEGO_REJECT);

    token.krb.has_nt_status = true;
    token.krb.nt_status = 0xC000006D;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_ack(scene, connection, token);
    const struct finding_krb_error *error = finding_main_error(finding_of(scene, 2));
    ck_assert(error->has_nt_status);
    ck_assert_uint_eq(error->nt_status, 0xC000006D);
}
END_TEST

START_TEST(no_kerberos_at_all_is_said)
{
    struct scene_connection *connection = scene_connect(scene, OTHER_CLIENT, OTHER_SERVER, 135);

    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 9);
    ck_assert(proves(finding_of(scene, 2), "No KRB-ERROR in the capture"));
    expect_limit(scene, "no Kerberos traffic of " OTHER_CLIENT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wording");
    TCase *every = add_case(suite, "every story", NULL, NULL);
    TCase *origin = add_case(suite, "evidence", origin_case, teardown);

    tcase_add_test(every, every_text_is_whole);
    tcase_add_test(every, every_summary_names_somebody);
    tcase_add_test(every, every_frame_that_is_named_exists);
    tcase_add_test(every, every_link_precedes_its_answer);
    tcase_add_test(origin, the_origin_case_names_both_kdcs_and_the_remedy);
    tcase_add_test(origin, a_narrow_offer_is_not_called_wide);
    tcase_add_test(origin, the_texts_of_the_kdc_are_evidence);
    tcase_add_test(origin, an_xp_client_is_known_by_its_offer);
    tcase_add_test(origin, extended_errors_of_the_server_are_evidence);
    tcase_add_test(origin, extended_errors_that_cannot_be_read_are_said);
    tcase_add_test(origin, a_later_success_is_evidence);
    tcase_add_test(origin, an_activation_that_worked_before_is_evidence);
    tcase_add_test(origin, a_kdc_that_takes_no_connection_is_evidence);
    tcase_add_test(origin, the_extended_error_in_the_token_is_in_the_summary);
    tcase_add_test(origin, no_kerberos_at_all_is_said);
    return run_suite(suite);
}
