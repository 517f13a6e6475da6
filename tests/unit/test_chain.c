/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* The one line that tells which ticket came of which. */

#define RODC 8245u
#define RODC_KEY (RODC << 16 | 1)
#define OTHER_REALM "OTHER.EXAMPLE"

static struct scene *scene;

static void setup(void)
{
    scene = scene_new();
    scene_dns(scene, SERVER_NAME, SERVER); /* frame 1 */
}

static void teardown(void)
{
    scene_free(scene);
}

/* DC2 refuses the TGT that is held; the client closes without a bind. */
static void refused(int32_t code)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_tgs_refused(scene, CLIENT, DC2, SPN, code);
    scene_client_fin(scene, connection);
}

static void logon_with_version(uint32_t version)
{
    scene->tgt_kvno = version;
    scene_logon(scene, CLIENT, DC1); /* AS-REP: frame 5 */
}

START_TEST(a_logon_at_a_read_only_controller)
{
    logon_with_version(RODC_KEY);
    refused(31);
    expect(scene, "no-bind tgt-rejected-by-kdc high");
    expect_evidence(scene, "alice@EXAMPLE.COM logged on at the read-only domain controller number "
                           "8245 in frame 5 and was refused RPCSS/app.example.com in frame 9.");
}
END_TEST

START_TEST(a_high_key_version_is_no_number)
{
    logon_with_version(65535);
    refused(31);
    expect_no_evidence(scene, "read-only");
    expect_evidence(scene, "alice@EXAMPLE.COM logged on in frame 5 and was refused ");
}
END_TEST

START_TEST(a_ticket_from_before_the_capture)
{
    scene_cached_tgt(scene);
    scene->tgt.kvno = RODC_KEY;
    refused(31);
    expect_evidence(scene, "had logged on at the read-only domain controller number 8245 before "
                           "the capture began and was refused ");
}
END_TEST

START_TEST(a_writable_controller_takes_over)
{
    logon_with_version(RODC_KEY);
    scene->tgt_kvno = 3;
    scene_tgt_again(scene, CLIENT, DC1, KRB_OPT_FORWARDED);
    refused(31);
    expect_evidence(scene, "number 8245 in frame 5, got a forwarded ticket-granting ticket of a "
                           "writable domain controller in frame 7 and was refused ");
}
END_TEST

START_TEST(the_same_controller_is_named_once)
{
    logon_with_version(RODC_KEY);
    scene_tgt_again(scene, CLIENT, DC1, KRB_OPT_FORWARDED);
    refused(31);
    expect_evidence(scene, "number 8245 in frame 5, got a forwarded ticket-granting ticket in "
                           "frame 7 and was refused ");
}
END_TEST

/* The key of a referral is that of the trust. */
START_TEST(a_referral_names_the_realm)
{
    logon_with_version(RODC_KEY);
    scene->tgt_kvno = 1;
    scene_referral(scene, CLIENT, DC1, SPN, OTHER_REALM);
    scene->request.realm = OTHER_REALM;
    refused(41);
    expect(scene, "no-bind trust-key-mismatch high");
    expect_evidence(scene, "number 8245 in frame 5, got a referral to OTHER.EXAMPLE in frame 7 and "
                           "was refused ");
}
END_TEST

START_TEST(without_a_ticket_nothing_is_told)
{
    struct scene_connection *connection = scene_connect(scene, CLIENT, SERVER, 135);

    scene_as_refused(scene, CLIENT, DC1, USER, 18);
    scene_client_fin(scene, connection);
    expect_no_evidence(scene, "logged on");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chain");
    TCase *rodc = add_case(suite, "read-only domain controllers", setup, teardown);
    TCase *others = add_case(suite, "others", setup, teardown);

    tcase_add_test(rodc, a_logon_at_a_read_only_controller);
    tcase_add_test(rodc, a_high_key_version_is_no_number);
    tcase_add_test(rodc, a_ticket_from_before_the_capture);
    tcase_add_test(rodc, a_writable_controller_takes_over);
    tcase_add_test(rodc, the_same_controller_is_named_once);
    tcase_add_test(others, a_referral_names_the_realm);
    tcase_add_test(others, without_a_ticket_nothing_is_told);
    return run_suite(suite);
}
