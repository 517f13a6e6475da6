/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_check.h"

#include <glib.h>
#include <string.h>

enum { DEPTH_MAX = 16 };

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static const char *skip_string(const char *at)
{
    if (*at++ != '"')
        return NULL;
    while (*at != '"') {
        if ((unsigned char)*at < 0x20)
            return NULL;
        if (*at == '\\' && at[1] == 'u') {
            if (strspn(at + 2, "0123456789abcdefABCDEF") < 4)
                return NULL;
            at += 6;
        } else if (*at == '\\') {
            if (!at[1] || !strchr("\"\\/bfnrt", at[1]))
                return NULL;
            at += 2;
        } else {
            at++;
        }
    }
    return at + 1;
}

static const char *skip_digits(const char *at)
{
    size_t count = strspn(at, "0123456789");

    return count ? at + count : NULL;
}

static const char *skip_number(const char *at)
{
    at += *at == '-';
    at = *at == '0' ? at + 1 : skip_digits(at);
    if (at && *at == '.')
        at = skip_digits(at + 1);
    if (at && (*at == 'e' || *at == 'E')) {
        at++;
        at = skip_digits(at + (*at == '+' || *at == '-'));
    }
    return at;
}

static const char *skip_scalar(const char *at)
{
    static const char *const words[] = {"null", "true", "false"};

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_has_prefix(at, words[i]))
            return at + strlen(words[i]);
    return *at == '"' ? skip_string(at) : skip_number(at);
}

static const char *skip_value(const char *at, unsigned depth);

/* What stands between the brackets; at is behind the opening one. */
static const char *skip_members(const char *at, char closing, unsigned depth)
{
    at = skip_space(at);
    if (*at == closing)
        return at + 1;
    for (;;) {
        if (closing == '}') {
            at = skip_string(skip_space(at));
            at = at ? skip_space(at) : "";
            if (*at++ != ':')
                return NULL;
        }
        at = skip_value(at, depth);
        if (!at || (*at != ',' && *at != closing))
            return NULL;
        if (*at++ == closing)
            return at;
    }
}

static const char *skip_value(const char *at, unsigned depth)
{
    at = skip_space(at);
    if (*at == '{' || *at == '[')
        at = depth ? skip_members(at + 1, *at == '{' ? '}' : ']', depth - 1) : NULL;
    else
        at = skip_scalar(at);
    return at ? skip_space(at) : NULL;
}

bool json_check(const char *text)
{
    const char *end = skip_value(text, DEPTH_MAX);

    return end && *end == '\0';
}
