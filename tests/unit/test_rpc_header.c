/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire.h"
#include "wire/rpc_header.h"

/* type, length of the fragment and of its token, call id 7; little endian */
#define HEADER(type, length, auth) 5, 0, type, 3, 0x10, 0, 0, 0, length, 0, auth, 0, 7, 0, 0, 0
/* alloc hint, context 2, opnum 4 or cancel count and flags */
#define CALL(flags) 0, 0, 0, 0, 2, 0, 4, flags
/* type 9, level, padding, context 0x01020304, four bytes of a token */
#define VERIFIER(level) 9, level, 0, 0, 4, 3, 2, 1, 't', 'o', 'k', 'n'
#define STATUS 0x21, 7, 0, 0, 0, 0, 0, 0
/* MS-EERR 2.2.1.9, TimeStamp to nLen */
#define RECORD 0, 0, 0, 0, 0, 0, 0xdd, 1, 2, 0, 0, 0, 5, 0, 0, 0, 0x10, 1, 0, 0, 2, 0, 0, 0
#define SIGNATURE                                                                                  \
    0x20, 0x03, 0x74, 0x90, 0xd0, 0xfa, 0xd3, 0x11, 0x82, 0xd7, 0x00, 0x90, 0x27, 0xb1, 0x30, 0xab

static const uint8_t request[] = {HEADER(RPC_REQUEST, 36, 4), CALL(0), VERIFIER(5)};
static const uint8_t response[] = {HEADER(RPC_RESPONSE, 36, 4), CALL(0), VERIFIER(6)};
static const uint8_t fault[] = {HEADER(RPC_FAULT, 56, 0), CALL(1), STATUS, RECORD};
static const uint8_t nak[] = {HEADER(RPC_BIND_NAK, 60, 0), 9, 0, 1, 5, SIGNATURE, RECORD};

static struct rpc_header read_whole(struct bytes bytes)
{
    struct rpc_header header;

    ck_assert(rpc_header_read(bytes, &header));
    ck_assert(rpc_header_is_whole(&header));
    return header;
}

START_TEST(a_request_says_all)
{
    struct rpc_header header = read_whole(BYTES_OF(request));
    struct rpc_pdu rpc = {0};
    struct bytes token;

    ck_assert(rpc_header_may_be(BYTES_OF(request)));
    ck_assert(rpc_header_is_enough(&header) && !rpc_header_is_sealed(&header));
    rpc_header_fill_call(&header, &rpc);
    ck_assert_int_eq(rpc.type, RPC_REQUEST);
    ck_assert_uint_eq(rpc.length, 36);
    ck_assert_uint_eq(rpc.call_id, 7);
    ck_assert_uint_eq(rpc.context_id, 2);
    ck_assert_uint_eq(rpc.opnum, 4);
    ck_assert(rpc.first_fragment && rpc.has_auth);
    ck_assert_uint_eq(rpc.auth_type, 9);
    ck_assert_uint_eq(rpc.auth_level, 5);
    ck_assert_uint_eq(rpc.auth_context_id, 0x01020304);
    ck_assert(rpc_header_token(&header, &token));
    ck_assert(bytes_begin_with(token, "tokn", 4) && token.length == 4);
}
END_TEST

START_TEST(big_endian_numbers_are_read)
{
    static const uint8_t big[] = {5, 0, 0, 3, 0, 0, 0, 0, 0, 24, 0, 0,
                                  0, 0, 1, 2, 0, 0, 0, 0, 0, 2,  0, 4};
    struct rpc_header header = read_whole(BYTES_OF(big));
    struct rpc_pdu rpc = {0};

    rpc_header_fill_call(&header, &rpc);
    ck_assert_uint_eq(rpc.call_id, 0x0102);
    ck_assert_uint_eq(rpc.context_id, 2);
    ck_assert_uint_eq(rpc.opnum, 4);
    ck_assert(!rpc.has_auth);
}
END_TEST

START_TEST(a_sealed_response_is_known)
{
    struct rpc_header header = read_whole(BYTES_OF(response));

    ck_assert(rpc_header_is_enough(&header) && rpc_header_is_sealed(&header));
}
END_TEST

START_TEST(a_fault_has_extended_errors_where_its_flag_says_so)
{
    struct rpc_header header = read_whole(BYTES_OF(fault));
    struct rpc_pdu rpc = {0};

    ck_assert(rpc_header_is_enough(&header));
    rpc_header_fill_call(&header, &rpc);
    ck_assert_uint_eq(rpc.status, 0x721);
    ck_assert(rpc.has_extended_error);
    ck_assert_uint_eq(rpc.extended_error_count, 1);
    ck_assert_uint_eq(rpc.extended_errors[0], 5);

    BYTES_CHANGED(plain, fault, 23, 0);
    header = read_whole(plain);
    rpc = (struct rpc_pdu){0};
    rpc_header_fill_call(&header, &rpc);
    ck_assert(!rpc.has_extended_error && rpc.extended_error_count == 0);
}
END_TEST

START_TEST(a_bind_nak_has_them_behind_a_signature)
{
    struct rpc_header header = read_whole(BYTES_OF(nak));
    struct rpc_pdu rpc = {0};

    ck_assert(!rpc_header_is_enough(&header));
    rpc_header_fill_extended_errors(&header, &rpc);
    ck_assert(rpc.has_extended_error);
    ck_assert_uint_eq(rpc.extended_error_count, 1);

    BYTES_CHANGED(other, nak, 20, 0);
    header = read_whole(other);
    rpc = (struct rpc_pdu){0};
    rpc_header_fill_extended_errors(&header, &rpc);
    ck_assert(!rpc.has_extended_error);
}
END_TEST

/* Each row is a request with one byte that Wireshark would not take for RPC. */
START_TEST(what_is_no_header_is_refused)
{
    static const struct {
        size_t at;
        uint8_t value;
    } rows[] = {{0, 4}, {1, 2}, {2, 21}, {4, 0x12}, {5, 4}, {8, 15}};
    struct rpc_header header;

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        BYTES_CHANGED(bytes, request, rows[i].at, rows[i].value);
        ck_assert_msg(!rpc_header_read(bytes, &header), "row %zu", i);
    }
}
END_TEST

START_TEST(every_cut_is_survived)
{
    for (size_t length = 0; length < sizeof fault; length++) {
        BYTES_CUT(cut, fault, length);
        struct rpc_header header;
        struct rpc_pdu rpc = {0};
        struct bytes token;

        ck_assert_int_eq(rpc_header_read(cut, &header), length >= RPC_HEADER_SIZE);
        if (length < RPC_HEADER_SIZE)
            continue;
        ck_assert(!rpc_header_is_whole(&header) && !rpc_header_is_enough(&header));
        ck_assert(!rpc_header_token(&header, &token));
        rpc_header_fill_extended_errors(&header, &rpc);
        ck_assert(rpc.has_extended_error == (length > 23));
        ck_assert_uint_eq(rpc.extended_error_count, length >= 32 + 22);
    }
}
END_TEST

/* The token would begin before the PDU, or its header inside of the fixed part. */
START_TEST(a_token_must_fit_its_pdu)
{
    struct rpc_pdu rpc = {0};
    struct rpc_header header;
    struct bytes token;

    BYTES_CHANGED(too_long, request, 10, 37);
    ck_assert(rpc_header_read(too_long, &header));
    ck_assert(!rpc_header_token(&header, &token) && !rpc_header_is_enough(&header));
    rpc_header_fill(&header, &rpc);
    ck_assert(rpc.has_auth && rpc.auth_type == 0);
    BYTES_CHANGED(over_stub, request, 10, 5);
    ck_assert(rpc_header_read(over_stub, &header));
    ck_assert(!rpc_header_is_enough(&header));
    BYTES_CHANGED(with_object, request, 3, 0x83);
    ck_assert(rpc_header_read(with_object, &header));
    ck_assert(!rpc_header_is_enough(&header));
    BYTES_CHANGED(with_token, fault, 10, 1);
    ck_assert(rpc_header_read(with_token, &header));
    ck_assert(!rpc_header_is_enough(&header));
}
END_TEST

START_TEST(padding_and_datagrams_are_told_apart)
{
    static const uint8_t padded[20] = {0, 0, 0, 0, 5};
    static const uint8_t datagram[80] = {4, RPC_RESPONSE};

    ck_assert(rpc_header_is_padded(BYTES_OF(padded)));
    ck_assert(!rpc_header_is_padded((struct bytes){padded, RPC_HEADER_SIZE}));
    ck_assert(!rpc_header_is_padded(BYTES_OF(request)));
    BYTES_CHANGED(only_zeros, padded, 4, 0);
    ck_assert(!rpc_header_is_padded(only_zeros));
    ck_assert(rpc_header_is_datagram(BYTES_OF(datagram)));
    ck_assert(rpc_header_is_datagram_response(BYTES_OF(datagram)));
    ck_assert(!rpc_header_is_datagram_response((struct bytes){datagram, 79}));
    ck_assert(!rpc_header_is_datagram(BYTES_OF(request)));
    BYTES_CHANGED(query, datagram, 1, RPC_REQUEST);
    ck_assert(!rpc_header_is_datagram_response(query));
    ck_assert(!rpc_header_may_be((struct bytes){request, 15}));
    BYTES_CHANGED(text, request, 0, 'G');
    ck_assert(!rpc_header_may_be(text));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rpc_header");
    TCase *bytes = add_case(suite, "bytes", NULL, NULL);

    tcase_add_test(bytes, a_request_says_all);
    tcase_add_test(bytes, big_endian_numbers_are_read);
    tcase_add_test(bytes, a_sealed_response_is_known);
    tcase_add_test(bytes, a_fault_has_extended_errors_where_its_flag_says_so);
    tcase_add_test(bytes, a_bind_nak_has_them_behind_a_signature);
    tcase_add_test(bytes, what_is_no_header_is_refused);
    tcase_add_test(bytes, every_cut_is_survived);
    tcase_add_test(bytes, a_token_must_fit_its_pdu);
    tcase_add_test(bytes, padding_and_datagrams_are_told_apart);
    return run_suite(suite);
}
