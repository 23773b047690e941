/* test_charge.c - whether a call may have been charged, and whether it is sent again.
 * SPDX-License-Identifier: MIT */
#include "service/charge.h"
#include "unit.h"

static void what_was_sent_whole_may_have_been_charged(void **state)
{
    static struct qcc_client client;
    (void)state;
    client.call.was_sent = false;
    assert_false(qcc_charge_is_possible(&client));
    client.call.was_sent = true;
    assert_true(qcc_charge_is_possible(&client));
}

static void row_30_only_a_reused_connection_that_died_before_a_reply_is_tried_again(void **state)
{
    static const struct {
        const char *name;
        bool reused;
        uint32_t received;
        enum qcc_error error;
        bool was_sent, retry_maybe_charged, expected;
    } rows[] = {
        {"closed before the request was out", true, 0, QCC_ERROR_CLOSED, false, false, true},
        {"reset before the request was out", true, 0, QCC_ERROR_RESET, false, false, true},
        {"a new connection", false, 0, QCC_ERROR_CLOSED, false, false, false},
        {"a byte of the reply was there", true, 1, QCC_ERROR_RESET, false, false, false},
        {"a success", true, 0, QCC_OK, false, false, false},
        {"the deadline", true, 0, QCC_ERROR_DEADLINE, false, false, false},
        {"a truncated reply", true, 0, QCC_ERROR_INCOMPLETE, false, false, false},
        {"the request was out", true, 0, QCC_ERROR_CLOSED, true, false, false},
        {"the request was out, and that is allowed", true, 0, QCC_ERROR_CLOSED, true, true, true},
        {"allowed, but a new connection", false, 0, QCC_ERROR_RESET, true, true, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct qcc_config config = {.retry_maybe_charged = rows[i].retry_maybe_charged};
        static struct qcc_client client;
        client.config = &config;
        client.call.was_sent = rows[i].was_sent;
        client.exchange.reused = rows[i].reused;
        client.exchange.received = rows[i].received;
        if (qcc_charge_allows_retry(&client, rows[i].error) != rows[i].expected) {
            fail_msg("%s", rows[i].name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_sent_whole_may_have_been_charged),
        cmocka_unit_test(row_30_only_a_reused_connection_that_died_before_a_reply_is_tried_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
