/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/verdict.h"
#include "stories.h"
#include "told.h"

/* Every row of verdict_rules.def through the door: a story that gives it and one that just does
 * not. */

static const struct {
    const struct story *stories;
    const size_t *count;
} books[] = {
    {stories_etypes, &stories_etypes_count}, {stories_tickets, &stories_tickets_count},
    {stories_names, &stories_names_count},   {stories_kdc, &stories_kdc_count},
    {stories_server, &stories_server_count}, {stories_notes, &stories_notes_count},
    {stories_smb, &stories_smb_count},       {stories_way, &stories_way_count},
};

static size_t story_count(void)
{
    size_t count = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(books); i++)
        count += *books[i].count;
    return count;
}

static const struct story *story_at(size_t n)
{
    size_t i = 0;

    for (; n >= *books[i].count; i++)
        n -= *books[i].count;
    return &books[i].stories[n];
}

static struct scene *tell(const struct telling *how)
{
    struct scene *scene = scene_new();

    how->tell(scene, how);
    return scene;
}

/* The rule that the telling reaches; a new string. */
static char *rule_of(const struct telling *how)
{
    struct scene *scene = tell(how);
    char *rule = g_strdup(told_rule(scene));

    scene_free(scene);
    return rule;
}

static void expect_telling(const struct story *story, const char *which, const struct telling *how)
{
    struct scene *scene = tell(how);
    const char *said = told(scene);

    ck_assert_msg(g_str_equal(said, how->told), "%s, %s: \"%s\", not \"%s\"", story->about, which,
                  said, how->told);
    scene_free(scene);
}

START_TEST(a_story_gives_its_verdict)
{
    expect_telling(story_at((size_t)_i), "reached", &story_at((size_t)_i)->reached);
}
END_TEST

START_TEST(its_near_miss_does_not)
{
    expect_telling(story_at((size_t)_i), "missed", &story_at((size_t)_i)->missed);
}
END_TEST

START_TEST(story_and_near_miss_go_by_different_rules)
{
    g_autofree char *reached = rule_of(&story_at((size_t)_i)->reached);
    g_autofree char *missed = rule_of(&story_at((size_t)_i)->missed);

    ck_assert_str_ne(reached, missed);
}
END_TEST

START_TEST(every_rule_is_reached)
{
    g_autoptr(GHashTable) reached = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    size_t count;
    const struct verdict_rule *rules = verdict_rules(&count);

    for (size_t i = 0; i < story_count(); i++)
        g_hash_table_add(reached, rule_of(&story_at(i)->reached));
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(g_hash_table_contains(reached, rules[i].when),
                      "no story reaches row %zu, %s: %s", i + 1, verdict_id(rules[i].verdict),
                      rules[i].when);
}
END_TEST

START_TEST(every_verdict_is_reached)
{
    bool reached[VERDICT_COUNT] = {false};

    for (size_t i = 0; i < story_count(); i++) {
        struct scene *scene = tell(&story_at(i)->reached);
        reached[finding_of(scene, 1)->verdict] = true;
        scene_free(scene);
    }
    for (int i = 0; i < VERDICT_COUNT; i++)
        ck_assert_msg(reached[i], "no story gives %s", verdict_id((enum verdict)i));
}
END_TEST

START_TEST(every_rule_is_told_apart_and_has_its_source)
{
    size_t count;
    const struct verdict_rule *rules = verdict_rules(&count);

    for (size_t i = 0; i < count; i++) {
        ck_assert(*rules[i].when && *rules[i].source);
        ck_assert_int_eq(rules[i].all & rules[i].none, 0);
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(rules[i].when, rules[j].when);
    }
}
END_TEST

/* Something always fits: the renderers rely on it. */
START_TEST(a_case_without_facts_has_a_verdict)
{
    struct diagnosis_case nothing = {.outcome = OUTCOME_BIND_NAK};

    ck_assert_ptr_nonnull(verdict_of(&nothing));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("verdicts");
    TCase *stories = add_case(suite, "stories", NULL, NULL);
    TCase *rules = add_case(suite, "rules", NULL, NULL);
    int count = (int)story_count();

    tcase_add_loop_test(stories, a_story_gives_its_verdict, 0, count);
    tcase_add_loop_test(stories, its_near_miss_does_not, 0, count);
    tcase_add_loop_test(stories, story_and_near_miss_go_by_different_rules, 0, count);
    tcase_add_test(rules, every_rule_is_reached);
    tcase_add_test(rules, every_verdict_is_reached);
    tcase_add_test(rules, every_rule_is_told_apart_and_has_its_source);
    tcase_add_test(rules, a_case_without_facts_has_a_verdict);
    return run_suite(suite);
}
