/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_check.h"

#include "json_check.h"
#include "render/report/reports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CSV_FIELDS_MIN = 30 };

/* A form as it was written. */
struct page {
    FILE *file;
    char *text;
    size_t length;
};

static FILE *begin(struct page *page)
{
    page->file = open_memstream(&page->text, &page->length);
    MUST(page->file);
    return page->file;
}

static void end(struct page *page)
{
    fclose(page->file);
    MUST(strlen(page->text) == page->length);
    MUST(g_utf8_validate(page->text, (gssize)page->length, NULL));
}

/* Whatever a terminal would act on: C0 but for line feed and tab, DEL, and the override of the
 * writing direction (the names of event_maker hold U+202E). */
static bool has_control(const char *text)
{
    for (; *text; text++)
        if (((unsigned char)*text < ' ' && !strchr("\n\t", *text)) || *text == 0x7f ||
            strncmp(text, "\xe2\x80\xae", 3) == 0)
            return true;
    return false;
}

static void check_text(const struct report *report)
{
    struct page page;

    report_write_text(begin(&page), report, true);
    end(&page);
    MUST(!has_control(page.text));
    free(page.text);
}

static void check_json(const struct report *report)
{
    struct page page;

    report_write_json(begin(&page), report);
    end(&page);
    MUST(json_check(page.text));
    free(page.text);
}

/* Passes one field of RFC 4180 and returns what follows it. */
static const char *skip_field(const char *at)
{
    if (*at != '"')
        return at + strcspn(at, ",\r\n\"");
    for (at++; *at; at++)
        if (*at == '"' && *++at != '"')
            return at;
    MUST(!"a quote without its end");
    return at;
}

static void check_csv(const struct report *report)
{
    struct page page;
    unsigned rows = 0, columns = 0;

    report_write_csv(begin(&page), report);
    end(&page);
    for (const char *at = page.text; *at; rows++) {
        unsigned fields = 1;

        for (at = skip_field(at); *at == ','; fields++)
            at = skip_field(at + 1);
        MUST(strncmp(at, "\r\n", 2) == 0);
        at += 2;
        columns = columns ? columns : fields;
        MUST(fields == columns);
    }
    MUST(columns >= CSV_FIELDS_MIN);
    MUST(rows == report->findings->len + 1);
    free(page.text);
}

static bool knows_no_time(unsigned part, uint32_t frame, int64_t *relative_ns, const void *data)
{
    (void)part;
    (void)frame;
    (void)relative_ns;
    (void)data;
    return false;
}

/* "<q>" is in the names of event_maker and no tag of the page. */
static void check_html(const struct report *report)
{
    const struct ladder_clock clock = {knows_no_time, NULL};
    struct page page;

    report_write_html(begin(&page), report, &clock);
    end(&page);
    MUST(!strstr(page.text, "<q"));
    MUST(!has_control(page.text));
    free(page.text);
}

void report_check_forms(const struct report *report)
{
    check_text(report);
    check_json(report);
    check_csv(report);
    check_html(report);
}
