/* test_proxy.c - the tunnel through a proxy: what goes out, what may come in, however it is cut;
 * and the texts that a proxy is made of.
 * SPDX-License-Identifier: MIT */
#include "http/response.h"
#include "http/url.h"
#include "net/connection.h"
#include "over_tls.h"
#include "qcc/proxy.h"
#include "qcc_scripted.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define OK_HEAD "HTTP/1.1 200 Connection established\r\n\r\n"

static struct qcc_scripted scripted;
static struct qcc_port port;
static struct qcc_connection connection;
static struct qcc_url url;
static struct qcc_response response;
static struct qcc_proxy proxy;
static char sent[2048];

/* A slot that goes to `text` through `proxy`, connected and no more. */
static void begin(const struct qcc_scripted_connection *script, const char *text)
{
    const struct qcc_connect_terms terms = {.time_left_ms = 1000};
    memset(&scripted, 0, sizeof scripted);
    memset(sent, 0, sizeof sent);
    scripted.script = script;
    scripted.count = 1;
    scripted.sent = (uint8_t *)sent;
    scripted.sent_cap = sizeof sent - 1;
    port = qcc_scripted_port(&scripted);
    qcc_connection_init(&connection, &port, NULL, &proxy);
    assert_int_equal(qcc_url_parse(&url, qcc_span_of(text)), QCC_OK);
    assert_int_equal(qcc_connection_open(&connection, &url, NULL), QCC_OK);
    assert_int_equal(qcc_connection_step(&connection, &terms), QCC_IO_WOULD_BLOCK);
    assert_int_equal(qcc_connection_phase(&connection), QCC_PHASE_PROXY);
}

/* QCC_OK when the tunnel is open. */
static enum qcc_error tunnel(bool public_only)
{
    enum qcc_error error;
    unsigned steps = 0;
    do {
        connection.wait = QCC_WAIT_NONE;
        error = proxy.open_tunnel(&connection, public_only, &response);
        assert_true(++steps < 50000);
    } while (error == QCC_PENDING && (connection.wait != QCC_WAIT_READABLE ||
                                      scripted.in < scripted.script[0].receive.len));
    return error; /* QCC_PENDING: for ever */
}

/* ---- What goes out. */

static void the_request_names_the_host_and_its_port_and_has_the_credentials(void **state)
{
    static const struct {
        const char *url, *user, *password, *authority, *credentials;
    } rows[] = {
        {"https://service.test", NULL, NULL, "service.test:443", NULL},
        {"https://service.test:8443/api/", NULL, "unused", "service.test:8443", NULL},
        {"https://192.0.2.7", NULL, NULL, "192.0.2.7:443", NULL},
        {"https://[2001:db8::7]:1", NULL, NULL, "[2001:db8::7]:1", NULL},
        /* printf user:password | base64 */
        {"https://s.test", "Aladdin", "open sesame", "s.test:443", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="},
        {"https://s.test", "test", "123\xc2\xa3", "s.test:443", "dGVzdDoxMjPCow=="},
        {"https://s.test", "a", "b", "s.test:443", "YTpi"},
        {"https://s.test", "a", "bc", "s.test:443", "YTpiYw=="},
        {"https://s.test", "a", "bcd", "s.test:443", "YTpiY2Q="},
        {"https://s.test", "", "", "s.test:443", "Og=="},
        {"https://s.test", "u", NULL, "s.test:443", "dTo="},
        {"https://s.test", "u", ">>>???\xff", "s.test:443", "dTo+Pj4/Pz//"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t piece = 0; piece < 4; piece++) {
            const struct qcc_scripted_connection script = {
                .receive = QCC_SPAN(OK_HEAD), .send_piece = piece, .send_stalls = piece == 1};
            char expected[512];
            proxy = qcc_proxy_make("proxy.test", 3128, rows[i].user, rows[i].password);
            (void)snprintf(expected, sizeof expected, "CONNECT %s HTTP/1.1\r\nHost: %s%s%s\r\n\r\n",
                           rows[i].authority, rows[i].authority,
                           rows[i].credentials != NULL ? "\r\nProxy-Authorization: Basic " : "",
                           rows[i].credentials != NULL ? rows[i].credentials : "");
            begin(&script, rows[i].url);
            assert_int_equal(tunnel(false), QCC_OK);
            assert_string_equal(sent, expected);
            assert_string_equal(scripted.host, "proxy.test");
            assert_int_equal(scripted.tcp_port, 3128);
        }
    }
}

static void a_request_of_any_length_goes_out_whole(void **state)
{
    static char password[1024];
    const struct qcc_scripted_connection script = {.receive = QCC_SPAN(OK_HEAD)};
    (void)state;
    for (size_t len = 0; len < sizeof password - 1; len++) {
        password[len] = 'p';
        proxy = qcc_proxy_make("proxy.test", 3128, "", password);
        begin(&script, "https://service.test");
        while (scripted.in == 0) {
            assert_int_equal(proxy.open_tunnel(&connection, false, &response), QCC_PENDING);
        }
        /* ':' and the password, in fours for threes */
        assert_int_equal(strlen(sent), strlen("CONNECT service.test:443 HTTP/1.1\r\n"
                                              "Host: service.test:443\r\n"
                                              "Proxy-Authorization: Basic \r\n\r\n") +
                                           (len + 2 + 2) / 3 * 4);
        assert_string_equal(sent + strlen(sent) - 4, "\r\n\r\n");
    }
}

static void a_send_that_fails_is_a_reset(void **state)
{
    const struct qcc_scripted_connection script = {.send_limit = 9, .send_then = QCC_IO_FAILED};
    (void)state;
    proxy = qcc_proxy_make("proxy.test", 3128, NULL, NULL);
    begin(&script, "https://service.test");
    assert_int_equal(tunnel(false), QCC_ERROR_RESET);
}

static void a_send_that_would_block_waits_for_room(void **state)
{
    const struct qcc_scripted_connection script = {.send_stalls = 1};
    (void)state;
    proxy = qcc_proxy_make("proxy.test", 3128, NULL, NULL);
    begin(&script, "https://service.test");
    assert_int_equal(proxy.open_tunnel(&connection, false, &response), QCC_PENDING);
    assert_int_equal(connection.wait, QCC_WAIT_WRITABLE);
}

/* ---- What comes in. */

/* Bytes, `then` after them, and what it comes to. */
struct answer {
    const char *name;
    struct qcc_span bytes;
    enum qcc_io then;
    enum qcc_error error;
    unsigned http_status;
};

#define ROW(name, text, ...)                                                                       \
    {                                                                                              \
        name, QCC_SPAN(text), __VA_ARGS__                                                          \
    }

static const struct answer answers[] = {
    ROW("200", OK_HEAD, QCC_IO_DONE, QCC_OK, 0),
    ROW("HTTP/1.0 200", "HTTP/1.0 200 OK\r\n\r\n", QCC_IO_DONE, QCC_OK, 0),
    ROW("no reason", "HTTP/1.1 200 \r\n\r\n", QCC_IO_DONE, QCC_OK, 0),
    ROW("201", "HTTP/1.1 201 Created\r\n\r\n", QCC_IO_DONE, QCC_OK, 0),
    ROW("204", "HTTP/1.1 204 No Content\r\n\r\n", QCC_IO_DONE, QCC_OK, 0),
    ROW("206", "HTTP/1.1 206 Partial\r\n\r\n", QCC_IO_DONE, QCC_OK, 0),
    ROW("299", "HTTP/1.1 299 ?\r\n\r\n", QCC_IO_DONE, QCC_OK, 0),
    ROW("fields", "HTTP/1.1 200 OK\r\nVia: 1.1 p\r\nX: y\r\nProxy-Agent: z\r\n\r\n", QCC_IO_DONE,
        QCC_OK, 0),
    ROW("framing that does not count",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: x\r\nTransfer-Encoding: gzip\r\n"
        "Connection: close\r\n\r\n",
        QCC_IO_DONE, QCC_OK, 0),
    ROW("1xx first", "HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 103 x\r\n\r\n" OK_HEAD,
        QCC_IO_DONE, QCC_OK, 0),
    ROW("407", "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
        QCC_IO_DONE, QCC_ERROR_PROXY_AUTH, 407),
    ROW("407 with a body", "HTTP/1.1 407 x\r\nContent-Length: 99999999\r\n\r\n<html>", QCC_IO_DONE,
        QCC_ERROR_PROXY_AUTH, 407),
    ROW("407 and no more", "HTTP/1.1 407 ", QCC_IO_END, QCC_ERROR_PROXY_AUTH, 407),
    ROW("407 that is malformed after it", "HTTP/1.1 407 \x01", QCC_IO_DONE, QCC_ERROR_PROXY_AUTH,
        407),
    ROW("403", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", QCC_IO_DONE,
        QCC_ERROR_PROXY_STATUS, 403),
    ROW("502 after 100", "HTTP/1.1 100 \r\n\r\nHTTP/1.0 502 Bad Gateway\r\n\r\n", QCC_IO_END,
        QCC_ERROR_PROXY_STATUS, 502),
    ROW("302", "HTTP/1.1 302 Found\r\nLocation: https://elsewhere.test\r\n\r\n", QCC_IO_DONE,
        QCC_ERROR_PROXY_STATUS, 302),
    ROW("101", "HTTP/1.1 101 Switching\r\n\r\n", QCC_IO_DONE, QCC_ERROR_INTERIM, 0),
    ROW("surplus of a byte", OK_HEAD "x", QCC_IO_DONE, QCC_ERROR_PROXY_SURPLUS, 200),
    ROW("surplus of a record", OK_HEAD "\x16\x03\x03\x00\x02hi", QCC_IO_END,
        QCC_ERROR_PROXY_SURPLUS, 200),
    ROW("no HTTP", "SSH-2.0-OpenSSH\r\n", QCC_IO_DONE, QCC_ERROR_STATUS_LINE, 0),
    ROW("TLS", "\x15\x03\x03\x00\x02\x02\x28", QCC_IO_END, QCC_ERROR_STATUS_LINE, 0),
    ROW("a fold", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", QCC_IO_DONE, QCC_ERROR_FIELD, 200),
    ROW("a bare LF", "HTTP/1.1 200 OK\n\n", QCC_IO_DONE, QCC_ERROR_STATUS_LINE, 200),
    ROW("nothing", "", QCC_IO_END, QCC_ERROR_CLOSED, 0),
    ROW("half a head", "HTTP/1.1 200 OK\r\nA", QCC_IO_END, QCC_ERROR_INCOMPLETE, 200),
    ROW("the end after the head", OK_HEAD, QCC_IO_END, QCC_ERROR_CLOSED, 200),
    ROW("a reset", "HTTP/1.1 2", QCC_IO_FAILED, QCC_ERROR_RESET, 0),
    ROW("a reset after the head", OK_HEAD, QCC_IO_FAILED, QCC_ERROR_RESET, 200),
    ROW("half a head and silence", "HTTP/1.1 200 OK\r\nA: b\r\n", QCC_IO_DONE, QCC_PENDING, 200),
};

static void assert_answer(const struct answer *answer, struct qcc_scripted_connection script)
{
    enum qcc_error error;
    script.receive = answer->bytes;
    script.then = answer->then;
    begin(&script, "https://service.test");
    error = tunnel(false);
    if (error != answer->error || response.http_status != answer->http_status) {
        fail_msg("%s, cut at %zu or by %zu: %s, status %u", answer->name, script.cut, script.piece,
                 qcc_error_name(error), response.http_status);
    }
}

static void row_36_each_answer_has_one_outcome_however_it_is_cut(void **state)
{
    (void)state;
    proxy = qcc_proxy_make("proxy.test", 3128, "user", "password");
    for (size_t i = 0; i < COUNT(answers); i++) {
        for (size_t cut = 0; cut <= answers[i].bytes.len; cut++) {
            assert_answer(&answers[i], (struct qcc_scripted_connection){.cut = cut});
        }
        assert_answer(&answers[i], (struct qcc_scripted_connection){.piece = 1});
        /* What comes later than the head is TLS's to judge. */
        if (answers[i].http_status != 200) {
            assert_answer(&answers[i],
                          (struct qcc_scripted_connection){.piece = 3, .receive_stalls = 2});
        }
    }
}

static void row_36_a_head_is_read_up_to_the_cap_of_the_reader(void **state)
{
    static char head[QCC_HEAD_MAX + 200];
    struct answer answer = {.name = "a long head"};
    (void)state;
    proxy = qcc_proxy_make("proxy.test", 3128, NULL, NULL);
    for (size_t len = QCC_HEAD_MAX - 1; len <= QCC_HEAD_MAX + 1; len++) {
        memset(head, 'x', sizeof head);
        memcpy(head, "HTTP/1.1 200 ", strlen("HTTP/1.1 200 "));
        memcpy(head + len - 4, "\r\n\r\n", 4);
        answer.bytes = qcc_span_make(head, len);
        answer.error = len <= QCC_HEAD_MAX ? QCC_OK : QCC_ERROR_HEAD_TOO_LARGE;
        answer.http_status = len <= QCC_HEAD_MAX ? 0 : 200;
        assert_answer(&answer, (struct qcc_scripted_connection){.piece = 0});
        assert_answer(&answer, (struct qcc_scripted_connection){.piece = 7});
    }
}

/* ---- Which connections. */

static void only_public_literals_are_asked_for_where_only_public_addresses_will_do(void **state)
{
    static const struct {
        const char *url;
        enum qcc_error error;
    } rows[] = {
        {"https://127.0.0.1", QCC_ERROR_NOT_PUBLIC},
        {"https://10.1.2.3:8443", QCC_ERROR_NOT_PUBLIC},
        {"https://[::1]", QCC_ERROR_NOT_PUBLIC},
        {"https://[::ffff:10.0.0.1]", QCC_ERROR_NOT_PUBLIC},
        {"https://8.8.8.8", QCC_OK},
        {"https://[2606:4700::1111]", QCC_OK},
        {"https://localhost", QCC_OK}, /* a name is the proxy's to judge */
    };
    const struct qcc_scripted_connection script = {.receive = QCC_SPAN(OK_HEAD)};
    (void)state;
    proxy = qcc_proxy_make("127.0.0.1", 3128, NULL, NULL);
    for (size_t i = 0; i < COUNT(rows); i++) {
        begin(&script, rows[i].url);
        if (tunnel(true) != rows[i].error) {
            fail_msg("%s", rows[i].url);
        }
        assert_int_equal(scripted.sent_len == 0, rows[i].error != QCC_OK);
        begin(&script, rows[i].url);
        assert_int_equal(tunnel(false), QCC_OK);
    }
}

static void the_proxy_itself_may_be_anywhere(void **state)
{
    const struct qcc_scripted_connection script[2] = {{.lookups = 0}, {.receive = QCC_SPAN("x")}};
    const struct qcc_connect_terms terms = {
        .time_left_ms = 1000, .public_only = true, .response = &response};
    enum qcc_io io;
    (void)state;
    proxy = qcc_proxy_make("10.0.0.1", 3128, NULL, NULL);
    begin(script, "https://service.test");
    scripted.count = 2;
    assert_int_equal(qcc_url_parse(&url, qcc_span_of("https://service.test")), QCC_OK);
    assert_int_equal(qcc_connection_open(&connection, &url, NULL), QCC_OK);
    while ((io = qcc_connection_step(&connection, &terms)) == QCC_IO_WOULD_BLOCK) {
    }
    assert_int_equal(io, QCC_IO_FAILED);
    assert_int_equal(connection.error, QCC_ERROR_STATUS_LINE);
    assert_int_equal(scripted.refusals, 0);
}

static bool is_inside(void *context, struct qcc_span host)
{
    return qcc_span_equal(host, qcc_span_of(context));
}

static void a_host_that_bypasses_the_proxy_is_connected_to_itself(void **state)
{
    static char inside[] = "inside.test";
    const struct qcc_scripted_connection script[2] = {{.lookups = 0}, {.lookups = 0}};
    const struct qcc_connect_terms terms = {.time_left_ms = 1000, .response = &response};
    (void)state;
    proxy = qcc_proxy_make("proxy.test", 3128, NULL, NULL);
    proxy.bypass = is_inside;
    proxy.context = inside;
    begin(script, "https://service.test");
    assert_string_equal(scripted.host, "proxy.test");
    scripted.count = 2;
    assert_int_equal(qcc_url_parse(&url, qcc_span_of("http://inside.test:81")), QCC_OK);
    assert_int_equal(qcc_connection_open(&connection, &url, NULL), QCC_OK);
    assert_int_equal(qcc_connection_step(&connection, &terms), QCC_IO_DONE);
    assert_string_equal(scripted.host, "inside.test");
    assert_int_equal(scripted.tcp_port, 81);
    assert_true(qcc_connection_is_ready(&connection, &url, &terms));
    assert_int_equal(qcc_url_parse(&url, qcc_span_of("http://service.test")), QCC_OK);
    assert_int_equal(qcc_connection_open(&connection, &url, NULL), QCC_ERROR_PROXY_PLAIN_HTTP);
}

/* ---- The client through a proxy. */

static void a_call_goes_through_the_tunnel_and_the_next_one_over_the_same_connection(void **state)
{
    static const char text[] = "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n"
                               "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n";
    struct peer peer = {.identity = "good-rsa",
                        .reply = REPLY,
                        .piece = 1,
                        .proxy = "HTTP/1.1 100 x\r\n\r\nHTTP/1.0 200 OK\r\nA: b\r\n\r\n"};
    (void)state;
    set_up(&peer);
    proxy = qcc_proxy_make("proxy.test", 3128, "user", "pass");
    config.proxy = &proxy;
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    assert_int_equal(qcc_snapshot_start(&client, "91440300708461136T"), QCC_OK);
    while (qcc_client_phase(&client) != QCC_PHASE_HANDSHAKE) {
        assert_int_equal(qcc_client_step(&client), QCC_PENDING);
    }
    assert_string_equal(peer.request, text);
    assert_int_equal(qcc_client_run(&client), QCC_OK);
    assert_int_equal(client.report.http_status, 200);
    assert_int_equal(client.report.received, strlen(REPLY));
    assert_int_equal(ask(), QCC_OK);
    assert_true(client.report.reused);
    assert_int_equal(peer.connects, 1);
    tear_down(&peer);
}

static void a_refusal_is_a_failure_of_the_proxy_and_costs_nothing(void **state)
{
    struct peer peer = {.identity = "good-rsa", .reply = REPLY, .proxy = "HTTP/1.1 407 No\r\n"};
    (void)state;
    set_up(&peer);
    proxy = qcc_proxy_make("proxy.test", 3128, NULL, NULL);
    config.proxy = &proxy;
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    assert_int_equal(ask(), QCC_ERROR_PROXY_AUTH);
    assert_int_equal(client.report.phase, QCC_PHASE_PROXY);
    assert_int_equal(client.report.http_status, 407);
    assert_int_equal(client.report.charge, QCC_CHARGE_NO);
    assert_int_equal(client.report.received, 0);
    tear_down(&peer);
}

static void the_status_of_the_proxy_is_none_of_a_handshake_that_fails(void **state)
{
    struct peer peer = {.identity = "bad-host", .reply = REPLY, .proxy = OK_HEAD};
    (void)state;
    set_up(&peer);
    proxy = qcc_proxy_make("proxy.test", 3128, NULL, NULL);
    config.proxy = &proxy;
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    assert_int_equal(ask(), QCC_ERROR_TLS_NAME);
    assert_int_equal(client.report.phase, QCC_PHASE_HANDSHAKE);
    assert_int_equal(client.report.http_status, 0);
    tear_down(&peer);
}

static void a_client_is_not_set_up_with_a_proxy_that_cannot_be_used(void **state)
{
    struct peer peer = {.identity = "good-rsa"};
    static char inside[] = "localhost";
    (void)state;
    set_up(&peer);
    config.proxy = &proxy;
    memset(&proxy, 0, sizeof proxy);
    proxy.host = "proxy.test";
    assert_int_equal(qcc_client_init(&client, &config), QCC_ERROR_CONFIG);
    proxy = qcc_proxy_make(NULL, 3128, NULL, NULL);
    assert_int_equal(qcc_client_init(&client, &config), QCC_ERROR_CONFIG);
    proxy = qcc_proxy_make("proxy.test", 3128, NULL, NULL);
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    config.base_url = "http://localhost/api";
    assert_int_equal(qcc_client_init(&client, &config), QCC_ERROR_PLAIN_HTTP);
    config.allow_plain_http = true;
    assert_int_equal(qcc_client_init(&client, &config), QCC_ERROR_PROXY_PLAIN_HTTP);
    proxy.bypass = is_inside;
    proxy.context = inside;
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    tear_down(&peer);
}

/* ---- A proxy's text. */

static void a_proxy_is_read_from_its_url(void **state)
{
    static const struct {
        const char *text, *host;
        uint16_t tcp_port;
        const char *user, *password;
    } rows[] = {
        {"http://proxy.test:3128", "proxy.test", 3128, NULL, NULL},
        {"HTTP://proxy.test:3128/", "proxy.test", 3128, NULL, NULL},
        {"proxy.test:3128", "proxy.test", 3128, NULL, NULL},
        {"proxy.test", "proxy.test", QCC_PROXY_PORT, NULL, NULL},
        {"http://proxy.test/", "proxy.test", QCC_PROXY_PORT, NULL, NULL},
        {"http://proxy.test:80", "proxy.test", 80, NULL, NULL},
        {"http://10.0.0.1:8080", "10.0.0.1", 8080, NULL, NULL},
        {"http://[2001:db8::1]:8080", "2001:db8::1", 8080, NULL, NULL},
        {"[::1]", "::1", QCC_PROXY_PORT, NULL, NULL},
        {"http://user@proxy.test", "proxy.test", QCC_PROXY_PORT, "user", NULL},
        {"http://user:pass@proxy.test:1", "proxy.test", 1, "user", "pass"},
        {"http://:@proxy.test:1", "proxy.test", 1, "", ""},
        {"http://@proxy.test:1", "proxy.test", 1, "", NULL},
        {"http://us%40er:p%3A%2f%40%25@[::1]:65535/", "::1", 65535, "us@er", "p:/@%"},
        {"user:a:b@c@proxy.test:3128", "proxy.test", 3128, "user", "a:b@c"},
        {"%e4%BC%81:\xe6\x9f\xa5@proxy.test:3128", "proxy.test", 3128, "企", "查"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s", rows[i].text);
        assert_int_equal(qcc_proxy_parse(&proxy, text), QCC_OK);
        assert_string_equal(proxy.host, rows[i].host);
        assert_int_equal(proxy.tcp_port, rows[i].tcp_port);
        assert_string_equal(proxy.user != NULL ? proxy.user : "none",
                            rows[i].user != NULL ? rows[i].user : "none");
        assert_string_equal(proxy.password != NULL ? proxy.password : "none",
                            rows[i].password != NULL ? rows[i].password : "none");
        assert_null(proxy.bypass);
        assert_non_null(proxy.open_tunnel);
    }
}

static void a_text_that_is_no_proxy_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "http://",
        "https://proxy.test:3128",
        "socks5://proxy.test:1080",
        "https://user:pass@proxy.test:3128",
        "http://proxy.test:0",
        "http://proxy.test:65536",
        "http://proxy.test:",
        "http://proxy.test:3128/path",
        "http://proxy.test:3128?",
        "http://proxy.test:3128/@other.test", /* host and port would be user and password */
        "http://proxy.test?@other.test",
        "http://proxy.test:3128 ",
        "http://pro xy.test",
        "http://\xe4\xbc\x81.test",
        "http://0x7f.1:3128",
        "http://user:pass@",
        "http://us%3Aer:pass@proxy.test",
        "http://us%4:pass@proxy.test",
        "http://user:%0d%0a@proxy.test",
        "http://user:%00@proxy.test",
        "http://user:%7f@proxy.test",
        "http://user:%@proxy.test",
        "http://us\ter:pass@proxy.test",
        "user@http://proxy.test",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s", texts[i]);
        if (qcc_proxy_parse(&proxy, text) != QCC_ERROR_PROXY_URL) {
            fail_msg("%s", texts[i]);
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_request_names_the_host_and_its_port_and_has_the_credentials),
        cmocka_unit_test(a_request_of_any_length_goes_out_whole),
        cmocka_unit_test(a_send_that_fails_is_a_reset),
        cmocka_unit_test(a_send_that_would_block_waits_for_room),
        cmocka_unit_test(row_36_each_answer_has_one_outcome_however_it_is_cut),
        cmocka_unit_test(row_36_a_head_is_read_up_to_the_cap_of_the_reader),
        cmocka_unit_test(only_public_literals_are_asked_for_where_only_public_addresses_will_do),
        cmocka_unit_test(the_proxy_itself_may_be_anywhere),
        cmocka_unit_test(a_host_that_bypasses_the_proxy_is_connected_to_itself),
        cmocka_unit_test(a_call_goes_through_the_tunnel_and_the_next_one_over_the_same_connection),
        cmocka_unit_test(a_refusal_is_a_failure_of_the_proxy_and_costs_nothing),
        cmocka_unit_test(the_status_of_the_proxy_is_none_of_a_handshake_that_fails),
        cmocka_unit_test(a_client_is_not_set_up_with_a_proxy_that_cannot_be_used),
        cmocka_unit_test(a_proxy_is_read_from_its_url),
        cmocka_unit_test(a_text_that_is_no_proxy_is_refused),
    };
    return unit_run(tests, argc, argv);
}
