/* Members of a JSON object, one call each, on top of Wireshark's json_dumper.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_JSON_PUT_H
#define DCOMAUTH_JSON_PUT_H

#include "../../event/event.h"

#include <glib.h>
#include <wsutil/json_dumper.h>

/* The member's name; its value follows. */
void json_name(json_dumper *json, const char *key);

/* An element of a list, made valid UTF-8: json_dumper passes bytes on as they are, and JSON is
 * UTF-8 (RFC 8259 8.1). */
void json_element(json_dumper *json, const char *text);

/* A member each, null where its value is unknown: text that is NULL, a frame that is 0, an address
 * or encryption type that is not known. The owned text is freed. */
void json_put_null(json_dumper *json, const char *key);
void json_put_text(json_dumper *json, const char *key, const char *text);
void json_put_owned_text(json_dumper *json, const char *key, char *text);
void json_put_uint(json_dumper *json, const char *key, uint32_t value);
void json_put_int(json_dumper *json, const char *key, int32_t value);
void json_put_uint_if(json_dumper *json, const char *key, bool known, uint32_t value);
void json_put_frame(json_dumper *json, const char *key, uint32_t frame);
void json_put_hex_if(json_dumper *json, const char *key, bool known, uint32_t value);
void json_put_bool(json_dumper *json, const char *key, bool value);
void json_put_address(json_dumper *json, const char *key, const struct host_addr *address);
void json_put_seconds_if(json_dumper *json, const char *key, bool known, int64_t ns);
void json_put_etype(json_dumper *json, const char *key, int32_t etype);
void json_put_decimal(json_dumper *json, const char *key, double value);

/* From begin_line to end_line an object stands in one line: what comes in great numbers is indented
 * no further. */
void json_begin_line(json_dumper *json);
void json_end_line(json_dumper *json);

/* A member that is a list; json_dumper_end_array() ends what json_begin_list() has begun. */
void json_begin_list(json_dumper *json, const char *key);
void json_put_ints(json_dumper *json, const char *key, const int32_t *list, unsigned count);
void json_put_int_array(json_dumper *json, const char *key, const GArray *list);
void json_put_etypes(json_dumper *json, const char *key, const struct krb_etypes *etypes);
void json_put_texts(json_dumper *json, const char *key, const GPtrArray *list);

#endif
