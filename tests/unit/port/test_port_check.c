/* test_port_check.c - each row of qcc-port-check holds for a good port and fails for one that is
 * broken in one place.
 *
 * The good port is the POSIX port. A broken one has one or two functions in place of the good
 * one's.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE
#include "port_peer.h"
#include "qcc_port_check.h"
#include "qcc_posix.h"
#include "unit.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <time.h>
#include <unistd.h>

#define NAME "peer.test"
/* What the good port is given is plenty, for a machine that does much else. A row that is to fail
 * fails on any machine, and would only take longer. */
#define PATIENCE_MS 10000
#define LIMIT_MS 500 /* longer than this a call must not last */
#define BROKEN_PATIENCE_MS 700
#define BROKEN_LIMIT_MS 100

/* ---- A name server: these two stand in for the system's, because a program's own come first. */

int getaddrinfo(const char *restrict host, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict list)
{
    static struct sockaddr_in address;
    static struct addrinfo answer;

    (void)service;
    (void)hints;
    if (strcmp(host, NAME) != 0) {
        return EAI_NONAME;
    }
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    answer.ai_family = AF_INET;
    answer.ai_addr = (struct sockaddr *)&address;
    *list = &answer;
    return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
    (void)list;
}

/* ---- What breaks. `good` is the port that does the work. */

static struct qcc_posix posix;
static struct qcc_port good;
static uint16_t tcp_port;

/* What a broken function remembers; zero before each row. */
static struct {
    unsigned calls;
    size_t bytes;
    enum qcc_io io; /* of the last connect */
    bool spoiled;
    int leaked[64];
} seen;

static void sleep_ms(unsigned ms)
{
    const struct timespec pause = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};

    nanosleep(&pause, NULL);
}

static uint32_t stands_still(void *context)
{
    (void)context;
    return 7;
}

static uint32_t goes_back(void *context)
{
    return good.now_ms(context) - (seen.calls++ % 10 == 9 ? 50 : 0);
}

static int64_t counts_from_its_start(void *context)
{
    (void)context;
    return 12345;
}

static int64_t counts_milliseconds(void *context)
{
    return good.unix_time_s(context) * 1000;
}

static bool has_none(void *context, uint8_t *data, size_t len)
{
    (void)good.entropy(context, data, len);
    return false;
}

static bool gives_one_byte(void *context, uint8_t *data, size_t len)
{
    (void)context;
    memset(data, (int)++seen.calls, len);
    return true;
}

static bool gives_the_same_again(void *context, uint8_t *data, size_t len)
{
    (void)context;
    for (size_t i = 0; i < len; i++) {
        data[i] = (uint8_t)(1 + i * 37);
    }
    return true;
}

static bool leaves_the_last_byte(void *context, uint8_t *data, size_t len)
{
    return good.entropy(context, data, len - 1);
}

static bool writes_beyond(void *context, uint8_t *data, size_t len)
{
    data[len] = 1;
    return good.entropy(context, data, len);
}

static enum qcc_io connects_to_nothing(void *context, const struct qcc_target *target)
{
    (void)context;
    (void)target;
    return QCC_IO_FAILED;
}

static enum qcc_io knows_no_names(void *context, const struct qcc_target *target)
{
    return strcmp(target->host, NAME) == 0 ? QCC_IO_FAILED : good.connect(context, target);
}

/* `instead` in place of `io`. */
static enum qcc_io turn(enum qcc_io result, enum qcc_io io, enum qcc_io instead)
{
    return result == io ? instead : result;
}

static enum qcc_io takes_no_name_for_failed(void *context, const struct qcc_target *target)
{
    return turn(good.connect(context, target), QCC_IO_NO_NAME, QCC_IO_FAILED);
}

static enum qcc_io looks_up_for_ever(void *context, const struct qcc_target *target)
{
    return turn(good.connect(context, target), QCC_IO_NO_NAME, QCC_IO_LOOKUP);
}

static enum qcc_io takes_failed_for_no_name(void *context, const struct qcc_target *target)
{
    return turn(good.connect(context, target), QCC_IO_FAILED, QCC_IO_NO_NAME);
}

static enum qcc_io connects_for_ever(void *context, const struct qcc_target *target)
{
    return turn(good.connect(context, target), QCC_IO_FAILED, QCC_IO_WOULD_BLOCK);
}

static enum qcc_io invents_a_value(void *context, const struct qcc_target *target)
{
    return turn(good.connect(context, target), QCC_IO_FAILED, (enum qcc_io)99);
}

static enum qcc_io has_no_patience(void *context, const struct qcc_target *target)
{
    return target->tcp_port == tcp_port + 2 ? QCC_IO_FAILED : good.connect(context, target);
}

static enum qcc_io is_ahead(void *context, const struct qcc_target *target)
{
    return target->tcp_port == tcp_port + 2 ? QCC_IO_DONE : good.connect(context, target);
}

static enum qcc_io connects_to_any(void *context, const struct qcc_target *target)
{
    struct qcc_target any = *target;

    any.public_only = false;
    return good.connect(context, &any);
}

static enum qcc_io refuses_too_late(void *context, const struct qcc_target *target)
{
    const enum qcc_io io = connects_to_any(context, target);

    return target->public_only ? turn(io, QCC_IO_DONE, QCC_IO_REFUSED) : io;
}

static enum qcc_io is_slow(void *context, const struct qcc_target *target)
{
    sleep_ms(BROKEN_LIMIT_MS + 100);
    return good.connect(context, target);
}

static enum qcc_io is_used_up(void *context, const struct qcc_target *target)
{
    return seen.calls >= 10 ? QCC_IO_FAILED : good.connect(context, target);
}

static void uses_up(void *context)
{
    seen.calls++;
    good.close(context);
}

static enum qcc_io remembers(void *context, const struct qcc_target *target)
{
    seen.io = seen.spoiled ? QCC_IO_FAILED : good.connect(context, target);
    return seen.io;
}

static void spoils_it_twice_closed(void *context)
{
    seen.spoiled = seen.spoiled || qcc_posix_descriptor(&posix) < 0;
    good.close(context);
}

static void forgets_a_lookup(void *context)
{
    if (seen.io != QCC_IO_LOOKUP) {
        good.close(context);
    }
}

static void forgets_an_attempt(void *context)
{
    if (seen.io != QCC_IO_WOULD_BLOCK) {
        good.close(context);
    }
}

static void forgets_a_failure(void *context)
{
    if (seen.io != QCC_IO_FAILED) {
        good.close(context);
    }
}

/* Lets go of the descriptor without closing it. */
static void leaks(void *context)
{
    const int descriptor = qcc_posix_descriptor(&posix);

    if (descriptor >= 0 && seen.calls < 64) {
        seen.leaked[seen.calls++] = dup(descriptor);
    }
    good.close(context);
}

static enum qcc_io spoils_a_byte(void *context, uint8_t *data, size_t len, size_t *moved)
{
    const enum qcc_io io = good.receive(context, data, len, moved);

    if (io == QCC_IO_DONE) {
        data[*moved - 1] ^= 1;
    }
    return io;
}

static enum qcc_io loses_a_byte(void *context, uint8_t *data, size_t len, size_t *moved)
{
    const enum qcc_io io = good.receive(context, data, len, moved);

    if (io == QCC_IO_DONE && len > 1 && *moved == len && seen.calls++ == 4) {
        *moved -= 1;
    }
    return io;
}

static enum qcc_io counts_nothing(void *context, uint8_t *data, size_t len, size_t *moved)
{
    const enum qcc_io io = good.receive(context, data, len, moved);

    *moved = io == QCC_IO_DONE ? 0 : *moved;
    return io;
}

static enum qcc_io is_done_with_nothing(void *context, uint8_t *data, size_t len, size_t *moved)
{
    const enum qcc_io io = good.receive(context, data, len, moved);

    *moved = io == QCC_IO_WOULD_BLOCK ? 0 : *moved;
    return turn(io, QCC_IO_WOULD_BLOCK, QCC_IO_DONE);
}

static enum qcc_io sets_moved_all_the_same(void *context, uint8_t *data, size_t len, size_t *moved)
{
    const enum qcc_io io = good.receive(context, data, len, moved);

    *moved = io == QCC_IO_WOULD_BLOCK ? 0 : *moved;
    return io;
}

static enum qcc_io takes_nothing_for_the_end(void *context, uint8_t *data, size_t len,
                                             size_t *moved)
{
    return turn(good.receive(context, data, len, moved), QCC_IO_WOULD_BLOCK, QCC_IO_END);
}

static enum qcc_io waits_for_bytes(void *context, uint8_t *data, size_t len, size_t *moved)
{
    enum qcc_io io;

    while ((io = good.receive(context, data, len, moved)) == QCC_IO_WOULD_BLOCK) {
        good.wait(context, QCC_WAIT_READABLE, 100);
    }
    return io;
}

static enum qcc_io never_ends(void *context, uint8_t *data, size_t len, size_t *moved)
{
    return turn(good.receive(context, data, len, moved), QCC_IO_END, QCC_IO_WOULD_BLOCK);
}

static enum qcc_io takes_the_end_for_a_failure(void *context, uint8_t *data, size_t len,
                                               size_t *moved)
{
    return turn(good.receive(context, data, len, moved), QCC_IO_END, QCC_IO_FAILED);
}

static enum qcc_io ends_early(void *context, uint8_t *data, size_t len, size_t *moved)
{
    const enum qcc_io io = good.receive(context, data, len, moved);

    if (io == QCC_IO_DONE && (seen.bytes += *moved) > 10000) {
        *moved = (size_t)-2; /* as it was */
        return QCC_IO_END;
    }
    return io;
}

static enum qcc_io takes_a_reset_for_the_end(void *context, uint8_t *data, size_t len,
                                             size_t *moved)
{
    return turn(good.receive(context, data, len, moved), QCC_IO_FAILED, QCC_IO_END);
}

static enum qcc_io always_says_all(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    const enum qcc_io io = good.send(context, data, len, moved);

    *moved = io == QCC_IO_FAILED ? *moved : len;
    return turn(io, QCC_IO_WOULD_BLOCK, QCC_IO_DONE);
}

/* The byte that it does not count is sent twice. */
static enum qcc_io counts_one_too_few(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    const enum qcc_io io = good.send(context, data, len, moved);

    if (io == QCC_IO_DONE && len > 1000 && *moved == len && seen.calls++ == 2) {
        *moved -= 1;
    }
    return io;
}

static enum qcc_io waits_for_room(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    enum qcc_io io;

    while ((io = good.send(context, data, len, moved)) == QCC_IO_WOULD_BLOCK) {
        good.wait(context, QCC_WAIT_WRITABLE, 100);
    }
    return io;
}

static enum qcc_io says_more_than_all(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    const enum qcc_io io = good.send(context, data, len, moved);

    *moved = io == QCC_IO_DONE ? len + 1 : *moved;
    return io;
}

static enum qcc_io sends_to_nobody(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    const enum qcc_io io = good.send(context, data, len, moved);

    *moved = io == QCC_IO_FAILED ? len : *moved;
    return turn(io, QCC_IO_FAILED, QCC_IO_DONE);
}

static enum qcc_io ends_on_send(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    return turn(good.send(context, data, len, moved), QCC_IO_FAILED, QCC_IO_END);
}

static void oversleeps(void *context, enum qcc_wait what, uint32_t timeout_ms)
{
    (void)context;
    (void)what;
    sleep_ms(timeout_ms + BROKEN_LIMIT_MS + 100);
}

static void oversleeps_with_a_connection(void *context, enum qcc_wait what, uint32_t timeout_ms)
{
    good.wait(context, what, timeout_ms);
    if (what == QCC_WAIT_READABLE && qcc_posix_descriptor(&posix) >= 0) {
        sleep_ms(timeout_ms + BROKEN_LIMIT_MS + 100);
    }
}

static void sees_no_bytes(void *context, enum qcc_wait what, uint32_t timeout_ms)
{
    if (what != QCC_WAIT_READABLE) {
        good.wait(context, what, timeout_ms);
        return;
    }
    sleep_ms(timeout_ms);
}

static void sees_no_room(void *context, enum qcc_wait what, uint32_t timeout_ms)
{
    if (what != QCC_WAIT_WRITABLE) {
        good.wait(context, what, timeout_ms);
        return;
    }
    sleep_ms(timeout_ms);
}

/* ---- The rows. */

#define ADDRESS "connect reaches an address"
#define NAMED "connect reaches a name"
#define ECHO "bytes come back as they were sent"
#define NO_NAME "connect tells a name that does not exist"
#define REFUSED "connect tells a connection that is refused"
#define SILENT "connect waits for an address that keeps silent"
#define PUBLIC "connect refuses an address that is not public"
#define NOTHING_YET "receive tells that nothing has come yet"
#define ENDS "receive gives all bytes and then the end"
#define RESET "receive tells a reset from an end"
#define NO_ROOM "send tells that there is no room, and loses nothing"
#define GONE "send tells that the peer is gone"
#define RANDOM "entropy fills all it is given, and never twice the same"
#define DATE "unix_time_s is a time of this century, or 0"
#define CLOCK "now_ms moves on"
#define WAIT_ENDS "wait returns by its timeout"
#define WAIT_SEES "wait returns when there are bytes, or room"
#define BACK "now_ms never went back"
#define BLOCKED "no call blocked"

static const struct broken {
    const char *row;      /* it fails */
    const char *before;   /* this row is run first; NULL: none */
    struct qcc_port port; /* the members that are broken */
} broken[] = {
    {CLOCK, NULL, {.now_ms = stands_still}},
    {DATE, NULL, {.unix_time_s = counts_from_its_start}},
    {DATE, NULL, {.unix_time_s = counts_milliseconds}},
    {RANDOM, NULL, {.entropy = has_none}},
    {RANDOM, NULL, {.entropy = gives_one_byte}},
    {RANDOM, NULL, {.entropy = gives_the_same_again}},
    {RANDOM, NULL, {.entropy = leaves_the_last_byte}},
    {RANDOM, NULL, {.entropy = writes_beyond}},
    {ADDRESS, NULL, {.connect = connects_to_nothing}},
    {NAMED, NULL, {.connect = knows_no_names}},
    {NO_NAME, NULL, {.connect = takes_no_name_for_failed}},
    {NO_NAME, NULL, {.connect = looks_up_for_ever}},
    {REFUSED, NULL, {.connect = takes_failed_for_no_name}},
    {REFUSED, NULL, {.connect = connects_for_ever}},
    {REFUSED, NULL, {.connect = invents_a_value}},
    {SILENT, NULL, {.connect = has_no_patience}},
    {SILENT, NULL, {.connect = is_ahead}},
    {PUBLIC, NULL, {.connect = connects_to_any}},
    {PUBLIC, NULL, {.connect = refuses_too_late}},
    {ECHO, NULL, {.receive = spoils_a_byte}},
    {ECHO, NULL, {.receive = counts_nothing}},
    {ECHO, NULL, {.send = says_more_than_all}},
    {NOTHING_YET, NULL, {.receive = takes_nothing_for_the_end}},
    {NOTHING_YET, NULL, {.receive = waits_for_bytes}},
    {NOTHING_YET, NULL, {.receive = is_done_with_nothing}},
    {NOTHING_YET, NULL, {.receive = sets_moved_all_the_same}},
    {ENDS, NULL, {.receive = never_ends}},
    {ENDS, NULL, {.receive = takes_the_end_for_a_failure}},
    {ENDS, NULL, {.receive = ends_early}},
    {ENDS, NULL, {.receive = loses_a_byte}},
    {RESET, NULL, {.receive = takes_a_reset_for_the_end}},
    {NO_ROOM, NULL, {.send = always_says_all}},
    {NO_ROOM, NULL, {.send = counts_one_too_few}},
    {NO_ROOM, NULL, {.send = says_more_than_all}},
    {GONE, NULL, {.send = sends_to_nobody}},
    {GONE, NULL, {.send = ends_on_send}},
    {WAIT_ENDS, NULL, {.wait = oversleeps}},
    {WAIT_ENDS, NULL, {.wait = oversleeps_with_a_connection}},
    {WAIT_SEES, NULL, {.wait = sees_no_bytes}},
    {WAIT_SEES, NULL, {.wait = sees_no_room}},
    {"close is harmless without a connection",
     NULL,
     {.connect = remembers, .close = spoils_it_twice_closed}},
    {"close ends a lookup", NULL, {.connect = remembers, .close = forgets_a_lookup}},
    {"close ends an attempt to connect", NULL, {.connect = remembers, .close = forgets_an_attempt}},
    {"close ends what has failed", NULL, {.connect = remembers, .close = forgets_a_failure}},
    {"close ends a connection, and the peer sees it", NULL, {.close = leaks}},
    {"connect works twenty times", NULL, {.connect = is_used_up, .close = uses_up}},
    {BACK, ADDRESS, {.now_ms = goes_back}},
    {BLOCKED, ADDRESS, {.connect = is_slow}},
    {BLOCKED, NOTHING_YET, {.receive = waits_for_bytes}},
    {BLOCKED, NO_ROOM, {.send = waits_for_room}},
};

#define BROKEN (sizeof broken / sizeof broken[0])

static unsigned find(const char *name)
{
    unsigned row = 0;

    while (row < qcc_port_check_rows() && strcmp(qcc_port_check_name(row), name) != 0) {
        row++;
    }
    if (row == qcc_port_check_rows()) {
        fail_msg("there is no row \"%s\"", name);
    }
    return row;
}

static struct qcc_port put_together(const struct qcc_port *changes)
{
    struct qcc_port port = good;

    port.connect = changes->connect != NULL ? changes->connect : port.connect;
    port.send = changes->send != NULL ? changes->send : port.send;
    port.receive = changes->receive != NULL ? changes->receive : port.receive;
    port.close = changes->close != NULL ? changes->close : port.close;
    port.now_ms = changes->now_ms != NULL ? changes->now_ms : port.now_ms;
    port.unix_time_s = changes->unix_time_s != NULL ? changes->unix_time_s : port.unix_time_s;
    port.entropy = changes->entropy != NULL ? changes->entropy : port.entropy;
    port.wait = changes->wait != NULL ? changes->wait : port.wait;
    return port;
}

static struct qcc_port_check new_check(const struct qcc_port *port)
{
    const struct qcc_port_check check = {
        .port = port,
        .host = "127.0.0.1",
        .name = NAME,
        .no_name = "none.test",
        .tcp_port = tcp_port,
        .patience_ms = PATIENCE_MS,
        .call_limit_ms = LIMIT_MS,
        .report = qcc_port_check_print,
        .context = stdout,
    };

    good.close(good.context);
    memset(&seen, 0, sizeof seen);
    return check;
}

static void close_leaked(void)
{
    for (size_t i = 0; i < 64; i++) {
        if (seen.leaked[i] > 0) {
            close(seen.leaked[i]);
        }
    }
}

static void a_good_port_passes_all_rows(void **state)
{
    struct qcc_port_check check = new_check(&good);
    (void)state;
    assert_true(qcc_port_check_run(&check));
    assert_int_equal(check.held, qcc_port_check_rows());
    assert_int_equal(check.failed, 0);
    assert_int_equal(check.skipped, 0);
}

static void each_breakage_fails_the_row_that_is_about_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < BROKEN; i++) {
        const struct qcc_port port = put_together(&broken[i].port);
        struct qcc_port_check check = new_check(&port);
        enum qcc_port_check_verdict verdict;

        check.patience_ms = BROKEN_PATIENCE_MS;
        check.call_limit_ms = BROKEN_LIMIT_MS;
        if (broken[i].before != NULL) {
            (void)qcc_port_check_row(&check, find(broken[i].before));
        }
        verdict = qcc_port_check_row(&check, find(broken[i].row));
        close_leaked();
        if (verdict != QCC_PORT_CHECK_FAILS || check.detail == NULL) {
            fail_msg("breakage %zu passes the row \"%s\"", i, broken[i].row);
        }
    }
}

static void each_row_can_fail(void **state)
{
    (void)state;
    for (unsigned row = 0; row < qcc_port_check_rows(); row++) {
        size_t i = 0;

        while (i < BROKEN && strcmp(broken[i].row, qcc_port_check_name(row)) != 0) {
            i++;
        }
        if (i == BROKEN) {
            fail_msg("nothing breaks the row \"%s\"", qcc_port_check_name(row));
        }
    }
}

static void what_is_not_there_is_skipped(void **state)
{
    struct qcc_port port = good;
    struct qcc_port_check check = new_check(&port);
    (void)state;
    port.wait = NULL;
    check.name = NULL;
    check.no_name = NULL;
    check.call_limit_ms = 0;
    check.patience_ms = 0;
    assert_true(qcc_port_check_run(&check));
    assert_int_equal(check.skipped, 5);
    assert_int_equal(check.failed, 0);
}

static void without_a_clock_all_else_is_skipped(void **state)
{
    struct qcc_port port = good;
    struct qcc_port_check check = new_check(&port);
    (void)state;
    port.now_ms = stands_still;
    check.report = NULL;
    assert_false(qcc_port_check_run(&check));
    assert_int_equal(check.failed, 1);
    assert_int_equal(check.skipped, qcc_port_check_rows() - 1);
}

static void count_turn(void *context)
{
    ++*(unsigned *)context;
}

static void each_pause_takes_a_turn_of_the_superloop(void **state)
{
    struct qcc_port_check check = new_check(&good);
    unsigned turns = 0;
    (void)state;
    check.report = NULL;
    check.turn = count_turn;
    check.context = &turns;
    assert_int_equal(qcc_port_check_row(&check, find(SILENT)), QCC_PORT_CHECK_HOLDS);
    assert_true(turns > 3);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_port_passes_all_rows),
        cmocka_unit_test(each_breakage_fails_the_row_that_is_about_it),
        cmocka_unit_test(each_row_can_fail),
        cmocka_unit_test(what_is_not_there_is_skipped),
        cmocka_unit_test(without_a_clock_all_else_is_skipped),
        cmocka_unit_test(each_pause_takes_a_turn_of_the_superloop),
    };

    good = qcc_posix_port(&posix);
    tcp_port = (uint16_t)port_peer_start("127.0.0.1", 0);
    if (tcp_port == 0) {
        fprintf(stderr, "the peer cannot listen\n");
        return 1;
    }
    return unit_run(tests, argc, argv);
}
