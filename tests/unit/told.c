/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include <stdlib.h>
#include <string.h>

/* valgrind and the sanitizers are slow. */
enum { TIMEOUT_SECONDS = 300 };

const char *told_so_far(struct scene *scene)
{
    g_string_truncate(scene->words, 0);
    for (unsigned id = 1; id <= diagnosis_finding_count(scene->diagnosis); id++) {
        const struct finding *finding = diagnosis_finding(scene->diagnosis, id);

        g_string_append_printf(scene->words, "%s%s %s %s", id > 1 ? ", " : "",
                               outcome_id(finding->outcome), verdict_id(finding->verdict),
                               confidence_id(finding->confidence));
    }
    return scene->words->str;
}

const char *told(struct scene *scene)
{
    diagnosis_end_capture(scene->diagnosis);
    return told_so_far(scene);
}

const struct finding *finding_of(struct scene *scene, unsigned id)
{
    diagnosis_end_capture(scene->diagnosis);
    const struct finding *finding = diagnosis_finding(scene->diagnosis, id);
    ck_assert_msg(finding != NULL, "there is no finding %u", id);
    return finding;
}

const char *told_links(struct scene *scene)
{
    const GArray *errors = finding_of(scene, 1)->krb_errors;

    g_string_truncate(scene->words, 0);
    for (guint i = 0; i < errors->len; i++) {
        const struct finding_krb_error *error = &g_array_index(errors, struct finding_krb_error, i);

        g_string_append_printf(scene->words, "%s%u:%s", i ? " " : "", error->frame,
                               link_kind_id(error->link));
    }
    return scene->words->str;
}

/* The last sentence of the evidence is "Rule: <when>." */
const char *told_rule(struct scene *scene)
{
    static const char prefix[] = "Rule: ";

    diagnosis_end_capture(scene->diagnosis);
    const struct finding *finding = diagnosis_finding(scene->diagnosis, 1);
    g_string_truncate(scene->words, 0);
    for (guint i = 0; finding && i < finding->evidence->len; i++) {
        const struct evidence *evidence = evidence_at(finding->evidence, i);

        if (evidence->kind == EVIDENCE_RULE) {
            g_string_assign(scene->words, evidence->text + strlen(prefix));
            g_string_truncate(scene->words, scene->words->len - 1);
        }
    }
    return scene->words->str;
}

const struct report *report_of(struct scene *scene)
{
    diagnosis_end_capture(scene->diagnosis);
    report_free(scene->report);
    scene->report = diagnosis_report(scene->diagnosis);
    return scene->report;
}

const char *told_counts(struct scene *scene)
{
    const struct report *report = report_of(scene);

    g_string_printf(scene->words, "%u = %u + %u + %u", report->capture.associations,
                    report->capture.healthy_associations, report->capture.undetermined_associations,
                    report->findings->len);
    return scene->words->str;
}

bool says(const GPtrArray *sentences, const char *text)
{
    for (guint i = 0; i < sentences->len; i++)
        if (strstr(sentences->pdata[i], text))
            return true;
    return false;
}

bool proves(const struct finding *finding, const char *text)
{
    for (guint i = 0; i < finding->evidence->len; i++)
        if (strstr(evidence_at(finding->evidence, i)->text, text))
            return true;
    return false;
}

TCase *add_case(Suite *suite, const char *name, SFun setup, SFun teardown)
{
    TCase *test_case = tcase_create(name);

    tcase_set_timeout(test_case, TIMEOUT_SECONDS);
    if (setup)
        tcase_add_checked_fixture(test_case, setup, teardown);
    suite_add_tcase(suite, test_case);
    return test_case;
}

int run_suite(Suite *suite)
{
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
