/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

/* Segments that are in the capture twice, and PDUs that only look alike. */

static struct scene *scene;
static struct scene_connection *connection;
static uint32_t server_sequence; /* of the first copy */

static void setup(void)
{
    scene = scene_new();
    connection = scene_connect(scene, CLIENT, SERVER, 49667);
}

static void teardown(void)
{
    scene_free(scene);
}

static void server_repeats(void)
{
    connection->server_sequence = server_sequence;
}

START_TEST(an_ack_that_comes_again_is_a_copy)
{
    scene_cached_ticket(scene, SPN);
    scene_bind(scene, connection, token_ap_req(scene));
    server_sequence = connection->server_sequence;
    for (unsigned i = 0; i < 4; i++) {
        server_repeats();
        scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_INCOMPLETE));
    }
    scene_alter(scene, connection, token_ap_rep(SPNEGO_NONE));
    scene_server_rst(scene, connection);
    expect(scene, "connection-lost server-security-failure medium");
    expect_no_evidence(scene, "missing");
}
END_TEST

START_TEST(a_leg_that_comes_again_is_a_copy)
{
    uint32_t sequence = connection->client_sequence, first;

    scene_cached_ticket(scene, SPN);
    first = scene_bind(scene, connection, token_ap_req(scene));
    connection->client_sequence = sequence;
    scene_bind(scene, connection, token_ap_req(scene));
    scene_nak(scene, connection, 8);
    ck_assert_uint_eq(finding_of(scene, 1)->bind_frame, first);
    ck_assert_uint_eq(finding_of(scene, 1)->last_leg_frame, first);
    expect_counts(scene, "1 = 0 + 0 + 1");
}
END_TEST

START_TEST(pdus_of_one_frame_are_no_copies)
{
    scene_cached_ticket(scene, SPN);
    scene_bind(scene, connection, token_ap_req(scene));
    server_sequence = connection->server_sequence;
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_COMPLETED));
    server_repeats();
    scene->frame--;
    scene_fault(scene, connection, 0x721);
    expect(scene, "fault message-protection-failure high");
}
END_TEST

/* A longer segment at the same place holds more than the shorter one did. */
START_TEST(a_longer_segment_is_no_copy)
{
    struct event fault = scene_pdu(connection, RPC_FAULT);

    scene_cached_ticket(scene, SPN);
    scene_bind(scene, connection, token_ap_req(scene));
    server_sequence = connection->server_sequence;
    scene_ack(scene, connection, token_ap_rep(SPNEGO_ACCEPT_COMPLETED));
    scene_request(scene, connection);
    fault.rpc.call_id = connection->call_id;
    fault.rpc.status = 0x721;
    fault.origin.has_sequence = true;
    fault.origin.sequence = server_sequence;
    fault.origin.segment_length = 1;
    scene_emit(scene, &fault);
    expect(scene, "fault message-protection-failure high");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("copies");
    TCase *copies = add_case(suite, "copies", setup, teardown);

    tcase_add_test(copies, an_ack_that_comes_again_is_a_copy);
    tcase_add_test(copies, a_leg_that_comes_again_is_a_copy);
    tcase_add_test(copies, pdus_of_one_frame_are_no_copies);
    tcase_add_test(copies, a_longer_segment_is_no_copy);
    return run_suite(suite);
}
