/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire.h"
#include "wire/smb_message.h"

#define NO_BYTES_8 0, 0, 0, 0, 0, 0, 0, 0
/* status, command, flags, offset of the next; tree 5, session 0x0102030405060708 */
#define SMB2(status, command, flags, next)                                                         \
    0xfe, 'S', 'M', 'B', 64, 0, 0, 0, status, 0, 0, 0, command, 0, 1, 0, flags, 0, 0, 0, next, 0,  \
        0, 0, NO_BYTES_8, 0, 0, 0, 0, 5, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1, NO_BYTES_8, NO_BYTES_8
#define SHARE(type) 16, 0, type, 0
#define SMB1(command, flags)                                                                       \
    0xff, 'S', 'M', 'B', command, 0, 0, 0, 0, flags, 0, 0, 0, 0, 0, 0, NO_BYTES_8, NO_BYTES_8

START_TEST(an_encrypted_message_shows_nothing_but_that)
{
    static const uint8_t encrypted[20] = {0xfd, 'S', 'M', 'B'};
    static const uint8_t compressed[20] = {0xfc, 'S', 'M', 'B'};

    ck_assert(smb2_is_encrypted((struct bytes){encrypted, sizeof encrypted}));
    ck_assert(!smb2_is_encrypted((struct bytes){encrypted, sizeof encrypted - 1}));
    ck_assert(!smb2_is_encrypted((struct bytes){compressed, sizeof compressed}));
    ck_assert(!smb2_is_message((struct bytes){encrypted, sizeof encrypted}));
}
END_TEST

START_TEST(a_message_says_what_it_is)
{
    static const uint8_t response[] = {SMB2(0, 3, 1, 0), SHARE(2)};
    struct bytes chain = BYTES_OF(response);
    struct smb2_message message;
    bool is_unusual = true;

    ck_assert(smb2_is_message(chain));
    ck_assert(smb2_take(&chain, &message, &is_unusual));
    ck_assert(!is_unusual);
    ck_assert_uint_eq(message.command, 3);
    ck_assert(message.is_response && message.has_tree);
    ck_assert(message.has_share && message.is_pipe_share);
    ck_assert_uint_eq(message.status, 0);
    ck_assert_uint_eq(message.tree, 5);
    ck_assert_uint_eq(message.session, 0x0102030405060708);
    ck_assert(!smb2_take(&chain, &message, &is_unusual));
}
END_TEST

START_TEST(a_chain_is_taken_apart)
{
    static const uint8_t two[] = {SMB2(5, 1, 0, 64), SMB2(0, 5, 0, 0)};
    struct bytes chain = BYTES_OF(two);
    struct smb2_message message;
    bool is_unusual;

    ck_assert(smb2_take(&chain, &message, &is_unusual) && message.command == 1);
    ck_assert_uint_eq(message.status, 5);
    ck_assert(!message.is_response);
    ck_assert(smb2_take(&chain, &message, &is_unusual) && message.command == 5);
    ck_assert(!message.has_share && !smb2_take(&chain, &message, &is_unusual));
}
END_TEST

/* The next message would begin within the header, or beyond the end. */
START_TEST(a_chain_leads_forward)
{
    static const uint8_t within[] = {SMB2(0, 5, 0, 63), SMB2(0, 5, 0, 0)};
    static const uint8_t beyond[] = {SMB2(0, 5, 0, 200), SMB2(0, 5, 0, 0)};
    struct bytes chain = BYTES_OF(within);
    struct smb2_message message;
    bool is_unusual = false;

    ck_assert(smb2_take(&chain, &message, &is_unusual) && is_unusual);
    ck_assert(!smb2_take(&chain, &message, &is_unusual));
    chain = BYTES_OF(beyond);
    ck_assert(smb2_take(&chain, &message, &is_unusual) && !is_unusual);
    ck_assert(!smb2_take(&chain, &message, &is_unusual));
}
END_TEST

START_TEST(a_cut_header_says_what_it_can)
{
    static const uint8_t whole[] = {SMB2(0, 1, 1, 0), SHARE(1)};
    struct smb2_message message;
    bool is_unusual;

    for (size_t length = 0; length <= sizeof whole; length++) {
        BYTES_CUT(cut, whole, length);
        struct bytes chain = cut;

        ck_assert_int_eq(smb2_is_message(cut), length >= SMB_TOLD_SIZE);
        ck_assert_int_eq(smb2_take(&chain, &message, &is_unusual), length >= SMB_TOLD_SIZE);
        if (length < SMB_TOLD_SIZE)
            continue;
        ck_assert(message.command == 1 && message.has_tree == (length >= 64));
        ck_assert(message.has_share == (length > 66) && !message.is_pipe_share);
    }
}
END_TEST

START_TEST(old_messages_are_followed)
{
    static const uint8_t setup[] = {SMB1(0x73, 0), 0};
    static const uint8_t open[] = {SMB1(0xa2, 0), 0};
    static const uint8_t opened[] = {SMB1(0xa2, 0x80), 0};
    static const uint8_t chained[] = {SMB1(0x75, 0x80), 2, 0x73, 0, 37, 0, 0};
    static const uint8_t looping[] = {SMB1(0x75, 0x80), 2, 0x75, 0, 32, 0, 0};
    static const uint8_t unchained[] = {SMB1(0x25, 0), 2, 0x73, 0, 37, 0, 0};

    ck_assert(smb1_is_message(BYTES_OF(setup)));
    ck_assert(smb1_tells_of_sessions_or_opens(BYTES_OF(setup)));
    ck_assert(smb1_tells_of_sessions_or_opens(BYTES_OF(open)));
    ck_assert(!smb1_tells_of_sessions_or_opens(BYTES_OF(opened)));
    ck_assert(smb1_tells_of_sessions_or_opens(BYTES_OF(chained)));
    ck_assert(!smb1_tells_of_sessions_or_opens(BYTES_OF(looping)));
    ck_assert(!smb1_tells_of_sessions_or_opens(BYTES_OF(unchained)));
    ck_assert(!smb1_tells_of_sessions_or_opens((struct bytes){chained, 36}));
    ck_assert(!smb1_is_message((struct bytes){setup, 32}));
    BYTES_CHANGED(other, setup, 0, 0xfe);
    ck_assert(!smb1_is_message(other) && smb2_is_message(other));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("smb_message");
    TCase *bytes = add_case(suite, "bytes", NULL, NULL);

    tcase_add_test(bytes, an_encrypted_message_shows_nothing_but_that);
    tcase_add_test(bytes, a_message_says_what_it_is);
    tcase_add_test(bytes, a_chain_is_taken_apart);
    tcase_add_test(bytes, a_chain_leads_forward);
    tcase_add_test(bytes, a_cut_header_says_what_it_can);
    tcase_add_test(bytes, old_messages_are_followed);
    return run_suite(suite);
}
