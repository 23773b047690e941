/* test_connection.c - a slot that is pointed at one host after another, over plain TCP.
 * SPDX-License-Identifier: MIT */
#include "http/url.h"
#include "net/connection.h"
#include "qcc/memory.h"
#include "qcc_scripted.h"
#include "unit.h"

static struct qcc_scripted scripted;
static struct qcc_port port;
static struct qcc_connection connection;

static struct qcc_url parse(const char *text)
{
    struct qcc_url url;
    assert_int_equal(qcc_url_parse(&url, qcc_span_of(text)), QCC_OK);
    return url;
}

static void set_up(const struct qcc_scripted_connection *script, size_t count)
{
    memset(&scripted, 0, sizeof scripted);
    scripted.script = script;
    scripted.count = count;
    port = qcc_scripted_port(&scripted);
    qcc_connection_init(&connection, &port, NULL, NULL);
}

static const struct qcc_connect_terms anywhere = {.time_left_ms = 1000};

static enum qcc_error connect_to(const char *text)
{
    struct qcc_url url = parse(text);
    enum qcc_error error = qcc_connection_open(&connection, &url, NULL);
    enum qcc_io io = QCC_IO_WOULD_BLOCK;
    while (error == QCC_OK && io == QCC_IO_WOULD_BLOCK) {
        io = qcc_connection_step(&connection, &anywhere);
    }
    return error != QCC_OK || io == QCC_IO_DONE ? error : connection.error;
}

static void the_port_gets_the_host_as_it_takes_it(void **state)
{
    static const struct {
        const char *url, *host;
        uint16_t tcp_port;
    } rows[] = {
        {"http://service.test", "service.test", 80},
        {"http://service.test:8080/a", "service.test", 8080},
        {"http://127.0.0.1", "127.0.0.1", 80},
        {"http://[::1]:81/", "::1", 81},
    };
    static const struct qcc_scripted_connection script[1] = {{.lookups = 1, .connecting = 1}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s", rows[i].url);
        set_up(script, 1);
        assert_int_equal(connect_to(rows[i].url), QCC_OK);
        assert_string_equal(scripted.host, rows[i].host);
        assert_int_equal(scripted.tcp_port, rows[i].tcp_port);
    }
}

static void a_ready_connection_is_for_its_own_scheme_host_and_port(void **state)
{
    static const struct qcc_scripted_connection script[1] = {{.lookups = 0}};
    static const char *const others[] = {"https://service.test:80", "http://service.test:81",
                                         "http://other.test", "http://service.tes"};
    struct qcc_url same = parse("http://service.test/another/path");
    (void)state;
    set_up(script, 1);
    assert_false(qcc_connection_is_ready(&connection, &same, &anywhere));
    assert_int_equal(connect_to("http://service.test/"), QCC_OK);
    assert_true(qcc_connection_is_ready(&connection, &same, &anywhere));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        unit_row("%s", others[i]);
        struct qcc_url other = parse(others[i]);
        assert_false(qcc_connection_is_ready(&connection, &other, &anywhere));
    }
    qcc_connection_close(&connection);
    assert_false(qcc_connection_is_ready(&connection, &same, &anywhere));
}

static void a_ready_connection_is_for_the_pins_that_it_was_made_under(void **state)
{
    static const struct qcc_scripted_connection script[1] = {{.lookups = 0}};
    static const struct qcc_pins pins, others;
    const struct qcc_connect_terms pinned = {.pins = &pins};
    struct qcc_url plain = parse("http://service.test"), secure = parse("https://service.test:80");
    (void)state;
    set_up(script, 1);
    assert_int_equal(connect_to("http://service.test/"), QCC_OK);
    assert_true(qcc_connection_is_ready(&connection, &plain, &pinned)); /* nothing to pin */
    connection.secure = true;
    assert_true(qcc_connection_is_ready(&connection, &secure, &anywhere));
    assert_false(qcc_connection_is_ready(&connection, &secure, &pinned));
    connection.tls.pins = &pins;
    assert_true(qcc_connection_is_ready(&connection, &secure, &pinned));
    connection.tls.pins = &others;
    assert_false(qcc_connection_is_ready(&connection, &secure, &pinned));
    connection.secure = false;
    qcc_connection_close(&connection);
}

static void pointing_it_elsewhere_closes_what_was_open(void **state)
{
    static const struct qcc_scripted_connection script[2] = {{.lookups = 0}, {.lookups = 0}};
    (void)state;
    set_up(script, 2);
    assert_int_equal(connect_to("http://service.test"), QCC_OK);
    assert_int_equal(connect_to("http://other.test"), QCC_OK);
    assert_int_equal(scripted.connects, 2);
    assert_int_equal(scripted.closes, 1);
    assert_string_equal(scripted.host, "other.test");
}

static void a_check_tells_a_quiet_connection_from_one_that_ended_broke_or_spoke(void **state)
{
    static const struct {
        struct qcc_scripted_connection plan;
        enum qcc_io io;
    } rows[] = {
        {{.then = QCC_IO_DONE}, QCC_IO_DONE},
        {{.then = QCC_IO_END}, QCC_IO_END},
        {{.then = QCC_IO_FAILED}, QCC_IO_END},
        {{.receive = QCC_SPAN("x")}, QCC_IO_END},
    };
    uint8_t byte = 'q';
    size_t moved;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%zu", i);
        set_up(&rows[i].plan, 1);
        assert_int_equal(connect_to("http://service.test"), QCC_OK);
        assert_int_equal(qcc_connection_send(&connection, &byte, 1, &moved), QCC_IO_DONE);
        assert_int_equal(qcc_connection_check(&connection), rows[i].io);
        assert_int_equal(scripted.closes, rows[i].io == QCC_IO_DONE ? 0 : 1);
    }
}

static void finishing_keeps_it_open_only_when_it_may_be_reused(void **state)
{
    static const struct qcc_scripted_connection script[2] = {{.lookups = 0}, {.lookups = 0}};
    (void)state;
    set_up(script, 2);
    assert_int_equal(connect_to("http://service.test"), QCC_OK);
    qcc_connection_finish(&connection, true);
    assert_int_equal(scripted.closes, 0);
    qcc_connection_finish(&connection, false);
    assert_int_equal(scripted.closes, 1);
    qcc_connection_finish(&connection, false);
    qcc_connection_close(&connection);
    assert_int_equal(scripted.closes, 1);
}

static void each_end_of_connecting_has_its_error(void **state)
{
    static const struct {
        const char *name;
        struct qcc_scripted_connection plan;
        bool public_only;
        enum qcc_error error;
        enum qcc_phase phase;
    } rows[] = {
        {"no name", {.connect = QCC_IO_NO_NAME}, false, QCC_ERROR_LOOKUP, QCC_PHASE_LOOKUP},
        {"no connection", {.connect = QCC_IO_FAILED}, false, QCC_ERROR_CONNECT, QCC_PHASE_CONNECT},
        {"no socket left",
         {.connect = QCC_IO_NO_SOCKET},
         false,
         QCC_ERROR_NO_SOCKET,
         QCC_PHASE_CONNECT},
        {"not public", {.lookups = 0}, true, QCC_ERROR_NOT_PUBLIC, QCC_PHASE_CONNECT},
    };
    const struct qcc_url url = parse("http://service.test");
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct qcc_connect_terms terms = {.time_left_ms = 9,
                                                .public_only = rows[i].public_only};
        set_up(&rows[i].plan, 1);
        assert_int_equal(qcc_connection_open(&connection, &url, NULL), QCC_OK);
        assert_int_equal(qcc_connection_step(&connection, &terms), QCC_IO_FAILED);
        if (connection.error != rows[i].error ||
            qcc_connection_phase(&connection) != rows[i].phase) {
            fail_msg("%s", rows[i].name);
        }
        assert_int_equal(scripted.time_left_ms, 9);
    }
}

static void a_slot_that_was_pointed_nowhere_says_so(void **state)
{
    static const struct qcc_scripted_connection script[1] = {{.lookups = 0}};
    static const struct qcc_connect_terms terms = {.time_left_ms = 1000};
    (void)state;
    set_up(script, 1);
    assert_int_equal(qcc_connection_step(&connection, &terms), QCC_IO_FAILED);
    assert_int_equal(connection.error, QCC_ERROR_STATE);
    assert_int_equal(connect_to("http://service.test"), QCC_OK);
    assert_int_equal(qcc_connection_step(&connection, &terms), QCC_IO_DONE); /* it stays ready */
    assert_int_equal(scripted.connects, 1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_port_gets_the_host_as_it_takes_it),
        cmocka_unit_test(a_ready_connection_is_for_its_own_scheme_host_and_port),
        cmocka_unit_test(a_ready_connection_is_for_the_pins_that_it_was_made_under),
        cmocka_unit_test(pointing_it_elsewhere_closes_what_was_open),
        cmocka_unit_test(a_check_tells_a_quiet_connection_from_one_that_ended_broke_or_spoke),
        cmocka_unit_test(each_end_of_connecting_has_its_error),
        cmocka_unit_test(a_slot_that_was_pointed_nowhere_says_so),
        cmocka_unit_test(finishing_keeps_it_open_only_when_it_may_be_reused),
    };
    qcc_memory_remove(); /* mbedTLS's TLS 1.3 needs the module to be linked */
    return unit_run(tests, argc, argv);
}
