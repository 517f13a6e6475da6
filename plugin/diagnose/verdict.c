/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict.h"

#define ONLY(name) (1u << OUTCOME_##name)
#define CODES(...)                                                                                 \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define F(name) FACT_BIT(name)

static const struct verdict_rule rules[] = {
#define RULE(verdict_, outcomes_, codes_, all_, none_, confidence_, when_, source_)                \
    {VERDICT_##verdict_, outcomes_, codes_, all_, none_, CONFIDENCE_##confidence_, when_, source_},
#include "verdict_rules.def"
#undef RULE
};

_Static_assert(FACT_COUNT <= 64, "the facts fit into one word");
_Static_assert(OUTCOME_COUNT <= 32, "the outcomes fit into one word");

static bool has_code(const struct verdict_rule *rule, int32_t code)
{
    if (rule->codes[0] == 0)
        return true;
    for (size_t i = 0; i < VERDICT_CODES_MAX && rule->codes[i] != 0; i++)
        if (rule->codes[i] == code)
            return true;
    return false;
}

static bool fits(const struct verdict_rule *rule, const struct diagnosis_case *subject)
{
    return (rule->outcomes == 0 || (rule->outcomes & (1u << subject->outcome)) != 0) &&
           (subject->facts & rule->all) == rule->all && (subject->facts & rule->none) == 0 &&
           has_code(rule, subject->code);
}

const struct verdict_rule *verdict_of(const struct diagnosis_case *subject)
{
    const size_t count = sizeof rules / sizeof rules[0];

    for (size_t i = 0; i < count; i++)
        if (fits(&rules[i], subject))
            return &rules[i];
    return &rules[count - 1];
}

const struct verdict_rule *verdict_rules(size_t *count)
{
    *count = sizeof rules / sizeof rules[0];
    return rules;
}
