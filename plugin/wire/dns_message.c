/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns_message.h"

#include <glib.h>
#include <string.h>

enum {
    LENGTH_SIZE = 2,  /* before a message over TCP: RFC 1035 4.2.2 */
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
    POINTER_SIZE = 2,
    POINTERS_MAX = DNS_NAME_MAX, /* of one name: where Wireshark stops */
    /* The smallest have the name of the root. */
    QUESTION_SIZE_MIN = 1 + QUESTION_TAIL_SIZE,
    RECORD_SIZE_MIN = 1 + RECORD_HEADER_SIZE,
    /* Names that point to each other make much of few bytes. A label or a pointer costs a step and
     * its bytes; addresses under names of ten labels stay far below the budget. */
    STEP_COST = 8,
    BUDGET_PER_BYTE = 12,
};

struct reader {
    struct bytes message;
    size_t at;
    size_t budget; /* of work, for all the names of the message */
};

static bool has(const struct reader *reader, size_t size)
{
    return bytes_have(reader->message, reader->at, size);
}

static bool pay(struct reader *reader, size_t cost)
{
    bool can = reader->budget >= cost;

    reader->budget -= can ? cost : reader->budget;
    return can;
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
    if (*size + label_size + 1 > DNS_NAME_MAX || !is_plain_label(label, label_size))
        return false;
    if (*size > 0)
        name[(*size)++] = '.';
    memcpy(name + *size, label, label_size);
    *size += label_size;
    return true;
}

/* Takes the label at the reader and the byte of its size; that of the root is empty. */
static bool take_label(struct reader *reader, size_t label_size, char *name, size_t *size)
{
    if (!has(reader, 1 + label_size) || !pay(reader, STEP_COST + label_size))
        return false;
    if (label_size > 0 &&
        !append_label(name, size, reader->message.at + reader->at + 1, label_size))
        return false;
    reader->at += 1 + label_size;
    return true;
}

/* Follows the pointer at the reader, which must lead to before limit. */
static bool follow_pointer(struct reader *reader, size_t *limit, unsigned *pointers)
{
    size_t target = bytes_be16(reader->message, reader->at) & POINTER_MASK;

    if (!has(reader, POINTER_SIZE) || target >= *limit || ++*pointers > POINTERS_MAX ||
        !pay(reader, STEP_COST))
        return false;
    *limit = reader->at = target;
    return true;
}

/* Each pointer must lead further back than the one before it. */
static bool read_name(struct reader *reader, char *name)
{
    size_t limit = reader->at, end = 0, size = 0;
    unsigned pointers = 0;
    uint8_t mark;

    do {
        mark = bytes_u8(reader->message, reader->at);
        if (mark <= LABEL_MAX) {
            if (!take_label(reader, mark, name, &size))
                return false;
        } else if ((mark & POINTER_MARK) == POINTER_MARK) {
            end = end > 0 ? end : reader->at + POINTER_SIZE;
            if (!follow_pointer(reader, &limit, &pointers))
                return false;
        } else {
            return false;
        }
    } while (mark != 0);
    reader->at = end > 0 ? end : reader->at;
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

static bool is_well_formed(struct reader *reader, uint16_t type, size_t end)
{
    char name[DNS_NAME_MAX + 1];

    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (named[i].type != type)
            continue;
        reader->at += named[i].prefix_size;
        return reader->at < end && read_name(reader, name) && reader->at == end;
    }
    return false;
}

/* The rest of the record lies between the reader and end. */
static bool read_data(struct reader *reader, size_t end, struct dns_answer *answer)
{
    size_t size = end - reader->at;

    if (answer->type == DNS_CNAME || answer->type == DNS_PTR)
        return read_name(reader, answer->target) && reader->at == end && *answer->target;
    answer->address = host_addr_from_bytes(reader->message.at + reader->at, size);
    return size == (answer->type == DNS_A ? 4 : 16);
}

/* Where a record is malformed, Wireshark shows nothing that follows it. */
static bool read_record(struct reader *reader, struct dns_answers *answers, bool *has_doubtful)
{
    struct dns_answer *answer = &answers->list[answers->count];
    size_t header, end;
    uint16_t type;

    if (answers->count == DNS_ANSWERS_MAX || !read_name(reader, answer->owner) ||
        !has(reader, RECORD_HEADER_SIZE))
        return false;
    header = reader->at;
    reader->at += RECORD_HEADER_SIZE;
    type = bytes_be16(reader->message, header);
    end = reader->at + bytes_be16(reader->message, header + LENGTH_OFFSET);
    if (end > reader->message.length)
        return false;
    if (is_of_interest(type)) {
        answer->type = (enum dns_type)type;
        if (*has_doubtful || !*answer->owner ||
            (bytes_be16(reader->message, header + CLASS_OFFSET) & CLASS_MASK) != CLASS_IN ||
            !read_data(reader, end, answer))
            return false;
        answers->count++;
    } else if (!is_well_formed(reader, type, end)) {
        *has_doubtful = true;
    }
    reader->at = end;
    return true;
}

static bool skip_questions(struct reader *reader, unsigned count)
{
    char name[DNS_NAME_MAX + 1];

    for (; count > 0; count--) {
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

/* How many records there may be by the header; more than fit make it unusual. */
static unsigned record_count(struct bytes message)
{
    unsigned count = 0;

    for (size_t i = 0; i < SECTIONS; i++)
        count += bytes_be16(message, RECORDS_OFFSET + 2 * i);
    return count;
}

enum dns_look dns_message_read(struct bytes message, struct dns_answers *answers)
{
    struct reader reader = {message, HEADER_SIZE, BUDGET_PER_BYTE * message.length};
    unsigned questions = bytes_be16(message, QUESTIONS_OFFSET), records = record_count(message);
    uint16_t flags = bytes_be16(message, FLAGS_OFFSET);

    answers->count = 0;
    if (message.length < HEADER_SIZE)
        return DNS_IS_UNUSUAL;
    if (!(flags & FLAG_RESPONSE) || records == 0)
        return DNS_HAS_NONE;
    if (flags & OPCODE_MASK || questions > message.length / QUESTION_SIZE_MIN ||
        records > message.length / RECORD_SIZE_MIN || !skip_questions(&reader, questions) ||
        !read_records(&reader, records, answers))
        return DNS_IS_UNUSUAL;
    return answers->count > 0 ? DNS_HAS_ANSWERS : DNS_HAS_NONE;
}

bool dns_message_over_tcp(struct bytes bytes, struct bytes *message)
{
    *message = bytes_from(bytes, LENGTH_SIZE);
    return message->length > 0 && message->length == bytes_be16(bytes, 0);
}
