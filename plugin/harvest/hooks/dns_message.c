/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns_message.h"

#include <glib.h>
#include <string.h>

enum {
    HEADER_SIZE = 12, /* RFC 1035 4.1.1 */
    FLAGS_OFFSET = 2,
    FLAG_RESPONSE = 0x8000,
    OPCODE_MASK = 0x7800, /* 0: a query */
    QUESTIONS_OFFSET = 4,
    RECORDS_OFFSET = 6, /* answers, authority, additional: a count each */
    SECTIONS = 3,
    QUESTION_TAIL_SIZE = 4,
    RECORD_HEADER_SIZE = 10, /* RFC 1035 4.1.3 */
    CLASS_OFFSET = 2,
    LENGTH_OFFSET = 8,
    CLASS_MASK = 0x7fff, /* without the cache-flush bit of RFC 6762 10.2 */
    CLASS_IN = 1,
    LABEL_MAX = 63,
    POINTER_MARK = 0xc0,
    POINTER_MASK = 0x3fff,
};

struct reader {
    const uint8_t *bytes;
    size_t length;
    size_t at;
};

static uint16_t big_endian16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static bool has(const struct reader *reader, size_t size)
{
    return size <= reader->length - reader->at;
}

/* What Wireshark shows as it is. */
static bool is_plain_label(const uint8_t *label, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (!g_ascii_isalnum(label[i]) && label[i] != '-' && label[i] != '_')
            return false;
    }
    return size > 0;
}

static bool append_label(char *name, size_t *size, const uint8_t *label, size_t label_size)
{
    if (!is_plain_label(label, label_size) || *size + label_size + 1 > DNS_NAME_MAX)
        return false;
    if (*size > 0)
        name[(*size)++] = '.';
    memcpy(name + *size, label, label_size);
    *size += label_size;
    return true;
}

/* Each pointer must lead further back than the one before it. */
static bool read_name(struct reader *reader, char *name)
{
    struct reader source = *reader;
    size_t limit = reader->at;
    size_t size = 0;
    bool has_jumped = false;

    for (;;) {
        uint8_t mark = has(&source, 1) ? source.bytes[source.at] : UINT8_MAX;

        if (mark <= LABEL_MAX) {
            if (!has(&source, 1 + (size_t)mark) ||
                (mark > 0 && !append_label(name, &size, source.bytes + source.at + 1, mark)))
                return false;
            source.at += 1 + (size_t)mark;
        } else if ((mark & POINTER_MARK) == POINTER_MARK && has(&source, 2)) {
            size_t target = big_endian16(source.bytes + source.at) & POINTER_MASK;

            if (target >= limit)
                return false;
            if (!has_jumped)
                reader->at = source.at + 2;
            has_jumped = true;
            limit = source.at = target;
        } else {
            return false;
        }
        if (mark == 0)
            break;
    }
    if (!has_jumped)
        reader->at = source.at;
    name[size] = '\0';
    return true;
}

static bool is_of_interest(uint16_t type)
{
    return type == DNS_A || type == DNS_AAAA || type == DNS_CNAME || type == DNS_PTR;
}

/* Records whose data are numbers and then a name: RFC 1035 3.3, RFC 2782. */
static const struct {
    uint16_t type;
    uint8_t prefix_size;
} named[] = {{2, 0}, {15, 2}, {33, 6}};

static bool is_well_formed(const struct reader *reader, uint16_t type, size_t end)
{
    char name[DNS_NAME_MAX + 1];
    struct reader data = *reader;

    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (named[i].type != type)
            continue;
        data.at += named[i].prefix_size;
        return data.at < end && read_name(&data, name) && data.at == end;
    }
    return false;
}

/* The rest of the record lies between the reader and end. */
static bool read_data(struct reader *reader, size_t end, struct dns_answer *answer)
{
    size_t size = end - reader->at;

    if (answer->type == DNS_CNAME || answer->type == DNS_PTR)
        return read_name(reader, answer->target) && reader->at == end && *answer->target;
    answer->address = host_addr_from_bytes(reader->bytes + reader->at, size);
    return size == (answer->type == DNS_A ? 4 : 16);
}

/* Where a record is malformed, Wireshark shows nothing that follows it. */
static bool read_record(struct reader *reader, struct dns_answers *answers, bool *has_doubtful)
{
    struct dns_answer *answer = &answers->list[answers->count];
    const uint8_t *header;
    uint16_t type;
    size_t end;

    if (answers->count == DNS_ANSWERS_MAX || !read_name(reader, answer->owner) ||
        !has(reader, RECORD_HEADER_SIZE))
        return false;
    header = reader->bytes + reader->at;
    reader->at += RECORD_HEADER_SIZE;
    type = big_endian16(header);
    end = reader->at + big_endian16(header + LENGTH_OFFSET);
    if (end > reader->length)
        return false;
    if (is_of_interest(type)) {
        answer->type = (enum dns_type)type;
        if (*has_doubtful || !*answer->owner ||
            (big_endian16(header + CLASS_OFFSET) & CLASS_MASK) != CLASS_IN ||
            !read_data(reader, end, answer))
            return false;
        answers->count++;
    } else if (!is_well_formed(reader, type, end)) {
        *has_doubtful = true;
    }
    reader->at = end;
    return true;
}

static bool skip_questions(struct reader *reader)
{
    char name[DNS_NAME_MAX + 1];

    for (unsigned i = big_endian16(reader->bytes + QUESTIONS_OFFSET); i > 0; i--) {
        if (!read_name(reader, name) || !has(reader, QUESTION_TAIL_SIZE))
            return false;
        reader->at += QUESTION_TAIL_SIZE;
    }
    return true;
}

static bool read_records(struct reader *reader, unsigned count, struct dns_answers *answers)
{
    bool has_doubtful = false;

    for (; count > 0; count--) {
        if (!read_record(reader, answers, &has_doubtful))
            return false;
    }
    return true;
}

enum dns_look dns_message_read(const uint8_t *bytes, size_t length, struct dns_answers *answers)
{
    struct reader reader = {bytes, length, HEADER_SIZE};
    unsigned records = 0;
    uint16_t flags;

    answers->count = 0;
    if (length < HEADER_SIZE)
        return DNS_IS_UNUSUAL;
    flags = big_endian16(bytes + FLAGS_OFFSET);
    for (size_t i = 0; i < SECTIONS; i++)
        records += big_endian16(bytes + RECORDS_OFFSET + 2 * i);
    if (!(flags & FLAG_RESPONSE) || records == 0)
        return DNS_HAS_NONE;
    if (flags & OPCODE_MASK || !skip_questions(&reader) || !read_records(&reader, records, answers))
        return DNS_IS_UNUSUAL;
    return answers->count > 0 ? DNS_HAS_ANSWERS : DNS_HAS_NONE;
}
