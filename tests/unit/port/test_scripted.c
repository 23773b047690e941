/* test_scripted.c - the tests' own port does what its script says.
 * SPDX-License-Identifier: MIT */
#include "qcc_scripted.h"
#include "unit.h"

/* Connects, sends "ask" and receives, at most 40 calls of each; writes down what each call said: a
 * letter for what happened (L, W, D, E, F, N), the bytes of a receive after it. */
static void play(const struct qcc_port *port, char *out)
{
    static const char letters[] = {'D', 'W', 'E', 'F', 'L', 'N'};
    enum qcc_io io = QCC_IO_WOULD_BLOCK;
    size_t sent = 0;

    for (int i = 0; i < 40 && (io == QCC_IO_WOULD_BLOCK || io == QCC_IO_LOOKUP); i++) {
        io = port->connect(port->context, &(struct qcc_target){"service.test", 443, 10000, false});
        *out++ = letters[io];
    }
    *out++ = ' ';
    for (int i = 0; i < 40 && sent < 3 && (io == QCC_IO_DONE || io == QCC_IO_WOULD_BLOCK); i++) {
        size_t moved = 0;

        io = port->send(port->context, (const uint8_t *)"ask" + sent, 3 - sent, &moved);
        sent += moved;
        *out++ = letters[io];
    }
    *out++ = ' ';
    for (int i = 0, stalls = 0; i < 40 && sent == 3 && stalls < 3; i++) {
        uint8_t data[16];
        size_t moved = 0;

        io = port->receive(port->context, data, sizeof data, &moved);
        *out++ = letters[io];
        memcpy(out, data, moved);
        out += moved;
        stalls = io == QCC_IO_WOULD_BLOCK ? stalls + 1 : 0;
        if (io != QCC_IO_DONE && io != QCC_IO_WOULD_BLOCK) {
            break;
        }
    }
    *out = '\0';
    port->close(port->context);
}

static void a_script_is_played_as_it_is_written(void **state)
{
    static const struct {
        struct qcc_scripted_connection plan;
        const char *expected;
    } rows[] = {
        {{.receive = QCC_SPAN("abcd")}, "D D DabcdWWW"},
        {{.receive = QCC_SPAN("abcd"), .then = QCC_IO_END}, "D D DabcdE"},
        {{.then = QCC_IO_FAILED}, "D D F"},
        {{.lookups = 2, .connecting = 1, .then = QCC_IO_END}, "LLWD D E"},
        {{.connect = QCC_IO_NO_NAME}, "N  "},
        {{.lookups = 1, .connect = QCC_IO_FAILED}, "LF  "},
        {{.receive = QCC_SPAN("abc"), .piece = 1, .then = QCC_IO_END}, "D D DaDbDcE"},
        {{.receive = QCC_SPAN("abcd"), .cut = 3, .then = QCC_IO_END}, "D D DabcDdE"},
        {{.receive = QCC_SPAN("ab"), .piece = 1, .receive_stalls = 2, .then = QCC_IO_END},
         "D D WWDaWWDbE"},
        {{.send_piece = 2, .then = QCC_IO_END}, "D DD E"},
        {{.send_piece = 1, .send_stalls = 1, .then = QCC_IO_END}, "D WDWDWD E"},
        {{.send_limit = 2, .send_then = QCC_IO_FAILED}, "D DF "},
        {{.receive = QCC_SPAN("abcd"), .hold = 2, .request_len = 4, .then = QCC_IO_END},
         "D D DabWWW"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s", rows[i].expected);
        struct qcc_scripted scripted = {.script = &rows[i].plan, .count = 1};
        const struct qcc_port port = qcc_scripted_port(&scripted);
        char seen[256];

        play(&port, seen);
        assert_string_equal(seen, rows[i].expected);
        assert_int_equal(scripted.connects, 1);
        assert_int_equal(scripted.closes, 1);
    }
}

static void each_connect_takes_the_next_connection_of_the_script(void **state)
{
    static const struct qcc_scripted_connection script[] = {
        {.receive = QCC_SPAN("one"), .then = QCC_IO_END},
        {.receive = QCC_SPAN("two"), .then = QCC_IO_FAILED},
    };
    uint8_t sent[6];
    struct qcc_scripted scripted = {
        .script = script, .count = 2, .sent = sent, .sent_cap = sizeof sent};
    const struct qcc_port port = qcc_scripted_port(&scripted);
    char seen[256];
    (void)state;
    play(&port, seen);
    assert_string_equal(seen, "D D DoneE");
    play(&port, seen);
    assert_string_equal(seen, "D D DtwoF");
    play(&port, seen);
    assert_string_equal(seen, "F  ");
    assert_int_equal(scripted.connects, 3);
    assert_int_equal(scripted.closes, 3);
    assert_int_equal(scripted.sent_len, 6);
    assert_literal(sent, "askask");
    assert_string_equal(scripted.host, "service.test");
    assert_int_equal(scripted.tcp_port, 443);
}

static void nothing_is_received_before_something_is_sent(void **state)
{
    static const struct qcc_scripted_connection script = {.receive = QCC_SPAN("abc"),
                                                          .then = QCC_IO_END};
    struct qcc_scripted scripted = {.script = &script, .count = 1};
    const struct qcc_port port = qcc_scripted_port(&scripted);
    uint8_t data[4];
    size_t moved;
    (void)state;
    assert_int_equal(
        port.connect(port.context, &(struct qcc_target){"service.test", 80, 10000, false}),
        QCC_IO_DONE);
    assert_int_equal(port.receive(port.context, data, 4, &moved), QCC_IO_WOULD_BLOCK);
    assert_int_equal(port.send(port.context, data, 1, &moved), QCC_IO_DONE);
    assert_int_equal(port.receive(port.context, data, 4, &moved), QCC_IO_DONE);
}

static void a_target_for_public_addresses_only_is_refused_and_uses_up_no_connection(void **state)
{
    static const struct qcc_scripted_connection script = {.then = QCC_IO_END};
    struct qcc_scripted scripted = {.script = &script, .count = 1};
    const struct qcc_port port = qcc_scripted_port(&scripted);
    (void)state;
    assert_int_equal(
        port.connect(port.context, &(struct qcc_target){"service.test", 80, 10000, true}),
        QCC_IO_REFUSED);
    assert_int_equal(scripted.refusals, 1);
    assert_int_equal(scripted.connects, 0);
    port.close(port.context);
    assert_int_equal(port.connect(port.context, &(struct qcc_target){"service.test", 80, 7, false}),
                     QCC_IO_DONE);
    assert_int_equal(scripted.time_left_ms, 7);
}

static void clocks_and_entropy_are_the_scripts(void **state)
{
    struct qcc_scripted scripted = {
        .now_ms = UINT32_MAX - 1, .call_ms = 1, .wait_ms = 5, .unix_time_s = 1800000000};
    const struct qcc_port port = qcc_scripted_port(&scripted);
    uint8_t first[4], second[4];
    (void)state;
    (void)port.connect(port.context, &(struct qcc_target){"service.test", 80, 10000, false});
    assert_int_equal(port.now_ms(port.context), UINT32_MAX);
    port.wait(port.context, QCC_WAIT_READABLE, 1000);
    assert_int_equal(port.now_ms(port.context), 4);
    assert_int_equal(scripted.waits, 1);
    assert_int_equal(port.unix_time_s(port.context), 1800000000);
    assert_true(port.entropy(port.context, first, 4));
    assert_true(port.entropy(port.context, second, 4));
    assert_memory_not_equal(first, second, 4);
    scripted.no_entropy = true;
    assert_false(port.entropy(port.context, first, 4));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_script_is_played_as_it_is_written),
        cmocka_unit_test(each_connect_takes_the_next_connection_of_the_script),
        cmocka_unit_test(nothing_is_received_before_something_is_sent),
        cmocka_unit_test(a_target_for_public_addresses_only_is_refused_and_uses_up_no_connection),
        cmocka_unit_test(clocks_and_entropy_are_the_scripts),
    };
    return unit_run(tests, argc, argv);
}
