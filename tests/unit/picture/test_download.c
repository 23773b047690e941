/* test_download.c - a picture over plain HTTP and a scripted port: where it is asked for, what
 * becomes of redirects, of broken connections and of wrong answers.
 * SPDX-License-Identifier: MIT */
#include "base/writer.h"
#include "qcc/qcc.h"
#include "qcc_scripted.h"
#include "unit.h"

#define NOW 1800000000
#define HOST "http://service.test"
#define LINK HOST "/x/picture.png?t=1"

/* A PNG of 3 x 2 pixels, in two parts. */
#define FIRST                                                                                      \
    "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x03\x00\x00\x00" \
    "\x02\x08\x00\x00\x00\x00\xb8\x1f\x39\xc6\x00\x00\x00"
#define REST                                                                                       \
    "\x0b\x49\x44\x41\x54\x78\xda\x63\x60\x80\x00\x00\x00\x08\x00\x01\x24\xfc\x04\x72\x00\x00\x00" \
    "\x00\x49\x45\x4e\x44\xae\x42\x60\x82"
#define LEN (sizeof FIRST REST - 1)

static const struct qcc_span whole = QCC_SPAN(FIRST REST);
static const struct qcc_span first = QCC_SPAN(FIRST);
static const struct qcc_span rest = QCC_SPAN(REST);

static struct qcc_span secret = QCC_SPAN("not-a-real-secret");
static struct qcc_scripted scripted;
static struct qcc_port port;
static struct qcc_config config;
static struct qcc_client client;
static struct qcc_picture_sink sink;
static char sent[4 * QCC_RESULT_SIZE];

/* ---- What the sink got. */

static uint8_t got[4096];
static size_t got_len;
static unsigned begins;       /* times that the picture began */
static size_t sink_takes_max; /* more than this is refused */

static enum qcc_error keep(void *context, uint32_t offset, struct qcc_span piece)
{
    assert_ptr_equal(context, &sink);
    assert_true(piece.len > 0 && piece.len <= sizeof got - got_len);
    begins += offset == 0;
    got_len = offset == 0 ? 0 : got_len;
    assert_int_equal(offset, got_len);
    if (got_len + piece.len > sink_takes_max) {
        return QCC_ERROR_ARENA; /* whatever it says, it is the sink's */
    }
    memcpy(got + got_len, piece.ptr, piece.len);
    got_len += piece.len;
    return QCC_OK;
}

static void assert_got_whole(void)
{
    assert_int_equal(got_len, LEN);
    assert_memory_equal(got, whole.ptr, LEN);
}

/* ---- What the peer says. */

static uint8_t replies[16][QCC_RESULT_SIZE + 512];
static struct qcc_scripted_connection script[16];
static size_t scripted_count;

/* The next connection: `head` without its end, then a body of which `len` bytes are announced. */
static struct qcc_scripted_connection *say(const char *head, struct qcc_span body, size_t len)
{
    struct qcc_writer writer = {replies[scripted_count], sizeof replies[0], 0};
    struct qcc_scripted_connection *connection = &script[scripted_count++];

    qcc_writer_put(&writer, qcc_span_of(head));
    qcc_writer_put(&writer, qcc_span_of("\r\nContent-Length: "));
    qcc_writer_put_decimal(&writer, len);
    qcc_writer_put(&writer, qcc_span_of("\r\n\r\n"));
    qcc_writer_put(&writer, body);
    assert_true(qcc_writer_fits(&writer));
    memset(connection, 0, sizeof *connection);
    connection->receive = qcc_span_make(writer.ptr, writer.len);
    connection->then = QCC_IO_FAILED;
    scripted.count = scripted_count;
    return connection;
}

static void say_all(const char *head, struct qcc_span body)
{
    (void)say(head, body, body.len);
}

static void set_up_for(const char *base_url)
{
    static const struct qcc_picture_sink plain = {
        .write = keep, .context = &sink, .allow_plain_http = true};

    memset(&scripted, 0, sizeof scripted);
    memset(sent, 0, sizeof sent);
    scripted_count = 0;
    scripted.script = script;
    scripted.unix_time_s = NOW;
    scripted.wait_ms = 10;
    scripted.sent = (uint8_t *)sent;
    scripted.sent_cap = sizeof sent - 1;
    port = qcc_scripted_port(&scripted);
    memset(&config, 0, sizeof config);
    config.base_url = base_url;
    config.key = "not-a-real-key";
    config.signer = qcc_signer_md5(&secret);
    config.port = &port;
    config.timeout_ms = 1000;
    config.allow_plain_http = true;
    sink = plain;
    got_len = 0;
    begins = 0;
    sink_takes_max = sizeof got;
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
}

static void set_up(void)
{
    set_up_for(HOST "/api/yj");
}

static enum qcc_error get(const char *link)
{
    return qcc_picture_get(&client, link, &sink);
}

static size_t count_of(const char *text)
{
    size_t count = 0;

    for (const char *at = sent; (at = strstr(at, text)) != NULL; at++) {
        count++;
    }
    return count;
}

/* ---- The good case. */

static void a_picture_is_one_get_without_credentials(void **state)
{
    const struct qcc_picture *picture;

    (void)state;
    set_up();
    say_all("HTTP/1.1 200 OK\r\nContent-Type: text/html", whole);
    assert_int_equal(get(LINK), QCC_OK);
    assert_string_equal(sent, "GET /x/picture.png?t=1 HTTP/1.1\r\n"
                              "Host: service.test\r\n"
                              "Accept: image/png, image/jpeg\r\n"
                              "Accept-Encoding: identity\r\n"
                              "\r\n");
    assert_got_whole();
    picture = qcc_picture_of(&client);
    assert_int_equal(picture->type, QCC_IMAGE_PNG);
    assert_int_equal(picture->width, 3);
    assert_int_equal(picture->height, 2);
    assert_int_equal(picture->bytes, LEN);
    assert_int_equal(picture->bytes_total, LEN);
    assert_int_equal(picture->redirects, 0);
    assert_int_equal(picture->retries, 0);
    assert_int_equal(client.report.http_status, 200);
    assert_int_equal(client.report.charge, QCC_CHARGE_NO);
    assert_int_equal(client.report.phase, QCC_PHASE_BODY);
}

static void the_target_is_the_link_s_path_and_query(void **state)
{
    static const struct {
        const char *link, *line;
    } rows[] = {
        {HOST, "GET / HTTP/1.1\r\n"},
        {HOST "?q", "GET /?q HTTP/1.1\r\n"},
        {HOST "/#f", "GET / HTTP/1.1\r\n"},
        {HOST "/a/../b", "GET /a/../b HTTP/1.1\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("%s\n", rows[i].link);
        set_up();
        say_all("HTTP/1.1 200 OK", whole);
        assert_int_equal(get(rows[i].link), QCC_OK);
        assert_int_equal(count_of(rows[i].line), 1);
    }
}

static void it_is_whole_in_every_cut(void **state)
{
    (void)state;
    for (size_t piece = 1; piece < 200; piece++) {
        set_up();
        say("HTTP/1.1 200 OK", whole, LEN)->piece = piece;
        assert_int_equal(get(LINK), QCC_OK);
        assert_got_whole();
    }
}

static void the_longest_link_fits(void **state)
{
    static char link[QCC_RESULT_SIZE + 2];

    (void)state;
    memset(link, 'x', QCC_RESULT_SIZE);
    memcpy(link, LINK, sizeof LINK - 1);
    set_up();
    say("HTTP/1.1 200 OK\r\nETag: \"0123456789012345678901234567890123456789012345678901234567890"
        "1\"",
        first, LEN);
    say_all("HTTP/1.1 206 x\r\nContent-Range: bytes 36-67/68", rest);
    assert_int_equal(get(link), QCC_OK);
    assert_int_equal(count_of("Range: bytes=36-"), 1);
    link[QCC_RESULT_SIZE] = 'x';
    assert_int_equal(get(link), QCC_ERROR_LINK);
}

/* The reply stays: who shows the picture may want to show its OrderNumber. */
static void after_a_call_the_connection_is_reused_and_the_reply_stays(void **state)
{
    static const char reply[] =
        "{\"Status\":\"200\",\"Message\":\"ok\",\"OrderNumber\":\"N1\",\"Result\":\"" LINK "\"}";
    char both[1024];
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s";
    int hold, len;

    (void)state;
    set_up();
    hold = snprintf(both, sizeof both, head, sizeof reply - 1, reply);
    len = hold + snprintf(both + hold, sizeof both - (size_t)hold, head, LEN, "");
    assert_true((size_t)len + LEN < sizeof both);
    memcpy(both + len, whole.ptr, LEN);
    memset(&script[0], 0, sizeof script[0]);
    script[0].receive = qcc_span_make(both, (size_t)len + LEN);
    script[0].hold = (size_t)hold;
    script[0].request_len = sizeof sent;
    scripted.count = 1;
    assert_int_equal(qcc_snapshot_get(&client, "小米"), QCC_OK);
    assert_int_equal(client.report.charge, QCC_CHARGE_YES);
    script[0].request_len = strlen(sent) + 1; /* the rest comes after the second request */
    assert_int_equal(get(client.reply.result), QCC_OK);
    assert_true(client.report.reused);
    assert_int_equal(client.report.charge, QCC_CHARGE_NO);
    assert_int_equal(scripted.connects, 1);
    assert_string_equal(client.reply.order_number, "N1");
    assert_string_equal(client.reply.result, LINK);
    assert_null(client.reply.raw.ptr);
    assert_got_whole();
    /* Nothing of what authorizes the call is in the second request. */
    assert_int_equal(count_of("not-a-real-key"), 1);
    assert_int_equal(count_of("Token:"), 1);
    assert_int_equal(count_of("Timespan:"), 1);
}

/* ---- The start. */

static void row_24_a_link_that_cannot_be_fetched_is_refused_before_anything_is_sent(void **state)
{
    static const char *const rows[] = {"",
                                       "file:///etc/passwd",
                                       "ftp://service.test/x",
                                       "http://user@service.test/x",
                                       "http://service.test\\x",
                                       "http://2130706433/",
                                       "/x"};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("%s\n", rows[i]);
        set_up();
        assert_int_equal(get(rows[i]), QCC_ERROR_LINK);
        assert_int_equal(client.report.error, QCC_ERROR_LINK);
        assert_int_equal(client.report.phase, QCC_PHASE_SETUP);
        assert_int_equal(scripted.connects, 0);
        assert_null(qcc_picture_of(&client));
    }
    set_up();
    assert_int_equal(get(NULL), QCC_ERROR_LINK);
}

static void what_is_missing_is_told_before_anything_is_sent(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(qcc_picture_get(&client, LINK, NULL), QCC_ERROR_CONFIG);
    sink.write = NULL;
    assert_int_equal(get(LINK), QCC_ERROR_CONFIG);
    set_up();
    assert_int_equal(get("https://service.test/x"), QCC_ERROR_ROOTS);
    scripted.unix_time_s = 0;
    assert_int_equal(get(LINK), QCC_ERROR_CLOCK);
    scripted.unix_time_s = NOW;
    port.wait = NULL;
    assert_int_equal(get(LINK), QCC_ERROR_NO_WAIT);
    assert_int_equal(qcc_picture_start(&client, LINK, &sink), QCC_OK);
    assert_int_equal(qcc_picture_start(&client, LINK, &sink), QCC_ERROR_STATE);
    assert_int_equal(get(LINK), QCC_ERROR_STATE);
    assert_int_equal(qcc_snapshot_start(&client, "小米"), QCC_ERROR_STATE);
    assert_non_null(qcc_picture_of(&client));
    qcc_client_close(&client);
    assert_int_equal(qcc_picture_start(&client, LINK, &sink), QCC_ERROR_STATE);
    assert_int_equal(scripted.connects, scripted.closes);
}

/* Where plain http is not allowed an http link goes to https on 443: here, to no roots. */
static void an_http_link_is_fetched_by_https_unless_it_is_allowed(void **state)
{
    (void)state;
    set_up();
    sink.allow_plain_http = false;
    assert_int_equal(get("http://service.test:8080/x"), QCC_ERROR_PLAIN_HTTP);
    assert_int_equal(get("http://service.test/x"), QCC_ERROR_ROOTS);
    assert_int_equal(get("http://service.test:80/x"), QCC_ERROR_PLAIN_HTTP);
    assert_int_equal(get("http://service.test?x"), QCC_ERROR_ROOTS);
    /* The link becomes one of https, which is a character more. */
    {
        static char link[QCC_RESULT_SIZE + 1];

        memset(link, 'x', QCC_RESULT_SIZE);
        memcpy(link, LINK, sizeof LINK - 1);
        assert_int_equal(get(link), QCC_ERROR_LINK);
    }
}

static void row_24_only_the_base_url_s_host_may_be_private(void **state)
{
    static const char *const others[] = {"http://other.test/x", "http://service.test.other.test/x",
                                         "http://127.0.0.1/x", "http://[::1]/x"};

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        print_message("%s\n", others[i]);
        set_up();
        say_all("HTTP/1.1 200 OK", whole);
        assert_int_equal(get(others[i]), QCC_ERROR_NOT_PUBLIC);
        assert_true(scripted.refusals > 0);
        assert_int_equal(scripted.connects, 0);
    }
    set_up();
    say_all("HTTP/1.1 200 OK", whole);
    assert_int_equal(get("http://SERVICE.test:81/x"), QCC_OK);
    assert_int_equal(scripted.refusals, 0);
    assert_int_equal(scripted.tcp_port, 81);
}

/* ---- What is no picture. */

static void row_32_what_is_no_picture_has_an_error_of_its_own(void **state)
{
    static const struct {
        const char *head;
        struct qcc_span body;
        enum qcc_error error;
    } rows[] = {
        {"HTTP/1.1 404 x", QCC_SPAN("no such picture"), QCC_ERROR_PICTURE_STATUS},
        {"HTTP/1.1 403 x", QCC_SPAN(FIRST REST), QCC_ERROR_PICTURE_STATUS},
        {"HTTP/1.1 500 x", QCC_SPAN(""), QCC_ERROR_PICTURE_STATUS},
        {"HTTP/1.1 204 x", QCC_SPAN(""), QCC_ERROR_PICTURE_STATUS},
        {"HTTP/1.1 203 x", QCC_SPAN(FIRST REST), QCC_ERROR_PICTURE_STATUS},
        {"HTTP/1.1 304 x", QCC_SPAN(""), QCC_ERROR_PICTURE_STATUS},
        {"HTTP/1.1 300 x\r\nLocation: /y", QCC_SPAN("x"), QCC_ERROR_PICTURE_STATUS},
        {"HTTP/1.1 206 x\r\nContent-Range: bytes 0-67/68", QCC_SPAN(FIRST REST),
         QCC_ERROR_CONTENT_RANGE},
        {"HTTP/1.1 416 x", QCC_SPAN(""), QCC_ERROR_PICTURE_STATUS},
        {"HTTP/1.1 200 x", QCC_SPAN(""), QCC_ERROR_PICTURE_INCOMPLETE},
        {"HTTP/1.1 200 x", QCC_SPAN("\x89PNG\r\n\x1a\n"), QCC_ERROR_PICTURE_INCOMPLETE},
        {"HTTP/1.1 200 x", QCC_SPAN(FIRST), QCC_ERROR_PICTURE_INCOMPLETE},
        {"HTTP/1.1 200 x", QCC_SPAN("<html>"), QCC_ERROR_PICTURE_TYPE},
        {"HTTP/1.1 200 x", QCC_SPAN("GIF89a"), QCC_ERROR_PICTURE_TYPE},
        {"HTTP/1.1 200 x\r\nContent-Encoding: gzip", QCC_SPAN("\x1f\x8b\x08"),
         QCC_ERROR_CONTENT_ENCODING},
        {"HTTP/1.1 200 x\r\nContent-Encoding: gzip", QCC_SPAN(FIRST REST), QCC_OK},
        {"HTTP/1.1 200 x", QCC_SPAN(FIRST "x" REST), QCC_ERROR_PICTURE_FORMAT},
        {"HTTP/1.1 200 x", QCC_SPAN(FIRST REST "and more"), QCC_OK},
        {"HTTP/1.1 abc", QCC_SPAN(""), QCC_ERROR_STATUS_LINE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("row %zu, %s\n", i, rows[i].head);
        set_up();
        say_all(rows[i].head, rows[i].body);
        assert_int_equal(get(LINK), rows[i].error);
        assert_int_equal(client.report.error, rows[i].error);
        assert_int_equal(scripted.connects, 1);
        assert_int_equal(qcc_client_step(&client), rows[i].error); /* it sticks */
        if (rows[i].error == QCC_OK) {
            assert_got_whole();
        }
    }
}

static void what_comes_after_the_picture_is_not_waited_for(void **state)
{
    (void)state;
    set_up();
    say("HTTP/1.1 200 OK", whole, LEN + 100)->then = QCC_IO_DONE;
    assert_int_equal(get(LINK), QCC_OK);
    assert_got_whole();
    assert_int_equal(scripted.closes, 1); /* nobody knows what comes next on it */
    assert_int_equal(client.report.error, QCC_OK);
}

static void the_offset_of_what_is_wrong_is_the_picture_s(void **state)
{
    (void)state;
    set_up();
    say_all("HTTP/1.1 200 OK", (struct qcc_span)QCC_SPAN(FIRST "\x7fxxx" REST));
    assert_int_equal(get(LINK), QCC_ERROR_PICTURE_FORMAT);
    assert_int_equal(client.report.offset, qcc_picture_of(&client)->bytes);
    assert_int_equal(client.report.phase, QCC_PHASE_BODY);
}

/* ---- Sizes. */

static void row_25_a_picture_above_the_cap_is_refused(void **state)
{
    static const char chunked[] = "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n44\r\n";
    static char text[sizeof chunked + LEN];

    (void)state;
    set_up();
    sink.bytes_max = LEN;
    say_all("HTTP/1.1 200 OK", whole);
    assert_int_equal(get(LINK), QCC_OK);
    set_up();
    sink.bytes_max = LEN - 1;
    say_all("HTTP/1.1 200 OK", whole);
    assert_int_equal(get(LINK), QCC_ERROR_BODY_TOO_LARGE); /* as announced */
    assert_int_equal(got_len, 0);
    set_up();
    sink.bytes_max = LEN - 1;
    memcpy(text, chunked, sizeof chunked - 1);
    memcpy(text + sizeof chunked - 1, whole.ptr, LEN);
    memset(&script[0], 0, sizeof script[0]);
    script[0].receive = qcc_span_make(text, sizeof chunked - 1 + LEN);
    script[0].piece = 7;
    scripted.count = 1;
    assert_int_equal(get(LINK), QCC_ERROR_BODY_TOO_LARGE);
    set_up();
    say_all("HTTP/1.1 200 OK\r\nX: y", (struct qcc_span)QCC_SPAN(FIRST));
    (void)say("HTTP/1.1 200 OK", first, QCC_PICTURE_BYTES_MAX + 1);
    scripted.script = script + 1;
    scripted.count = 1;
    assert_int_equal(get(LINK), QCC_ERROR_BODY_TOO_LARGE);
}

static void parts_together_stay_below_the_cap(void **state)
{
    (void)state;
    set_up();
    sink.bytes_max = LEN - 1;
    (void)say("HTTP/1.1 200 OK\r\nETag: \"a\"", first, LEN - 1);
    say_all("HTTP/1.1 206 x\r\nETag: \"a\"\r\nContent-Range: bytes 36-67/*", rest);
    assert_int_equal(get(LINK), QCC_ERROR_CONTENT_RANGE); /* it was to have another length */
    set_up();
    sink.bytes_max = LEN - 1;
    say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: \"a\"\r\nX: y", first, 0);
    /* A body in chunks: its length is not known before. */
    {
        static const char head[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: \"a\""
                                   "\r\n\r\n24\r\n" FIRST;
        script[0].receive = qcc_span_make(head, sizeof head - 1);
    }
    say_all("HTTP/1.1 206 x\r\nETag: \"a\"\r\nContent-Range: bytes 36-67/*", rest);
    assert_int_equal(get(LINK), QCC_ERROR_BODY_TOO_LARGE);
    assert_int_equal(got_len, sizeof FIRST - 1);
    scripted_count = 1;
    scripted.connects = scripted.closes = 0;
    say_all("HTTP/1.1 206 x\r\nETag: \"a\"\r\nContent-Range: bytes 36-67/68", rest);
    assert_int_equal(get(LINK), QCC_ERROR_BODY_TOO_LARGE);
}

static void a_sink_that_takes_no_more_ends_it(void **state)
{
    (void)state;
    set_up();
    sink_takes_max = LEN - 1;
    say_all("HTTP/1.1 200 OK", whole);
    assert_int_equal(get(LINK), QCC_ERROR_SINK);
    assert_int_equal(scripted.connects, 1);
    assert_int_equal(scripted.closes, 1);
}

static void the_cap_is_the_picture_s_and_not_a_page_s(void **state)
{
    (void)state;
    set_up();
    sink.bytes_max = 5;
    say_all("HTTP/1.1 404 x", (struct qcc_span)QCC_SPAN("no such picture"));
    assert_int_equal(get(LINK), QCC_ERROR_PICTURE_STATUS);
    set_up();
    sink.bytes_max = LEN;
    (void)say("HTTP/1.1 302 x\r\nLocation: /y", first, LEN + 1);
    say_all("HTTP/1.1 200 OK", whole);
    assert_int_equal(get(LINK), QCC_OK);
}

static void a_part_has_no_more_bytes_than_it_says(void **state)
{
    static const char head[] = "HTTP/1.1 206 x\r\nTransfer-Encoding: chunked\r\n"
                               "Content-Range: bytes 36-45/68\r\n\r\n20\r\n" REST;

    (void)state;
    set_up();
    (void)say("HTTP/1.1 200 OK\r\nETag: \"a\"", first, LEN);
    say_all("HTTP/1.1 206 x", rest);
    script[1].receive = qcc_span_make(head, sizeof head - 1);
    assert_int_equal(get(LINK), QCC_ERROR_CONTENT_RANGE);
    assert_int_equal(got_len, sizeof FIRST - 1);
}

/* ---- Redirects. */

static void row_34_redirects_are_followed_and_judged_anew(void **state)
{
    static const struct {
        const char *head;
        enum qcc_error error;
        const char *line;
    } rows[] = {
        {"HTTP/1.1 301 x\r\nLocation: /y", QCC_OK, "GET /y HTTP"},
        {"HTTP/1.1 302 x\r\nLocation: y?z", QCC_OK, "GET /x/y?z HTTP"},
        {"HTTP/1.1 303 x\r\nLocation: ../y#f", QCC_OK, "GET /y HTTP"},
        {"HTTP/1.1 307 x\r\nLocation: //service.test:82/y", QCC_OK, "Host: service.test:82\r\n"},
        {"HTTP/1.1 308 x\r\nLocation: " HOST "/y", QCC_OK, "GET /y HTTP"},
        {"HTTP/1.1 302 x\r\nLocation: /\xe6\x88\x90", QCC_OK, "GET /%E6%88%90 HTTP"},
        {"HTTP/1.1 302 x", QCC_ERROR_PICTURE_REDIRECT, NULL},
        {"HTTP/1.1 302 x\r\nLocation:", QCC_ERROR_PICTURE_REDIRECT, NULL},
        {"HTTP/1.1 302 x\r\nLocation: /y\r\nLocation: /z", QCC_ERROR_PICTURE_REDIRECT, NULL},
        {"HTTP/1.1 302 x\r\nLocation: file:///etc/passwd", QCC_ERROR_PICTURE_REDIRECT, NULL},
        {"HTTP/1.1 302 x\r\nLocation: ftp://service.test/y", QCC_ERROR_PICTURE_REDIRECT, NULL},
        {"HTTP/1.1 302 x\r\nLocation: http://user@service.test/", QCC_ERROR_PICTURE_REDIRECT, NULL},
        {"HTTP/1.1 302 x\r\nLocation: http://service.test:0/", QCC_ERROR_PICTURE_REDIRECT, NULL},
        {"HTTP/1.1 302 x\r\nLocation: http://0x7f.1/", QCC_ERROR_PICTURE_REDIRECT, NULL},
        {"HTTP/1.1 302 x\r\nLocation: http://other.test/y", QCC_ERROR_NOT_PUBLIC, NULL},
        {"HTTP/1.1 302 x\r\nLocation: http://10.0.0.1/y", QCC_ERROR_NOT_PUBLIC, NULL},
        {"HTTP/1.1 302 x\r\nLocation: https://service.test/y", QCC_ERROR_PICTURE_REDIRECT, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("row %zu, %s\n", i, rows[i].head);
        set_up();
        say_all(rows[i].head, (struct qcc_span)QCC_SPAN("<html>moved</html>"));
        say_all("HTTP/1.1 200 OK", whole);
        assert_int_equal(get(LINK), rows[i].error);
        if (rows[i].error == QCC_OK) {
            assert_got_whole();
            assert_int_equal(count_of(rows[i].line), 1);
            assert_int_equal(qcc_picture_of(&client)->redirects, 1);
        }
    }
}

static void row_34_a_location_that_is_too_long_leads_nowhere(void **state)
{
    static char head[QCC_RESULT_SIZE + 64] = "HTTP/1.1 302 x\r\nLocation: /";

    (void)state;
    memset(head + strlen(head), 'x', QCC_RESULT_SIZE);
    set_up();
    say_all(head, (struct qcc_span)QCC_SPAN(""));
    assert_int_equal(get(LINK), QCC_ERROR_PICTURE_REDIRECT);
}

static void row_34_redirects_are_counted(void **state)
{
    (void)state;
    for (unsigned count = QCC_REDIRECTS_MAX; count <= QCC_REDIRECTS_MAX + 1; count++) {
        set_up();
        for (unsigned i = 0; i < count; i++) {
            say_all("HTTP/1.1 302 x\r\nLocation: /y", (struct qcc_span)QCC_SPAN(""));
        }
        say_all("HTTP/1.1 200 OK", whole);
        assert_int_equal(get(LINK),
                         count <= QCC_REDIRECTS_MAX ? QCC_OK : QCC_ERROR_PICTURE_REDIRECT);
        assert_int_equal(client.report.http_status, count <= QCC_REDIRECTS_MAX ? 200 : 302);
    }
}

/* ---- Connections that break. */

static void row_33_a_broken_connection_is_resumed_where_it_broke(void **state)
{
    (void)state;
    set_up();
    (void)say("HTTP/1.1 200 OK\r\nETag: \"a b\"", first, LEN);
    say_all("HTTP/1.1 206 x\r\nETag: \"a b\"\r\nContent-Range: bytes 36-67/68", rest);
    assert_int_equal(get(LINK), QCC_OK);
    assert_got_whole();
    assert_int_equal(begins, 1);
    assert_int_equal(count_of("Range: bytes=36-\r\nIf-Range: \"a b\"\r\n"), 1);
    assert_int_equal(qcc_picture_of(&client)->retries, 1);
    assert_int_equal(qcc_picture_of(&client)->bytes_total, LEN);
    assert_int_equal(client.report.http_status, 206);
}

static void row_33_what_the_server_says_to_a_range_decides(void **state)
{
    static const struct {
        const char *head;
        bool is_rest; /* the body; otherwise the whole */
        enum qcc_error error;
        unsigned begins;
    } rows[] = {
        {"HTTP/1.1 206 x\r\nContent-Range: bytes 36-67/68", true, QCC_OK, 1},
        {"HTTP/1.1 206 x\r\nETag: \"a\"\r\nContent-Range: bytes 36-67/68", true, QCC_OK, 1},
        {"HTTP/1.1 206 x\r\nETag: \"b\"\r\nContent-Range: bytes 36-67/68", true,
         QCC_ERROR_CONTENT_RANGE, 1},
        {"HTTP/1.1 206 x\r\nContent-Range: bytes 35-66/68", true, QCC_ERROR_CONTENT_RANGE, 1},
        {"HTTP/1.1 206 x\r\nContent-Range: bytes 36-67/69", true, QCC_ERROR_CONTENT_RANGE, 1},
        {"HTTP/1.1 206 x", true, QCC_ERROR_CONTENT_RANGE, 1},
        {"HTTP/1.1 416 x\r\nContent-Range: bytes */68", true, QCC_ERROR_CONTENT_RANGE, 1},
        {"HTTP/1.1 200 x\r\nETag: \"a\"", false, QCC_OK, 2},
        {"HTTP/1.1 200 x\r\nETag: \"b\"", false, QCC_OK, 2},
        {"HTTP/1.1 200 x", true, QCC_ERROR_PICTURE_TYPE, 1},
        {"HTTP/1.1 404 x", true, QCC_ERROR_PICTURE_STATUS, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("row %zu, %s\n", i, rows[i].head);
        set_up();
        (void)say("HTTP/1.1 200 OK\r\nETag: \"a\"", first, LEN);
        say_all(rows[i].head, rows[i].is_rest ? rest : whole);
        assert_int_equal(get(LINK), rows[i].error);
        assert_int_equal(begins, rows[i].begins);
        if (rows[i].error == QCC_OK) {
            assert_got_whole();
        }
    }
}

static void row_33_without_a_strong_entity_tag_it_begins_anew(void **state)
{
    static const char *const heads[] = {
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 OK\r\nETag: W/\"a\"",
        "HTTP/1.1 200 OK\r\nETag: a",
        "HTTP/1.1 200 OK\r\nETag: \"",
        "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nETag: \"a\"",
        "HTTP/1.1 200 OK\r\nETag: \"a",
        "HTTP/1.1 200 OK\r\nETag: \"0123456789012345678901234567890123456789012345678901234567890"
        "123\"",
    };

    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        print_message("%s\n", heads[i]);
        set_up();
        (void)say(heads[i], first, LEN);
        say_all(heads[i], whole);
        assert_int_equal(get(LINK), QCC_OK);
        assert_got_whole();
        assert_int_equal(begins, 2);
        assert_int_equal(count_of("Range:"), 0);
    }
}

/* A server may give less of the rest than was asked for. */
static void a_part_that_is_not_the_last_is_followed_by_another(void **state)
{
    (void)state;
    set_up();
    (void)say("HTTP/1.1 200 OK\r\nETag: \"a\"", first, LEN);
    say_all("HTTP/1.1 206 x\r\nConnection: close\r\nContent-Range: bytes 36-45/68",
            qcc_span_make(rest.ptr, 10));
    say_all("HTTP/1.1 206 x\r\nContent-Range: bytes 46-67/68",
            qcc_span_make(rest.ptr + 10, rest.len - 10));
    assert_int_equal(get(LINK), QCC_OK);
    assert_got_whole();
    assert_int_equal(count_of("Range: bytes=46-"), 1);
}

static void row_33_a_connection_that_breaks_for_ever_is_given_up(void **state)
{
    (void)state;
    set_up();
    for (unsigned i = 0; i < QCC_PICTURE_RETRIES_MAX + 2; i++) {
        (void)say("HTTP/1.1 200 OK", first, LEN);
    }
    assert_int_equal(get(LINK), QCC_ERROR_RESET);
    assert_int_equal(scripted.connects, QCC_PICTURE_RETRIES_MAX + 1);
    assert_int_equal(qcc_picture_of(&client)->retries, QCC_PICTURE_RETRIES_MAX);
    assert_int_equal(scripted.closes, scripted.connects);
}

/* How the second connection ends: after a part of the rest, or before anything. */
static void row_33_each_way_to_break_is_one_to_resume(void **state)
{
    static const struct {
        enum qcc_io connect, then;
        const char *text;
    } rows[] = {
        {QCC_IO_DONE, QCC_IO_FAILED, ""},
        {QCC_IO_DONE, QCC_IO_END, ""},
        {QCC_IO_DONE, QCC_IO_END, "HTTP/1.1 206 x\r\nContent-Ra"},
        {QCC_IO_FAILED, QCC_IO_DONE, ""},
        {QCC_IO_NO_NAME, QCC_IO_DONE, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("row %zu", i);
        set_up();
        (void)say("HTTP/1.1 200 OK\r\nETag: \"a\"", first, LEN);
        say_all("HTTP/1.1 200 OK", whole);
        script[1].receive = qcc_span_of(rows[i].text);
        script[1].connect = rows[i].connect;
        script[1].then = rows[i].then;
        say_all("HTTP/1.1 206 x\r\nContent-Range: bytes 36-67/68", rest);
        assert_int_equal(get(LINK), QCC_OK);
        assert_got_whole();
        assert_int_equal(qcc_picture_of(&client)->retries, 2);
    }
}

static void a_connection_that_was_kept_too_long_is_made_again(void **state)
{
    static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Length: 68\r\n\r\n" FIRST REST;

    (void)state;
    set_up();
    memset(&script[0], 0, sizeof script[0]);
    script[0].receive = qcc_span_make(reply, sizeof reply - 1);
    script[0].hold = sizeof reply - 1;
    scripted_count = 1;
    say_all("HTTP/1.1 200 OK", whole);
    assert_int_equal(get(LINK), QCC_OK);
    script[0].send_limit = strlen(sent); /* the second request finds nobody */
    script[0].send_then = QCC_IO_FAILED;
    assert_int_equal(get(LINK), QCC_OK);
    assert_got_whole();
    assert_int_equal(scripted.connects, 2);
    assert_int_equal(qcc_picture_of(&client)->retries, 1);
}

static void a_part_without_a_byte_is_no_progress_and_no_end(void **state)
{
    static const char nothing[] = "HTTP/1.1 206 x\r\nTransfer-Encoding: chunked\r\n"
                                  "Content-Range: bytes 36-67/68\r\n\r\n0\r\n\r\n";

    (void)state;
    set_up();
    (void)say("HTTP/1.1 200 OK\r\nETag: \"a\"", first, LEN);
    say_all("HTTP/1.1 206 x", rest);
    script[1].receive = qcc_span_make(nothing, sizeof nothing - 1);
    assert_int_equal(get(LINK), QCC_ERROR_PICTURE_INCOMPLETE);
}

/* All of it in one receive: the last chunk has nothing of the picture any more. */
static void a_chunk_after_the_picture_is_left_out(void **state)
{
    static const char reply[] =
        "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n44\r\n" FIRST REST
        "\r\n4\r\nmore\r\n0\r\n\r\n";

    (void)state;
    set_up();
    say_all("HTTP/1.1 200 x", whole);
    script[0].receive = qcc_span_make(reply, sizeof reply - 1);
    assert_int_equal(get(LINK), QCC_OK);
    assert_got_whole();
    assert_int_equal(scripted.closes, 0); /* the message was read whole, too */
}

static void a_connection_that_never_gave_anything_is_not_tried_again(void **state)
{
    (void)state;
    set_up();
    say_all("HTTP/1.1 200 OK", whole);
    script[0].receive = qcc_span_make(NULL, 0);
    say_all("HTTP/1.1 200 OK", whole);
    assert_int_equal(get(LINK), QCC_ERROR_RESET);
    assert_int_equal(scripted.connects, 1);
    set_up();
    say_all("HTTP/1.1 200 OK", whole);
    script[0].connect = QCC_IO_FAILED;
    assert_int_equal(get(LINK), QCC_ERROR_CONNECT);
}

/* Without an entity-tag nothing is left of the picture, and still it has begun. */
static void a_connection_that_cannot_be_made_again_is_tried_a_few_times(void **state)
{
    (void)state;
    set_up();
    (void)say("HTTP/1.1 200 OK", first, LEN);
    say_all("HTTP/1.1 200 OK", whole);
    script[1].connect = QCC_IO_FAILED;
    say_all("HTTP/1.1 200 OK", whole);
    assert_int_equal(get(LINK), QCC_OK);
    assert_int_equal(qcc_picture_of(&client)->retries, 2);
    assert_got_whole();
}

static void the_deadline_is_the_picture_s_own(void **state)
{
    (void)state;
    set_up();
    say("HTTP/1.1 200 OK", first, LEN)->then = QCC_IO_DONE;
    scripted.wait_ms = 400;
    assert_int_equal(get(LINK), QCC_ERROR_DEADLINE);
    assert_int_equal(client.report.phase, QCC_PHASE_BODY);
    assert_int_equal(scripted.connects, scripted.closes);
    assert_int_equal(qcc_picture_of(&client)->bytes, sizeof FIRST - 1);
}

static void it_is_canceled_like_a_call(void **state)
{
    (void)state;
    set_up();
    say("HTTP/1.1 200 OK", first, LEN)->then = QCC_IO_DONE;
    assert_int_equal(qcc_picture_start(&client, LINK, &sink), QCC_OK);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(qcc_client_step(&client), QCC_PENDING);
    }
    assert_int_equal(qcc_client_phase(&client), QCC_PHASE_BODY);
    qcc_client_cancel(&client);
    assert_int_equal(qcc_client_step(&client), QCC_ERROR_CANCELED);
    assert_int_equal(scripted.connects, scripted.closes);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_is_one_get_without_credentials),
        cmocka_unit_test(the_target_is_the_link_s_path_and_query),
        cmocka_unit_test(it_is_whole_in_every_cut),
        cmocka_unit_test(the_longest_link_fits),
        cmocka_unit_test(after_a_call_the_connection_is_reused_and_the_reply_stays),
        cmocka_unit_test(row_24_a_link_that_cannot_be_fetched_is_refused_before_anything_is_sent),
        cmocka_unit_test(what_is_missing_is_told_before_anything_is_sent),
        cmocka_unit_test(an_http_link_is_fetched_by_https_unless_it_is_allowed),
        cmocka_unit_test(row_24_only_the_base_url_s_host_may_be_private),
        cmocka_unit_test(row_32_what_is_no_picture_has_an_error_of_its_own),
        cmocka_unit_test(what_comes_after_the_picture_is_not_waited_for),
        cmocka_unit_test(the_offset_of_what_is_wrong_is_the_picture_s),
        cmocka_unit_test(row_25_a_picture_above_the_cap_is_refused),
        cmocka_unit_test(parts_together_stay_below_the_cap),
        cmocka_unit_test(a_sink_that_takes_no_more_ends_it),
        cmocka_unit_test(the_cap_is_the_picture_s_and_not_a_page_s),
        cmocka_unit_test(a_part_has_no_more_bytes_than_it_says),
        cmocka_unit_test(row_34_redirects_are_followed_and_judged_anew),
        cmocka_unit_test(row_34_a_location_that_is_too_long_leads_nowhere),
        cmocka_unit_test(row_34_redirects_are_counted),
        cmocka_unit_test(row_33_a_broken_connection_is_resumed_where_it_broke),
        cmocka_unit_test(row_33_what_the_server_says_to_a_range_decides),
        cmocka_unit_test(row_33_without_a_strong_entity_tag_it_begins_anew),
        cmocka_unit_test(a_part_that_is_not_the_last_is_followed_by_another),
        cmocka_unit_test(row_33_a_connection_that_breaks_for_ever_is_given_up),
        cmocka_unit_test(row_33_each_way_to_break_is_one_to_resume),
        cmocka_unit_test(a_connection_that_was_kept_too_long_is_made_again),
        cmocka_unit_test(a_part_without_a_byte_is_no_progress_and_no_end),
        cmocka_unit_test(a_chunk_after_the_picture_is_left_out),
        cmocka_unit_test(a_connection_that_never_gave_anything_is_not_tried_again),
        cmocka_unit_test(a_connection_that_cannot_be_made_again_is_tried_a_few_times),
        cmocka_unit_test(the_deadline_is_the_picture_s_own),
        cmocka_unit_test(it_is_canceled_like_a_call),
    };
    qcc_memory_remove(); /* mbedTLS's TLS 1.3 needs the module to be linked */
    return unit_run(tests, argc, argv);
}
