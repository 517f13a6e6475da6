/* Members of a JSON object, one call each, null where it is not known.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_JSON_PUT_H
#define DCOMAUTH_JSON_PUT_H

#include "../../event/event.h"
#include "json_writer.h"

#include <glib.h>

/* A member each, null where its value is unknown: text that is NULL, a frame that is 0, an address
 * or encryption type that is not known. The owned text is freed. */
void json_put_null(struct json_writer *json, const char *key);
void json_put_text(struct json_writer *json, const char *key, const char *text);
void json_put_owned_text(struct json_writer *json, const char *key, char *text);
void json_put_uint(struct json_writer *json, const char *key, uint32_t value);
void json_put_int(struct json_writer *json, const char *key, int32_t value);
void json_put_uint_if(struct json_writer *json, const char *key, bool known, uint32_t value);
void json_put_frame(struct json_writer *json, const char *key, uint32_t frame);
void json_put_hex_if(struct json_writer *json, const char *key, bool known, uint32_t value);
void json_put_bool(struct json_writer *json, const char *key, bool value);
void json_put_address(struct json_writer *json, const char *key, const struct host_addr *address);
void json_put_seconds_if(struct json_writer *json, const char *key, bool known, int64_t ns);
void json_put_etype(struct json_writer *json, const char *key, int32_t etype);
void json_put_decimal(struct json_writer *json, const char *key, double value);

/* From begin_line to end_line an object stands in one line: what comes in great numbers is indented
 * no further. */
void json_begin_line(struct json_writer *json);
void json_end_line(struct json_writer *json);

/* A member that is a list; json_end_array() ends what json_begin_list() has begun. */
void json_begin_list(struct json_writer *json, const char *key);
void json_put_ints(struct json_writer *json, const char *key, const int32_t *list, unsigned count);
void json_put_int_array(struct json_writer *json, const char *key, const GArray *list);
void json_put_etypes(struct json_writer *json, const char *key, const struct krb_etypes *etypes);
void json_put_texts(struct json_writer *json, const char *key, const GPtrArray *list);

#endif
