/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/report/json_writer.h"
#include "told.h"

#include <string.h>

static struct json_writer json;

static void setup(void)
{
    json = (struct json_writer){.out = g_string_new(NULL), .compact = true};
}

static void teardown(void)
{
    g_string_free(json.out, TRUE);
}

static void expect_string(const char *text, const char *wanted)
{
    g_string_truncate(json.out, 0);
    json_string(&json, text);
    ck_assert_str_eq(json.out->str, wanted);
}

/* RFC 8259 7 */
START_TEST(what_must_not_stand_in_a_string_is_escaped)
{
    expect_string("", "\"\"");
    expect_string("plain, \xc3\xa4", "\"plain, \xc3\xa4\"");
    expect_string("a\"b\\c", "\"a\\\"b\\\\c\"");
    expect_string("\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"");
    expect_string("\x01\x1f\x7f", "\"\\u0001\\u001f\x7f\"");
}
END_TEST

START_TEST(no_string_ends_a_script_of_a_page)
{
    expect_string("</script>", "\"<\\/script>\"");
    expect_string("/ </", "\"/ <\\/\"");
}
END_TEST

/* RFC 8259 8.1: invalid bytes, a character that is cut off, one that is longer than it may be. */
START_TEST(what_is_no_utf_8_becomes_valid)
{
    static const char *const invalid[] = {"a\xff\"b", "\xe2\x82", "\xc0\xaf", "\xed\xa0\x80\n"};

    for (size_t i = 0; i < G_N_ELEMENTS(invalid); i++) {
        g_string_truncate(json.out, 0);
        json_string(&json, invalid[i]);
        ck_assert(g_utf8_validate(json.out->str, -1, NULL));
        ck_assert(!strchr(json.out->str, '\n'));
    }
    expect_string("a\xff\"b", "\"a\xef\xbf\xbd\\\"b\"");
}
END_TEST

static void write_all(void)
{
    json_begin_object(&json);
    json_name(&json, "empty");
    json_begin_array(&json);
    json_end_array(&json);
    json_name(&json, "list");
    json_begin_array(&json);
    json_uint(&json, UINT32_MAX);
    json_int(&json, INT32_MIN);
    json_int(&json, 0);
    json_end_array(&json);
    json_name(&json, "none");
    json_verbatim(&json, "null");
    json_end_object(&json);
}

START_TEST(members_and_elements_are_told_apart)
{
    write_all();
    ck_assert_str_eq(json.out->str,
                     "{\"empty\":[],\"list\":[4294967295,-2147483648,0],\"none\":null}");
}
END_TEST

START_TEST(each_member_may_have_a_line)
{
    json.compact = false;
    write_all();
    ck_assert_str_eq(json.out->str, "{\n  \"empty\": [],\n  \"list\": [\n    4294967295,\n"
                                    "    -2147483648,\n    0\n  ],\n  \"none\": null\n}");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json_writer");
    TCase *writing = add_case(suite, "writing", setup, teardown);

    tcase_add_test(writing, what_must_not_stand_in_a_string_is_escaped);
    tcase_add_test(writing, no_string_ends_a_script_of_a_page);
    tcase_add_test(writing, what_is_no_utf_8_becomes_valid);
    tcase_add_test(writing, members_and_elements_are_told_apart);
    tcase_add_test(writing, each_member_may_have_a_line);
    return run_suite(suite);
}
