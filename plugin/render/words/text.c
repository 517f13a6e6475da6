/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include "../../event/decimal.h"

#include <stdarg.h>
#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

/* Wireshark cuts a label at ITEM_LABEL_LENGTH (240) bytes, in the middle of a word, and says so in
 * front of the title. What a line says besides its text takes some of them. */
enum { LABEL_BYTES = 170 };

/* The characters of Unicode's Bidi_Control property (UAX 9, table 2). */
static bool is_bidi_control(gunichar c)
{
    return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

static bool is_unsafe(gunichar c)
{
    return g_unichar_iscntrl(c) || is_bidi_control(c) || c == 0x2028 || c == 0x2029;
}

static size_t printable_ascii(const char *text)
{
    size_t length = 0;

    while (text[length] >= ' ' && text[length] < 0x7f)
        length++;
    return length;
}

/* What most texts begin with, and consist of, is taken as it stands. */
char *text_clamp(const char *text, unsigned max)
{
    size_t plain = printable_ascii(text ? text : "");

    if (plain <= max && (!text || text[plain] == '\0'))
        return g_strndup(text ? text : "", plain);
    GString *out = g_string_new(NULL);
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    unsigned count = 0;

    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (count++ == max) {
            g_string_append(out, ELLIPSIS);
            break;
        }
        if (is_unsafe(c))
            g_string_append_printf(out, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

char *text_clean(const char *text)
{
    return text_clamp(text, UINT_MAX);
}

/* The bytes of a longer text that fit in a line: whole words, or whole characters of a long one. */
static size_t line_size(const char *text)
{
    const size_t room = LABEL_BYTES - 2 * strlen(ELLIPSIS " ");
    const char *space = g_strrstr_len(text, (gssize)room, " ");

    if (space && space > text)
        return (size_t)(space - text);
    return (size_t)(g_utf8_find_prev_char(text, text + room + 1) - text);
}

char **text_label_lines(const char *text)
{
    g_autofree char *clean = text_clean(text);
    GPtrArray *lines = g_ptr_array_new();
    const char *rest = clean;

    while (strlen(rest) > LABEL_BYTES - strlen(ELLIPSIS " ")) {
        size_t size = line_size(rest);
        g_autofree char *words = g_strndup(rest, size);

        g_ptr_array_add(lines,
                        g_strconcat(lines->len ? ELLIPSIS " " : "", words, " " ELLIPSIS, NULL));
        rest += size + strspn(rest + size, " ");
    }
    g_ptr_array_add(lines, g_strconcat(lines->len ? ELLIPSIS " " : "", rest, NULL));
    g_ptr_array_add(lines, NULL);
    return (char **)g_ptr_array_free(lines, FALSE);
}

char *text_label(const char *text)
{
    g_auto(GStrv) lines = text_label_lines(text);

    return g_strdup(lines[0]);
}

char *text_address(const struct host_addr *address)
{
    char text[HOST_ADDR_TEXT_SIZE];

    return g_strdup(host_addr_known(address) ? host_addr_format(address, text) : "unknown");
}

char *text_hex(uint32_t value)
{
    return g_strdup_printf("0x%08x", value);
}

static int64_t floor_seconds(int64_t ns, int *microseconds)
{
    int64_t seconds = ns / G_GINT64_CONSTANT(1000000000);
    int64_t rest = ns % G_GINT64_CONSTANT(1000000000);

    if (rest < 0) {
        seconds--;
        rest += G_GINT64_CONSTANT(1000000000);
    }
    *microseconds = (int)(rest / 1000);
    return seconds;
}

char *text_time_iso(int64_t time_ns)
{
    int microseconds;
    GDateTime *time = g_date_time_new_from_unix_utc(floor_seconds(time_ns, &microseconds));
    char *text;

    if (!time || time_ns == EVENT_NO_TIME) {
        g_clear_pointer(&time, g_date_time_unref);
        return NULL;
    }
    text = g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", g_date_time_get_year(time),
                           g_date_time_get_month(time), g_date_time_get_day_of_month(time),
                           g_date_time_get_hour(time), g_date_time_get_minute(time),
                           g_date_time_get_second(time), microseconds);
    g_date_time_unref(time);
    return text;
}

char *text_seconds(int64_t ns)
{
    uint64_t size = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;
    uint64_t microseconds = size / 1000;

    return g_strdup_printf("%s%" G_GUINT64_FORMAT ".%06" G_GUINT64_FORMAT,
                           ns < 0 && microseconds ? "-" : "", microseconds / 1000000,
                           microseconds % 1000000);
}

/* The texts up to a null pointer: of what there is most of, for which printf costs much more. */
static void G_GNUC_NULL_TERMINATED append_texts(GString *out, const char *text, ...)
{
    va_list texts;

    va_start(texts, text);
    for (; text; text = va_arg(texts, const char *))
        g_string_append(out, text);
    va_end(texts);
}

/* In a variable list of arguments a plain NULL may be no pointer (C11 7.19). */
#define append_all(out, ...) append_texts(out, __VA_ARGS__, (const char *)NULL)

/* A code with the word for it, or the code alone where no list has it. */
static char *code_and_name(char *code, const char *name)
{
    char *text = name ? g_strdup_printf("%s %s", code, name) : g_strdup(code);

    g_free(code);
    return text;
}

static char *name_and_code(const char *name, int32_t code, const char *kind)
{
    if (name)
        return g_strdup_printf("%s (%d)", name, code);
    return g_strdup_printf("%s %d", kind, code);
}

char *text_etype(int32_t etype)
{
    return name_and_code(krb_etype_name(etype), etype, "etype");
}

char *text_etypes(const int32_t *list, unsigned count)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < count; i++) {
        g_autofree char *etype = text_etype(list[i]);

        g_string_append_printf(out, "%s%s", i ? ", " : "", etype);
    }
    return g_string_free(out, FALSE);
}

char *text_etype_array(const GArray *etypes)
{
    return text_etypes((const int32_t *)(const void *)etypes->data, etypes->len);
}

char *text_status(const struct finding *finding)
{
    const char *name = fault_name(finding->status);

    return code_and_name(text_hex(finding->status), name ? name : nt_status_name(finding->status));
}

char *text_hresult(uint32_t hresult)
{
    return code_and_name(text_hex(hresult), hresult_name(hresult));
}

static void append_krb_code(GString *out, int32_t code)
{
    const char *name = krb_error_name(code);

    decimal_append_signed(out, code);
    if (name)
        append_all(out, " ", name);
}

char *text_krb_code(int32_t code)
{
    GString *out = g_string_new(NULL);

    append_krb_code(out, code);
    return g_string_free(out, FALSE);
}

static char *text_nt_status(uint32_t status)
{
    return code_and_name(text_hex(status), nt_status_name(status));
}

char *text_reject_reason(uint16_t reason)
{
    return code_and_name(g_strdup_printf("%u", reason), bind_nak_name(reason));
}

char *text_auth(const struct finding *finding)
{
    g_autofree char *type =
        name_and_code(auth_type_name(finding->auth_type), finding->auth_type, "type");
    g_autofree char *level =
        name_and_code(auth_level_name(finding->auth_level), finding->auth_level, "level");

    return g_strdup_printf("%s, %s", type, level);
}

char *text_krb_error(const struct finding_krb_error *error)
{
    g_autofree char *status = error->has_nt_status ? text_nt_status(error->nt_status) : NULL;
    const char *request = krb_msg_type_name(error->request);
    GString *out = g_string_new("frame ");

    decimal_append(out, error->frame);
    g_string_append(out, ": ");
    append_krb_code(out, error->code);
    if (status)
        append_all(out, " with ", status);
    if (request)
        append_all(out, ", answers the ", request);
    if (request && error->request_frame) {
        g_string_append(out, " in frame ");
        decimal_append(out, error->request_frame);
    }
    if (!error->in_band) {
        g_autofree char *kdc = text_address(&error->kdc);

        append_all(out, ", KDC ", kdc);
    }
    append_all(out, " (", link_kind_id(error->link), ": ", link_kind_text(error->link), ")");
    return g_string_free(out, FALSE);
}

const char *text_severity_label(enum severity severity)
{
    static const char *const labels[] = {
        [SEVERITY_NOTE] = "NOTE",
        [SEVERITY_WARNING] = "WARNING",
        [SEVERITY_ERROR] = "ERROR",
    };

    return labels[severity];
}

uint32_t text_main_frame(const struct finding *finding)
{
    return finding->answer_frame ? finding->answer_frame : finding->bind_frame;
}
