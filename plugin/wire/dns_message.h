/* The answers of an ordinary DNS message: there are too many of them to have each dissected into a
 * tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_WIRE_DNS_MESSAGE_H
#define DCOMAUTH_WIRE_DNS_MESSAGE_H

#include "../event/host_addr.h"
#include "bytes.h"

enum {
    DNS_NAME_MAX = 255, /* RFC 1035 3.1 */
    DNS_ANSWERS_MAX = 32,
};

enum dns_type { DNS_A = 1, DNS_CNAME = 5, DNS_PTR = 12, DNS_AAAA = 28 };

struct dns_answer {
    enum dns_type type;
    char owner[DNS_NAME_MAX + 1];
    char target[DNS_NAME_MAX + 1]; /* of CNAME and PTR */
    struct host_addr address;      /* of A and AAAA */
};

struct dns_answers {
    struct dns_answer list[DNS_ANSWERS_MAX];
    unsigned count;
};

enum dns_look {
    DNS_HAS_NONE,
    DNS_HAS_ANSWERS,
    DNS_IS_UNUSUAL, /* how Wireshark shows it is not for this file to say */
};

/* The message behind its length over TCP (RFC 1035 4.2.2); false where there is another length:
 * part of a message, or several. */
bool dns_message_over_tcp(struct bytes bytes, struct bytes *message);

/* Reads the answers of a whole message (RFC 1035 4.1), without the length that precedes it over
 * TCP. *answers is valid where the result is DNS_HAS_ANSWERS. The work is at most linear in the
 * length: what would take more (names that lead through many pointers) is unusual. */
enum dns_look dns_message_read(struct bytes message, struct dns_answers *answers);

#endif
