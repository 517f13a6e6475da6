/* Words that the reports, the subtree and the windows share. g_free() every char *.
 *
 * Texts are UTF-8 whatever the locale, as Wireshark's own output is, and hold no control characters
 * and no bidirectional controls: a name in a capture must not move the cursor or turn the line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_TEXT_H
#define DCOMAUTH_TEXT_H

#include "../../diagnose/report.h"

#define TEXT_ARROW "\xe2\x86\x92"

/* The text with everything that a terminal or a browser could take as a command made visible. */
char *text_clean(const char *text);

/* The same, and at most max characters long. */
char *text_clamp(const char *text, unsigned max);

/* The clean text in lines that Wireshark shows whole as labels, broken between words; "…" stands
 * where a line goes on. g_strfreev() them. */
char **text_label_lines(const char *text);

/* The first of these lines. */
char *text_label(const char *text);

char *text_address(const struct host_addr *address);
char *text_hex(uint32_t value);

/* "2026-11-22T13:07:53.123456Z", or NULL for a time that no calendar has. */
char *text_time_iso(int64_t time_ns);

/* Seconds with six decimals and a point, in every locale. */
char *text_seconds(int64_t ns);

char *text_etype(int32_t etype); /* "AES256 (18)" */
char *text_etypes(const int32_t *list, unsigned count);
char *text_etype_array(const GArray *etypes); /* of int32_t */

/* "offered AES256 (18), RC4 (23) → TGT AES256 (18) → refused", or NULL where no etype is known. */
char *text_etype_line(const struct finding *finding);

char *text_status(const struct finding *finding); /* "0x00000005 nca_s_fault_access_denied" */
char *text_hresult(uint32_t hresult);             /* "0x80070005 E_ACCESSDENIED" */
char *text_krb_code(int32_t code);                /* "14 KDC_ERR_ETYPE_NOSUPP" */
char *text_krb_error(const struct finding_krb_error *error);
char *text_auth(const struct finding *finding); /* "SPNEGO (9), packet integrity (5)" */
char *text_reject_reason(uint16_t reason);

/* One line of what is known about a finding; together they answer who, where, when and what. */
struct text_fact {
    const char *label;
    char *text;
};

/* The facts in reading order, as struct text_fact; free with g_array_unref(). */
GArray *text_facts(const struct finding *finding);

char *text_headline(const struct report *report);     /* how many findings of each severity */
char *text_findings(const GPtrArray *findings);       /* the same while they grow */
char *text_capture_size(const struct report *report); /* what the capture holds */
char *text_code_counts(const GArray *counts);         /* of struct report_code_count */
char *text_unlinked(const struct report_unlinked *error);
char *text_hosts(const GArray *hosts, uint32_t count); /* "10.0.0.10, 10.0.0.11 and 3 more" */
char *text_undetermined(const struct report_undetermined *record);
char *text_finding_title(const struct finding *finding);

const char *text_severity_label(enum severity severity); /* "ERROR" */

/* The frame that a reader goes to first; 0 for none. */
uint32_t text_main_frame(const struct finding *finding);

#endif
