/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_put.h"

#include "../../diagnose/finding.h"
#include "../words/text.h"

/* --- one value each: null where unknown --- */

void json_put_null(struct json_writer *json, const char *key)
{
    json_name(json, key);
    json_verbatim(json, "null");
}

void json_put_text(struct json_writer *json, const char *key, const char *text)
{
    if (!text) {
        json_put_null(json, key);
        return;
    }
    json_name(json, key);
    json_string(json, text);
}

void json_put_owned_text(struct json_writer *json, const char *key, char *text)
{
    json_put_text(json, key, text);
    g_free(text);
}

void json_put_uint(struct json_writer *json, const char *key, uint32_t value)
{
    json_name(json, key);
    json_uint(json, value);
}

void json_put_int(struct json_writer *json, const char *key, int32_t value)
{
    json_name(json, key);
    json_int(json, value);
}

void json_put_uint_if(struct json_writer *json, const char *key, bool known, uint32_t value)
{
    if (known)
        json_put_uint(json, key, value);
    else
        json_put_null(json, key);
}

void json_put_frame(struct json_writer *json, const char *key, uint32_t frame)
{
    json_put_uint_if(json, key, frame != 0, frame);
}

void json_put_hex_if(struct json_writer *json, const char *key, bool known, uint32_t value)
{
    json_put_owned_text(json, key, known ? text_hex(value) : NULL);
}

void json_put_bool(struct json_writer *json, const char *key, bool value)
{
    json_name(json, key);
    json_verbatim(json, value ? "true" : "false");
}

void json_put_address(struct json_writer *json, const char *key, const struct host_addr *address)
{
    char text[HOST_ADDR_TEXT_SIZE];

    json_put_text(json, key, host_addr_known(address) ? host_addr_format(address, text) : NULL);
}

void json_put_seconds_if(struct json_writer *json, const char *key, bool known, int64_t ns)
{
    g_autofree char *seconds = text_seconds(ns);

    json_name(json, key);
    json_verbatim(json, known ? seconds : "null");
}

void json_put_etype(struct json_writer *json, const char *key, int32_t etype)
{
    if (etype == FINDING_ETYPE_UNKNOWN)
        json_put_null(json, key);
    else
        json_put_int(json, key, etype);
}

/* --- lists --- */

/* From here to json_end_line() all stands in one line: what comes in great numbers is indented no
 * further. */
void json_begin_line(struct json_writer *json)
{
    json_begin_object(json);
    json->compact = true;
}

void json_end_line(struct json_writer *json)
{
    json_end_object(json);
    json->compact = false;
}

void json_begin_list(struct json_writer *json, const char *key)
{
    json_name(json, key);
    json_begin_array(json);
}

void json_put_ints(struct json_writer *json, const char *key, const int32_t *list, unsigned count)
{
    json_begin_list(json, key);
    for (unsigned i = 0; i < count; i++)
        json_int(json, list[i]);
    json_end_array(json);
}

void json_put_int_array(struct json_writer *json, const char *key, const GArray *list)
{
    json_put_ints(json, key, (const int32_t *)(const void *)list->data, list->len);
}

void json_put_etypes(struct json_writer *json, const char *key, const struct krb_etypes *etypes)
{
    json_put_ints(json, key, etypes->list, etypes->count);
}

void json_put_texts(struct json_writer *json, const char *key, const GPtrArray *list)
{
    json_begin_list(json, key);
    for (guint i = 0; i < list->len; i++)
        json_string(json, g_ptr_array_index(list, i));
    json_end_array(json);
}

void json_put_decimal(struct json_writer *json, const char *key, double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    json_name(json, key);
    json_verbatim(json, g_ascii_formatd(text, sizeof text, "%.9f", value));
}
