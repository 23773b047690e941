/* test_exchange.c - one HTTP exchange by itself: the sink, the fields that are wanted, what is left
 * of the request.
 * SPDX-License-Identifier: MIT */
#include "http/url.h"
#include "net/connection.h"
#include "net/exchange.h"
#include "qcc/memory.h"
#include "qcc_scripted.h"
#include "unit.h"

static struct qcc_scripted scripted;
static struct qcc_port port;
static struct qcc_connection connection;
static struct qcc_exchange exchange;
static struct qcc_url url;
static char body[4096];
static size_t body_len;
static enum qcc_error sink_answer;

static enum qcc_error take(void *context, struct qcc_span piece)
{
    (void)context;
    assert_true(piece.len != 0 && body_len + piece.len < sizeof body);
    memcpy(body + body_len, piece.ptr, piece.len);
    body_len += piece.len;
    body[body_len] = '\0';
    return sink_answer;
}

static void begin(const struct qcc_scripted_connection *script, struct qcc_field *fields,
                  size_t field_count)
{
    static uint8_t request[64], receive[100];
    exchange.plan = (struct qcc_exchange_plan){
        .url = &url,
        .request = request,
        .request_len = 40,
        .receive = receive,
        .receive_size = sizeof receive,
        .sink = {take, NULL},
        .body_max = 2000,
        .fields = fields,
        .field_count = field_count,
    };
    memset(&scripted, 0, sizeof scripted);
    memset(request, 'r', sizeof request);
    memset(body, 0, sizeof body);
    body_len = 0;
    sink_answer = QCC_OK;
    scripted.script = script;
    scripted.count = 1;
    port = qcc_scripted_port(&scripted);
    qcc_connection_init(&connection, &port, NULL, NULL);
    assert_int_equal(qcc_url_parse(&url, qcc_span_of("http://service.test:8080/x")), QCC_OK);
    qcc_exchange_begin(&exchange, &connection);
}

static enum qcc_error run(void)
{
    enum qcc_error error;
    unsigned steps = 0;
    while ((error = qcc_exchange_step(&exchange, 1000)) == QCC_PENDING) {
        assert_true(++steps < 10000);
        scripted.now_ms += connection.wait != QCC_WAIT_NONE;
    }
    return error;
}

static void a_body_goes_to_the_sink_in_order_in_either_framing(void **state)
{
    static const char *const replies[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n012\r\n7\r\n3456789\r\n0\r\n\r\n",
    };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        for (size_t piece = 1; piece < 20; piece++) {
            unit_row("reply %zu in pieces of %zu", i, piece);
            struct qcc_scripted_connection script = {.receive = qcc_span_of(replies[i]),
                                                     .piece = piece};
            begin(&script, NULL, 0);
            assert_int_equal(run(), QCC_OK);
            assert_string_equal(body, "0123456789");
            assert_int_equal(exchange.received, strlen(replies[i]));
            assert_int_equal(exchange.response.http_status, 200);
            assert_int_equal(scripted.tcp_port, 8080);
            assert_int_equal(scripted.closes, 0);
        }
    }
}

static void the_fields_that_are_wanted_are_there(void **state)
{
    static const struct qcc_scripted_connection script = {
        .receive = QCC_SPAN(
            "HTTP/1.1 100 Continue\r\nDate: no\r\n\r\nHTTP/1.1 200 OK\r\ndate:  Wed, 05 Sep 2018 10:39:19 GMT \r\nContent-Length: 0\r\n\r\n"),
        .piece = 7};
    uint8_t date[29];
    uint8_t age[4];
    struct qcc_field fields[] = {{.name = "date", .value = date, .cap = sizeof date},
                                 {.name = "age", .value = age, .cap = sizeof age}};
    (void)state;
    begin(&script, fields, 2);
    assert_int_equal(run(), QCC_OK);
    assert_true(fields[0].present);
    assert_int_equal(fields[0].len, 29);
    assert_literal(date, "Wed, 05 Sep 2018 10:39:19 GMT");
    assert_false(fields[1].present);
    fields[0].cap = 28;
    begin(&script, fields, 2);
    assert_int_equal(run(), QCC_ERROR_FIELD_TOO_LONG);
}

static void a_sink_that_refuses_ends_the_exchange_with_its_error(void **state)
{
    static const struct qcc_scripted_connection script = {
        .receive = QCC_SPAN("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789")};
    (void)state;
    begin(&script, NULL, 0);
    sink_answer = QCC_ERROR_RESULT;
    assert_int_equal(run(), QCC_ERROR_RESULT);
    assert_int_equal(exchange.error, QCC_ERROR_RESULT);
    assert_int_equal(scripted.closes, 1);
    assert_int_equal(qcc_exchange_step(&exchange, 1000), QCC_ERROR_RESULT);
}

static void an_exchange_that_has_ended_is_not_ended_again(void **state)
{
    static const struct qcc_scripted_connection script = {
        .receive = QCC_SPAN("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")};
    (void)state;
    begin(&script, NULL, 0);
    assert_int_equal(run(), QCC_OK);
    qcc_exchange_end(&exchange, QCC_ERROR_STATUS);
    assert_int_equal(exchange.error, QCC_OK);
    assert_int_equal(scripted.closes, 0); /* the next exchange can have the connection */
}

static void nothing_is_received_in_the_step_that_sends_the_last_byte(void **state)
{
    static const struct qcc_scripted_connection script = {
        .send_piece = 15, .receive = QCC_SPAN("HTTP/1.1 200 OK\r\n\r\n")};
    (void)state;
    begin(&script, NULL, 0);
    while (!qcc_exchange_is_sent(&exchange)) {
        assert_int_equal(qcc_exchange_phase(&exchange),
                         scripted.connects == 0 ? QCC_PHASE_CONNECT : QCC_PHASE_SEND);
        assert_int_equal(qcc_exchange_step(&exchange, 1000), QCC_PENDING);
    }
    assert_int_equal(scripted.sent_len, 40);
    assert_int_equal(exchange.received, 0);
    assert_int_equal(qcc_exchange_phase(&exchange), QCC_PHASE_HEAD);
}

static void a_host_that_does_not_fit_fails_before_anything_is_sent(void **state)
{
    static char text[QCC_HOST_SIZE + 16] = "http://";
    static const struct qcc_scripted_connection script = {.then = QCC_IO_END};
    (void)state;
    begin(&script, NULL, 0);
    qcc_connection_close(&connection);
    memset(text + 7, 'a', QCC_HOST_SIZE);
    url.host = qcc_span_make(text + 7, QCC_HOST_SIZE);
    qcc_exchange_begin(&exchange, &connection);
    assert_int_equal(qcc_exchange_step(&exchange, 1000), QCC_ERROR_URL);
    assert_int_equal(scripted.connects, 0);
}

static void an_exchange_that_never_had_the_connection_says_nothing_of_it(void **state)
{
    static const struct qcc_scripted_connection script = {.then = QCC_IO_END};
    struct qcc_report report = {.tls_version = ""};
    (void)state;
    begin(&script, NULL, 0);
    connection.tls.version = "TLSv1.3"; /* an earlier exchange's */
    connection.tls.resumed = true;
    qcc_exchange_end(&exchange, QCC_ERROR_CANCELED);
    qcc_exchange_explain(&exchange, &report);
    assert_string_equal(report.tls_version, "");
    assert_false(report.resumed);
}

static void an_exchange_that_was_not_begun_says_so(void **state)
{
    (void)state;
    memset(&exchange, 0, sizeof exchange);
    assert_int_equal(qcc_exchange_step(&exchange, 1000), QCC_ERROR_STATE);
    assert_int_equal(qcc_exchange_phase(&exchange), QCC_PHASE_SETUP);
    qcc_exchange_end(&exchange, QCC_ERROR_CANCELED); /* harmless */
    assert_int_equal(qcc_exchange_step(&exchange, 1000), QCC_ERROR_STATE);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_goes_to_the_sink_in_order_in_either_framing),
        cmocka_unit_test(the_fields_that_are_wanted_are_there),
        cmocka_unit_test(a_sink_that_refuses_ends_the_exchange_with_its_error),
        cmocka_unit_test(an_exchange_that_has_ended_is_not_ended_again),
        cmocka_unit_test(nothing_is_received_in_the_step_that_sends_the_last_byte),
        cmocka_unit_test(a_host_that_does_not_fit_fails_before_anything_is_sent),
        cmocka_unit_test(an_exchange_that_never_had_the_connection_says_nothing_of_it),
        cmocka_unit_test(an_exchange_that_was_not_begun_says_so),
    };
    qcc_memory_remove(); /* mbedTLS's TLS 1.3 needs the module to be linked */
    return unit_run(tests, argc, argv);
}
