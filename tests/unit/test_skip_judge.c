/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harvest/skip/skip_judge.h"
#include "told.h"

#include <glib.h>

enum {
    ETHERNET = 14,
    IPV4 = 20,
    TCP = 20,
    UDP = 8,
    SYN = 2,
    ACK = 16,
    FIN = 1,
    WINDOW = 64240,
    FRAME_MAX = 2048,
    SERVICE_PORT = 389,
    SMB_PORT = 445,
    OTHER_PORT = 5000,
    CLIENT_PORT = 50000,
    BULK = 20000,
};

static struct skip_judge *judge;

static void setup(void)
{
    struct skip_ports *ports = g_new0(struct skip_ports, 1);

    ports->tcp[SERVICE_PORT] = PORT_OTHER_SERVICE;
    ports->tcp[SMB_PORT] = PORT_WANTED;
    ports->udp[53] = PORT_OF_NAMES;
    ports->udp[88] = PORT_OF_KDC;
    judge = skip_judge_new(ports, true);
    g_free(ports);
}

static void teardown(void)
{
    skip_judge_free(judge);
}

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put_ip(uint8_t *frame, uint8_t protocol, size_t length, unsigned source_port,
                   unsigned target_port)
{
    uint8_t *ip = frame + ETHERNET;

    memset(frame, 0, ETHERNET + IPV4 + UDP);
    put16(frame + 12, 0x0800);
    ip[0] = 0x45;
    put16(ip + 2, (unsigned)(IPV4 + length));
    ip[9] = protocol;
    /* the lower port is that of 10.0.0.2 */
    memcpy(ip + 12, source_port < target_port ? "\x0a\0\0\2\x0a\0\0\1" : "\x0a\0\0\1\x0a\0\0\2", 8);
    put16(ip + IPV4, source_port);
    put16(ip + IPV4 + 2, target_port);
}

static enum skip_rule judge_bytes(const uint8_t *frame, size_t length)
{
    return skip_judge_frame(judge, LINK_ETHERNET, (struct bytes){frame, length}, length);
}

struct part {
    unsigned source, target;
    uint8_t flags;
    uint32_t sequence;
    const void *data;
    size_t length;
};

static enum skip_rule acknowledging(struct part part, uint32_t number, unsigned window)
{
    uint8_t frame[FRAME_MAX];
    uint8_t *tcp = frame + ETHERNET + IPV4;

    memset(tcp, 0, TCP);
    put_ip(frame, 6, TCP + part.length, part.source, part.target);
    put16(tcp + 4, part.sequence >> 16);
    put16(tcp + 6, part.sequence & 0xffff);
    put16(tcp + 8, number >> 16);
    put16(tcp + 10, number & 0xffff);
    tcp[12] = 5 << 4;
    tcp[13] = part.flags;
    put16(tcp + 14, window);
    if (part.length)
        memcpy(tcp + TCP, part.data, part.length);
    return judge_bytes(frame, ETHERNET + IPV4 + TCP + part.length);
}

static enum skip_rule segment(struct part part)
{
    return acknowledging(part, 0, WINDOW);
}

#define to(port, text) segment((struct part){CLIENT_PORT, port, ACK, 100, text, sizeof(text) - 1})

static enum skip_rule opened(unsigned port)
{
    return segment((struct part){CLIENT_PORT, port, SYN, 99, NULL, 0});
}

static enum skip_rule datagram(unsigned source, unsigned target, const void *data, size_t length)
{
    uint8_t frame[FRAME_MAX];

    put_ip(frame, 17, UDP + length, source, target);
    if (length)
        memcpy(frame + ETHERNET + IPV4 + UDP, data, length);
    return judge_bytes(frame, ETHERNET + IPV4 + UDP + length);
}

#define BIND "\5\0\x0b\3\x10\0\0\0\x48\0\0\0\1\0\0\0"
#define TLS "\x16\3\1\0\x20 hello"

START_TEST(what_opens_and_first_frames_are_kept)
{
    ck_assert_int_eq(opened(SERVICE_PORT), SKIP_NONE);
    ck_assert_int_eq(opened(SERVICE_PORT), SKIP_NONE);
    ck_assert_int_eq(to(OTHER_PORT, TLS), SKIP_NONE); /* the first of its connection */
}
END_TEST

START_TEST(other_services_are_left_until_rpc_shows)
{
    opened(SERVICE_PORT);
    ck_assert_int_eq(to(SERVICE_PORT, "ldap"), SKIP_OTHER_SERVICE);
    ck_assert_int_eq(segment((struct part){SERVICE_PORT, CLIENT_PORT, ACK, 1, NULL, 0}),
                     SKIP_NONE); /* the first from this end */
    ck_assert_int_eq(segment((struct part){SERVICE_PORT, CLIENT_PORT, FIN | ACK, 1, NULL, 0}),
                     SKIP_OTHER_SERVICE);
    ck_assert_int_eq(to(SERVICE_PORT, BIND), SKIP_NONE);
    ck_assert_int_eq(to(SERVICE_PORT, "ldap"), SKIP_NONE);
}
END_TEST

START_TEST(other_content_is_left_until_rpc_shows)
{
    opened(OTHER_PORT);
    ck_assert_int_eq(to(OTHER_PORT, TLS), SKIP_NONE);
    ck_assert_int_eq(to(OTHER_PORT, TLS), SKIP_OTHER_CONTENT);
    ck_assert_int_eq(segment((struct part){CLIENT_PORT, OTHER_PORT, FIN | ACK, 1, NULL, 0}),
                     SKIP_NONE);
    ck_assert_int_eq(to(OTHER_PORT, BIND), SKIP_NONE);
    ck_assert_int_eq(to(OTHER_PORT, TLS), SKIP_NONE);
}
END_TEST

START_TEST(unknown_content_is_looked_at_four_times)
{
    opened(OTHER_PORT);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(to(OTHER_PORT, "what is it"), SKIP_NONE);
    ck_assert_int_eq(to(OTHER_PORT, "what is it"), SKIP_OTHER_CONTENT);
}
END_TEST

START_TEST(wanted_ports_are_kept)
{
    opened(SMB_PORT);
    for (int i = 0; i < 9; i++)
        ck_assert_int_eq(to(SMB_PORT, TLS), SKIP_NONE);
}
END_TEST

START_TEST(datagrams_of_names_and_kdcs_are_kept)
{
    static const uint8_t rpc[80] = {4, 2};

    ck_assert_int_eq(datagram(CLIENT_PORT, 53, "q", 1), SKIP_NONE);
    ck_assert_int_eq(datagram(53, CLIENT_PORT, "a", 1), SKIP_NONE);
    ck_assert_int_eq(datagram(CLIENT_PORT, 514, "log", 3), SKIP_DATAGRAM);
    ck_assert_int_eq(datagram(CLIENT_PORT, 514, rpc, sizeof rpc), SKIP_NONE);
    ck_assert_int_eq(datagram(CLIENT_PORT, 514, rpc, sizeof rpc - 1), SKIP_DATAGRAM);
    ck_assert_int_eq(datagram(CLIENT_PORT, 88, "q", 1), SKIP_NONE);
    ck_assert_int_eq(datagram(1088, CLIENT_PORT, "a", 1), SKIP_NONE); /* from another port */
    ck_assert_int_eq(datagram(1088, CLIENT_PORT + 1, "a", 1), SKIP_DATAGRAM);
}
END_TEST

#define QUESTION "\1\2\1\0\0\1\0\0\0\0\0\1 what"

START_TEST(questions_for_names_are_left)
{
    char other[] = QUESTION;

    ck_assert_int_eq(datagram(CLIENT_PORT, 53, QUESTION, sizeof QUESTION), SKIP_QUESTION);
    ck_assert_int_eq(datagram(53, 53, QUESTION, sizeof QUESTION), SKIP_QUESTION);
    ck_assert_int_eq(datagram(CLIENT_PORT, 53, QUESTION, 11), SKIP_NONE);
    ck_assert_int_eq(datagram(88, 53, QUESTION, sizeof QUESTION), SKIP_NONE);
    ck_assert_int_eq(datagram(53, CLIENT_PORT, QUESTION, sizeof QUESTION), SKIP_NONE);
    other[2] = (char)0x81; /* an answer */
    ck_assert_int_eq(datagram(CLIENT_PORT, 53, other, sizeof other), SKIP_NONE);
    other[2] = 0x28; /* an update */
    ck_assert_int_eq(datagram(CLIENT_PORT, 53, other, sizeof other), SKIP_NONE);
    other[2] = 1;
    other[7] = 1; /* with an answer */
    ck_assert_int_eq(datagram(CLIENT_PORT, 53, other, sizeof other), SKIP_NONE);
    other[7] = 0;
    other[5] = 0; /* without a question */
    ck_assert_int_eq(datagram(CLIENT_PORT, 53, other, sizeof other), SKIP_NONE);
}
END_TEST

START_TEST(fragments_and_what_is_cut_are_kept)
{
    uint8_t frame[ETHERNET + IPV4 + UDP];

    put_ip(frame, 17, UDP, CLIENT_PORT, 514);
    ck_assert_int_eq(judge_bytes(frame, sizeof frame), SKIP_DATAGRAM);
    for (size_t length = 0; length < sizeof frame; length++)
        ck_assert_int_eq(judge_bytes(frame, length), SKIP_NONE);
    frame[ETHERNET + 6] = 0x20; /* more fragments */
    ck_assert_int_eq(judge_bytes(frame, sizeof frame), SKIP_NONE);
}
END_TEST

START_TEST(frames_without_hosts_are_left)
{
    uint8_t frame[60] = {0};

    put16(frame + 12, 0x0806);
    ck_assert_int_eq(judge_bytes(frame, sizeof frame), SKIP_NO_HOST);
    put16(frame + 12, 0x894f); /* what it carries is not followed */
    ck_assert_int_eq(judge_bytes(frame, sizeof frame), SKIP_NONE);
    put_ip(frame, 2, 8, 0, 0);
    ck_assert_int_eq(judge_bytes(frame, sizeof frame), SKIP_ROUTING);
    put_ip(frame, 50, 8, 0, 0); /* ESP: that it is there is told */
    ck_assert_int_eq(judge_bytes(frame, sizeof frame), SKIP_NONE);
}
END_TEST

static uint8_t message[4 + BULK];

/* The beginning of a WRITE request, MS-SMB2 2.2.21, of so many bytes over NetBIOS. */
static void make_write(uint8_t first)
{
    memset(message, 0, sizeof message);
    put16(message + 2, BULK);
    memcpy(message + 4, "\xfeSMB", 4);
    message[4 + 12] = 9;
    message[4 + 64] = 49;
    message[4 + 64 + 2] = 112;
    message[4 + 112] = first;
}

static struct skip_part begin_message(void)
{
    enum { HERE = 1000 };

    opened(SMB_PORT);
    segment((struct part){CLIENT_PORT, SMB_PORT, ACK, 100, message, HERE});
    return skip_judge_bulk(judge, (struct bytes){message, HERE}, false);
}

static struct skip_part begin_write(uint8_t first)
{
    make_write(first);
    return begin_message();
}

START_TEST(the_rest_of_a_long_write_is_left)
{
    struct skip_part part = begin_write('x');
    uint8_t last[20] = {0};

    ck_assert_uint_eq(part.from, 0);
    ck_assert_uint_eq(part.to, 0);
    ck_assert_int_eq(segment((struct part){CLIENT_PORT, SMB_PORT, ACK, 1100, message, 1400}),
                     SKIP_BULK_BODY);
    ck_assert_int_eq(segment((struct part){SMB_PORT, CLIENT_PORT, ACK, 1100, message, 1400}),
                     SKIP_NONE);
    /* 4 of the message, 16 of the next */
    ck_assert_int_eq(
        segment((struct part){CLIENT_PORT, SMB_PORT, ACK, 100 + BULK, last, sizeof last}),
        SKIP_NONE);
    part = skip_judge_bulk(judge, (struct bytes){last, sizeof last}, false);
    ck_assert_uint_eq(part.from, 4);
    ck_assert_uint_eq(part.to, sizeof last);
}
END_TEST

static enum skip_rule acknowledged(uint32_t number)
{
    return acknowledging((struct part){SMB_PORT, CLIENT_PORT, ACK, 1, NULL, 0}, number, WINDOW);
}

/* The gap is from 1100 to 100 + 4 + BULK. */
START_TEST(acknowledgements_of_a_body_are_left)
{
    begin_write('x');
    acknowledged(100);
    ck_assert_int_eq(acknowledged(1100), SKIP_NONE); /* of all that was kept */
    segment((struct part){CLIENT_PORT, SMB_PORT, ACK, 1100, message, 1400});
    ck_assert_int_eq(acknowledged(2500), SKIP_BODY_ACK);
    ck_assert_int_eq(acknowledged(2500), SKIP_NONE); /* again */
    ck_assert_int_eq(acknowledged(2000), SKIP_NONE); /* late */
    ck_assert_int_eq(acknowledged(3900), SKIP_BODY_ACK);
    ck_assert_int_eq(acknowledged(104 + BULK - 2800), SKIP_NONE);
    ck_assert_int_eq(acknowledged(104 + BULK), SKIP_NONE);
}
END_TEST

START_TEST(acknowledgements_that_say_more_are_kept)
{
    struct part data = {SMB_PORT, CLIENT_PORT, ACK, 1, "x", 1};
    struct part end = {SMB_PORT, CLIENT_PORT, FIN | ACK, 1, NULL, 0};
    struct part plain = {SMB_PORT, CLIENT_PORT, ACK, 1, NULL, 0};

    begin_write('x');
    acknowledged(100);
    ck_assert_int_eq(acknowledged(2500), SKIP_NONE); /* the first one */
    ck_assert_int_eq(acknowledging(data, 3000, WINDOW), SKIP_NONE);
    ck_assert_int_eq(acknowledging(end, 3100, WINDOW), SKIP_NONE);
    ck_assert_int_eq(acknowledging(plain, 3200, 0), SKIP_NONE);
    ck_assert_int_eq(acknowledged(3300), SKIP_NONE); /* the window is open again */
    ck_assert_int_eq(acknowledged(3400), SKIP_BODY_ACK);
    opened(SMB_PORT); /* perhaps another connection */
    ck_assert_int_eq(acknowledged(3500), SKIP_NONE);
}
END_TEST

START_TEST(a_write_of_rpc_is_kept)
{
    struct skip_part part = begin_write(5);

    ck_assert_uint_eq(part.to, 1000);
    ck_assert_int_eq(segment((struct part){CLIENT_PORT, SMB_PORT, ACK, 1100, message, 1400}),
                     SKIP_NONE);
}
END_TEST

/* MS-SMB2 2.2.41 */
START_TEST(an_encrypted_message_is_left_once_that_is_told)
{
    make_write('x');
    message[4] = 0xfd;
    ck_assert_uint_eq(begin_message().to, 1000);
    segment((struct part){CLIENT_PORT, SMB_PORT, ACK, 100, message, 1000});
    skip_judge_note_encryption(judge);
    ck_assert_uint_eq(skip_judge_bulk(judge, (struct bytes){message, 1000}, false).to, 0);
    ck_assert_uint_eq(begin_message().to, 1000); /* another connection */
}
END_TEST

START_TEST(more_connections_than_are_remembered_are_kept)
{
    enum { MANY = 1 << 18 };
    uint8_t frame[ETHERNET + IPV4 + TCP] = {0};

    put_ip(frame, 6, TCP, CLIENT_PORT, OTHER_PORT);
    frame[ETHERNET + IPV4 + 12] = 5 << 4;
    frame[ETHERNET + IPV4 + 13] = ACK;
    for (unsigned i = 0; i <= MANY; i++) {
        put16(frame + ETHERNET + 14, i >> 16);
        put16(frame + ETHERNET + IPV4, i & 0xffff);
        judge_bytes(frame, sizeof frame);
    }
    put_ip(frame, 6, TCP, CLIENT_PORT, SERVICE_PORT);
    frame[ETHERNET + IPV4 + 12] = 5 << 4;
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(judge_bytes(frame, sizeof frame), SKIP_NONE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("skip_judge");
    TCase *cases = add_case(suite, "frames", setup, teardown);

    tcase_add_test(cases, what_opens_and_first_frames_are_kept);
    tcase_add_test(cases, other_services_are_left_until_rpc_shows);
    tcase_add_test(cases, other_content_is_left_until_rpc_shows);
    tcase_add_test(cases, unknown_content_is_looked_at_four_times);
    tcase_add_test(cases, wanted_ports_are_kept);
    tcase_add_test(cases, datagrams_of_names_and_kdcs_are_kept);
    tcase_add_test(cases, questions_for_names_are_left);
    tcase_add_test(cases, fragments_and_what_is_cut_are_kept);
    tcase_add_test(cases, frames_without_hosts_are_left);
    tcase_add_test(cases, the_rest_of_a_long_write_is_left);
    tcase_add_test(cases, acknowledgements_of_a_body_are_left);
    tcase_add_test(cases, acknowledgements_that_say_more_are_kept);
    tcase_add_test(cases, a_write_of_rpc_is_kept);
    tcase_add_test(cases, an_encrypted_message_is_left_once_that_is_told);
    tcase_add_test(cases, more_connections_than_are_remembered_are_kept);
    return run_suite(suite);
}
