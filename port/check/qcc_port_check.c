/* qcc_port_check.c - the contract of qcc/port.h, row by row.
 *
 * Every call goes through one of the functions under "Calls", which look at the clock before and
 * after it. A row returns true when it holds, and otherwise leaves a sentence in `detail`.
 * SPDX-License-Identifier: MIT */
#include "qcc_port_check.h"

#include <string.h>

#define PATIENCE_MS 10000
#define CALL_LIMIT_MS 500
#define PAUSE_MS 10            /* one wait while a row waits */
#define PERIOD 251             /* of the bytes that are sent; a prime, so that shifts show */
#define BLOCK (4 * PERIOD)     /* one large send */
#define UNTOUCHED ((size_t)-2) /* in *moved before a call */

/* How much longer than a call may last the peer takes to answer, so that a call that waits for it
 * is found out. */
#define LATER_MS 400

enum need { NOTHING, NAME, NO_NAME, WAIT };

static bool wrong(struct qcc_port_check *check, const char *detail)
{
    check->detail = detail;
    return false;
}

/* ---- Time. */

static uint32_t patience_ms(const struct qcc_port_check *check)
{
    return check->patience_ms != 0 ? check->patience_ms : PATIENCE_MS;
}

static uint32_t call_limit_ms(const struct qcc_port_check *check)
{
    return check->call_limit_ms != 0 ? check->call_limit_ms : CALL_LIMIT_MS;
}

/* When the peer answers a command that is to be late. */
static uint32_t late_ms(const struct qcc_port_check *check)
{
    return call_limit_ms(check) + LATER_MS;
}

/* A difference above 2^31 is one below 0: the clock wraps, but no row lasts that long. */
static uint32_t read_clock(struct qcc_port_check *check)
{
    const uint32_t now_ms = check->port->now_ms(check->port->context);

    if (check->has_clock && now_ms - check->last_ms > INT32_MAX) {
        check->went_back = true;
    }
    check->has_clock = true;
    check->last_ms = now_ms;
    return now_ms;
}

static void pass_time(struct qcc_port_check *check, enum qcc_wait what, uint32_t timeout_ms)
{
    if (check->turn != NULL) {
        check->turn(check->context);
    }
    if (check->port->wait != NULL) {
        check->port->wait(check->port->context, what, timeout_ms);
    }
}

/* Waits a little; false when the patience is over. */
static bool waits(struct qcc_port_check *check, enum qcc_wait what, uint32_t start_ms)
{
    pass_time(check, what, PAUSE_MS);
    return read_clock(check) - start_ms < patience_ms(check);
}

/* ---- Calls. */

static void end_call(struct qcc_port_check *check, uint32_t start_ms)
{
    const uint32_t elapsed_ms = read_clock(check) - start_ms;

    if (elapsed_ms > check->longest_call_ms && elapsed_ms <= INT32_MAX) {
        check->longest_call_ms = elapsed_ms;
    }
}

static enum qcc_io connect_once(struct qcc_port_check *check, const struct qcc_target *target)
{
    const uint32_t start_ms = read_clock(check);
    const enum qcc_io io = check->port->connect(check->port->context, target);

    end_call(check, start_ms);
    return io;
}

static enum qcc_io send_once(struct qcc_port_check *check, const uint8_t *data, size_t len,
                             size_t *moved)
{
    const uint32_t start_ms = read_clock(check);
    enum qcc_io io;

    *moved = UNTOUCHED;
    io = check->port->send(check->port->context, data, len, moved);
    end_call(check, start_ms);
    return io;
}

static enum qcc_io receive_once(struct qcc_port_check *check, uint8_t *data, size_t len,
                                size_t *moved)
{
    const uint32_t start_ms = read_clock(check);
    enum qcc_io io;

    *moved = UNTOUCHED;
    io = check->port->receive(check->port->context, data, len, moved);
    end_call(check, start_ms);
    return io;
}

static void close_once(struct qcc_port_check *check)
{
    const uint32_t start_ms = read_clock(check);

    check->port->close(check->port->context);
    end_call(check, start_ms);
}

/* ---- What they returned. */

static bool expect(struct qcc_port_check *check, enum qcc_io io, enum qcc_io expected)
{
    static const char *const names[] = {
        "it returned DONE",    "it returned WOULD_BLOCK", "it returned END",
        "it returned FAILED",  "it returned LOOKUP",      "it returned NO_NAME",
        "it returned REFUSED", "it returned NO_SOCKET",
    };

    if (io == expected) {
        return true;
    }
    return wrong(check,
                 (size_t)io < sizeof names / sizeof names[0] ? names[io] : "it returned no qcc_io");
}

/* *moved is 1 .. len after DONE, and otherwise what it was. */
static bool is_moved_right(struct qcc_port_check *check, enum qcc_io io, size_t len, size_t moved)
{
    if (io != QCC_IO_DONE) {
        return moved == UNTOUCHED || wrong(check, "it set *moved without DONE");
    }
    return (moved >= 1 && moved <= len) || wrong(check, "*moved is not 1 .. len after DONE");
}

/* ---- Conversations. */

/* Connects until it is connected, has failed, or the patience is over. */
static enum qcc_io connect_whole(struct qcc_port_check *check, const char *host, unsigned offset,
                                 bool public_only)
{
    const uint32_t start_ms = read_clock(check);
    struct qcc_target target = {host, (uint16_t)(check->tcp_port + offset), 0, public_only};
    enum qcc_io io;

    do {
        target.time_left_ms = patience_ms(check) - (check->last_ms - start_ms);
        io = connect_once(check, &target);
    } while ((io == QCC_IO_WOULD_BLOCK || io == QCC_IO_LOOKUP) &&
             waits(check, io == QCC_IO_LOOKUP ? QCC_WAIT_LOOKUP : QCC_WAIT_WRITABLE, start_ms));
    return io;
}

static bool send_all(struct qcc_port_check *check, const uint8_t *data, size_t len)
{
    const uint32_t start_ms = read_clock(check);
    size_t done = 0;

    while (done < len) {
        size_t moved;
        const enum qcc_io io = send_once(check, data + done, len - done, &moved);

        if (!is_moved_right(check, io, len - done, moved)) {
            return false;
        }
        if (io == QCC_IO_DONE) {
            done += moved;
        } else if (io != QCC_IO_WOULD_BLOCK || !waits(check, QCC_WAIT_WRITABLE, start_ms)) {
            return expect(check, io, QCC_IO_DONE);
        }
    }
    return true;
}

/* Receives until there is something, be it the end; WOULD_BLOCK when the patience is over. Sets
 * *good to whether *moved is right. */
static enum qcc_io receive_some(struct qcc_port_check *check, uint8_t *data, size_t len,
                                size_t *moved, bool *good)
{
    const uint32_t start_ms = read_clock(check);
    enum qcc_io io;

    do {
        io = receive_once(check, data, len, moved);
        *good = is_moved_right(check, io, len, *moved);
    } while (*good && io == QCC_IO_WOULD_BLOCK && waits(check, QCC_WAIT_READABLE, start_ms));
    return io;
}

static bool receive_all(struct qcc_port_check *check, uint8_t *data, size_t len)
{
    for (size_t done = 0, moved = 0; done < len; done += moved) {
        bool good;
        const enum qcc_io io = receive_some(check, data + done, len - done, &moved, &good);

        if (!good || !expect(check, io, QCC_IO_DONE)) {
            return false;
        }
    }
    return true;
}

/* Receives until there is something other than bytes. */
static bool receive_until(struct qcc_port_check *check, enum qcc_io expected)
{
    bool good;
    size_t moved;
    const enum qcc_io io = receive_some(check, check->bytes, 1, &moved, &good);

    return good && expect(check, io, expected);
}

/* Begins a new conversation with the command `command` of the peer. */
static bool open_with(struct qcc_port_check *check, const char *host, const char *command)
{
    close_once(check);
    return expect(check, connect_whole(check, host, 0, false), QCC_IO_DONE) &&
           send_all(check, (const uint8_t *)command, strlen(command));
}

/* The same with a command that the peer takes up after `delay_ms`, up to 2,550 in steps of 10. */
static bool open_late(struct qcc_port_check *check, char command, uint32_t delay_ms)
{
    const char text[] = {command, (char)(uint8_t)(delay_ms / 10), '\0'};

    return open_with(check, check->host, text);
}

static uint8_t pattern(size_t at)
{
    return (uint8_t)(1 + at % PERIOD);
}

/* Sends bytes that are to come back, and compares them. */
static bool echo(struct qcc_port_check *check, size_t from, size_t len)
{
    uint8_t *out = check->bytes;
    uint8_t *in = check->bytes + len;

    for (size_t i = 0; i < len; i++) {
        out[i] = pattern(from + i);
        in[i] = 0;
    }
    if (!send_all(check, out, len) || !receive_all(check, in, len)) {
        return false;
    }
    return memcmp(in, out, len) == 0 || wrong(check, "other bytes came back than were sent");
}

static bool works(struct qcc_port_check *check, const char *host)
{
    return open_with(check, host, "e") && echo(check, 0, 3);
}

static uint32_t number(const uint8_t bytes[4])
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* What the peer has counted. */
static bool ask_counts(struct qcc_port_check *check, uint32_t *taken, uint32_t *open)
{
    if (!open_with(check, check->host, "n") || !receive_all(check, check->bytes, 8)) {
        return false;
    }
    *taken = number(check->bytes);
    *open = number(check->bytes + 4);
    return true;
}

/* ---- The rows: clocks, entropy, wait. */

/* Bounded by turns, as there is no other clock. */
static bool clock_moves_on(struct qcc_port_check *check)
{
    const uint32_t turns = check->port->wait != NULL ? 200 : 10000000;
    const uint32_t start_ms = read_clock(check);

    for (uint32_t i = 0; i < turns; i++) {
        pass_time(check, QCC_WAIT_SIGNER, PAUSE_MS);
        if (read_clock(check) != start_ms) {
            return true;
        }
    }
    return wrong(check, "it stands still");
}

static bool wall_clock_is_plausible(struct qcc_port_check *check)
{
    const int64_t now_s = check->port->unix_time_s(check->port->context);

    if (now_s == 0) {
        return true;
    }
    if (now_s < 1735689600) {
        return wrong(check, "it is before 2025, and not 0, which says that it is not set");
    }
    return now_s < 4102444800 || wrong(check, "it is after 2099: are these seconds?");
}

/* Each byte of eight draws together is 0 once in 2^64 times, or when nobody has filled it. */
static bool entropy_fills(struct qcc_port_check *check)
{
    uint8_t *draw = check->bytes, *before = draw + 40, *together = before + 40;

    memset(check->bytes, 0, 120);
    for (int i = 0; i < 8; i++) {
        memset(draw, 0, 33);
        if (!check->port->entropy(check->port->context, draw, 32)) {
            return wrong(check, "it returned false: there is none");
        }
        if (draw[32] != 0) {
            return wrong(check, "it wrote beyond the end");
        }
        if (memcmp(draw, before, 32) == 0 || memcmp(draw, draw + 1, 31) == 0) {
            return wrong(check, "it gave the same bytes again");
        }
        for (size_t j = 0; j < 32; j++) {
            together[j] |= draw[j];
        }
        memcpy(before, draw, 32);
    }
    return memchr(together, 0, 32) == NULL || wrong(check, "it leaves bytes as they were");
}

static uint32_t wait_for(struct qcc_port_check *check, enum qcc_wait what, uint32_t timeout_ms)
{
    const uint32_t start_ms = read_clock(check);

    check->port->wait(check->port->context, what, timeout_ms);
    return read_clock(check) - start_ms;
}

static bool wait_ends(struct qcc_port_check *check)
{
    static const enum qcc_wait whats[] = {QCC_WAIT_NONE, QCC_WAIT_LOOKUP, QCC_WAIT_READABLE,
                                          QCC_WAIT_WRITABLE, QCC_WAIT_SIGNER};

    for (size_t i = 0; i < sizeof whats / sizeof whats[0]; i++) {
        if (wait_for(check, whats[i], 20) > 20 + call_limit_ms(check)) {
            return wrong(check, "it lasts longer, with no connection");
        }
    }
    if (!open_with(check, check->host, "e")) {
        return false;
    }
    return wait_for(check, QCC_WAIT_READABLE, 20) <= 20 + call_limit_ms(check) ||
           wrong(check, "it lasts longer, with a connection");
}

/* ---- The rows: connect. */

static bool connects_to_address(struct qcc_port_check *check)
{
    return works(check, check->host);
}

static bool connects_to_name(struct qcc_port_check *check)
{
    return works(check, check->name);
}

static bool tells_no_name(struct qcc_port_check *check)
{
    return expect(check, connect_whole(check, check->no_name, 0, false), QCC_IO_NO_NAME);
}

static bool tells_refusal(struct qcc_port_check *check)
{
    return expect(check, connect_whole(check, check->host, 1, false), QCC_IO_FAILED);
}

static bool waits_for_silence(struct qcc_port_check *check)
{
    const struct qcc_target target = {check->host, (uint16_t)(check->tcp_port + 2),
                                      patience_ms(check), false};
    const uint32_t start_ms = read_clock(check);

    while (read_clock(check) - start_ms < 300) {
        if (!expect(check, connect_once(check, &target), QCC_IO_WOULD_BLOCK)) {
            return false;
        }
        pass_time(check, QCC_WAIT_WRITABLE, PAUSE_MS);
    }
    return true;
}

static bool refuses(struct qcc_port_check *check, const char *host)
{
    const enum qcc_io io = connect_whole(check, host, 0, true);

    close_once(check);
    return expect(check, io, QCC_IO_REFUSED);
}

/* The peer takes connections in their order: one that was begun before would be counted. */
static bool keeps_to_public(struct qcc_port_check *check)
{
    uint32_t before, after, open;

    if (!ask_counts(check, &before, &open)) {
        return false;
    }
    close_once(check);
    if (!refuses(check, check->host) || (check->name != NULL && !refuses(check, check->name)) ||
        !ask_counts(check, &after, &open)) {
        return false;
    }
    return after - before == 1 || wrong(check, "it returned REFUSED, but it had connected");
}

/* ---- The rows: send and receive. */

static bool echoes(struct qcc_port_check *check)
{
    static const size_t sizes[] = {1, 2, 5, 64, 255, 256, 640, 3, 500};
    size_t at = 0;

    if (!open_with(check, check->host, "e")) {
        return false;
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        if (!echo(check, at, sizes[i])) {
            return false;
        }
        at += sizes[i];
    }
    return true;
}

static bool tells_nothing_yet(struct qcc_port_check *check)
{
    if (!open_late(check, 'd', late_ms(check))) {
        return false;
    }
    for (int i = 0; i < 3; i++) {
        size_t moved;
        const enum qcc_io io = receive_once(check, check->bytes, sizeof check->bytes, &moved);

        if (!expect(check, io, QCC_IO_WOULD_BLOCK) ||
            !is_moved_right(check, io, sizeof check->bytes, moved)) {
            return false;
        }
    }
    return receive_all(check, check->bytes, 1) &&
           (check->bytes[0] == 'd' || wrong(check, "another byte came than was sent"));
}

/* A wait may return early for no reason, so it is the sum that counts. */
static bool wait_sees_bytes(struct qcc_port_check *check)
{
    const uint32_t timeout_ms = 3 * late_ms(check);
    uint32_t elapsed_ms = 0;

    if (!open_late(check, 'd', late_ms(check))) {
        return false;
    }
    if (wait_for(check, QCC_WAIT_WRITABLE, timeout_ms) > call_limit_ms(check)) {
        return wrong(check, "there was room to send, and it went on");
    }
    while (elapsed_ms < timeout_ms) {
        size_t moved;

        elapsed_ms += wait_for(check, QCC_WAIT_READABLE, timeout_ms - elapsed_ms);
        if (receive_once(check, check->bytes, 1, &moved) == QCC_IO_DONE) {
            break;
        }
    }
    return elapsed_ms <= late_ms(check) + call_limit_ms(check) ||
           wrong(check, "there were bytes, and it went on");
}

static bool gives_all_then_end(struct qcc_port_check *check)
{
    static const size_t sizes[] = {5, 1, 64, 300, 1280};
    size_t at = 0, moved = 0;

    if (!open_with(check, check->host, "g")) {
        return false;
    }
    for (size_t i = 0;; i++) {
        bool good;
        const enum qcc_io io = receive_some(check, check->bytes, sizes[i % 5], &moved, &good);

        if (!good) {
            return false;
        }
        if (io != QCC_IO_DONE) {
            return expect(check, io, QCC_IO_END) &&
                   (at == QCC_PORT_CHECK_BULK || wrong(check, "bytes are missing at the end"));
        }
        for (size_t j = 0; j < moved; j++, at++) {
            if (check->bytes[j] != pattern(at)) {
                return wrong(check, "other bytes came than were sent");
            }
        }
    }
}

static bool tells_reset(struct qcc_port_check *check)
{
    return open_with(check, check->host, "x") && receive_until(check, QCC_IO_FAILED);
}

/* Sends until there is no room, `*sent` bytes. */
static bool fill(struct qcc_port_check *check, uint32_t *sent)
{
    const uint32_t start_ms = read_clock(check);

    for (size_t i = 0; i < BLOCK + PERIOD; i++) {
        check->bytes[i] = pattern(i);
    }
    for (*sent = 0; read_clock(check) - start_ms < patience_ms(check);) {
        size_t moved;
        const enum qcc_io io = send_once(check, check->bytes + *sent % PERIOD, BLOCK, &moved);

        if (!is_moved_right(check, io, BLOCK, moved)) {
            return false;
        }
        if (io != QCC_IO_DONE) {
            return expect(check, io, QCC_IO_WOULD_BLOCK);
        }
        *sent += (uint32_t)moved;
    }
    return wrong(check, "it never returned WOULD_BLOCK");
}

static bool tells_no_room(struct qcc_port_check *check)
{
    static const uint8_t zero[1] = {0};
    uint32_t sent = 0;

    if (!open_late(check, 'w', late_ms(check)) || !fill(check, &sent) ||
        !send_all(check, zero, 1) || !receive_all(check, check->bytes, 4)) {
        return false;
    }
    return number(check->bytes) == sent || wrong(check, "the peer got other bytes than were sent");
}

static bool tells_gone_peer(struct qcc_port_check *check)
{
    const uint32_t start_ms = read_clock(check);
    enum qcc_io io;

    if (!open_with(check, check->host, "x")) {
        return false;
    }
    do {
        size_t moved;

        io = send_once(check, (const uint8_t *)"x", 1, &moved);
    } while ((io == QCC_IO_DONE || io == QCC_IO_WOULD_BLOCK) &&
             waits(check, QCC_WAIT_SIGNER, start_ms));
    return expect(check, io, QCC_IO_FAILED);
}

/* ---- The rows: close. */

static bool closes_nothing(struct qcc_port_check *check)
{
    close_once(check);
    close_once(check);
    return works(check, check->host);
}

/* The answer that comes late, "no such name", must not be taken for that of the next lookup. */
static bool closes_lookup(struct qcc_port_check *check)
{
    const struct qcc_target target = {check->no_name, check->tcp_port, patience_ms(check), false};

    (void)connect_once(check, &target);
    close_once(check);
    return works(check, check->name != NULL ? check->name : check->host);
}

static bool closes_attempt(struct qcc_port_check *check)
{
    const struct qcc_target target = {check->host, (uint16_t)(check->tcp_port + 2),
                                      patience_ms(check), false};

    return expect(check, connect_once(check, &target), QCC_IO_WOULD_BLOCK) &&
           works(check, check->host);
}

static bool closes_failure(struct qcc_port_check *check)
{
    return tells_refusal(check) && works(check, check->host) && tells_reset(check) &&
           works(check, check->host);
}

/* Connections that other rows have closed are counted, too. */
static bool close_reaches_peer(struct qcc_port_check *check)
{
    const uint32_t start_ms = read_clock(check);
    uint32_t taken, open;

    if (!works(check, check->host)) {
        return false;
    }
    do {
        if (!ask_counts(check, &taken, &open)) {
            return false;
        }
    } while (open != 0 && waits(check, QCC_WAIT_SIGNER, start_ms));
    return open == 0 || wrong(check, "the peer still has connections that were closed");
}

static bool connects_again(struct qcc_port_check *check)
{
    for (int i = 0; i < 20; i++) {
        if (!works(check, check->host)) {
            return false;
        }
    }
    return true;
}

/* ---- The rows: what all others saw. */

static bool clock_never_goes_back(struct qcc_port_check *check)
{
    return !check->went_back || wrong(check, "it went back");
}

static bool no_call_blocks(struct qcc_port_check *check)
{
    return check->longest_call_ms <= call_limit_ms(check) ||
           wrong(check, "connect, send, receive or close waited for the peer");
}

static const struct {
    const char *name;
    bool (*holds)(struct qcc_port_check *check);
    enum need need;
} rows[] = {
    {"now_ms moves on", clock_moves_on, NOTHING},
    {"unix_time_s is a time of this century, or 0", wall_clock_is_plausible, NOTHING},
    {"entropy fills all it is given, and never twice the same", entropy_fills, NOTHING},
    {"connect reaches an address", connects_to_address, NOTHING},
    {"connect reaches a name", connects_to_name, NAME},
    {"connect tells a name that does not exist", tells_no_name, NO_NAME},
    {"connect tells a connection that is refused", tells_refusal, NOTHING},
    {"connect waits for an address that keeps silent", waits_for_silence, NOTHING},
    {"connect refuses an address that is not public", keeps_to_public, NOTHING},
    {"bytes come back as they were sent", echoes, NOTHING},
    {"receive tells that nothing has come yet", tells_nothing_yet, NOTHING},
    {"receive gives all bytes and then the end", gives_all_then_end, NOTHING},
    {"receive tells a reset from an end", tells_reset, NOTHING},
    {"send tells that there is no room, and loses nothing", tells_no_room, NOTHING},
    {"send tells that the peer is gone", tells_gone_peer, NOTHING},
    {"wait returns by its timeout", wait_ends, WAIT},
    {"wait returns when there are bytes, or room", wait_sees_bytes, WAIT},
    {"close is harmless without a connection", closes_nothing, NOTHING},
    {"close ends a lookup", closes_lookup, NO_NAME},
    {"close ends an attempt to connect", closes_attempt, NOTHING},
    {"close ends what has failed", closes_failure, NOTHING},
    {"close ends a connection, and the peer sees it", close_reaches_peer, NOTHING},
    {"connect works twenty times", connects_again, NOTHING},
    {"now_ms never went back", clock_never_goes_back, NOTHING},
    {"no call blocked", no_call_blocks, NOTHING},
};

/* ---- Rows in general. */

unsigned qcc_port_check_rows(void)
{
    return sizeof rows / sizeof rows[0];
}

const char *qcc_port_check_name(unsigned row)
{
    return rows[row].name;
}

/* What the row needs and has not; NULL when it has all. */
static const char *missing(const struct qcc_port_check *check, enum need need)
{
    switch (need) {
    case NAME:
        return check->name == NULL ? "no name of the peer is given" : NULL;
    case NO_NAME:
        return check->no_name == NULL ? "no name that does not exist is given" : NULL;
    case WAIT:
        return check->port->wait == NULL ? "the port has no wait" : NULL;
    default:
        return NULL;
    }
}

static void conclude(struct qcc_port_check *check, unsigned row,
                     enum qcc_port_check_verdict verdict)
{
    check->held += verdict == QCC_PORT_CHECK_HOLDS;
    check->failed += verdict == QCC_PORT_CHECK_FAILS;
    check->skipped += verdict == QCC_PORT_CHECK_SKIPPED;
    if (check->report != NULL) {
        check->report(check->context, rows[row].name, verdict, check->detail);
    }
}

enum qcc_port_check_verdict qcc_port_check_row(struct qcc_port_check *check, unsigned row)
{
    enum qcc_port_check_verdict verdict = QCC_PORT_CHECK_SKIPPED;

    check->detail = missing(check, rows[row].need);
    if (check->detail == NULL) {
        verdict = rows[row].holds(check) ? QCC_PORT_CHECK_HOLDS : QCC_PORT_CHECK_FAILS;
        close_once(check);
    }
    conclude(check, row, verdict);
    return verdict;
}

/* Without a clock the other rows might wait for ever. */
bool qcc_port_check_run(struct qcc_port_check *check)
{
    const bool has_clock = qcc_port_check_row(check, 0) == QCC_PORT_CHECK_HOLDS;

    for (unsigned row = 1; row < qcc_port_check_rows(); row++) {
        if (has_clock) {
            (void)qcc_port_check_row(check, row);
        } else {
            check->detail = "now_ms stands still";
            conclude(check, row, QCC_PORT_CHECK_SKIPPED);
        }
    }
    return check->failed == 0;
}
