/* Writes JSON (RFC 8259) into a string. Wireshark's json_dumper gives the same text, byte by byte
 * through a call each: a third of what a report of thousands of findings cost.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_JSON_WRITER_H
#define DCOMAUTH_JSON_WRITER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* More than a report nests. */
enum { JSON_DEPTH_MAX = 16 };

struct json_writer {
    GString *out;  /* the caller's */
    bool compact;  /* all in one line; else a member each */
    bool has_name; /* the value of a member comes next */
    unsigned depth;
    bool any[JSON_DEPTH_MAX]; /* whether the object or list at that depth has anything so far */
};

/* Begins and ends are the caller's to pair; in an object each value comes after its name. */
void json_begin_object(struct json_writer *json);
void json_end_object(struct json_writer *json);
void json_begin_array(struct json_writer *json);
void json_end_array(struct json_writer *json);

/* The name of a member, which needs no escaping; its value follows. */
void json_name(struct json_writer *json, const char *name);

/* A value: a string, made valid UTF-8 (RFC 8259 8.1) and escaped; a number; text that is JSON. */
void json_string(struct json_writer *json, const char *text);
void json_uint(struct json_writer *json, uint32_t value);
void json_int(struct json_writer *json, int32_t value);
void json_verbatim(struct json_writer *json, const char *text);

#endif
