/* test_secrets.c - what is left in memory after a call: of the SecretKey, of the Token, of the
 * request with the key, in the whole client, in mbedTLS's arena and on the stack that the client
 * ran on, after every kind of outcome.
 *
 * A piece of eight bytes is enough to be found. The bytes of the caller's own (the configuration,
 * the SecretKey) are not looked at, and neither is what the port was given.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include "over_tls.h"
#include "qcc_scripted.h"

#include <pthread.h>

#define KEY "K3y-of_the~tests.only"
#define SECRET "S3cr3t+of+these+tests+only"
#define KEYWORD "91440300708461136T"
#define TRIES 4

/* ---- A stack of the client's own. */

#define STACK_SIZE (1u << 20)

static uint8_t stack_place[STACK_SIZE + 4096];
static uint8_t *stack;

/* The end of a thread must not overwrite what the function has left: that lies below the pad. */
static void *run_on_stack(void *context)
{
    void (**function)(void) = context;
    volatile uint8_t pad[16384];
    pad[0] = pad[sizeof pad - 1] = 0;
    (*function)();
    return pad[0] == 0 ? NULL : context;
}

/* Failures are asserted in the thread that cmocka knows. */
static void on_own_stack(void (*function)(void))
{
    pthread_attr_t attributes;
    pthread_t thread;
    stack = stack_place + 4096 - (uintptr_t)stack_place % 4096;
    memset(stack, 0, STACK_SIZE);
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK_SIZE), 0);
    assert_int_equal(pthread_create(&thread, &attributes, run_on_stack, &function), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(pthread_attr_destroy(&attributes), 0);
}

/* ---- What is looked for. */

static struct {
    uint8_t text[QCC_TOKEN_LEN];
    uint8_t digest[QCC_TOKEN_LEN / 2];
} tokens[TRIES];
static unsigned token_count;
static struct qcc_signer md5;

static unsigned digit(uint8_t byte)
{
    return byte <= '9' ? byte - (unsigned)'0' : byte - (unsigned)'A' + 10;
}

/* The built-in signer; what it makes is written down. */
static enum qcc_error sign(void *context, struct qcc_span key, struct qcc_span timespan,
                           uint8_t token[QCC_TOKEN_LEN])
{
    enum qcc_error error = md5.sign(md5.context, key, timespan, token);
    (void)context;
    if (error == QCC_OK && token_count < TRIES) {
        memcpy(tokens[token_count].text, token, QCC_TOKEN_LEN);
        for (size_t i = 0; i < QCC_TOKEN_LEN / 2; i++) {
            tokens[token_count].digest[i] =
                (uint8_t)(digit(token[2 * i]) << 4 | digit(token[2 * i + 1]));
        }
        token_count++;
    }
    return error;
}

static bool has_piece(struct qcc_span place, struct qcc_span needle)
{
    enum { PIECE = 8 };
    for (size_t i = 0; i + PIECE <= needle.len; i++) {
        if (memmem(place.ptr, place.len, needle.ptr + i, PIECE) != NULL) {
            return true;
        }
    }
    return false;
}

/* The name of what is left in `place`, or NULL. */
static const char *find_in(struct qcc_span place)
{
    if (has_piece(place, qcc_span_of(SECRET))) {
        return "SecretKey";
    }
    if (has_piece(place, qcc_span_of(KEY))) {
        return "key";
    }
    for (unsigned i = 0; i < token_count; i++) {
        if (has_piece(place, qcc_span_make(tokens[i].text, sizeof tokens[i].text))) {
            return "Token";
        }
        if (has_piece(place, qcc_span_make(tokens[i].digest, sizeof tokens[i].digest))) {
            return "the Token's digest";
        }
    }
    return NULL;
}

static void assert_nothing_left(const char *row)
{
    const struct {
        const char *name;
        struct qcc_span place;
    } places[] = {
        {"client", qcc_span_make(&client, sizeof client)},
        {"arena", qcc_span_make(arena, sizeof arena)},
#ifndef __SANITIZE_THREAD__ /* its interceptors leave copies of what they pass on */
        {"stack", qcc_span_make(stack, STACK_SIZE)},
#endif
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const char *found = find_in(places[i].place);
        if (found != NULL) {
            fail_msg("%s: %s in the %s", row, found, places[i].name);
        }
    }
}

/* ---- One call. */

static const struct qcc_span test_secret = QCC_SPAN(SECRET);
static enum qcc_error outcome;
static unsigned cancel_after; /* steps; 0: never */
static unsigned calls;        /* one after the other */

static void call_once(void)
{
    unsigned steps = 0;
    outcome = qcc_snapshot_start(&client, KEYWORD);
    if (outcome == QCC_OK) {
        do {
            if (cancel_after != 0 && steps++ == cancel_after) {
                qcc_client_cancel(&client);
            }
            outcome = qcc_client_step(&client);
            if (outcome == QCC_PENDING) {
                config.port->wait(config.port->context, QCC_WAIT_NONE, 1);
            }
        } while (outcome == QCC_PENDING);
    }
}

static void call(void)
{
    for (unsigned i = 0; i < calls; i++) {
        call_once();
    }
}

static void close_client(void)
{
    qcc_client_close(&client);
}

static void prepare(const struct qcc_port *port)
{
    md5 = qcc_signer_md5(&test_secret);
    config.key = KEY;
    config.signer = (struct qcc_signer){sign, NULL, NULL};
    config.port = port;
    token_count = 0;
    cancel_after = 0;
    calls = 1;
    memset(tokens, 0, sizeof tokens);
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
}

/* ---- Over plain http, by script. */

static struct qcc_scripted scripted;
static struct qcc_port scripted_port;

static void set_up_script(const struct qcc_scripted_connection *script, size_t count)
{
    memset(&scripted, 0, sizeof scripted);
    scripted.script = script;
    scripted.count = count;
    scripted.unix_time_s = PEER_NOW;
    scripted.call_ms = 1;
    scripted.wait_ms = 10;
    scripted_port = qcc_scripted_port(&scripted);
    memset(&config, 0, sizeof config);
    config.base_url = "http://service.test";
    config.timeout_ms = 1000;
    config.allow_plain_http = true;
    prepare(&scripted_port);
}

#define JSON(text) "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" text

static void nothing_is_left_after_any_outcome_over_http(void **state)
{
    static const struct {
        const char *name;
        struct qcc_scripted_connection script;
        unsigned cancel_after;
        enum qcc_error error;
    } rows[] = {
        {"a snapshot", {.receive = QCC_SPAN(REPLY)}, 0, QCC_OK},
        {"another Status",
         {.receive = QCC_SPAN(JSON("{\"Status\":\"112\"}")), .then = QCC_IO_END},
         0,
         QCC_ERROR_STATUS},
        {"no JSON", {.receive = QCC_SPAN(JSON("<html>")), .then = QCC_IO_END}, 0, QCC_ERROR_JSON},
        {"no HTTP", {.receive = QCC_SPAN("nonsense\r\n")}, 0, QCC_ERROR_STATUS_LINE},
        {"a redirect",
         {.receive = QCC_SPAN("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")},
         0,
         QCC_ERROR_REDIRECT},
        {"closed before a reply", {.then = QCC_IO_END}, 0, QCC_ERROR_CLOSED},
        {"a reset in the reply",
         {.receive = QCC_SPAN("HTTP/1.1 2"), .then = QCC_IO_FAILED},
         0,
         QCC_ERROR_RESET},
        {"no name", {.connect = QCC_IO_NO_NAME}, 0, QCC_ERROR_LOOKUP},
        {"no connection", {.connect = QCC_IO_FAILED}, 0, QCC_ERROR_CONNECT},
        {"a connection that never comes", {.connect = QCC_IO_WOULD_BLOCK}, 0, QCC_ERROR_DEADLINE},
        {"a reset after 40 bytes of the request",
         {.send_limit = 40, .send_then = QCC_IO_FAILED},
         0,
         QCC_ERROR_RESET},
        {"a stall after 40 bytes of the request",
         {.send_limit = 40, .send_then = QCC_IO_WOULD_BLOCK},
         0,
         QCC_ERROR_DEADLINE},
        {"a reply that never comes", {.send_piece = 7}, 0, QCC_ERROR_DEADLINE},
        {"a cancel in the lookup",
         {.lookups = 9, .receive = QCC_SPAN(REPLY)},
         4,
         QCC_ERROR_CANCELED},
        {"a cancel in the middle of the request",
         {.send_piece = 7, .receive = QCC_SPAN(REPLY)},
         9,
         QCC_ERROR_CANCELED},
        {"a cancel in the reply", {.receive = QCC_SPAN(REPLY), .piece = 1}, 40, QCC_ERROR_CANCELED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct qcc_scripted_connection script = rows[i].script;
        unit_row("%s", rows[i].name);
        set_up_script(&script, 1);
        cancel_after = rows[i].cancel_after;
        on_own_stack(call);
        if (outcome != rows[i].error) {
            fail_msg("%s: %s", rows[i].name, qcc_error_name(outcome));
        }
        assert_int_equal(token_count, 1);
        assert_nothing_left(rows[i].name);
        on_own_stack(close_client);
        assert_nothing_left(rows[i].name);
    }
}

static void nothing_is_left_of_a_request_that_was_signed_twice(void **state)
{
    static const struct qcc_scripted_connection script[] = {
        {.receive = QCC_SPAN(REPLY)},
        {.receive = QCC_SPAN(REPLY)},
    };
    struct qcc_scripted_connection stale[2];
    (void)state;
    memcpy(stale, script, sizeof stale);
    set_up_script(stale, 2);
    on_own_stack(call);
    assert_int_equal(outcome, QCC_OK);
    stale[0].send_limit = scripted.sent_len + 40; /* the peer goes in the middle of the next */
    stale[0].send_then = QCC_IO_FAILED;
    on_own_stack(call);
    assert_int_equal(outcome, QCC_OK);
    assert_int_equal(scripted.connects, 2);
    assert_int_equal(token_count, 3);
    assert_nothing_left("a second connection");
    on_own_stack(close_client);
}

/* The clock is lost: nothing was signed. The request is too long for its place: it is cut there. */
static void nothing_is_left_of_a_request_that_is_refused(void **state)
{
    static const struct qcc_method method = {QCC_SPAN("/A"), NULL};
    static uint8_t value[QCC_REQUEST_SIZE];
    struct qcc_parameter parameter = {QCC_SPAN("a"), {value, sizeof value}};
    (void)state;
    memset(value, 'v', sizeof value);
    set_up_script(NULL, 0);
    assert_int_equal(qcc_call_start(&client, &method, &parameter, 1), QCC_OK);
    assert_int_equal(qcc_client_step(&client), QCC_ERROR_REQUEST_TOO_LONG);
    assert_null(find_in(qcc_span_make(&client, sizeof client)));
    scripted.unix_time_s = 0;
    on_own_stack(call);
    assert_int_equal(outcome, QCC_ERROR_CLOCK);
    assert_nothing_left("no clock");
    on_own_stack(close_client);
}

static enum qcc_error not_a_token(void *context, struct qcc_span key, struct qcc_span timespan,
                                  uint8_t token[QCC_TOKEN_LEN])
{
    enum qcc_error error = sign(context, key, timespan, token);
    token[QCC_TOKEN_LEN - 1] = 'x';
    return error;
}

/* It gives away half of its work before it fails. */
static enum qcc_error fails_at_last(void *context, struct qcc_span key, struct qcc_span timespan,
                                    uint8_t token[QCC_TOKEN_LEN])
{
    (void)sign(context, key, timespan, token);
    return QCC_ERROR_SIGNER;
}

static enum qcc_error never_ready(void *context, struct qcc_span key, struct qcc_span timespan,
                                  uint8_t token[QCC_TOKEN_LEN])
{
    (void)sign(context, key, timespan, token);
    return QCC_PENDING;
}

static void nothing_is_left_of_what_a_signer_gave(void **state)
{
    static const struct {
        const char *name;
        enum qcc_error (*sign)(void *context, struct qcc_span key, struct qcc_span timespan,
                               uint8_t token[QCC_TOKEN_LEN]);
        enum qcc_error error;
    } rows[] = {
        {"no Token", not_a_token, QCC_ERROR_SIGNER},
        {"a signer that fails", fails_at_last, QCC_ERROR_SIGNER},
        {"a signer that never answers", never_ready, QCC_ERROR_DEADLINE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s", rows[i].name);
        set_up_script(NULL, 0);
        config.signer.sign = rows[i].sign;
        on_own_stack(call);
        if (outcome != rows[i].error) {
            fail_msg("%s: %s", rows[i].name, qcc_error_name(outcome));
        }
        assert_nothing_left(rows[i].name);
        on_own_stack(close_client);
    }
}

/* ---- Over TLS: the arena, too. */

static void set_up_tls(struct peer *peer)
{
    set_up(peer);
    prepare(&peer->port);
}

static void nothing_is_left_after_any_outcome_over_tls(void **state)
{
    static const struct {
        const char *name;
        struct peer peer;
        unsigned cancel_after, calls;
        enum qcc_error error;
    } rows[] = {
        {"a snapshot", {.identity = "good-ec", .reply = REPLY}, 0, 1, QCC_OK},
        {"three, over one connection", {.identity = "good-ec", .reply = REPLY}, 0, 3, QCC_OK},
        {"three, two of them resumed", {.identity = "good-ec", .reply = CLOSING}, 0, 3, QCC_OK},
        {"another Status",
         {.identity = "good-ec",
          .reply = JSON("{\"Status\":\"101\"}"),
          .ending = PEER_CLOSE_NOTIFY},
         0,
         1,
         QCC_ERROR_STATUS},
        {"a bare end",
         {.identity = "good-ec", .reply = HEAD, .ending = PEER_BARE_END},
         0,
         1,
         QCC_ERROR_INCOMPLETE},
        {"a reset",
         {.identity = "good-ec", .reply = HEAD, .ending = PEER_RESET},
         0,
         1,
         QCC_ERROR_RESET},
        {"an alert", {.identity = "good-ec", .trick = PEER_ALERT}, 0, 1, QCC_ERROR_TLS_ALERT},
        {"no record", {.identity = "good-ec", .trick = PEER_GARBAGE}, 0, 1, QCC_ERROR_TLS_RECORD},
        {"no trust",
         {.identity = "bad-unknown-root", .reply = REPLY},
         0,
         1,
         QCC_ERROR_TLS_UNTRUSTED},
        {"no handshake", {.identity = "good-ec", .ends_handshake = true}, 0, 1, QCC_ERROR_CLOSED},
        {"no reply", {.identity = "good-ec"}, 0, 1, QCC_ERROR_DEADLINE},
        {"no entropy", {.identity = "good-ec", .no_entropy = true}, 0, 1, QCC_ERROR_ENTROPY},
        {"a cancel in the handshake",
         {.identity = "good-ec", .reply = REPLY},
         6,
         1,
         QCC_ERROR_CANCELED},
    };
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        struct peer peer = rows[i / 2].peer;
        unit_row("%s", rows[i / 2].name);
        peer.version = versions[i % 2];
        set_up_tls(&peer);
        cancel_after = rows[i / 2].cancel_after;
        calls = rows[i / 2].calls;
        on_own_stack(call);
        if (outcome != rows[i / 2].error) {
            fail_msg("%s: %s", rows[i / 2].name, qcc_error_name(outcome));
        }
        assert_int_equal(token_count, rows[i / 2].calls);
        assert_nothing_left(rows[i / 2].name);
        on_own_stack(close_client);
        assert_nothing_left(rows[i / 2].name);
        tear_down(&peer);
    }
}

/* ---- The search itself: each place is seen. */

static void leave_on_stack(void)
{
    volatile uint8_t left[sizeof SECRET];
    for (size_t i = 0; i < sizeof left; i++) {
        left[i] = (uint8_t)SECRET[i];
    }
}

static void what_is_left_would_be_found(void **state)
{
    uint8_t token[QCC_TOKEN_LEN];
    (void)state;
    set_up_script(NULL, 0);
    on_own_stack(leave_on_stack);
    assert_string_equal(find_in(qcc_span_make(stack, STACK_SIZE)), "SecretKey");
    assert_int_equal(sign(NULL, qcc_span_of(KEY), qcc_span_of("1"), token), QCC_OK);
    assert_null(find_in(qcc_span_make(&client, sizeof client)));
    memcpy(client.buffer.request + 100, token + 24, 8);
    assert_string_equal(find_in(qcc_span_make(&client, sizeof client)), "Token");
    memcpy(client.buffer.request + 100, tokens[0].digest + 8, 8);
    assert_string_equal(find_in(qcc_span_make(&client, sizeof client)), "the Token's digest");
    memcpy(client.buffer.request + 100, KEY + 3, 8);
    assert_string_equal(find_in(qcc_span_make(&client, sizeof client)), "key");
    memset(client.buffer.request, 0, sizeof client.buffer.request);
    assert_null(find_in(qcc_span_make(&client, sizeof client)));
    on_own_stack(close_client);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_would_be_found),
        cmocka_unit_test(nothing_is_left_after_any_outcome_over_http),
        cmocka_unit_test(nothing_is_left_of_a_request_that_was_signed_twice),
        cmocka_unit_test(nothing_is_left_of_a_request_that_is_refused),
        cmocka_unit_test(nothing_is_left_of_what_a_signer_gave),
        cmocka_unit_test(nothing_is_left_after_any_outcome_over_tls),
    };
    return unit_run(tests, argc, argv);
}
