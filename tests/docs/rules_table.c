/* Prints the rules as a Markdown table, in the order of their precedence: the section "Verdicts" of
 * the README. renew.sh puts it there, check_readme.py compares.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "diagnose/verdict.h"

#include <stdio.h>

static const char *const fact_texts[] = {
#define FACT(name, text) text,
#include "diagnose/facts.def"
#undef FACT
};

/* A bar would end the cell. */
static void put_text(const char *text)
{
    for (; *text; text++)
        printf(*text == '|' ? "\\|" : "%c", *text);
}

static void put_codes(const struct verdict_rule *rule)
{
    for (int i = 0; i < VERDICT_CODES_MAX && rule->codes[i] != 0; i++)
        printf("%s%d", i ? ", " : "", rule->codes[i]);
}

static void put_part(const char **separator, const char *prefix, const char *text)
{
    printf("%s%s", *separator, prefix);
    put_text(text);
    *separator = "; ";
}

static void put_facts(const char **separator, const char *prefix, uint64_t facts)
{
    for (int i = 0; i < FACT_COUNT; i++)
        if (facts >> i & 1)
            put_part(separator, prefix, fact_texts[i]);
}

static void put_outcomes(const char **separator, uint32_t outcomes)
{
    const uint32_t all = (UINT32_C(1) << OUTCOME_COUNT) - 1;
    const char *prefix = "outcome `";

    if (outcomes == 0 || (outcomes & all) == all)
        return;
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        if (!(outcomes >> i & 1))
            continue;
        put_part(separator, prefix, outcome_id((enum outcome)i));
        printf("`");
        *separator = "";
        prefix = " or `";
    }
    *separator = "; ";
}

static void put_rule(const struct verdict_rule *rule)
{
    const char *separator = "";

    printf("| `%s` | ", verdict_id(rule->verdict));
    put_text(rule->when);
    printf(" | ");
    put_codes(rule);
    printf(" | ");
    put_outcomes(&separator, rule->outcomes);
    put_facts(&separator, "", rule->all);
    put_facts(&separator, "not: ", rule->none);
    printf(" | %s | ", confidence_id(rule->confidence));
    put_text(rule->source);
    printf(" |\n");
}

int main(void)
{
    size_t count;
    const struct verdict_rule *rules = verdict_rules(&count);

    printf("| verdict | when | KRB-ERROR | what must hold | confidence | source |\n"
           "| --- | --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < count; i++)
        put_rule(&rules[i]);
    return 0;
}
