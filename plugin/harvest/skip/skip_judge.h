/* Which frames a report can do without: skip_rules.def as code. Knows nothing of Wireshark.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_SKIP_JUDGE_H
#define DCOMAUTH_SKIP_JUDGE_H

#include "../../wire/link_layer.h"

enum skip_rule {
    SKIP_NONE, /* the frame is to be dissected */
#define SKIP_RULE(id, what, why, back) SKIP_##id,
#include "skip_rules.def"
#undef SKIP_RULE
};

enum port_class {
    PORT_UNKNOWN,
    PORT_OTHER_SERVICE, /* another protocol's, unless a segment shows RPC or SMB there */
    PORT_WANTED,
    PORT_OF_NAMES, /* UDP only: of DNS and its kin */
    PORT_OF_KDC,   /* UDP only: Wireshark takes the answer from any port of the KDC */
};

enum { PORT_COUNT = 65536 };

struct skip_ports {
    uint8_t tcp[PORT_COUNT]; /* enum port_class */
    uint8_t udp[PORT_COUNT]; /* not PORT_OTHER_SERVICE */
};

struct skip_judge;

/* Takes a copy of ports. skip_bulk: whether bodies of SMB messages may be left; without, gaps are
 * never opened. */
struct skip_judge *skip_judge_new(const struct skip_ports *ports, bool skip_bulk);
void skip_judge_free(struct skip_judge *judge);

/* Judges the frames of a capture, each once and in order. wire_length: of the whole frame. The work
 * for a frame does not depend on its length. */
enum skip_rule skip_judge_frame(struct skip_judge *judge, enum link_layer layer, struct bytes frame,
                                size_t wire_length);

/* Of the messages over NetBIOS sessions (RFC 1002 4.3.1) in a TCP payload, which part is to be
 * dissected: from <= to, both offsets into it; from == to: none. What follows to is the beginning
 * of a message of no interest: its rest will be left. payload is the data of the segment that was
 * judged last, or, where is_reassembled, ends with it. */
struct skip_part {
    size_t from, to;
};

struct skip_part skip_judge_bulk(struct skip_judge *judge, struct bytes payload,
                                 bool is_reassembled);

/* An encrypted message of SMB3 has been seen as a whole on the connection of the segment that was
 * judged last: of the next ones there is nothing more to say. */
void skip_judge_note_encryption(struct skip_judge *judge);

#endif
