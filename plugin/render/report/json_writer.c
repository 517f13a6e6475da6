/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_writer.h"

#include "../../event/decimal.h"

#define FIRST_PRINTABLE 0x20

/* --- where a value stands --- */

static void new_line(struct json_writer *json)
{
    if (json->compact)
        return;
    g_string_append_c(json->out, '\n');
    for (unsigned i = 0; i < json->depth; i++)
        g_string_append_len(json->out, "  ", 2);
}

/* A value behind its name stands in the same line. */
static void before_value(struct json_writer *json)
{
    if (json->depth == 0 || json->has_name) {
        json->has_name = false;
        return;
    }
    if (json->any[json->depth])
        g_string_append_c(json->out, ',');
    json->any[json->depth] = true;
    new_line(json);
}

static void begin(struct json_writer *json, char bracket)
{
    g_return_if_fail(json->depth + 1 < JSON_DEPTH_MAX);
    before_value(json);
    g_string_append_c(json->out, bracket);
    json->any[++json->depth] = false;
}

static void end(struct json_writer *json, char bracket)
{
    g_return_if_fail(json->depth > 0);
    if (json->any[json->depth--])
        new_line(json);
    g_string_append_c(json->out, bracket);
}

void json_begin_object(struct json_writer *json)
{
    begin(json, '{');
}

void json_end_object(struct json_writer *json)
{
    end(json, '}');
}

void json_begin_array(struct json_writer *json)
{
    begin(json, '[');
}

void json_end_array(struct json_writer *json)
{
    end(json, ']');
}

void json_name(struct json_writer *json, const char *name)
{
    before_value(json);
    g_string_append_c(json->out, '"');
    g_string_append(json->out, name);
    g_string_append(json->out, json->compact ? "\":" : "\": ");
    json->has_name = true;
}

/* --- strings --- */

/* RFC 8259 7; "</" would end a script on a web page that holds the report. */
static bool needs_escape(const char *at, const char *begin)
{
    return (unsigned char)*at < FIRST_PRINTABLE || *at == '"' || *at == '\\' ||
           (*at == '/' && at > begin && at[-1] == '<');
}

static void append_escaped(GString *out, char character)
{
    static const char *const short_forms[FIRST_PRINTABLE] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f", ['\r'] = "\\r"};
    unsigned char code = (unsigned char)character;

    if (code >= FIRST_PRINTABLE)
        g_string_append_printf(out, "\\%c", character);
    else if (short_forms[code])
        g_string_append(out, short_forms[code]);
    else
        g_string_append_printf(out, "\\u%04x", code);
}

static void append_valid(GString *out, const char *text)
{
    const char *kept = text, *at = text;

    for (; *at; at++) {
        if (!needs_escape(at, text))
            continue;
        g_string_append_len(out, kept, at - kept);
        append_escaped(out, *at);
        kept = at + 1;
    }
    g_string_append_len(out, kept, at - kept);
}

void json_string(struct json_writer *json, const char *text)
{
    before_value(json);
    g_string_append_c(json->out, '"');
    if (g_utf8_validate(text, -1, NULL)) {
        append_valid(json->out, text);
    } else {
        g_autofree char *valid = g_utf8_make_valid(text, -1);

        append_valid(json->out, valid);
    }
    g_string_append_c(json->out, '"');
}

/* --- other values --- */

void json_uint(struct json_writer *json, uint32_t value)
{
    before_value(json);
    decimal_append(json->out, value);
}

void json_int(struct json_writer *json, int32_t value)
{
    before_value(json);
    decimal_append_signed(json->out, value);
}

void json_verbatim(struct json_writer *json, const char *text)
{
    before_value(json);
    g_string_append(json->out, text);
}
