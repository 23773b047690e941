/* test_call.c - a method of the caller's own: how it is refused, sent and judged.
 * SPDX-License-Identifier: MIT */
#include "qcc/client.h"
#include "qcc/memory.h"
#include "qcc_scripted.h"
#include "service/client.h"
#include "unit.h"

#define BODY "{\"Status\":\"200\",\"Message\":\"m\",\"Result\":{\"a\":1}}"

static char reply[200]; /* with its length, so that the connection stays */
static struct qcc_scripted scripted;
static struct qcc_port port;
static struct qcc_span secret = QCC_SPAN("not-a-real-secret");
static struct qcc_config config;
static struct qcc_client client;
static uint8_t sent[4096];

static void set_up(const struct qcc_scripted_connection *script, size_t count)
{
    memset(&scripted, 0, sizeof scripted);
    memset(sent, 0, sizeof sent);
    (void)snprintf(reply, sizeof reply, "HTTP/1.1 200 OK\r\nContent-Length: %u\r\n\r\n%s",
                   (unsigned)strlen(BODY), BODY);
    scripted.script = script;
    scripted.count = count;
    scripted.unix_time_s = 1800000000;
    scripted.wait_ms = 10;
    scripted.sent = sent;
    scripted.sent_cap = sizeof sent - 1;
    port = qcc_scripted_port(&scripted);
    config = (struct qcc_config){
        .base_url = "http://service.test/api/yj",
        .key = "not-a-real-key",
        .signer = qcc_signer_md5(&secret),
        .port = &port,
        .timeout_ms = 1000,
        .allow_plain_http = true,
    };
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
}

static const struct qcc_method any_result = {QCC_SPAN("/Some/Method"), NULL};

static void a_method_without_a_judge_takes_any_result(void **state)
{
    struct qcc_scripted_connection script[] = {{.lookups = 0}};
    static const struct qcc_parameter parameters[] = {{QCC_SPAN("a"), QCC_SPAN("1 2")},
                                                      {QCC_SPAN("b"), QCC_SPAN("")}};
    (void)state;
    set_up(script, 1);
    script[0].receive = qcc_span_of(reply);
    assert_int_equal(qcc_call_start(&client, &any_result, parameters, 2), QCC_OK);
    assert_int_equal(qcc_client_run(&client), QCC_OK);
    assert_int_equal(client.reply.result_kind, QCC_RESULT_OTHER);
    assert_true(qcc_span_equal(client.reply.raw, qcc_span_of("{\"a\":1}")));
    assert_non_null(strstr((const char *)sent, "/Some/Method?key=not-a-real-key&a=1%202&b= HTTP"));
}

#define LARGE_BEGIN                                                                                \
    "{\"Status\":\"200\",\"Message\":\"m\",\"OrderNumber\":\"N7\",\"Result\":{\"a\":\""
#define LARGE_END "\"}}"

/* A reply whose body has `len` bytes, in one of the framings. */
static struct qcc_span make_large(size_t len, unsigned framing)
{
    static const char *const heads[] = {"Content-Length: %u\r\n\r\n",
                                        "Transfer-Encoding: chunked\r\n\r\n%x\r\n",
                                        "Connection: close\r\n\r\n"};
    static char text[QCC_BODY_SIZE + 200];
    char fields[64];
    (void)snprintf(fields, sizeof fields, heads[framing], (unsigned)len);
    (void)snprintf(text, 100, "HTTP/1.1 200 OK\r\n%s", fields);
    const size_t head = strlen(text);
    memset(text + head, 'x', len);
    memcpy(text + head, LARGE_BEGIN, strlen(LARGE_BEGIN));
    memcpy(text + head + len - strlen(LARGE_END), LARGE_END, strlen(LARGE_END));
    memcpy(text + head + len, "\r\n0\r\n\r\n", 7);
    return qcc_span_make(text, head + len + (framing == 1 ? 7 : 0));
}

static void row_25_a_body_beyond_its_place_keeps_status_and_order_number(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3 * 2; i++) {
        const bool fits = i % 2 != 0;
        const size_t len = QCC_BODY_SIZE + (fits ? 0 : 1);
        struct qcc_scripted_connection script[] = {
            {.receive = make_large(len, i / 2), .then = QCC_IO_END}};
        set_up(script, 1);
        assert_int_equal(qcc_call_start(&client, &any_result, NULL, 0), QCC_OK);
        assert_int_equal(qcc_client_run(&client), fits ? QCC_OK : QCC_ERROR_BODY_TOO_LARGE);
        assert_int_equal(client.reply.status, 200);
        assert_string_equal(client.reply.message, "m");
        assert_string_equal(client.reply.order_number, "N7");
        assert_int_equal(client.report.charge, QCC_CHARGE_YES);
        assert_int_equal(client.report.phase, fits ? QCC_PHASE_ENVELOPE : QCC_PHASE_BODY);
        assert_int_equal(client.reply.raw.len,
                         fits ? len - strlen(LARGE_BEGIN) + strlen("{\"a\":\"") - strlen("}") : 0);
    }
}

static void more_parameters_than_there_is_room_for_are_refused(void **state)
{
    static const struct qcc_parameter parameters[QCC_PARAMETERS_MAX + 1];
    (void)state;
    set_up(NULL, 0);
    assert_int_equal(qcc_call_start(&client, &any_result, parameters, QCC_PARAMETERS_MAX + 1),
                     QCC_ERROR_REQUEST_TOO_LONG);
    assert_int_equal(client.report.error, QCC_ERROR_REQUEST_TOO_LONG);
    assert_int_equal(client.report.phase, QCC_PHASE_SETUP);
    assert_int_equal(qcc_client_step(&client), QCC_ERROR_REQUEST_TOO_LONG); /* it sticks */
    assert_int_equal(scripted.connects, 0);
}

static void a_job_under_way_is_left_alone(void **state)
{
    struct qcc_scripted_connection script[] = {{.lookups = 0}};
    (void)state;
    set_up(script, 1);
    script[0].receive = qcc_span_of(reply);
    assert_int_equal(qcc_call_start(&client, &any_result, NULL, 0), QCC_OK);
    assert_int_equal(qcc_client_step(&client), QCC_PENDING);
    assert_int_equal(qcc_call_start(&client, &any_result, NULL, 0), QCC_ERROR_STATE);
    assert_int_equal(qcc_client_refuse(&client, QCC_ERROR_CLOCK), QCC_ERROR_STATE);
    assert_int_equal(qcc_client_run(&client), QCC_OK);
}

/* Signs, and from the second request on the clock is lost after it. */
static enum qcc_error sign_and_lose_the_clock(void *context, struct qcc_span key,
                                              struct qcc_span timespan,
                                              uint8_t token[QCC_TOKEN_LEN])
{
    (void)context;
    (void)key;
    (void)timespan;
    memset(token, 'A', QCC_TOKEN_LEN);
    if (scripted.sent_len != 0) {
        scripted.unix_time_s = 0;
    }
    return QCC_OK;
}

static void a_clock_that_is_lost_before_the_second_try_ends_the_call(void **state)
{
    struct qcc_scripted_connection script[] = {{.lookups = 0}};
    (void)state;
    set_up(script, 1);
    script[0].receive = qcc_span_of(reply);
    config.signer.sign = sign_and_lose_the_clock;
    assert_int_equal(qcc_call_start(&client, &any_result, NULL, 0), QCC_OK);
    assert_int_equal(qcc_client_run(&client), QCC_OK);
    script[0].send_limit = scripted.sent_len + 9;
    script[0].send_then = QCC_IO_FAILED;
    assert_int_equal(qcc_call_start(&client, &any_result, NULL, 0), QCC_OK);
    assert_int_equal(qcc_client_run(&client), QCC_ERROR_CLOCK);
    assert_int_equal(client.report.phase, QCC_PHASE_SIGN);
    assert_int_equal(client.report.charge, QCC_CHARGE_NO);
    assert_int_equal(scripted.connects, 1);
}

static void a_retry_after_in_seconds_is_reported_and_no_other(void **state)
{
    static const struct {
        const char *name, *fields;
        uint32_t seconds;
    } rows[] = {
        {"none", "", 0},
        {"seconds", "Retry-After: 120\r\n", 120},
        {"zero", "Retry-After: 0\r\n", 0},
        {"leading zeros", "retry-after:\t007\r\n", 7},
        {"nine digits", "Retry-After: 999999999\r\n", 999999999},
        {"ten digits", "Retry-After: 9999999999\r\n", 0},
        {"empty", "Retry-After:\r\n", 0},
        {"a sign", "Retry-After: -5\r\n", 0},
        {"a fraction", "Retry-After: 1.5\r\n", 0},
        {"a date", "Retry-After: Fri, 31 Dec 2027 23:59:59 GMT\r\n", 0},
        {"two", "Retry-After: 1\r\nRetry-After: 2\r\n", 0},
    };
    struct qcc_scripted_connection script[] = {{.lookups = 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        set_up(script, 1);
        (void)snprintf(reply, sizeof reply, "HTTP/1.1 503 Busy\r\n%sContent-Length: 2\r\n\r\n{}",
                       rows[i].fields);
        script[0].receive = qcc_span_of(reply);
        assert_int_equal(qcc_call_start(&client, &any_result, NULL, 0), QCC_OK);
        assert_int_equal(qcc_client_run(&client), QCC_ERROR_HTTP_STATUS);
        if (client.report.retry_after_s != rows[i].seconds) {
            fail_msg("%s: %u", rows[i].name, (unsigned)client.report.retry_after_s);
        }
    }
}

/* The one of a reply says nothing of a later call that got none. */
static void a_retry_after_is_forgotten_by_the_next_call(void **state)
{
    struct qcc_scripted_connection script[] = {{.lookups = 0, .then = QCC_IO_END}};
    (void)state;
    set_up(script, 1);
    (void)snprintf(reply, sizeof reply, "HTTP/1.1 503 Busy\r\nRetry-After: 5\r\n\r\n{}");
    script[0].receive = qcc_span_of(reply);
    assert_int_equal(qcc_call_start(&client, &any_result, NULL, 0), QCC_OK);
    assert_int_equal(qcc_client_run(&client), QCC_ERROR_HTTP_STATUS);
    assert_int_equal(client.report.retry_after_s, 5);
    assert_int_equal(qcc_call_start(&client, &any_result, NULL, 0), QCC_OK);
    assert_int_equal(qcc_client_run(&client), QCC_ERROR_CONNECT);
    assert_int_equal(client.report.retry_after_s, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_method_without_a_judge_takes_any_result),
        cmocka_unit_test(row_25_a_body_beyond_its_place_keeps_status_and_order_number),
        cmocka_unit_test(more_parameters_than_there_is_room_for_are_refused),
        cmocka_unit_test(a_job_under_way_is_left_alone),
        cmocka_unit_test(a_clock_that_is_lost_before_the_second_try_ends_the_call),
        cmocka_unit_test(a_retry_after_in_seconds_is_reported_and_no_other),
        cmocka_unit_test(a_retry_after_is_forgotten_by_the_next_call),
    };
    qcc_memory_remove(); /* mbedTLS's TLS 1.3 needs the module to be linked */
    return unit_run(tests, argc, argv);
}
