/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"
#include "wire/dns_message.h"

#define COUNTS(questions, records) 0, questions, 0, records, 0, 0, 0, 0
#define RESPONSE(questions, records) 0x12, 0x34, 0x84, 0x00, COUNTS(questions, records)
#define HEADER_SIZE 12
/* "dc.test" */
#define NAME 2, 'd', 'c', 4, 't', 'e', 's', 't', 0
#define POINTER(to) 0xc0 | (to) >> 8, (to)&0xff
#define QUESTION NAME, 0, 1, 0, 1
#define IN(type, size) 0, type, 0, 1, 0, 0, 0, 60, 0, size
#define ADDRESS IN(1, 4), 10, 0, 0, 1

/* A copy of exactly the length, so that valgrind and the sanitizers see every byte too far. */
static enum dns_look read_copy(const uint8_t *bytes, size_t length, struct dns_answers *answers)
{
    g_autofree uint8_t *copy = g_memdup2(bytes, length);

    return dns_message_read((struct bytes){copy, length}, answers);
}

#define READ(answers, ...)                                                                         \
    read_copy((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}), answers)

static struct dns_answers answers;

START_TEST(an_address_is_read)
{
    char text[HOST_ADDR_TEXT_SIZE];

    ck_assert_int_eq(READ(&answers, RESPONSE(1, 1), QUESTION, POINTER(12), ADDRESS),
                     DNS_HAS_ANSWERS);
    ck_assert_uint_eq(answers.count, 1);
    ck_assert_int_eq(answers.list[0].type, DNS_A);
    ck_assert_str_eq(answers.list[0].owner, "dc.test");
    ck_assert_str_eq(host_addr_format(&answers.list[0].address, text), "10.0.0.1");
}
END_TEST

START_TEST(an_ipv6_address_is_read)
{
    char text[HOST_ADDR_TEXT_SIZE];

    ck_assert_int_eq(READ(&answers, RESPONSE(0, 1), NAME, IN(28, 16), 0xfd, 0, 0, 0, 0, 0, 0, 0, 0,
                          0, 0, 0, 0, 0, 0, 1),
                     DNS_HAS_ANSWERS);
    ck_assert_int_eq(answers.list[0].type, DNS_AAAA);
    ck_assert_str_eq(host_addr_format(&answers.list[0].address, text), "fd00::1");
}
END_TEST

START_TEST(aliases_and_pointers_have_a_target)
{
    ck_assert_int_eq(READ(&answers, RESPONSE(1, 2), QUESTION, POINTER(12), IN(5, 5), 2, 'w', 's',
                          POINTER(15), POINTER(12), IN(12, 2), POINTER(12)),
                     DNS_HAS_ANSWERS);
    ck_assert_uint_eq(answers.count, 2);
    ck_assert_str_eq(answers.list[0].target, "ws.test");
    ck_assert_int_eq(answers.list[1].type, DNS_PTR);
    ck_assert_str_eq(answers.list[1].target, "dc.test");
}
END_TEST

START_TEST(records_that_carry_names_are_passed_over)
{
    ck_assert_int_eq(READ(&answers, RESPONSE(1, 4), QUESTION, POINTER(12), IN(2, 2), POINTER(12),
                          POINTER(12), IN(15, 4), 0, 5, POINTER(12), POINTER(12), IN(33, 8), 0, 0,
                          0, 0, 0, 88, POINTER(12), POINTER(12), ADDRESS),
                     DNS_HAS_ANSWERS);
    ck_assert_uint_eq(answers.count, 1);
}
END_TEST

START_TEST(what_is_no_answer_has_none)
{
    /* A query, and an answer without records. */
    ck_assert_int_eq(READ(&answers, 0x12, 0x34, 0x01, 0x00, COUNTS(1, 0), QUESTION), DNS_HAS_NONE);
    ck_assert_int_eq(
        READ(&answers, 0x12, 0x34, 0x01, 0x00, COUNTS(1, 1), QUESTION, POINTER(12), ADDRESS),
        DNS_HAS_NONE);
    ck_assert_int_eq(READ(&answers, RESPONSE(1, 0), QUESTION), DNS_HAS_NONE);
    ck_assert_int_eq(READ(&answers, RESPONSE(1, 1), QUESTION, POINTER(12), IN(2, 2), POINTER(12)),
                     DNS_HAS_NONE);
}
END_TEST

/* A record whose data is not understood may be malformed, behind which Wireshark shows nothing. */
START_TEST(what_follows_an_unknown_record_is_unusual)
{
    ck_assert_int_eq(READ(&answers, RESPONSE(0, 1), NAME, IN(16, 1), 0), DNS_HAS_NONE);
    ck_assert_int_eq(READ(&answers, RESPONSE(0, 2), NAME, IN(16, 1), 0, NAME, ADDRESS),
                     DNS_IS_UNUSUAL);
    ck_assert_int_eq(READ(&answers, RESPONSE(0, 2), NAME, IN(2, 3), 0, 0, 0, NAME, ADDRESS),
                     DNS_IS_UNUSUAL);
}
END_TEST

START_TEST(malformed_messages_are_unusual)
{
    enum dns_look looks[] = {
        /* an update */
        READ(&answers, 0, 0, 0xa8, 0, COUNTS(0, 1), NAME, ADDRESS),
        /* of another class */
        READ(&answers, RESPONSE(0, 1), NAME, 0, 1, 0, 3, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1),
        /* an address of three bytes, an alias with a byte behind it, or of the root */
        READ(&answers, RESPONSE(0, 1), NAME, IN(1, 3), 10, 0, 0),
        READ(&answers, RESPONSE(1, 1), QUESTION, POINTER(12), IN(5, 3), POINTER(12), 0),
        READ(&answers, RESPONSE(1, 1), QUESTION, POINTER(12), IN(5, 1), 0),
        /* the root has an address */
        READ(&answers, RESPONSE(0, 1), 0, ADDRESS),
        /* a name of other characters, and with a mark that nobody defines */
        READ(&answers, RESPONSE(0, 1), 2, 'd', '*', 0, ADDRESS),
        READ(&answers, RESPONSE(0, 1), 0x80, 0, ADDRESS),
        /* more records and more questions than there are */
        READ(&answers, RESPONSE(0, 2), NAME, ADDRESS),
        READ(&answers, RESPONSE(9, 1), QUESTION, POINTER(12), ADDRESS),
        READ(&answers, 0, 0, 0x84, 0, COUNTS(0, 0xff), NAME, ADDRESS),
    };

    for (size_t i = 0; i < G_N_ELEMENTS(looks); i++)
        ck_assert_msg(looks[i] == DNS_IS_UNUSUAL, "row %zu", i);
}
END_TEST

/* Each pointer leads to before the name, and to before the pointer that led to it. */
START_TEST(pointers_lead_only_back)
{
    enum { OWN = HEADER_SIZE };

    ck_assert_int_eq(READ(&answers, RESPONSE(0, 1), POINTER(OWN), ADDRESS), DNS_IS_UNUSUAL);
    ck_assert_int_eq(READ(&answers, RESPONSE(0, 1), POINTER(OWN + 16), ADDRESS, NAME),
                     DNS_IS_UNUSUAL);
    /* Into the name itself, behind a label. */
    ck_assert_int_eq(READ(&answers, RESPONSE(0, 1), 1, 'a', POINTER(OWN), ADDRESS), DNS_IS_UNUSUAL);
    /* Two that lead to each other. */
    ck_assert_int_eq(
        READ(&answers, RESPONSE(0, 2), 1, 'a', 0, IN(16, 2), POINTER(25 + 2), POINTER(25), ADDRESS),
        DNS_IS_UNUSUAL);
}
END_TEST

START_TEST(every_cut_is_survived)
{
    static const uint8_t whole[] = {RESPONSE(1, 2), QUESTION, POINTER(12), IN(5, 5), 2, 'w', 's',
                                    POINTER(15),    NAME,     ADDRESS};

    for (size_t length = 0; length < sizeof whole; length++)
        ck_assert_int_eq(read_copy(whole, length, &answers), DNS_IS_UNUSUAL);
    ck_assert_int_eq(read_copy(whole, sizeof whole, &answers), DNS_HAS_ANSWERS);
}
END_TEST

/* Of 63 bytes and a dot or the end each. */
START_TEST(names_have_at_most_255_bytes)
{
    for (size_t labels = 4; labels <= 5; labels++) {
        g_autoptr(GByteArray) message = g_byte_array_new();

        g_byte_array_append(message, (const uint8_t[]){RESPONSE(0, 1)}, HEADER_SIZE);
        for (size_t i = 0; i < labels; i++) {
            g_byte_array_append(message, (const uint8_t[]){63}, 1);
            for (int letter = 0; letter < 63; letter++)
                g_byte_array_append(message, (const uint8_t *)"x", 1);
        }
        g_byte_array_append(message, (const uint8_t[]){0, ADDRESS}, 15);
        ck_assert_int_eq(read_copy(message->data, message->len, &answers),
                         labels == 4 ? DNS_HAS_ANSWERS : DNS_IS_UNUSUAL);
    }
}
END_TEST

/* So many addresses under the name of the question, reached through so many pointers, which are the
 * data of an unknown record: nothing reads them but from the names. padding: bytes of no meaning,
 * which make the message larger and so its budget. */
static enum dns_look read_chain(size_t pointers, unsigned records, size_t padding)
{
    g_autoptr(GByteArray) message = g_byte_array_new();
    size_t last = HEADER_SIZE;
    size_t size = 2 * pointers + padding;
    const uint8_t head[] = {RESPONSE(1, 1), QUESTION};
    const uint8_t unknown[] = {POINTER(12),  0, 99, 0, 1, 0, 0, 0, 60, (uint8_t)(size >> 8),
                               (uint8_t)size};

    g_byte_array_append(message, head, sizeof head);
    g_byte_array_append(message, unknown, sizeof unknown);
    for (size_t i = 0; i < pointers; i++) {
        const uint8_t pointer[] = {(uint8_t)(0xc0 | last >> 8), (uint8_t)last};

        last = message->len;
        g_byte_array_append(message, pointer, sizeof pointer);
    }
    g_byte_array_set_size(message, message->len + (guint)padding);
    for (unsigned i = 0; i < records; i++) {
        const uint8_t record[] = {(uint8_t)(0xc0 | last >> 8), (uint8_t)last, IN(2, 2),
                                  POINTER(12)};

        g_byte_array_append(message, record, sizeof record);
    }
    message->data[6] = (uint8_t)((records + 1) >> 8);
    message->data[7] = (uint8_t)(records + 1);
    return read_copy(message->data, message->len, &answers);
}

START_TEST(a_name_has_at_most_as_many_pointers_as_bytes)
{
    ck_assert_int_eq(read_chain(10, 1, 0), DNS_HAS_NONE);
    ck_assert_int_eq(read_chain(254, 1, 0), DNS_HAS_NONE);
    ck_assert_int_eq(read_chain(255, 1, 1000), DNS_IS_UNUSUAL);
}
END_TEST

/* 4,000 records with 50 pointers each would be 200,000 steps. */
START_TEST(the_work_for_all_names_is_bounded)
{
    ck_assert_int_eq(read_chain(50, 1, 0), DNS_HAS_NONE);
    ck_assert_int_eq(read_chain(50, 4000, 0), DNS_IS_UNUSUAL);
    ck_assert_int_eq(read_chain(2, 4000, 0), DNS_HAS_NONE);
}
END_TEST

/* RFC 1035 4.2.2. */
START_TEST(over_tcp_a_length_comes_first)
{
    static const uint8_t whole[] = {0, 3, 1, 2, 3}, longer[] = {0, 4, 1, 2, 3}, none[] = {0, 0};
    struct bytes message;

    ck_assert(dns_message_over_tcp((struct bytes){whole, sizeof whole}, &message));
    ck_assert_uint_eq(message.length, 3);
    ck_assert_ptr_eq(message.at, whole + 2);
    ck_assert(!dns_message_over_tcp((struct bytes){longer, sizeof longer}, &message));
    ck_assert(!dns_message_over_tcp((struct bytes){whole, 4}, &message));
    ck_assert(!dns_message_over_tcp((struct bytes){none, sizeof none}, &message));
    ck_assert(!dns_message_over_tcp((struct bytes){none, 1}, &message));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dns_message");
    TCase *bytes = add_case(suite, "bytes", NULL, NULL);

    tcase_add_test(bytes, an_address_is_read);
    tcase_add_test(bytes, over_tcp_a_length_comes_first);
    tcase_add_test(bytes, an_ipv6_address_is_read);
    tcase_add_test(bytes, aliases_and_pointers_have_a_target);
    tcase_add_test(bytes, records_that_carry_names_are_passed_over);
    tcase_add_test(bytes, what_is_no_answer_has_none);
    tcase_add_test(bytes, what_follows_an_unknown_record_is_unusual);
    tcase_add_test(bytes, malformed_messages_are_unusual);
    tcase_add_test(bytes, pointers_lead_only_back);
    tcase_add_test(bytes, every_cut_is_survived);
    tcase_add_test(bytes, names_have_at_most_255_bytes);
    tcase_add_test(bytes, a_name_has_at_most_as_many_pointers_as_bytes);
    tcase_add_test(bytes, the_work_for_all_names_is_bounded);
    return run_suite(suite);
}
