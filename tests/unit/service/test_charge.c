/* test_charge.c - whether a call was charged, and whether it is sent again.
 * SPDX-License-Identifier: MIT */
#include "service/charge.h"
#include "unit.h"

static void a_call_is_charged_as_its_status_says(void **state)
{
    static const struct {
        const char *name;
        uint8_t tries_sent;
        uint16_t status;
        const char *message;
        enum qcc_charge charge;
    } rows[] = {
        {"nothing was sent", 0, 0, "", QCC_CHARGE_NO},
        {"no Status was read", 1, 0, "", QCC_CHARGE_MAYBE},
        {"200 is 有效", 1, 200, "查询成功", QCC_CHARGE_YES},
        {"201 is 有效", 1, 201, "", QCC_CHARGE_YES},
        {"112 is 无效", 1, 112, "", QCC_CHARGE_NO},
        {"112 is 无效, whatever its Message says", 1, 112, "【有效请求】", QCC_CHARGE_NO},
        {"unlisted, with the prefix of 有效", 1, 299, "【有效请求】x", QCC_CHARGE_YES},
        {"unlisted, with the prefix of 无效", 1, 299, "【无效请求】x", QCC_CHARGE_NO},
        {"unlisted, without a prefix", 1, 299, "x【无效请求】", QCC_CHARGE_MAYBE},
        {"无效, but an earlier try went out", 2, 112, "", QCC_CHARGE_MAYBE},
        {"有效 in the second try", 2, 200, "", QCC_CHARGE_YES},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static struct qcc_client client;
        client.call.tries_sent = rows[i].tries_sent;
        client.reply.status = rows[i].status;
        client.reply.message_len = (uint16_t)strlen(rows[i].message);
        memcpy(client.reply.message, rows[i].message, strlen(rows[i].message) + 1);
        if (qcc_charge_of(&client) != rows[i].charge) {
            fail_msg("%s", rows[i].name);
        }
    }
}

static void a_session_that_failed_in_the_handshake_is_tried_without(void **state)
{
    static const struct {
        const char *name;
        enum qcc_phase phase;
        bool offered;
        enum qcc_error error;
        bool expected;
    } rows[] = {
        {"the other version", QCC_PHASE_HANDSHAKE, true, QCC_ERROR_TLS_VERSION, true},
        {"an alert", QCC_PHASE_HANDSHAKE, true, QCC_ERROR_TLS_ALERT, true},
        {"a reset", QCC_PHASE_HANDSHAKE, true, QCC_ERROR_RESET, true},
        {"no session", QCC_PHASE_HANDSHAKE, false, QCC_ERROR_TLS_VERSION, false},
        {"no memory", QCC_PHASE_HANDSHAKE, true, QCC_ERROR_ARENA, false},
        {"after the handshake", QCC_PHASE_HEAD, true, QCC_ERROR_TLS_RECORD, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static const struct qcc_config config;
        static struct qcc_client client;
        client.config = &config;
        client.exchange.phase = (uint8_t)rows[i].phase;
        client.connection.tls.offered = rows[i].offered;
        if (qcc_charge_allows_retry(&client, rows[i].error) != rows[i].expected) {
            fail_msg("%s", rows[i].name);
        }
    }
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
        client.call.tries_sent = rows[i].was_sent ? 1 : 0;
        client.exchange.reused = rows[i].reused;
        client.exchange.received = rows[i].received;
        if (qcc_charge_allows_retry(&client, rows[i].error) != rows[i].expected) {
            fail_msg("%s", rows[i].name);
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_charged_as_its_status_says),
        cmocka_unit_test(a_session_that_failed_in_the_handshake_is_tried_without),
        cmocka_unit_test(row_30_only_a_reused_connection_that_died_before_a_reply_is_tried_again),
    };
    return unit_run(tests, argc, argv);
}
