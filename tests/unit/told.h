/* What the diagnosis says of a scene, as texts that are easy to compare.
 *
 * The texts are owned by the scene and valid until its next one. Those without "so far" say first
 * that the capture has ended.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_TESTS_TOLD_H
#define DCOMAUTH_TESTS_TOLD_H

#include "scene.h"

#include <check.h>

/* "fault tgt-rejected-by-kdc high", of several findings with ", " between; "" for none. */
const char *told(struct scene *scene);
const char *told_so_far(struct scene *scene);

/* Of the first finding: its links as "31:spn-host 28:spn-host". */
const char *told_links(struct scene *scene);

/* Of the first finding: the `when` of the rule that gave its verdict, or "". */
const char *told_rule(struct scene *scene);

/* "associations = healthy + undetermined + findings": "3 = 1 + 0 + 2". */
const char *told_counts(struct scene *scene);

/* The report as of the end of the capture; owned by the scene. */
const struct report *report_of(struct scene *scene);

/* The finding with this id; the test fails where there is none. */
const struct finding *finding_of(struct scene *scene, unsigned id);

/* Whether any of the sentences (char *) holds this text. */
bool says(const GPtrArray *sentences, const char *text);

/* The same of the evidence of the finding. */
bool proves(const struct finding *finding, const char *text);

#define expect(scene, text) ck_assert_str_eq(told(scene), text)
#define expect_so_far(scene, text) ck_assert_str_eq(told_so_far(scene), text)
#define expect_links(scene, text) ck_assert_str_eq(told_links(scene), text)
#define expect_counts(scene, text) ck_assert_str_eq(told_counts(scene), text)
#define expect_evidence(scene, text)                                                               \
    ck_assert_msg(proves(finding_of(scene, 1), text), "no evidence says \"%s\"", text)
#define expect_no_evidence(scene, text)                                                            \
    ck_assert_msg(!proves(finding_of(scene, 1), text), "evidence says \"%s\"", text)
#define expect_limit(scene, text)                                                                  \
    ck_assert_msg(says(report_of(scene)->limits, text), "no limit says \"%s\"", text)
#define expect_no_such_limit(scene, text)                                                          \
    ck_assert_msg(!says(report_of(scene)->limits, text), "a limit says \"%s\"", text)

/* Runs the suite of a test program; returns its exit status. */
int run_suite(Suite *suite);

/* A test case of this name whose tests share the fixture; added to the suite. */
TCase *add_case(Suite *suite, const char *name, SFun setup, SFun teardown);

#endif
