/* test_client.c - the client over plain HTTP and a scripted port: sign, ask, judge; reuse, retry,
 * charge; deadline and cancel.
 * SPDX-License-Identifier: MIT */
#include "base/writer.h"
#include "http/request.h"
#include "http/url.h"
#include "net/connection.h"
#include "qcc/qcc.h"
#include "qcc_scripted.h"
#include "service/envelope.h"
#include "unit.h"

#define URL "http://example.test/a.png"
#define GOOD "{\"Status\":\"200\",\"Message\":\"ok\",\"OrderNumber\":\"N1\",\"Result\":\"" URL "\"}"
#define HEAD "HTTP/1.1 200 OK\r\nContent-Length: 87\r\n\r\n"
#define REPLY HEAD GOOD
#define NOW 1800000000

/* Token: printf not-a-real-key1800000000not-a-real-secret | md5sum */
static const char expected_request[] =
    "GET /api/yj/ECIImage/GetEciImage?key=not-a-real-key&keyWord=%E5%B0%8F%E7%B1%B3 HTTP/1.1\r\n"
    "Host: service.test\r\n"
    "Token: TOKEN\r\n"
    "Timespan: 1800000000\r\n"
    "Accept: application/json\r\n"
    "Accept-Encoding: identity\r\n"
    "\r\n";

static struct qcc_span secret = QCC_SPAN("not-a-real-secret");
static struct qcc_scripted scripted;
static struct qcc_port port;
static struct qcc_config config;
static struct qcc_client client;
static uint8_t sent[8192];

static void set_up(const struct qcc_scripted_connection *script, size_t count)
{
    memset(&scripted, 0, sizeof scripted);
    memset(sent, 0, sizeof sent);
    scripted.script = script;
    scripted.count = count;
    scripted.unix_time_s = NOW;
    scripted.wait_ms = 10;
    scripted.sent = sent;
    scripted.sent_cap = sizeof sent;
    port = qcc_scripted_port(&scripted);
    memset(&config, 0, sizeof config);
    config.base_url = "http://service.test/api/yj/";
    config.key = "not-a-real-key";
    config.signer = qcc_signer_md5(&secret);
    config.port = &port;
    config.timeout_ms = 1000;
    config.allow_plain_http = true;
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
}

static enum qcc_error ask(void)
{
    return qcc_snapshot_get(&client, "小米");
}

/* Nothing of the key or the Token is left in the client once the request has gone or failed. */
static void assert_wiped(void)
{
    const char *bytes = (const char *)&client;
    for (size_t i = 0; i + 14 <= sizeof client; i++) {
        assert_not_literal(bytes + i, "not-a-real-key");
        assert_not_literal(bytes + i, "Token: ");
    }
}

static void assert_failure(enum qcc_error error, enum qcc_phase phase, bool all_sent)
{
    if (client.report.error != error || client.report.phase != phase) {
        print_error("%s in %s\n", qcc_error_name(client.report.error),
                    qcc_phase_name(client.report.phase));
    }
    assert_int_equal(client.report.error, error);
    assert_int_equal(client.report.phase, phase);
    /* test_charge.c has which Status is charged */
    assert_int_equal(client.report.charge != QCC_CHARGE_NO, all_sent);
    assert_int_equal(qcc_client_step(&client), error); /* it sticks */
    assert_string_equal(client.reply.result, "");
    assert_wiped();
    assert_int_equal(scripted.connects, scripted.closes);
}

/* ---- The good case. */

static void a_snapshot_is_one_signed_request(void **state)
{
    static const struct qcc_scripted_connection script[] = {{.receive = QCC_SPAN(REPLY)}};
    char token[QCC_TOKEN_LEN + 1] = "";
    char expected[sizeof expected_request + QCC_TOKEN_LEN];
    const char *at = strstr(expected_request, "TOKEN");
    (void)state;
    set_up(script, 1);
    assert_int_equal(ask(), QCC_OK);
    assert_string_equal(client.reply.result, URL);
    assert_string_equal(client.reply.order_number, "N1");
    assert_int_equal(client.reply.status, 200);
    assert_int_not_equal(client.report.charge, QCC_CHARGE_NO);
    assert_int_equal(client.report.http_status, 200);
    memcpy(token, "1D06EDBD1636415FD220BE61954FCBCF", QCC_TOKEN_LEN);
    (void)snprintf(expected, sizeof expected, "%.*s%s%s", (int)(at - expected_request),
                   expected_request, token, at + 5);
    assert_string_equal((const char *)sent, expected);
    assert_string_equal(scripted.host, "service.test");
    assert_int_equal(scripted.tcp_port, 80);
    assert_wiped();
    qcc_client_close(&client);
    assert_int_equal(scripted.closes, 1);
}

static void the_clock_is_read_once_for_a_request_over_http(void **state)
{
    static const struct qcc_scripted_connection script[] = {{.receive = QCC_SPAN(REPLY)}};
    (void)state;
    set_up(script, 1);
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(scripted.clock_reads, 1);
}

static void every_cut_of_the_reply_gives_the_same_snapshot(void **state)
{
    (void)state;
    for (size_t cut = 1; cut < sizeof REPLY - 1; cut++) {
        unit_row("cut at %zu", cut);
        struct qcc_scripted_connection script[] = {{.receive = QCC_SPAN(REPLY),
                                                    .cut = cut,
                                                    .receive_stalls = 1,
                                                    .send_piece = cut,
                                                    .send_stalls = 1}};
        set_up(script, 1);
        config.timeout_ms = 100000;
        assert_int_equal(ask(), QCC_OK);
        assert_string_equal(client.reply.result, URL);
        assert_true(scripted.waits > 0);
    }
}

static void a_step_never_waits(void **state)
{
    static const struct qcc_scripted_connection script[] = {{.lookups = 2,
                                                             .connecting = 2,
                                                             .send_stalls = 1,
                                                             .receive_stalls = 2,
                                                             .receive = QCC_SPAN(REPLY),
                                                             .piece = 40}};
    static const enum qcc_phase phases[] = {QCC_PHASE_SIGN, QCC_PHASE_LOOKUP, QCC_PHASE_CONNECT,
                                            QCC_PHASE_SEND, QCC_PHASE_HEAD,   QCC_PHASE_BODY};
    enum qcc_error error;
    unsigned steps = 0;
    size_t at = 0;
    (void)state;
    set_up(script, 1);
    assert_int_equal(qcc_snapshot_start(&client, "小米"), QCC_OK);
    assert_int_equal(qcc_snapshot_start(&client, "小米"), QCC_ERROR_STATE);
    do {
        while (at + 1 < sizeof phases / sizeof phases[0] &&
               qcc_client_phase(&client) == phases[at + 1]) {
            at++;
        }
        assert_true(qcc_client_phase(&client) == phases[at] ||
                    qcc_client_phase(&client) == QCC_PHASE_CONNECT);
        error = qcc_client_step(&client);
        assert_true(++steps < 100);
    } while (error == QCC_PENDING);
    assert_int_equal(error, QCC_OK);
    assert_int_equal(at, 5); /* every phase was seen, in order */
    assert_int_equal(scripted.waits, 0);
}

/* ---- Setup: nothing is sent. */

static void a_client_of_another_size_is_refused_and_left_alone(void **state)
{
    static const size_t sizes[] = {0, sizeof client - 1, sizeof client + 1};
    (void)state;
    set_up(NULL, 0);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        unit_row("size %zu", sizes[i]);
        struct qcc_client before = client;
        assert_int_equal(qcc_client_init_sized(&client, sizes[i], &config), QCC_ERROR_BUILD);
        assert_memory_equal(&client, &before, sizeof client);
    }
    assert_int_equal(qcc_client_init_sized(&client, sizeof client, &config), QCC_OK);
}

static void a_bad_configuration_is_refused_before_anything_is_sent(void **state)
{
    static const struct {
        const char *base_url, *key;
        enum qcc_error error;
        bool allow_plain_http;
    } rows[] = {
        {"https://pro.qcc.com/api/yj", "k", QCC_ERROR_CONFIG, true}, /* no roots */
        {"http://service.test", "k", QCC_ERROR_PLAIN_HTTP, false},
        {"http://user@service.test", "k", QCC_ERROR_URL, true},
        {"http://service.test/a?b", "k", QCC_ERROR_URL, true},
        {"http://service.test/\r\nX: y", "k", QCC_ERROR_URL, true},
        {"ftp://service.test", "k", QCC_ERROR_URL, true},
        {"http://service.test", NULL, QCC_ERROR_CONFIG, true},
        {"http://service.test", "", QCC_ERROR_KEY, true},
        {"http://service.test", "a b", QCC_ERROR_KEY, true},
        {"http://service.test", "a\r\nb", QCC_ERROR_KEY, true},
        {"http://service.test", "a%20b", QCC_ERROR_KEY, true},
        {"http://service.test", "k&keyWord=x", QCC_ERROR_KEY, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s with key %s", rows[i].base_url, rows[i].key);
        set_up(NULL, 0);
        config.base_url = rows[i].base_url;
        config.key = rows[i].key;
        config.allow_plain_http = rows[i].allow_plain_http;
        assert_int_equal(qcc_client_init(&client, &config), rows[i].error);
        assert_int_equal(ask(), QCC_ERROR_STATE);
        assert_int_equal(scripted.connects, 0);
    }
}

/* What only a program could do wrong. */
static void each_member_that_a_configuration_needs_is_looked_for(void **state)
{
    static const struct qcc_roots no_next;
    static const struct qcc_pins unset;
    static const char *const members[] = {"port",  "key",   "signer", "timeout_ms", "timeout_ms",
                                          "roots", "roots", "pins",   NULL};
    (void)state;
    for (unsigned i = 0; i < 9; i++) {
        unit_row("case %u", i);
        set_up(NULL, 0);
        switch (i) {
        case 0:
            config.port = NULL;
            break;
        case 1:
            config.key = NULL;
            break;
        case 2:
            config.signer.sign = NULL;
            break;
        case 3:
            config.timeout_ms = 0;
            break;
        case 4:
            config.timeout_ms = QCC_TIMEOUT_MAX_MS + 1;
            break;
        case 5:
            config.base_url = NULL; /* the service's own, which is https: roots are needed */
            break;
        case 6:
            config.base_url = NULL;
            config.roots = &no_next;
            break;
        case 7:
            config.pins = &unset; /* over plain http */
            break;
        default:
            break;
        }
        const enum qcc_error expected = i == 8 ? QCC_OK : QCC_ERROR_CONFIG;
        assert_int_equal(qcc_client_init(&client, &config), expected);
        assert_int_equal(client.report.error, expected);
        if (members[i] == NULL) {
            assert_null(client.report.member);
        } else {
            assert_string_equal(client.report.member, members[i]);
        }
    }
    assert_int_equal(qcc_client_init(&client, NULL), QCC_ERROR_CONFIG);
    assert_string_equal(client.report.member, "config");
}

static void what_comes_before_a_start_is_out_of_order(void **state)
{
    uint32_t timeout_ms = 1;
    (void)state;
    memset(&client, 0, sizeof client);
    assert_int_equal(qcc_client_step(&client), QCC_ERROR_STATE);
    assert_int_equal(qcc_client_run(&client), QCC_ERROR_STATE);
    assert_int_equal(qcc_snapshot_get(&client, "小米"), QCC_ERROR_STATE);
    assert_int_equal(qcc_snapshot_get(&client, ""), QCC_ERROR_STATE);
    assert_false(qcc_client_is_idle(&client));
    qcc_client_disconnect(&client); /* harmless */
    set_up(NULL, 0);
    assert_true(qcc_client_is_idle(&client));
    assert_int_equal(qcc_client_step(&client), QCC_ERROR_STATE);
    assert_int_equal(qcc_client_wait(&client, &timeout_ms), QCC_WAIT_NONE);
    assert_int_equal(timeout_ms, 0);
    assert_int_equal(qcc_client_phase(&client), QCC_PHASE_SETUP);
}

static void a_key_that_leaves_no_room_for_a_keyword_is_refused_at_setup(void **state)
{
    char key[QCC_REQUEST_SIZE];
    size_t fits = 0;
    (void)state;
    for (size_t len = 1; len < sizeof key; len++) {
        unit_row("a key of %zu", len);
        memset(key, 'k', len);
        key[len] = '\0';
        set_up(NULL, 0);
        config.key = key;
        enum qcc_error error = qcc_client_init(&client, &config);
        if (error == QCC_OK) {
            fits = len;
        } else {
            assert_int_equal(error, QCC_ERROR_REQUEST_TOO_LONG);
        }
    }
    assert_in_range(fits, 200, sizeof key - 3 * QCC_KEYWORD_MAX);
}

static void the_room_for_a_keyword_is_what_the_largest_request_leaves(void **state)
{
    static const struct qcc_parameter empty = {QCC_SPAN("keyWord"), {NULL, 0}};
    struct qcc_writer measure = {NULL, 0, 0};
    struct qcc_url url;
    (void)state;
    assert_int_equal(qcc_url_parse(&url, qcc_span_of("https://[::1]:65535/x")), QCC_OK);
    qcc_request_write(&measure, &(struct qcc_request){
                                    .base = &url,
                                    .method_path = qcc_span_of("/ECIImage/GetEciImage"),
                                    .key = qcc_span_of("k"),
                                    .parameters = &empty,
                                    .parameter_count = 1,
                                    .token = qcc_span_of("0123456789ABCDEF0123456789ABCDEF"),
                                    .timespan = qcc_span_of("18446744073709551615"),
                                });
    assert_int_equal(measure.len - strlen("::1") - strlen("/x") - strlen("k"), QCC_REQUEST_REST);
}

static void parameters_that_do_not_fit_are_refused_before_anything_is_sent(void **state)
{
    static const struct qcc_method method = {QCC_SPAN("/Family/Method"), NULL};
    static uint8_t bytes[QCC_REQUEST_SIZE];
    struct qcc_parameter parameter = {QCC_SPAN("keyWord"), {bytes, sizeof bytes}};
    (void)state;
    memset(bytes, 'x', sizeof bytes);
    set_up(NULL, 0);
    assert_int_equal(qcc_call_start(&client, &method, &parameter, 1), QCC_OK);
    assert_int_equal(qcc_client_run(&client), QCC_ERROR_REQUEST_TOO_LONG);
    assert_failure(QCC_ERROR_REQUEST_TOO_LONG, QCC_PHASE_SIGN, false);
    assert_int_equal(scripted.connects, 0);
    for (size_t i = 0; i < sizeof client.buffer.request; i++) {
        assert_int_equal(client.buffer.request[i], 0);
    }
}

static void the_longest_keyword_goes_out_whole(void **state)
{
    static const struct qcc_scripted_connection script[] = {{.receive = QCC_SPAN(REPLY)}};
    char keyword[QCC_KEYWORD_MAX + 4] = "";
    (void)state;
    while (strlen(keyword) + strlen("小") <= QCC_KEYWORD_MAX) {
        strcat(keyword, "小");
    }
    assert_int_equal(strlen(keyword), QCC_KEYWORD_MAX);
    set_up(script, 1);
    assert_int_equal(qcc_snapshot_get(&client, keyword), QCC_OK);
    assert_int_equal(scripted.sent_len, 0 + strlen((const char *)sent));
    assert_true(scripted.sent_len > 3 * QCC_KEYWORD_MAX);
    strcat(keyword, "x");
    assert_int_equal(qcc_snapshot_get(&client, keyword), QCC_ERROR_KEYWORD_LONG);
}

static void a_keyword_that_cannot_be_sent_is_refused_before_anything_is_sent(void **state)
{
    static const struct {
        const char *keyword;
        enum qcc_error error;
    } rows[] = {
        {"", QCC_ERROR_KEYWORD_SHORT},
        {"x", QCC_ERROR_KEYWORD_SHORT},
        {"米", QCC_ERROR_KEYWORD_SHORT},
        {"   ", QCC_ERROR_KEYWORD_BLANK},
        {"a\nb", QCC_ERROR_KEYWORD_CONTROL},
        {"a\x7f"
         "b",
         QCC_ERROR_KEYWORD_CONTROL},
        {"\xd0\xa1\xc3\xd7", QCC_ERROR_KEYWORD_GBK}, /* 小米 in GBK */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s", rows[i].keyword);
        set_up(NULL, 0);
        enum qcc_error error = qcc_snapshot_get(&client, rows[i].keyword);
        if (i != 0) { /* an empty one may be called blank or short */
            assert_int_equal(error, rows[i].error);
        }
        assert_int_equal(qcc_error_kind(error), QCC_KIND_SETUP);
        assert_failure(error, QCC_PHASE_SETUP, false);
        assert_int_equal(scripted.connects, 0);
    }
}

static void row_04_without_a_clock_nothing_is_sent_over_http_either(void **state)
{
    (void)state;
    set_up(NULL, 0);
    scripted.unix_time_s = 0;
    assert_int_equal(ask(), QCC_ERROR_CLOCK);
    assert_failure(QCC_ERROR_CLOCK, QCC_PHASE_SETUP, false);
    assert_int_equal(scripted.connects, 0);
}

/* ---- The signer. */

static unsigned sign_calls, abandoned;

static enum qcc_error slow_signer(void *context, struct qcc_span key, struct qcc_span timespan,
                                  uint8_t token[QCC_TOKEN_LEN])
{
    unsigned *patience = context;
    (void)key;
    (void)timespan;
    memset(token, 'A', QCC_TOKEN_LEN);
    return sign_calls++ < *patience ? QCC_PENDING : QCC_OK;
}

static enum qcc_error bad_signer(void *context, struct qcc_span key, struct qcc_span timespan,
                                 uint8_t token[QCC_TOKEN_LEN])
{
    (void)context;
    (void)key;
    (void)timespan;
    (void)token;
    return QCC_ERROR_ARENA;
}

static void abandon(void *context)
{
    (void)context;
    abandoned++;
}

static void a_signer_may_say_not_yet(void **state)
{
    static const struct qcc_scripted_connection script[] = {{.receive = QCC_SPAN(REPLY)}};
    unsigned patience = 5;
    (void)state;
    set_up(script, 1);
    sign_calls = abandoned = 0;
    config.signer.sign = slow_signer;
    config.signer.abandon = abandon;
    config.signer.context = &patience;
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(sign_calls, 6);
    assert_int_equal(scripted.waits, 5);
    assert_int_equal(abandoned, 0);
    assert_non_null(strstr((const char *)sent, "Token: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"));
}

static void a_signer_that_never_answers_is_abandoned_at_the_deadline(void **state)
{
    unsigned patience = 1000000;
    (void)state;
    set_up(NULL, 0);
    sign_calls = abandoned = 0;
    config.signer.sign = slow_signer;
    config.signer.abandon = abandon;
    config.signer.context = &patience;
    assert_int_equal(ask(), QCC_ERROR_DEADLINE);
    assert_failure(QCC_ERROR_DEADLINE, QCC_PHASE_SIGN, false);
    assert_int_equal(abandoned, 1);
}

static enum qcc_error garbling_signer(void *context, struct qcc_span key, struct qcc_span timespan,
                                      uint8_t token[QCC_TOKEN_LEN])
{
    (void)key;
    (void)timespan;
    memset(token, 'A', QCC_TOKEN_LEN);
    token[7] = *(const uint8_t *)context;
    return QCC_OK;
}

static void row_22_a_token_that_is_not_one_is_not_written_into_a_header(void **state)
{
    static const char bytes[] = "\r\n a-gG";
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++) { /* the NUL, too */
        uint8_t byte = (uint8_t)bytes[i];
        unit_row("byte 0x%02x", byte);
        set_up(NULL, 0);
        config.signer.sign = garbling_signer;
        config.signer.context = &byte;
        assert_int_equal(ask(), QCC_ERROR_SIGNER);
        assert_int_equal(scripted.connects, 0);
    }
}

static enum qcc_error signer_of_a_last_blank(void *context, struct qcc_span key,
                                             struct qcc_span timespan, uint8_t token[QCC_TOKEN_LEN])
{
    (void)context;
    (void)key;
    (void)timespan;
    memset(token, 'A', QCC_TOKEN_LEN);
    token[QCC_TOKEN_LEN - 1] = ' ';
    return QCC_OK;
}

static void row_22_a_token_is_looked_at_to_its_end(void **state)
{
    (void)state;
    set_up(NULL, 0);
    config.signer.sign = signer_of_a_last_blank;
    assert_int_equal(ask(), QCC_ERROR_SIGNER);
}

static void row_30_a_reply_that_comes_in_pieces_is_the_reply_to_one_try(void **state)
{
    static const struct qcc_scripted_connection script[] = {
        {.receive = QCC_SPAN("HTTP/1.1 200 OK\r\n\r\n{\"Status\":107,\"Message\":\"m\"}"),
         .piece = 5,
         .receive_stalls = 1,
         .then = QCC_IO_END}};
    (void)state;
    set_up(script, 1);
    assert_int_equal(ask(), QCC_ERROR_STATUS);
    assert_int_equal(client.report.charge, QCC_CHARGE_NO);
}

static void a_request_is_forgotten_as_soon_as_it_is_sent(void **state)
{
    static const struct qcc_scripted_connection script[] = {
        {.receive = QCC_SPAN(REPLY), .receive_stalls = 3}};
    (void)state;
    set_up(script, 1);
    assert_int_equal(qcc_snapshot_start(&client, "小米"), QCC_OK);
    while (qcc_client_phase(&client) != QCC_PHASE_HEAD) {
        assert_int_equal(qcc_client_step(&client), QCC_PENDING);
    }
    assert_wiped();
    assert_int_equal(qcc_client_run(&client), QCC_OK);
}

static void row_28_a_result_beside_another_status_stays(void **state)
{
    static const struct qcc_scripted_connection script[] = {
        {.receive = QCC_SPAN("HTTP/1.1 200 OK\r\n\r\n{\"Status\":201,\"Result\":\"r\"}"),
         .then = QCC_IO_END}};
    (void)state;
    set_up(script, 1);
    assert_int_equal(ask(), QCC_ERROR_STATUS);
    assert_string_equal(client.reply.result, "r");
}

static void of_the_last_job_nothing_is_left_in_the_next(void **state)
{
    static const struct qcc_scripted_connection script[] = {{.receive = QCC_SPAN(REPLY)}};
    (void)state;
    set_up(script, 1);
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(qcc_snapshot_start(&client, ""), QCC_ERROR_KEYWORD_SHORT);
    assert_int_equal(client.reply.status, 0);
    assert_string_equal(client.reply.order_number, "");
    assert_int_equal(client.report.http_status, 0);
    assert_int_equal(client.report.received, 0);

    set_up(script, 1);
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(qcc_snapshot_start(&client, "小米"), QCC_OK);
    assert_int_equal(client.reply.status, 0);
    assert_string_equal(client.reply.order_number, "");
    assert_int_equal(client.report.http_status, 0);
    qcc_client_close(&client);
}

static void a_cancel_is_about_the_job_under_way(void **state)
{
    static const struct qcc_scripted_connection script[] = {{.receive = QCC_SPAN(REPLY)}};
    (void)state;
    set_up(script, 1);
    assert_int_equal(qcc_snapshot_start(&client, "小米"), QCC_OK);
    qcc_client_cancel(&client);
    assert_int_equal(qcc_client_run(&client), QCC_ERROR_CANCELED);
    assert_int_equal(ask(), QCC_OK);
}

static void row_25a_plain_json_stands_whatever_its_coding_is_called(void **state)
{
    static const struct qcc_scripted_connection script[] = {
        {.receive = QCC_SPAN(
             "HTTP/1.1 200 OK\r\nContent-Encoding: UTF-8\r\nContent-Length: 87\r\n\r\n" GOOD)}};
    (void)state;
    set_up(script, 1);
    assert_int_equal(ask(), QCC_OK);
    assert_string_equal(client.reply.result, URL);
}

/* A reply that has been paid for: whatever is wrong with its Result, the rest of it is there. */
static void row_28_what_was_read_of_a_reply_stays_after_a_failure(void **state)
{
    static const struct {
        const char *reply;
        enum qcc_error error;
    } rows[] = {
        {"HTTP/1.1 200 OK\r\n\r\n{\"Status\":200,\"Message\":\"m\",\"OrderNumber\":\"N1\",\"Result\":null}",
         QCC_ERROR_RESULT},
        {"HTTP/1.1 200 OK\r\n\r\n{\"Status\":200,\"Message\":\"m\",\"OrderNumber\":\"N1\",\"Result\":\"ftp://a\"}",
         QCC_ERROR_RESULT},
        {"HTTP/1.1 200 OK\r\n\r\n{\"Status\":200,\"Message\":\"m\",\"OrderNumber\":\"N1\",\"Result\":\"http",
         QCC_ERROR_JSON},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s", rows[i].reply);
        struct qcc_scripted_connection script[] = {
            {.receive = qcc_span_of(rows[i].reply), .then = QCC_IO_END}};
        set_up(script, 1);
        assert_int_equal(ask(), rows[i].error);
        assert_int_equal(client.reply.status, 200);
        assert_string_equal(client.reply.message, "m");
        assert_string_equal(client.reply.order_number, "N1");
        assert_string_equal(client.reply.result, "");
        assert_int_equal(client.reply.result_kind, QCC_RESULT_NONE);
        assert_int_equal(client.reply.raw.len, 0);
        assert_int_equal(client.report.charge, QCC_CHARGE_YES);
    }
}

/* A method of the family whose Result is an object: it is walked in tokens of the caller's, and
 * where they are too few, the rest of the reply is there all the same. */
static void an_object_as_result_is_walked_in_tokens_of_the_callers(void **state)
{
    static const struct qcc_method summary = {QCC_SPAN("/AR/GetAnnualReportSummary"), NULL};
    static const struct qcc_parameter keyword = {QCC_SPAN("keyNo"), QCC_SPAN("0001")};
    static const struct qcc_scripted_connection script[] = {
        {.receive = QCC_SPAN(
             "HTTP/1.1 200 OK\r\n\r\n{\"Status\":\"200\",\"Message\":\"m\",\"OrderNumber\":\"N1\",\"Result\":"
             "{\"Years\":[{\"No\":1,\"Year\":\"2024\\u5e74\"},{\"No\":2,\"Year\":null}],\"Has\":true}}"),
         .then = QCC_IO_END}};
    struct qcc_json_token tokens[16];
    struct qcc_json_value result, year;
    char text[16];
    int64_t number;
    (void)state;
    set_up(script, 1);
    assert_int_equal(qcc_call_start(&client, &summary, &keyword, 1), QCC_OK);
    assert_int_equal(qcc_client_run(&client), QCC_OK);
    assert_int_equal(client.reply.result_kind, QCC_RESULT_OTHER);
    assert_int_equal(qcc_json_parse(tokens, 16, client.reply.raw, &result), QCC_OK);
    assert_int_equal(qcc_json_count(qcc_json_member(result, "Years")), 2);
    year = qcc_json_element(qcc_json_member(result, "Years"), 0);
    assert_int_equal(qcc_json_string(qcc_json_member(year, "Year"), text, sizeof text, NULL),
                     QCC_OK);
    assert_string_equal(text, "2024年");
    assert_int_equal(qcc_json_integer(qcc_json_member(year, "No"), &number), QCC_OK);
    assert_int_equal(number, 1);
    assert_int_equal(qcc_json_type_of(qcc_json_member(result, "Has")), QCC_JSON_TRUE);

    assert_int_equal(qcc_json_parse(tokens, 5, client.reply.raw, &result), QCC_ERROR_JSON_TOKENS);
    assert_int_equal(qcc_json_type_of(result), QCC_JSON_MISSING);
    assert_int_equal(client.reply.status, 200);
    assert_string_equal(client.reply.message, "m");
    assert_string_equal(client.reply.order_number, "N1");
}

static void the_report_says_before_which_byte_it_was_decided(void **state)
{
    static const struct {
        const char *good, *rest;
        enum qcc_phase phase;
        size_t head; /* bytes before the body, which do not count in it */
    } rows[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: ", "x\r\n\r\n", QCC_PHASE_HEAD, 0},
        {"HTTP/1.1 200 OK\r\n\r\n{\"Status\":", "20}", QCC_PHASE_ENVELOPE, 19},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s%s", rows[i].good, rows[i].rest);
        char reply[100];
        struct qcc_scripted_connection script[] = {{.then = QCC_IO_END}};
        (void)snprintf(reply, sizeof reply, "%s%s", rows[i].good, rows[i].rest);
        script[0].receive = qcc_span_of(reply);
        set_up(script, 1);
        assert_int_not_equal(ask(), QCC_OK);
        assert_int_equal(client.report.phase, rows[i].phase);
        assert_int_equal(client.report.offset, strlen(rows[i].good) - rows[i].head);
    }
}

static void row_30b_a_link_comes_out_as_a_browser_would_send_it(void **state)
{
    static const struct qcc_scripted_connection script[] = {
        {.receive = QCC_SPAN(
             "HTTP/1.1 200 OK\r\n\r\n{\"Status\":200,\"Result\":\"//a.test/\\u4f01 1.png\"}"),
         .then = QCC_IO_END}};
    (void)state;
    set_up(script, 1);
    assert_int_equal(ask(), QCC_OK);
    assert_string_equal(client.reply.result, "https://a.test/%E4%BC%81%201.png");
    assert_int_equal(client.reply.result_len, strlen(client.reply.result));
}

/* What is wiped of a request that does not fit is its place, and not what it would have taken. */
static void a_request_that_does_not_fit_touches_nothing_beyond_the_client(void **state)
{
    static struct {
        struct qcc_client client;
        uint8_t guard[300000];
    } place;
    static uint8_t value[100000];
    static const struct qcc_method method = {QCC_SPAN("/Family/Method"), NULL};
    const struct qcc_parameter parameter = {QCC_SPAN("x"), qcc_span_make(value, sizeof value)};
    (void)state;
    set_up(NULL, 0);
    memset(place.guard, 0xA5, sizeof place.guard);
    assert_int_equal(qcc_client_init(&place.client, &config), QCC_OK);
    assert_int_equal(qcc_call_start(&place.client, &method, &parameter, 1), QCC_OK);
    assert_int_equal(qcc_client_run(&place.client), QCC_ERROR_REQUEST_TOO_LONG);
    for (size_t i = 0; i < sizeof place.guard; i++) {
        assert_int_equal(place.guard[i], 0xA5);
    }
}

static void row_22_a_secret_key_with_a_line_end_ends_the_request(void **state)
{
    static const struct qcc_span bad = QCC_SPAN("not-a-real-secret\n");
    (void)state;
    set_up(NULL, 0);
    config.signer = qcc_signer_md5(&bad);
    assert_int_equal(ask(), QCC_ERROR_SECRET_KEY);
    assert_failure(QCC_ERROR_SECRET_KEY, QCC_PHASE_SIGN, false);
    assert_int_equal(scripted.connects, 0);
}

static enum qcc_error no_root(void *context, size_t *cursor, struct qcc_span *der)
{
    (void)cursor;
    *der = qcc_span_make(NULL, 0);
    return *(const enum qcc_error *)context;
}

static void row_01_roots_that_cannot_be_read_or_are_none_are_told_at_setup(void **state)
{
    static enum qcc_error answers[] = {QCC_OK, QCC_ERROR_ROOTS};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        unit_row("%s", qcc_error_name(answers[i]));
        const struct qcc_roots roots = {no_root, &answers[i], false};
        set_up(NULL, 0);
        config.base_url = "https://service.test";
        config.roots = &roots;
        assert_int_equal(qcc_client_init(&client, &config), QCC_ERROR_ROOTS);
        assert_int_equal(client.report.error, QCC_ERROR_ROOTS);
    }
}

static void a_signer_that_fails_ends_the_request(void **state)
{
    (void)state;
    set_up(NULL, 0);
    config.signer.sign = bad_signer;
    assert_int_equal(ask(), QCC_ERROR_SIGNER);
    assert_failure(QCC_ERROR_SIGNER, QCC_PHASE_SIGN, false);
    assert_int_equal(scripted.connects, 0);
}

/* ---- What the reply is judged to be. */

static void each_reply_gets_its_verdict(void **state)
{
    static const struct {
        const char *reply;
        enum qcc_error error;
        enum qcc_phase phase;
        enum qcc_io then;
    } rows[] = {
        /* row 23 */
        {"HTTP/1.1 302 Found\r\nLocation: http://elsewhere.test/\r\nContent-Length: 0\r\n\r\n",
         QCC_ERROR_REDIRECT, QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        {"HTTP/1.1 301 Moved\r\nContent-Length: 87\r\n\r\n" GOOD, QCC_ERROR_REDIRECT,
         QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        {"HTTP/1.1 307 Moved\r\nContent-Length: 268435456\r\n\r\n", QCC_ERROR_REDIRECT,
         QCC_PHASE_HEAD, QCC_IO_DONE},
        {"HTTP/1.1 304 Not Modified\r\n\r\n", QCC_ERROR_REDIRECT, QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        /* bodies of 4xx and 5xx */
        {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 14\r\n\r\n<html> </html>",
         QCC_ERROR_HTTP_STATUS, QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        {"HTTP/1.1 503 Busy\r\nContent-Length: 268435456\r\n\r\n", QCC_ERROR_HTTP_STATUS,
         QCC_PHASE_HEAD, QCC_IO_DONE},
        {"HTTP/1.1 503 Busy\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
         QCC_ERROR_HTTP_STATUS, QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        {"HTTP/1.1 500 Oops\r\nContent-Length: 87\r\n\r\n" GOOD, QCC_ERROR_ENVELOPE,
         QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        {"HTTP/1.1 503 Busy\r\nContent-Length: 10\r\n\r\nbusy", QCC_ERROR_INCOMPLETE,
         QCC_PHASE_BODY, QCC_IO_END},
        {"HTTP/1.1 204 No Content\r\n\r\n", QCC_ERROR_JSON, QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        /* row 25 */
        {"HTTP/1.1 200 OK\r\nContent-Length: 268435456\r\n\r\n", QCC_ERROR_BODY_TOO_LARGE,
         QCC_PHASE_HEAD, QCC_IO_DONE},
        {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
         QCC_ERROR_CONTENT_ENCODING, QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        {"HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
         QCC_ERROR_JSON, QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        /* rows 7 and 8 */
        {HEAD "{\"Status\":", QCC_ERROR_INCOMPLETE, QCC_PHASE_BODY, QCC_IO_END},
        {HEAD "{\"Status\":", QCC_ERROR_RESET, QCC_PHASE_BODY, QCC_IO_FAILED},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n57\r\n" GOOD "\r\n",
         QCC_ERROR_INCOMPLETE, QCC_PHASE_BODY, QCC_IO_END},
        {"HTTP/1.1 200 O", QCC_ERROR_INCOMPLETE, QCC_PHASE_HEAD, QCC_IO_END},
        {"", QCC_ERROR_CLOSED, QCC_PHASE_HEAD, QCC_IO_END},
        {"", QCC_ERROR_RESET, QCC_PHASE_HEAD, QCC_IO_FAILED},
        /* what is no HTTP */
        {"SSH-2.0-x\r\n", QCC_ERROR_STATUS_LINE, QCC_PHASE_HEAD, QCC_IO_DONE},
        {"HTTP/1.1 200 OK\nContent-Length: 1\n\nx", QCC_ERROR_STATUS_LINE, QCC_PHASE_HEAD,
         QCC_IO_DONE},
        {"HTTP/1.1 101 Switching Protocols\r\n\r\n", QCC_ERROR_INTERIM, QCC_PHASE_HEAD,
         QCC_IO_DONE},
        /* rows 26 to 28 */
        {"HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"Status\":\"200\"}", QCC_ERROR_RESULT,
         QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        {"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{\"Status\":\"200\",\"Result\":null}",
         QCC_ERROR_RESULT, QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        {"HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n{\"Status\":\"200\",\"Result\":{}}",
         QCC_ERROR_RESULT, QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        {"HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"Status\":\"0200\"}", QCC_ERROR_ENVELOPE,
         QCC_PHASE_ENVELOPE, QCC_IO_DONE},
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", QCC_ERROR_JSON, QCC_PHASE_ENVELOPE,
         QCC_IO_DONE},
        /* it is JSON, so the coding is not to blame */
        {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 17\r\n\r\n{\"Status\":\"0200\"}",
         QCC_ERROR_ENVELOPE, QCC_PHASE_ENVELOPE, QCC_IO_DONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s", rows[i].reply);
        struct qcc_scripted_connection script[] = {
            {.receive = qcc_span_of(rows[i].reply), .then = rows[i].then}};
        set_up(script, 1);
        enum qcc_error error = ask();
        if (error != rows[i].error || client.report.phase != rows[i].phase) {
            print_error("row %u: %s in %s\n", (unsigned)i, qcc_error_name(error),
                        qcc_phase_name(client.report.phase));
        }
        assert_int_equal(error, rows[i].error);
        qcc_connection_close(&client.connection); /* a reply that was framed well leaves it open */
        assert_failure(rows[i].error, rows[i].phase, true);
        assert_int_equal(scripted.connects, 1);
    }
}

static void a_body_that_is_nested_too_deep_is_told_by_its_coding_if_it_has_one(void **state)
{
    static const struct {
        const char *field;
        enum qcc_error error;
    } rows[] = {
        {"", QCC_ERROR_JSON_DEPTH},
        {"Content-Encoding: identity\r\n", QCC_ERROR_JSON_DEPTH},
        {"Content-Encoding: br\r\n", QCC_ERROR_CONTENT_ENCODING},
    };
    char body[QCC_JSON_DEPTH_MAX + sizeof "{\"a\":}"] = "{\"a\":";
    (void)state;
    memset(body + strlen(body), '[', QCC_JSON_DEPTH_MAX);
    body[strlen(body)] = '}'; /* without it the body is one that was cut */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char reply[256];
        int len =
            snprintf(reply, sizeof reply, "HTTP/1.1 200 OK\r\n%sContent-Length: %zu\r\n\r\n%s",
                     rows[i].field, strlen(body), body);
        assert_in_range(len, 1, sizeof reply - 1);
        struct qcc_scripted_connection script[] = {{.receive = qcc_span_of(reply)}};
        set_up(script, 1);
        enum qcc_error error = ask();
        if (error != rows[i].error) {
            fail_msg("\"%s\": %s", rows[i].field, qcc_error_name(error));
        }
        qcc_connection_close(&client.connection);
        assert_failure(rows[i].error, QCC_PHASE_ENVELOPE, true);
    }
}

static void row_30a_a_result_that_is_no_url_is_malformed(void **state)
{
    static const char *const results[] = {
        "",
        "http://",
        "https:///a.png",
        "ftp://example.test/a.png",
        "file:///etc/passwd",
        "/a.png",
        "example.test/a.png",
        "javascript:alert(1)",
        " http://example.test/a.png",
        "http://example.test/\\u001b[31m",
        "http://example.test/\\n",
        "http://图.test/a.png",
        "http://example.test/\\u007f",
    };
    (void)state;
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
        unit_row("%s", results[i]);
        char reply[512];
        int body = snprintf(NULL, 0, "{\"Status\":200,\"Result\":\"%s\"}", results[i]);
        (void)snprintf(
            reply, sizeof reply,
            "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n{\"Status\":200,\"Result\":\"%s\"}", body,
            results[i]);
        struct qcc_scripted_connection script[] = {{.receive = qcc_span_of(reply)}};
        set_up(script, 1);
        enum qcc_error error = ask();
        if (error != QCC_ERROR_RESULT) {
            print_error("Result %s: %s\n", results[i], qcc_error_name(error));
        }
        assert_int_equal(error, QCC_ERROR_RESULT);
        qcc_connection_close(&client.connection);
        assert_failure(QCC_ERROR_RESULT, QCC_PHASE_ENVELOPE, true);
    }
}

static void another_status_is_an_answer_with_its_message(void **state)
{
    static const char *const replies[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: "
        "66\r\n\r\n{\"Status\":\"201\",\"Message\":\"none\",\"OrderNumber\":\"N2\",\"Result\":"
        "null}",
        "HTTP/1.1 403 Forbidden\r\nContent-Length: "
        "66\r\n\r\n{\"Status\":\"201\",\"Message\":\"none\",\"OrderNumber\":\"N2\",\"Result\":"
        "null}",
        "HTTP/1.1 500 Oops\r\nContent-Length: "
        "66\r\n\r\n{\"Status\":\"201\",\"Message\":\"none\",\"OrderNumber\":\"N2\",\"Result\":"
        "null}",
    };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unit_row("%s", replies[i]);
        struct qcc_scripted_connection script[] = {{.receive = qcc_span_of(replies[i])}};
        set_up(script, 1);
        assert_int_equal(ask(), QCC_ERROR_STATUS);
        assert_int_equal(client.reply.status, 201);
        assert_string_equal(client.reply.message, "none");
        assert_string_equal(client.reply.order_number, "N2");
        qcc_connection_close(&client.connection);
        assert_failure(QCC_ERROR_STATUS, QCC_PHASE_ENVELOPE, true);
    }
}

/* ---- Connection failures. */

static void a_connection_that_fails_says_in_which_phase(void **state)
{
    static const struct {
        struct qcc_scripted_connection plan;
        enum qcc_error error;
        enum qcc_phase phase;
    } rows[] = {
        {{.lookups = 3, .connect = QCC_IO_NO_NAME}, QCC_ERROR_LOOKUP, QCC_PHASE_LOOKUP},
        {{.connect = QCC_IO_NO_NAME}, QCC_ERROR_LOOKUP, QCC_PHASE_LOOKUP},
        {{.connect = QCC_IO_FAILED}, QCC_ERROR_CONNECT, QCC_PHASE_CONNECT},
        {{.lookups = 1, .connect = QCC_IO_FAILED}, QCC_ERROR_CONNECT, QCC_PHASE_CONNECT},
        {{.lookups = 1, .connecting = 3, .connect = QCC_IO_FAILED},
         QCC_ERROR_CONNECT,
         QCC_PHASE_CONNECT},
        {{.send_limit = 10, .send_then = QCC_IO_FAILED}, QCC_ERROR_RESET, QCC_PHASE_SEND},
        /* row 21: a stall in each phase ends at the deadline */
        {{.connect = QCC_IO_LOOKUP}, QCC_ERROR_DEADLINE, QCC_PHASE_LOOKUP},
        {{.connect = QCC_IO_WOULD_BLOCK}, QCC_ERROR_DEADLINE, QCC_PHASE_CONNECT},
        {{.send_limit = 10, .send_then = QCC_IO_WOULD_BLOCK}, QCC_ERROR_DEADLINE, QCC_PHASE_SEND},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%zu: %s", i, qcc_error_name(rows[i].error));
        set_up(&rows[i].plan, 1);
        assert_int_equal(ask(), rows[i].error);
        assert_failure(rows[i].error, rows[i].phase, false);
    }
}

static void row_21_the_deadline_is_absolute_and_wrap_safe(void **state)
{
    static const uint32_t starts[] = {0, 0xffffffffu - 500, 0x7fffffffu - 500, 0xffffffffu};
    static const struct {
        struct qcc_scripted_connection plan;
        enum qcc_phase phase;
    } rows[] = {
        {{.receive = QCC_SPAN("HTTP/1.1 200 OK\r\n")}, QCC_PHASE_HEAD},
        {{.receive = QCC_SPAN(HEAD "{")}, QCC_PHASE_BODY},
        {{.receive = QCC_SPAN(REPLY), .piece = 1, .receive_stalls = 1},
         QCC_PHASE_HEAD}, /* a byte every 10 ms: 126 bytes are too many */
    };
    (void)state;
    for (size_t i = 0; i < 12; i++) {
        unit_row("%zu from %lu ms", i / 4, (unsigned long)starts[i % 4]);
        uint32_t start = starts[i % 4];
        set_up(&rows[i / 4].plan, 1);
        scripted.now_ms = start;
        assert_int_equal(ask(), QCC_ERROR_DEADLINE);
        assert_int_equal(client.report.error, QCC_ERROR_DEADLINE);
        assert_in_range(scripted.now_ms - start, 1000, 1010);
        assert_int_not_equal(client.report.charge, QCC_CHARGE_NO);
        assert_int_equal(scripted.closes, 1);
    }
}

static void what_is_left_of_the_time_is_told_and_never_more(void **state)
{
    static const struct qcc_scripted_connection script[] = {{.connect = QCC_IO_WOULD_BLOCK}};
    uint32_t left;
    (void)state;
    set_up(script, 1);
    scripted.now_ms = 0xffffff00u;
    assert_int_equal(qcc_snapshot_start(&client, "小米"), QCC_OK);
    assert_int_equal(qcc_client_step(&client), QCC_PENDING);
    assert_int_equal(qcc_client_step(&client), QCC_PENDING);
    assert_int_equal(qcc_client_wait(&client, &left), QCC_WAIT_WRITABLE);
    assert_int_equal(left, 1000);
    scripted.now_ms += 999;
    (void)qcc_client_wait(&client, &left);
    assert_int_equal(left, 1);
    scripted.now_ms += 5;
    (void)qcc_client_wait(&client, &left);
    assert_int_equal(left, 0);
    assert_int_equal(qcc_client_step(&client), QCC_ERROR_DEADLINE);
}

static void a_cancel_is_seen_by_the_next_step_in_any_phase(void **state)
{
    static const struct qcc_scripted_connection script[] = {{.lookups = 1,
                                                             .connecting = 1,
                                                             .send_stalls = 1,
                                                             .receive_stalls = 1,
                                                             .receive = QCC_SPAN(REPLY),
                                                             .piece = 40}};
    (void)state;
    for (unsigned steps = 0; steps < 12; steps++) {
        unit_row("%u steps", steps);
        enum qcc_error error = QCC_PENDING;
        set_up(script, 1);
        assert_int_equal(qcc_snapshot_start(&client, "小米"), QCC_OK);
        for (unsigned i = 0; i < steps && error == QCC_PENDING; i++) {
            error = qcc_client_step(&client);
        }
        bool charged = scripted.sent_len > 200;
        assert_int_equal(error, QCC_PENDING);
        qcc_client_cancel(&client);
        assert_int_equal(qcc_client_step(&client), QCC_ERROR_CANCELED);
        assert_int_equal(client.report.charge, charged ? QCC_CHARGE_MAYBE : QCC_CHARGE_NO);
        assert_int_equal(scripted.connects, scripted.closes);
        assert_wiped();
    }
}

/* ---- Reuse, and row 30. */

static void a_connection_is_reused_only_after_a_cleanly_framed_reply(void **state)
{
    static const struct {
        const char *first;
        bool reused;
        enum qcc_io then;
    } rows[] = {
        {REPLY, true, QCC_IO_DONE},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n57\r\n" GOOD "\r\n0\r\n\r\n", true,
         QCC_IO_DONE},
        {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 87\r\n\r\n" GOOD, false,
         QCC_IO_DONE},
        {"HTTP/1.0 200 OK\r\nContent-Length: 87\r\n\r\n" GOOD, false, QCC_IO_DONE},
        {"HTTP/1.1 200 OK\r\n\r\n" GOOD, false, QCC_IO_END},
        {REPLY "x", false, QCC_IO_DONE}, /* row 20: a byte too many in the same piece */
        {REPLY "HTTP/1.1 200 OK\r\n\r\n", false, QCC_IO_DONE},
        {REPLY, false, QCC_IO_END}, /* ended while it lay idle */
        {REPLY, false, QCC_IO_FAILED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%zu: %s", i, rows[i].first);
        char both[512];
        (void)snprintf(both, sizeof both, "%s%s", rows[i].first, rows[i].reused ? REPLY : "");
        struct qcc_scripted_connection script[] = {
            {.receive = qcc_span_of(both), .cut = strlen(rows[i].first), .then = rows[i].then},
            {.receive = QCC_SPAN(REPLY)},
        };
        script[0].receive.len = strlen(rows[i].first);
        set_up(script, 2);
        assert_int_equal(ask(), QCC_OK);
        script[0].receive = qcc_span_of(both);
        if (rows[i].reused) { /* the second reply comes after the second request */
            script[0].hold = strlen(rows[i].first);
            script[0].request_len = scripted.sent_len + 1;
        }
        assert_int_equal(ask(), QCC_OK);
        if (client.report.reused != rows[i].reused) {
            print_error("row %u\n", (unsigned)i);
        }
        assert_int_equal(client.report.reused, rows[i].reused);
        assert_int_equal(scripted.connects, rows[i].reused ? 1 : 2);
    }
}

/* A connection that carried one exchange, and dies as `then` says when the second request has gone
 * as far as `limit`. */
static void dying(struct qcc_scripted_connection *plan, size_t limit, enum qcc_io send_then,
                  enum qcc_io then)
{
    memset(plan, 0, sizeof *plan);
    plan->receive = qcc_span_of(REPLY);
    plan->send_limit = limit;
    plan->send_then = send_then;
    plan->then = then;
}

static void row_30_what_may_have_been_charged_is_not_repeated_unless_allowed(void **state)
{
    (void)state;
    for (unsigned allowed = 0; allowed < 2; allowed++) {
        for (unsigned how = 0; how < 2; how++) {
            unit_row("allowed %u, how %u", allowed, how);
            struct qcc_scripted_connection script[2];
            memset(script, 0, sizeof script);
            dying(&script[0], 0, QCC_IO_DONE, QCC_IO_DONE);
            script[1].receive = qcc_span_of(REPLY);
            set_up(script, 2);
            config.retry_maybe_charged = allowed != 0;
            assert_int_equal(ask(), QCC_OK);
            size_t one = scripted.sent_len;
            script[0].hold =
                script[0]
                    .receive.len; /* nothing to be had until all of the second request is sent */
            script[0].request_len = 2 * one;
            script[0].then = how == 0 ? QCC_IO_END : QCC_IO_FAILED;
            scripted.unix_time_s++;
            enum qcc_error error = ask();
            assert_int_not_equal(client.report.charge, QCC_CHARGE_NO);
            if (allowed != 0) {
                assert_int_equal(error, QCC_OK);
                assert_int_equal(scripted.connects, 2);
                assert_int_equal(scripted.sent_len, 3 * one);
            } else {
                assert_int_equal(error, how == 0 ? QCC_ERROR_CLOSED : QCC_ERROR_RESET);
                assert_int_equal(scripted.connects, 1);
                assert_int_equal(scripted.sent_len, 2 * one);
                assert_failure(error, QCC_PHASE_HEAD, true);
            }
        }
    }
}

static void row_30_what_was_cut_off_while_it_was_sent_is_retried_and_signed_anew(void **state)
{
    struct qcc_scripted_connection script[2];
    (void)state;
    memset(script, 0, sizeof script);
    dying(&script[0], 0, QCC_IO_DONE, QCC_IO_DONE);
    script[1].receive = qcc_span_of(REPLY);
    set_up(script, 2);
    assert_int_equal(ask(), QCC_OK);
    size_t one = scripted.sent_len;
    script[0].send_limit = one + 50; /* the second breaks in its middle */
    script[0].send_then = QCC_IO_FAILED;
    script[0].hold = script[0].receive.len;
    script[0].request_len = 2 * one;
    scripted.unix_time_s = NOW + 7;
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(scripted.connects, 2);
    assert_int_equal(scripted.sent_len, 2 * one + 50);
    assert_non_null(strstr((const char *)sent + one + 50, "Timespan: 1800000007\r\n"));
}

static void row_30_only_one_retry_and_only_on_a_reused_connection(void **state)
{
    struct qcc_scripted_connection script[3];
    (void)state;
    memset(script, 0, sizeof script);
    script[0].then = QCC_IO_END; /* a new connection, and not a byte of a response */
    script[1].receive = qcc_span_of(REPLY);
    set_up(script, 3);
    config.retry_maybe_charged = true;
    assert_int_equal(ask(), QCC_ERROR_CLOSED);
    assert_int_equal(scripted.connects, 1);

    memset(script, 0, sizeof script);
    dying(&script[0], 0, QCC_IO_DONE, QCC_IO_DONE);
    script[1].then = QCC_IO_END;
    script[2].receive = qcc_span_of(REPLY);
    set_up(script, 3);
    config.retry_maybe_charged = true;
    assert_int_equal(ask(), QCC_OK);
    size_t one = scripted.sent_len;
    script[0].hold = script[0].receive.len;
    script[0].request_len = 2 * one;
    script[0].then = QCC_IO_END;
    assert_int_equal(ask(), QCC_ERROR_CLOSED);
    assert_int_equal(scripted.connects, 2);
    assert_failure(QCC_ERROR_CLOSED, QCC_PHASE_HEAD, true);
}

static void row_30_a_byte_of_the_response_rules_a_retry_out(void **state)
{
    static const enum qcc_io endings[] = {QCC_IO_END, QCC_IO_FAILED};
    static const enum qcc_error errors[] = {QCC_ERROR_INCOMPLETE, QCC_ERROR_RESET};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        unit_row("%zu", i);
        struct qcc_scripted_connection script[2];
        memset(script, 0, sizeof script);
        dying(&script[0], 0, QCC_IO_DONE, QCC_IO_DONE);
        script[1].receive = qcc_span_of(REPLY);
        set_up(script, 2);
        config.retry_maybe_charged = true;
        assert_int_equal(ask(), QCC_OK);
        script[0].receive = qcc_span_of(REPLY "H");
        script[0].hold = sizeof REPLY - 1;
        script[0].request_len = 2 * scripted.sent_len;
        script[0].then = endings[i];
        assert_int_equal(ask(), errors[i]);
        assert_int_equal(scripted.connects, 1);
    }
}

static void row_30_an_answer_before_the_request_is_out_is_read_after_it(void **state)
{
    static const struct qcc_scripted_connection script[] = {
        {.receive =
             QCC_SPAN("HTTP/1.1 408 Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
         .hold = 63,
         .then = QCC_IO_END}};
    (void)state;
    set_up(script, 1);
    assert_int_equal(ask(), QCC_ERROR_HTTP_STATUS);
    assert_int_equal(client.report.http_status, 408);
    assert_failure(QCC_ERROR_HTTP_STATUS, QCC_PHASE_ENVELOPE, true);
}

static void a_port_that_cannot_wait_is_for_steps_only(void **state)
{
    static const struct qcc_scripted_connection script[] = {{.receive = QCC_SPAN(REPLY)}};
    enum qcc_error error;
    (void)state;
    set_up(script, 1);
    port.wait = NULL;
    assert_int_equal(qcc_snapshot_get(&client, "小米"), QCC_ERROR_NO_WAIT);
    assert_failure(QCC_ERROR_NO_WAIT, QCC_PHASE_SETUP, false);
    assert_int_equal(qcc_snapshot_start(&client, "小米"), QCC_OK);
    assert_int_equal(qcc_client_run(&client), QCC_ERROR_NO_WAIT); /* and the job stays as it is */
    assert_int_equal(qcc_snapshot_get(&client, "小米"), QCC_ERROR_STATE);
    while ((error = qcc_client_step(&client)) == QCC_PENDING) {
    }
    assert_int_equal(error, QCC_OK);
}

static void disconnecting_closes_what_was_kept_open_between_jobs_only(void **state)
{
    static const struct qcc_scripted_connection script[] = {{.receive = QCC_SPAN(REPLY)},
                                                            {.receive = QCC_SPAN(REPLY)}};
    (void)state;
    set_up(script, 2);
    assert_int_equal(qcc_snapshot_start(&client, "小米"), QCC_OK);
    while (client.exchange.sent == 0) {
        assert_int_equal(qcc_client_step(&client), QCC_PENDING);
    }
    qcc_client_disconnect(&client); /* a job is under way */
    assert_int_equal(scripted.closes, 0);
    assert_int_equal(qcc_client_run(&client), QCC_OK);
    assert_int_equal(scripted.closes, 0);
    qcc_client_disconnect(&client);
    assert_int_equal(scripted.closes, 1);
    qcc_client_disconnect(&client); /* harmless */
    assert_int_equal(scripted.closes, 1);
    assert_int_equal(qcc_snapshot_get(&client, "小米"), QCC_OK);
    assert_false(client.report.reused);
    assert_int_equal(scripted.connects, 2);
}

static void closing_forgets_everything(void **state)
{
    static const struct qcc_scripted_connection script[] = {
        {.connecting = 5, .receive = QCC_SPAN(REPLY)}};
    (void)state;
    set_up(script, 1);
    assert_int_equal(qcc_snapshot_start(&client, "小米"), QCC_OK);
    assert_int_equal(qcc_client_step(&client), QCC_PENDING);
    assert_int_equal(qcc_client_step(&client), QCC_PENDING);
    qcc_client_close(&client);
    assert_int_equal(scripted.closes, 1);
    for (size_t i = 0; i < sizeof client; i++) {
        assert_int_equal(((const uint8_t *)&client)[i], 0);
    }
    qcc_client_close(&client); /* harmless */
    assert_int_equal(qcc_client_step(&client), QCC_ERROR_STATE);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_snapshot_is_one_signed_request),
        cmocka_unit_test(the_clock_is_read_once_for_a_request_over_http),
        cmocka_unit_test(every_cut_of_the_reply_gives_the_same_snapshot),
        cmocka_unit_test(a_step_never_waits),
        cmocka_unit_test(a_client_of_another_size_is_refused_and_left_alone),
        cmocka_unit_test(a_bad_configuration_is_refused_before_anything_is_sent),
        cmocka_unit_test(each_member_that_a_configuration_needs_is_looked_for),
        cmocka_unit_test(what_comes_before_a_start_is_out_of_order),
        cmocka_unit_test(a_key_that_leaves_no_room_for_a_keyword_is_refused_at_setup),
        cmocka_unit_test(the_room_for_a_keyword_is_what_the_largest_request_leaves),
        cmocka_unit_test(parameters_that_do_not_fit_are_refused_before_anything_is_sent),
        cmocka_unit_test(the_longest_keyword_goes_out_whole),
        cmocka_unit_test(a_keyword_that_cannot_be_sent_is_refused_before_anything_is_sent),
        cmocka_unit_test(row_04_without_a_clock_nothing_is_sent_over_http_either),
        cmocka_unit_test(a_signer_may_say_not_yet),
        cmocka_unit_test(a_signer_that_never_answers_is_abandoned_at_the_deadline),
        cmocka_unit_test(row_22_a_token_that_is_not_one_is_not_written_into_a_header),
        cmocka_unit_test(the_report_says_before_which_byte_it_was_decided),
        cmocka_unit_test(row_30b_a_link_comes_out_as_a_browser_would_send_it),
        cmocka_unit_test(a_request_that_does_not_fit_touches_nothing_beyond_the_client),
        cmocka_unit_test(an_object_as_result_is_walked_in_tokens_of_the_callers),
        cmocka_unit_test(row_22_a_token_is_looked_at_to_its_end),
        cmocka_unit_test(row_30_a_reply_that_comes_in_pieces_is_the_reply_to_one_try),
        cmocka_unit_test(a_request_is_forgotten_as_soon_as_it_is_sent),
        cmocka_unit_test(row_28_a_result_beside_another_status_stays),
        cmocka_unit_test(of_the_last_job_nothing_is_left_in_the_next),
        cmocka_unit_test(a_cancel_is_about_the_job_under_way),
        cmocka_unit_test(row_25a_plain_json_stands_whatever_its_coding_is_called),
        cmocka_unit_test(row_28_what_was_read_of_a_reply_stays_after_a_failure),
        cmocka_unit_test(row_22_a_secret_key_with_a_line_end_ends_the_request),
        cmocka_unit_test(row_01_roots_that_cannot_be_read_or_are_none_are_told_at_setup),
        cmocka_unit_test(a_signer_that_fails_ends_the_request),
        cmocka_unit_test(each_reply_gets_its_verdict),
        cmocka_unit_test(a_body_that_is_nested_too_deep_is_told_by_its_coding_if_it_has_one),
        cmocka_unit_test(row_30a_a_result_that_is_no_url_is_malformed),
        cmocka_unit_test(another_status_is_an_answer_with_its_message),
        cmocka_unit_test(a_connection_that_fails_says_in_which_phase),
        cmocka_unit_test(row_21_the_deadline_is_absolute_and_wrap_safe),
        cmocka_unit_test(what_is_left_of_the_time_is_told_and_never_more),
        cmocka_unit_test(a_cancel_is_seen_by_the_next_step_in_any_phase),
        cmocka_unit_test(a_connection_is_reused_only_after_a_cleanly_framed_reply),
        cmocka_unit_test(row_30_what_may_have_been_charged_is_not_repeated_unless_allowed),
        cmocka_unit_test(row_30_what_was_cut_off_while_it_was_sent_is_retried_and_signed_anew),
        cmocka_unit_test(row_30_only_one_retry_and_only_on_a_reused_connection),
        cmocka_unit_test(row_30_a_byte_of_the_response_rules_a_retry_out),
        cmocka_unit_test(row_30_an_answer_before_the_request_is_out_is_read_after_it),
        cmocka_unit_test(a_port_that_cannot_wait_is_for_steps_only),
        cmocka_unit_test(disconnecting_closes_what_was_kept_open_between_jobs_only),
        cmocka_unit_test(closing_forgets_everything),
    };
    qcc_memory_remove(); /* nothing is installed; mbedTLS's TLS 1.3 needs the module to be linked */
    return unit_run(tests, argc, argv);
}
