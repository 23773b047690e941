/* test_stream.c - the client over TLS against a server of another make, in memory: what is refused,
 * what is survived.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* regcomp */

#include "over_tls.h"
#include "tls/stream.h"

#include <mbedtls/platform.h>
#include <mbedtls/ssl.h>
#include <regex.h>
#include <stdlib.h>

/* ---- Between the library and mbedTLS: each of these fails when it is told to. */

static int fail_defaults, fail_read, fail_parse;

int __real_mbedtls_ssl_config_defaults(mbedtls_ssl_config *conf, int end, int transport,
                                       int preset);
int __wrap_mbedtls_ssl_config_defaults(mbedtls_ssl_config *conf, int end, int transport,
                                       int preset);
int __wrap_mbedtls_ssl_config_defaults(mbedtls_ssl_config *conf, int end, int transport, int preset)
{
    int ret = __real_mbedtls_ssl_config_defaults(conf, end, transport, preset);
    return fail_defaults != 0 ? fail_defaults : ret;
}

int __real_mbedtls_ssl_read(mbedtls_ssl_context *ssl, unsigned char *data, size_t len);
int __wrap_mbedtls_ssl_read(mbedtls_ssl_context *ssl, unsigned char *data, size_t len);
int __wrap_mbedtls_ssl_read(mbedtls_ssl_context *ssl, unsigned char *data, size_t len)
{
    return fail_read != 0 ? fail_read : __real_mbedtls_ssl_read(ssl, data, len);
}

int __real_mbedtls_x509_crt_parse_der(mbedtls_x509_crt *chain, const unsigned char *der,
                                      size_t len);
int __wrap_mbedtls_x509_crt_parse_der(mbedtls_x509_crt *chain, const unsigned char *der,
                                      size_t len);
int __wrap_mbedtls_x509_crt_parse_der(mbedtls_x509_crt *chain, const unsigned char *der, size_t len)
{
    return fail_parse != 0 ? fail_parse : __real_mbedtls_x509_crt_parse_der(chain, der, len);
}

/* ---- The stream by itself, over a port that can be told to block and to fail. */

static struct qcc_tls tls;
static struct qcc_port port;
static struct {
    struct peer *peer;
    unsigned blocks; /* sends that would block before the next one is let through */
    unsigned blocked;
    bool breaks; /* a send fails */
} hurdle;

static enum qcc_io hurdle_send(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    if (hurdle.breaks) {
        return QCC_IO_FAILED;
    }
    if (hurdle.blocked < hurdle.blocks) {
        hurdle.blocked++;
        return QCC_IO_WOULD_BLOCK;
    }
    hurdle.blocked = 0;
    return hurdle.peer->port.send(context, data, len, moved);
}

static void open_stream(struct peer *peer)
{
    const struct qcc_target target = {.host = "localhost", .tcp_port = 443};
    peer_start(peer);
    roots = peer_roots();
    memset(&hurdle, 0, sizeof hurdle);
    hurdle.peer = peer;
    port = peer->port;
    port.send = hurdle_send;
    assert_int_equal(port.connect(port.context, &target), QCC_IO_DONE);
    assert_int_equal(qcc_memory_install(arena, sizeof arena, &port), QCC_OK);
    qcc_tls_init(&tls, &port, &roots);
}

static const struct qcc_connect_terms terms = {.now_s = PEER_NOW};

static enum qcc_io shake_hands(void)
{
    enum qcc_io io;
    unsigned steps = 0;
    while ((io = qcc_tls_handshake(&tls)) == QCC_IO_WOULD_BLOCK) {
        assert_true(++steps < 1000);
    }
    return io;
}

static void connect_stream(struct peer *peer)
{
    open_stream(peer);
    assert_int_equal(qcc_tls_open(&tls, "localhost", NULL, &terms), QCC_OK);
    assert_string_equal(tls.version, "");
    assert_int_equal(shake_hands(), QCC_IO_DONE);
}

static void close_stream(struct peer *peer)
{
    qcc_tls_close(&tls, false);
    qcc_tls_close(&tls, true); /* harmless */
    port.close(port.context);
    qcc_memory_remove();
    peer_stop(peer);
}

#define REQUEST "GET / HTTP/1.1\r\n\r\n"

static enum qcc_io send_request(void)
{
    size_t moved = 0;
    enum qcc_io io = qcc_tls_send(&tls, (const uint8_t *)REQUEST, strlen(REQUEST), &moved);
    assert_int_equal(moved, io == QCC_IO_DONE ? strlen(REQUEST) : 0);
    return io;
}

static void a_stream_moves_bytes_blocks_and_ends(void **state)
{
    (void)state;
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        unit_row("version 0x%x", (unsigned)version);
        struct peer peer = {.identity = "good-ec",
                            .version = version,
                            .reply = "hello",
                            .ending = PEER_CLOSE_NOTIFY};
        uint8_t data[16];
        size_t moved = 0;
        enum qcc_io io;
        connect_stream(&peer);
        assert_string_equal(tls.version, version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
        assert_false(tls.resumed);
        do { /* the tickets of TLS 1.3 first: nothing to wait for */
            io = qcc_tls_receive(&tls, data, sizeof data, &moved);
            assert_int_equal(io, QCC_IO_WOULD_BLOCK);
        } while (tls.wait == QCC_WAIT_NONE);
        assert_int_equal(tls.wait, QCC_WAIT_READABLE);
        assert_int_equal(send_request(), QCC_IO_DONE);
        assert_int_equal(tls.wait, QCC_WAIT_NONE);
        assert_int_equal(qcc_tls_receive(&tls, data, 2, &moved), QCC_IO_DONE);
        assert_int_equal(moved, 2);
        assert_int_equal(qcc_tls_receive(&tls, data + 2, sizeof data - 2, &moved), QCC_IO_DONE);
        assert_int_equal(moved, 3);
        assert_literal(data, "hello");
        assert_int_equal(qcc_tls_receive(&tls, data, sizeof data, &moved), QCC_IO_END);
        assert_int_equal(tls.error, QCC_OK);
        assert_int_equal(tls.code, 0);
        close_stream(&peer);
    }
}

static void a_send_that_would_block_goes_on_with_the_same_bytes(void **state)
{
    (void)state;
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        unit_row("version 0x%x", (unsigned)version);
        struct peer peer = {.identity = "good-ec", .version = version, .reply = "hello"};
        enum qcc_io io;
        unsigned blocked = 0;
        open_stream(&peer);
        hurdle.blocks = 3;
        assert_int_equal(qcc_tls_open(&tls, "localhost", NULL, &terms), QCC_OK);
        while ((io = qcc_tls_handshake(&tls)) == QCC_IO_WOULD_BLOCK) {
            blocked += tls.wait == QCC_WAIT_WRITABLE;
        }
        assert_int_equal(io, QCC_IO_DONE);
        assert_true(blocked >= 3);
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(send_request(), QCC_IO_WOULD_BLOCK);
            assert_int_equal(tls.wait, QCC_WAIT_WRITABLE);
        }
        assert_int_equal(send_request(), QCC_IO_DONE);
        assert_int_equal(peer.requests, 1);
        assert_string_equal(peer.request, REQUEST);
        close_stream(&peer);
    }
}

static void a_stream_that_breaks_is_a_reset_in_which_tls_had_no_part(void **state)
{
    (void)state;
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        unit_row("version 0x%x", (unsigned)version);
        struct peer peer = {.identity = "good-ec", .version = version, .reply = "hello"};
        uint8_t byte;
        size_t moved;
        open_stream(&peer);
        hurdle.breaks = true;
        assert_int_equal(qcc_tls_open(&tls, "localhost", NULL, &terms), QCC_OK);
        assert_int_equal(shake_hands(), QCC_IO_FAILED);
        assert_int_equal(tls.error, QCC_ERROR_RESET);
        close_stream(&peer);

        peer = (struct peer){.identity = "good-ec", .version = version, .reply = "hello"};
        connect_stream(&peer);
        hurdle.breaks = true;
        assert_int_equal(send_request(), QCC_IO_FAILED);
        assert_int_equal(tls.error, QCC_ERROR_RESET);
        assert_int_equal(tls.code, 0);
        close_stream(&peer);

        peer = (struct peer){.identity = "good-ec", .version = version, .ending = PEER_RESET};
        connect_stream(&peer);
        assert_int_equal(send_request(), QCC_IO_DONE);
        enum qcc_io io;
        while ((io = qcc_tls_receive(&tls, &byte, 1, &moved)) == QCC_IO_WOULD_BLOCK) {
        }
        assert_int_equal(io, QCC_IO_FAILED);
        assert_int_equal(tls.error, QCC_ERROR_RESET);
        assert_int_equal(tls.code, 0);
        close_stream(&peer);
    }
}

static void an_end_without_close_notify_is_incomplete(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        unit_row("%d", i);
        struct peer peer = {.identity = "good-ec",
                            .version = i == 0 ? TLS1_2_VERSION : TLS1_3_VERSION,
                            .ending = PEER_BARE_END};
        uint8_t byte;
        size_t moved;
        enum qcc_io io;
        connect_stream(&peer);
        assert_int_equal(send_request(), QCC_IO_DONE);
        fail_read = i == 2 ? MBEDTLS_ERR_SSL_CONN_EOF : 0; /* in the middle of a message */
        while ((io = qcc_tls_receive(&tls, &byte, 1, &moved)) == QCC_IO_WOULD_BLOCK) {
        }
        fail_read = 0;
        assert_int_equal(io, QCC_IO_FAILED);
        assert_int_equal(tls.error, QCC_ERROR_INCOMPLETE);
        assert_int_equal(tls.code, MBEDTLS_ERR_SSL_CONN_EOF);
        close_stream(&peer);
    }
}

static void close_notify_is_sent_when_it_is_asked_for(void **state)
{
    (void)state;
    for (int notify = 0; notify < 2; notify++) {
        unit_row("notify %d", notify);
        struct peer peer = {.identity = "good-ec", .version = TLS1_2_VERSION, .reply = "hello"};
        connect_stream(&peer);
        size_t before = peer.sent;
        qcc_tls_close(&tls, notify == 1);
        assert_int_equal(peer.sent - before, notify == 1 ? 5 + 8 + 2 + 16 : 0);
        assert_int_equal((SSL_get_shutdown(peer.ssl) & SSL_RECEIVED_SHUTDOWN) != 0, notify == 1);
        close_stream(&peer);
    }
}

static void a_configuration_that_mbedtls_refuses_opens_nothing(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    struct qcc_report report = {.tls_code = 1};
    (void)state;
    open_stream(&peer);
    size_t before = qcc_memory_used();
    fail_defaults = MBEDTLS_ERR_SSL_BAD_CONFIG;
    assert_int_equal(qcc_tls_open(&tls, "localhost", NULL, &terms), QCC_ERROR_TLS_SETUP);
    fail_defaults = 0;
    assert_int_equal(qcc_memory_used(), before);
    qcc_tls_explain(&tls, &report);
    assert_int_equal(report.tls_code, MBEDTLS_ERR_SSL_BAD_CONFIG);
    assert_int_equal(report.tls_alert, 0);
    assert_int_equal(report.certificate_flags, 0);
    close_stream(&peer);
}

/* ---- What is accepted. */

static void a_snapshot_comes_over_either_version_and_any_good_chain(void **state)
{
    static const char *const good[] = {"good-rsa", "good-ec", "good-rsa-inter"};
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        unit_row("%s, version 0x%x", good[i / 2], (unsigned)versions[i % 2]);
        struct peer peer = {.identity = good[i / 2], .version = versions[i % 2], .reply = REPLY};
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        assert_string_equal(client.reply.result, "http://example.test/a.png");
        assert_string_equal(peer.server_name, "localhost");
        assert_int_not_equal(client.report.charge, QCC_CHARGE_NO);
        assert_string_equal(client.report.tls_version, i % 2 == 0 ? "TLSv1.2" : "TLSv1.3");
        tear_down(&peer);
    }
}

static void the_outcome_does_not_depend_on_how_the_bytes_are_cut(void **state)
{
    (void)state;
    for (size_t piece = 1; piece <= 64; piece = piece * 2 + 1) {
        unit_row("pieces of %zu", piece);
        struct peer peer = {.identity = "good-ec", .reply = REPLY, .piece = piece};
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        tear_down(&peer);
    }
}

static void the_request_is_one_record(void **state)
{
    struct peer peer = {.identity = "good-ec", .version = TLS1_2_VERSION, .reply = REPLY};
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_OK);
    size_t before = peer.sent;
    assert_int_equal(ask(), QCC_OK);
    /* a record's head, AES-GCM's explicit nonce, the request, the tag (RFC 5288 section 3) */
    assert_int_equal(peer.sent - before, 5 + 8 + strlen(peer.request) + 16);
    assert_int_equal(peer.connects, 1);
    tear_down(&peer);
}

/* ---- Rows 2 and 3: every line of the index of tests/pki, over both versions. */

struct refusal {
    char name[64], host[64], verdict[128];
};

static bool matches(const char *text, const char *pattern)
{
    regex_t regex;
    char whole[160];
    (void)snprintf(whole, sizeof whole, "^%s$", pattern);
    assert_int_equal(regcomp(&regex, whole, REG_EXTENDED | REG_NOSUB), 0);
    bool found = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

static void try_identity(const struct refusal *line, int version)
{
    struct peer peer = {.identity = line->name, .version = version, .reply = REPLY};
    char url[128];
    (void)snprintf(url, sizeof url, strchr(line->host, ':') != NULL ? "https://[%s]" : "https://%s",
                   line->host);
    set_up_for(&peer, url);
    enum qcc_error error = ask();
    if (strcmp(line->verdict, "ok") == 0) {
        assert_string_equal(qcc_error_name(error), "QCC_OK");
    } else {
        if (!matches(qcc_error_name(error), line->verdict)) {
            print_error("%s, %s: %s is not %s\n", line->name, line->host, qcc_error_name(error),
                        line->verdict);
        }
        assert_true(matches(qcc_error_name(error), line->verdict));
        assert_int_equal(client.report.phase, QCC_PHASE_HANDSHAKE);
        assert_int_equal(client.report.charge, QCC_CHARGE_NO);
        assert_int_equal(peer.requests, 0);
        assert_string_equal(client.reply.result, "");
    }
    tear_down(&peer);
}

static void row_02_and_03_every_certificate_of_the_index_gets_its_verdict(void **state)
{
    char text[512];
    unsigned lines = 0;
    FILE *index = fopen(peer_path("index", ".txt"), "r");
    (void)state;
    assert_non_null(index);
    while (fgets(text, sizeof text, index) != NULL) {
        struct refusal line;
        char *parts[5];
        parts[0] = strtok(text, "\t\n");
        for (size_t i = 1; i < 5; i++) {
            parts[i] = strtok(NULL, "\t\n");
            assert_non_null(parts[i]);
        }
        (void)snprintf(line.name, sizeof line.name, "%s", parts[0]);
        (void)snprintf(line.host, sizeof line.host, "%s", parts[3]);
        (void)snprintf(line.verdict, sizeof line.verdict, "%s", parts[4]);
        try_identity(&line, TLS1_2_VERSION);
        try_identity(&line, TLS1_3_VERSION);
        lines++;
    }
    (void)fclose(index);
    assert_true(lines >= 20);
}

static void no_server_name_is_sent_for_an_address(void **state)
{
    struct peer peer = {.identity = "good-ec", .reply = REPLY};
    (void)state;
    set_up_for(&peer, "https://127.0.0.1");
    assert_int_equal(ask(), QCC_OK);
    assert_string_equal(peer.server_name, "");
    tear_down(&peer);
}

static void row_01_a_client_without_roots_is_not_set_up(void **state)
{
    struct peer peer = {.identity = "good-ec", .reply = REPLY};
    struct qcc_roots_table none = {NULL, 0};
    struct qcc_roots empty = {qcc_roots_table_next, &none, true};
    (void)state;
    set_up(&peer);
    config.roots = NULL;
    assert_int_equal(qcc_client_init(&client, &config), QCC_ERROR_CONFIG);
    config.roots = &empty;
    assert_int_equal(qcc_client_init(&client, &config), QCC_ERROR_ROOTS);
    assert_int_equal(ask(), QCC_ERROR_STATE);
    assert_int_equal(peer.connects, 0);
    tear_down(&peer);
}

/* ---- Rows 4, 5, 6. */

static void row_04_a_clock_that_is_not_set_is_told_before_anything_is_sent(void **state)
{
    static const int64_t clocks[] = {0, 1, QCC_CLOCK_MIN_S - 1000 * 86400LL};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unit_row("%lld", (long long)clocks[i]);
        struct peer peer = {.identity = "good-ec", .reply = REPLY};
        set_up(&peer);
        peer.unix_time_s = clocks[i];
        assert_int_equal(ask(), QCC_ERROR_CLOCK);
        assert_int_equal(peer.connects, 0);
        assert_int_equal(client.report.phase, QCC_PHASE_SETUP);
        tear_down(&peer);
    }
}

static void row_05_without_entropy_not_a_byte_is_sent(void **state)
{
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        unit_row("version 0x%x", (unsigned)versions[i]);
        struct peer peer = {.identity = "good-ec", .version = versions[i], .reply = REPLY};
        set_up(&peer);
        peer.no_entropy = true;
        assert_int_equal(ask(), QCC_ERROR_ENTROPY);
        assert_string_equal(client.report.tls_version, "");
        assert_int_equal(peer.sent, 0);
        peer.no_entropy = false;
        assert_int_equal(ask(), QCC_OK);
        tear_down(&peer);
    }
}

static long allocations_left;

/* A block that is allocated, in a ring of all; its bytes follow. */
struct block {
    struct block *previous, *next;
};
static struct block blocks = {&blocks, &blocks};

static void *failing_calloc(size_t count, size_t size)
{
    struct block *block = NULL;
    if (allocations_left-- > 0) {
        block = calloc(1, sizeof *block + count * size);
    }
    if (block == NULL) {
        return NULL;
    }
    *block = (struct block){blocks.previous, &blocks};
    block->previous->next = blocks.previous = block;
    return block + 1;
}

static void listed_free(void *ptr)
{
    struct block *block = ptr;
    if (block != NULL) {
        block--;
        block->previous->next = block->next;
        block->next->previous = block->previous;
        free(block);
    }
}

/* Returns how many blocks were left behind. */
static unsigned free_all_blocks(void)
{
    unsigned count = 0;
    while (blocks.next != &blocks) {
        listed_free(blocks.next + 1);
        count++;
    }
    return count;
}

/* Where an allocation fails while mbedTLS 3.6 derives the keys of TLS 1.3, it leaves up to three
 * blocks of its cipher's contexts behind (ssl_tls13_compute_application_transform and its like
 * free the transform, but not what it points to). Those are a few moments of a long handshake. */
#define LEAKS_MAX 10

static void fail_each_allocation(int version)
{
    long failures = 0;
    unsigned leaks = 0, left_behind;
    for (long n = 0;; n++) {
        unit_row("allocation %ld", n);
        struct peer peer = {.identity = "good-rsa-inter",
                            .version = version,
                            .reply = REPLY,
                            .ending = PEER_CLOSE_NOTIFY};
        set_up(&peer);
        mbedtls_platform_set_calloc_free(failing_calloc, listed_free);
        allocations_left = n;
        enum qcc_error error = ask();
        bool reached = allocations_left < 0;
        if (error != QCC_OK) {
            /* Where mbedTLS does not pass the reason on, it is a failure of the handshake; never
             * anything else. */
            assert_true(error == QCC_ERROR_ARENA || error == QCC_ERROR_TLS_HANDSHAKE ||
                        error == QCC_ERROR_TLS_CERTIFICATE || error == QCC_ERROR_TLS_UNTRUSTED ||
                        error == QCC_ERROR_TLS_RECORD || error == QCC_ERROR_TLS_SETUP);
            if (error != QCC_ERROR_ARENA) {
                print_message("allocation %ld: %s, mbedTLS -0x%04x\n", n, qcc_error_name(error),
                              (unsigned)-client.report.tls_code);
            }
            failures++;
        }
        allocations_left = 1000000;
        assert_int_equal(ask(), QCC_OK);
        tear_down(&peer);
        left_behind = free_all_blocks();
        assert_in_range(left_behind, 0, version == TLS1_3_VERSION ? 3 : 0);
        leaks += left_behind != 0;
        if (!reached) {
            break;
        }
        assert_true(n < 20000);
        n += n / 50; /* each of the first, then fewer */
    }
    assert_true(failures > 30);
    assert_in_range(leaks, 0, LEAKS_MAX);
}

static void row_06_each_allocation_may_fail_and_the_next_exchange_works_in_tls_1_2(void **state)
{
    (void)state;
    fail_each_allocation(TLS1_2_VERSION);
}

static void row_06_each_allocation_may_fail_and_the_next_exchange_works_in_tls_1_3(void **state)
{
    (void)state;
    fail_each_allocation(TLS1_3_VERSION);
}

/* ---- Row 7: the end of a body that only the end delimits. */

static void row_07_a_bare_end_in_a_body_until_close_is_incomplete(void **state)
{
    static const enum peer_ending endings[] = {PEER_CLOSE_NOTIFY, PEER_BARE_END};
    static const enum qcc_error errors[] = {QCC_OK, QCC_ERROR_INCOMPLETE};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        unit_row("%zu", i);
        struct peer peer = {.identity = "good-ec",
                            .version = i / 2 == 0 ? TLS1_2_VERSION : TLS1_3_VERSION,
                            .reply = "HTTP/1.1 200 OK\r\n\r\n" BODY,
                            .ending = endings[i % 2]};
        set_up(&peer);
        assert_int_equal(ask(), errors[i % 2]);
        assert_int_not_equal(client.report.charge, QCC_CHARGE_NO);
        assert_string_equal(client.reply.result, i % 2 == 0 ? "http://example.test/a.png" : "");
        tear_down(&peer);
    }
}

/* ---- Row 31. */

static void row_31_what_may_come_at_any_moment_works_or_has_its_own_error(void **state)
{
    static const struct {
        enum peer_trick trick;
        int version;
        enum qcc_error error;
    } rows[] = {
        {PEER_RENEGOTIATE, TLS1_2_VERSION, QCC_OK},
        {PEER_TICKET, TLS1_3_VERSION, QCC_OK},
        {PEER_BYTE_RECORDS, TLS1_2_VERSION, QCC_OK},
        {PEER_BYTE_RECORDS, TLS1_3_VERSION, QCC_OK},
        {PEER_KEY_UPDATE, TLS1_3_VERSION, QCC_ERROR_TLS_RECORD},
        {PEER_ALERT, TLS1_2_VERSION, QCC_ERROR_TLS_ALERT},
        {PEER_ALERT, TLS1_3_VERSION, QCC_ERROR_TLS_ALERT},
        {PEER_GARBAGE, TLS1_2_VERSION, QCC_ERROR_TLS_RECORD},
        {PEER_GARBAGE, TLS1_3_VERSION, QCC_ERROR_TLS_RECORD},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("trick %d, version 0x%x", (int)rows[i].trick, (unsigned)rows[i].version);
        struct peer peer = {.identity = "good-ec",
                            .version = rows[i].version,
                            .reply = REPLY,
                            .trick = rows[i].trick};
        set_up(&peer);
        enum qcc_error error = ask();
        if (error != rows[i].error) {
            print_error("row %u: %s\n", (unsigned)i, qcc_error_name(error));
        }
        assert_int_equal(error, rows[i].error);
        assert_int_not_equal(client.report.charge, QCC_CHARGE_NO);
        if (error == QCC_ERROR_TLS_ALERT) {
            assert_int_equal(client.report.tls_alert, 20); /* bad_record_mac */
        }
        peer.trick = PEER_PLAIN;
        assert_int_equal(ask(), QCC_OK);
        tear_down(&peer);
    }
}

static void row_31_full_size_records_are_taken(void **state)
{
    static char reply[16384 + 1];
    static const char start[] = "HTTP/1.1 200 OK\r\nContent-Length: 87\r\nX-Padding: ";
    static const char end[] = "\r\n\r\n" BODY;
    (void)state;
    memset(reply, 'x', sizeof reply - 1);
    memcpy(reply, start, sizeof start - 1);
    memcpy(reply + sizeof reply - sizeof end, end, sizeof end);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        unit_row("version 0x%x", (unsigned)version);
        struct peer peer = {.identity = "good-rsa", .version = version, .reply = reply};
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        tear_down(&peer);
    }
}

static void an_end_in_the_handshake_is_the_networks_failure(void **state)
{
    struct peer peer = {.identity = "good-ec", .reply = REPLY, .ends_handshake = true};
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_ERROR_CLOSED);
    assert_int_equal(client.report.phase, QCC_PHASE_HANDSHAKE);
    assert_int_equal(client.report.charge, QCC_CHARGE_NO);
    tear_down(&peer);
}

static void row_21_a_stall_in_the_handshake_ends_at_the_deadline(void **state)
{
    struct peer peer = {.identity = "good-ec", .reply = REPLY, .stalls = true};
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_ERROR_DEADLINE);
    assert_int_equal(client.report.phase, QCC_PHASE_HANDSHAKE);
    tear_down(&peer);
}

static void row_21_a_peer_that_sends_only_what_is_passed_over_does_not_hold_a_step(void **state)
{
    static const char *const floods[] = {
        "\x15\x03\x03\x00\x02\x01\x5a", /* warning: user_canceled */
        "\x14\x03\x03\x00\x01\x01"};    /* ChangeCipherSpec */
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        unit_row("%zu", i);
        struct peer peer = {.identity = "good-ec",
                            .version = i / 2 == 0 ? TLS1_2_VERSION : TLS1_3_VERSION,
                            .reply = REPLY,
                            .flood = floods[i % 2]};
        enum qcc_error error;
        set_up(&peer);
        assert_int_equal(qcc_snapshot_start(&client, "91440300708461136T"), QCC_OK);
        do {
            uint32_t before = peer.now_ms;
            error = qcc_client_step(&client);
            assert_in_range(peer.now_ms - before, 0, 100); /* a receive takes a millisecond here */
        } while (error == QCC_PENDING);
        assert_true(error == QCC_ERROR_DEADLINE || qcc_error_kind(error) == QCC_KIND_TLS);
        assert_int_equal(client.report.phase, QCC_PHASE_HANDSHAKE);
        peer.flood = NULL;
        assert_int_equal(ask(), QCC_OK);
        tear_down(&peer);
    }
}

static void a_wildcard_stands_for_one_label(void **state)
{
    static const struct {
        const char *url;
        enum qcc_error error;
    } rows[] = {
        {"https://pro.qcc.com", QCC_OK},
        {"https://PRO.QCC.com", QCC_OK},
        {"https://qcc.com", QCC_ERROR_TLS_NAME},
        {"https://a.pro.qcc.com", QCC_ERROR_TLS_NAME},
        {"https://pro.qcc.org", QCC_ERROR_TLS_NAME},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s", rows[i].url);
        struct peer peer = {.identity = "wildcard", .reply = REPLY};
        set_up_for(&peer, rows[i].url);
        assert_int_equal(ask(), rows[i].error);
        tear_down(&peer);
    }
}

static void a_reset_in_the_handshake_is_not_blamed_on_tls(void **state)
{
    struct peer peer = {
        .identity = "good-ec", .reply = REPLY, .ends_handshake = true, .ending = PEER_RESET};
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_ERROR_RESET);
    assert_int_equal(client.report.tls_code, 0);
    tear_down(&peer);
}

/* ---- Reuse, and the arena. */

static void an_alert_that_cannot_be_sent_does_not_take_the_place_of_its_reason(void **state)
{
    static const struct {
        const char *what;
        int version;
        unsigned takes_sends; /* all but the alert */
        enum qcc_io then;
    } rows[] = {
        {"TLS 1.2, no room", TLS1_2_VERSION, 1, QCC_IO_WOULD_BLOCK},
        {"TLS 1.2, broken", TLS1_2_VERSION, 1, QCC_IO_FAILED},
        {"TLS 1.3, no room", TLS1_3_VERSION, 1, QCC_IO_WOULD_BLOCK},
        {"TLS 1.3, broken", TLS1_3_VERSION, 1, QCC_IO_FAILED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct peer peer = {.identity = "bad-expired",
                            .version = rows[i].version,
                            .takes_sends = rows[i].takes_sends,
                            .then = rows[i].then,
                            .reply = REPLY};
        set_up(&peer);
        const enum qcc_error error = ask();
        if (error != QCC_ERROR_TLS_DATES || peer.sends != rows[i].takes_sends) {
            fail_msg("%s: %s after %u sends", rows[i].what, qcc_error_name(error), peer.sends);
        }
        assert_int_not_equal(client.report.certificate_flags, 0);
        tear_down(&peer);
    }
}

static void a_kept_alive_connection_is_reused_and_one_that_ended_is_replaced(void **state)
{
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        unit_row("version 0x%x", (unsigned)version);
        struct peer peer = {.identity = "good-ec", .version = version, .reply = REPLY};
        (void)state;
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(peer.connects, 1);
        assert_int_equal(peer.requests, 2);
        assert_true(client.report.reused);
        peer.ended = true; /* while the client does nothing */
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(peer.connects, 2);
        assert_int_equal(peer.resumptions, 1);
        assert_false(client.report.reused);
        tear_down(&peer);
    }
}

/* This alert of TLS 1.3's is sent later than where its reason was found. */
static void an_alert_that_is_due_and_cannot_be_sent_does_not_hide_its_reason(void **state)
{
    static const enum qcc_io ends[] = {QCC_IO_WOULD_BLOCK, QCC_IO_FAILED};
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct peer peer = {.identity = "good-ec",
                            .version = TLS1_3_VERSION,
                            .takes_sends = 1,
                            .then = ends[i],
                            .reply = REPLY};
        set_up(&peer);
        fail_parse = MBEDTLS_ERR_X509_INVALID_NAME;
        assert_int_equal(ask(), QCC_ERROR_TLS_CERTIFICATE);
        assert_int_equal(client.report.tls_code, MBEDTLS_ERR_X509_INVALID_NAME);
        assert_int_equal(peer.sends, 1);
        fail_parse = 0;
        tear_down(&peer);
    }
}

static void row_31_an_alert_about_the_version_is_told_as_that(void **state)
{
    struct peer peer = {.identity = "good-ec", .flood = "\x15\x03\x03\x00\x02\x02\x46"};
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_ERROR_TLS_VERSION);
    assert_int_equal(client.report.tls_alert, 0x46);
    tear_down(&peer);
}

static void a_client_that_disconnects_says_so(void **state)
{
    struct peer peer = {.identity = "good-ec", .version = TLS1_2_VERSION, .reply = REPLY};
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(peer.closes, 0);
    const size_t before = peer.sent;
    qcc_client_disconnect(&client);
    assert_int_equal(peer.sent - before, 5 + 8 + 2 + 16); /* the record of a close_notify */
    assert_int_equal(peer.closes, 1);
    tear_down(&peer);
}

static void what_is_known_about_tls_is_in_the_report(void **state)
{
    const struct qcc_tls known = {.version = "TLSv1.2",
                                  .resumed = true,
                                  .code = -1,
                                  .alert = 2,
                                  .certificate_flags = 3,
                                  .roots_skipped = 4};
    struct qcc_report report = {0};
    (void)state;
    qcc_tls_explain(&known, &report);
    assert_ptr_equal(report.tls_version, known.version);
    assert_true(report.resumed);
    assert_int_equal(report.tls_code, -1);
    assert_int_equal(report.tls_alert, 2);
    assert_int_equal(report.certificate_flags, 3);
    assert_int_equal(report.roots_skipped, 4);
}

static void row_31_a_ticket_that_comes_between_two_requests_leaves_the_connection(void **state)
{
    struct peer peer = {.identity = "good-ec", .version = TLS1_3_VERSION, .reply = REPLY};
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(SSL_new_session_ticket(peer.ssl), 1);
    assert_int_equal(SSL_do_handshake(peer.ssl), 1);
    assert_int_equal(ask(), QCC_OK);
    assert_true(client.report.reused);
    assert_int_equal(peer.connects, 1);
    /* A ticket before the end does not hide the end. */
    assert_int_equal(SSL_new_session_ticket(peer.ssl), 1);
    assert_int_equal(SSL_do_handshake(peer.ssl), 1);
    peer.ended = true;
    assert_int_equal(ask(), QCC_OK);
    assert_false(client.report.reused);
    assert_int_equal(peer.connects, 2);
    assert_int_equal(peer.requests, 3);
    tear_down(&peer);
}

static void row_08_an_end_without_close_notify_before_a_reply_is_closed(void **state)
{
    struct peer peer = {.identity = "good-ec", .reply = "", .ending = PEER_BARE_END};
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_ERROR_CLOSED);
    assert_int_equal(client.report.charge, QCC_CHARGE_MAYBE);
    tear_down(&peer);
}

static void nothing_stays_in_the_arena_when_a_client_is_closed(void **state)
{
    struct peer peer = {.identity = "good-rsa-inter", .version = TLS1_2_VERSION, .reply = REPLY};
    (void)state;
    set_up(&peer);
    /* The first handshake makes PSA's slots for keys, which stay for the next ones. */
    assert_int_equal(ask(), QCC_OK);
    qcc_client_close(&client);
    size_t before = qcc_memory_used();
    assert_in_range(before, 0, 4096);
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    assert_int_equal(ask(), QCC_OK);
    assert_true(qcc_memory_used() > before);
    qcc_client_close(&client);
    assert_int_equal(qcc_memory_used(), before);
    assert_true(qcc_memory_peak(false) > MBEDTLS_SSL_IN_CONTENT_LEN);
    tear_down(&peer);
}

static void an_arena_that_is_too_small_is_said_to_be(void **state)
{
    struct peer peer = {.identity = "good-rsa", .reply = REPLY};
    (void)state;
    set_up(&peer);
    qcc_memory_remove();
    assert_int_equal(qcc_memory_install(arena, 100, &peer.port), QCC_ERROR_ARENA);
    assert_int_equal(ask(), QCC_ERROR_ARENA); /* none is installed */
    assert_int_equal(peer.sent, 0);
    assert_int_equal(qcc_memory_install(arena, 20000, &peer.port), QCC_OK);
    assert_int_equal(ask(), QCC_ERROR_ARENA);
    assert_int_equal(peer.requests, 0);
    tear_down(&peer);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_moves_bytes_blocks_and_ends),
        cmocka_unit_test(a_send_that_would_block_goes_on_with_the_same_bytes),
        cmocka_unit_test(a_stream_that_breaks_is_a_reset_in_which_tls_had_no_part),
        cmocka_unit_test(an_end_without_close_notify_is_incomplete),
        cmocka_unit_test(close_notify_is_sent_when_it_is_asked_for),
        cmocka_unit_test(a_configuration_that_mbedtls_refuses_opens_nothing),
        cmocka_unit_test(a_snapshot_comes_over_either_version_and_any_good_chain),
        cmocka_unit_test(the_outcome_does_not_depend_on_how_the_bytes_are_cut),
        cmocka_unit_test(the_request_is_one_record),
        cmocka_unit_test(row_02_and_03_every_certificate_of_the_index_gets_its_verdict),
        cmocka_unit_test(no_server_name_is_sent_for_an_address),
        cmocka_unit_test(row_01_a_client_without_roots_is_not_set_up),
        cmocka_unit_test(row_04_a_clock_that_is_not_set_is_told_before_anything_is_sent),
        cmocka_unit_test(row_05_without_entropy_not_a_byte_is_sent),
        cmocka_unit_test(row_06_each_allocation_may_fail_and_the_next_exchange_works_in_tls_1_2),
        cmocka_unit_test(row_06_each_allocation_may_fail_and_the_next_exchange_works_in_tls_1_3),
        cmocka_unit_test(row_07_a_bare_end_in_a_body_until_close_is_incomplete),
        cmocka_unit_test(row_31_what_may_come_at_any_moment_works_or_has_its_own_error),
        cmocka_unit_test(row_31_full_size_records_are_taken),
        cmocka_unit_test(an_end_in_the_handshake_is_the_networks_failure),
        cmocka_unit_test(row_21_a_stall_in_the_handshake_ends_at_the_deadline),
        cmocka_unit_test(row_21_a_peer_that_sends_only_what_is_passed_over_does_not_hold_a_step),
        cmocka_unit_test(a_wildcard_stands_for_one_label),
        cmocka_unit_test(a_reset_in_the_handshake_is_not_blamed_on_tls),
        cmocka_unit_test(an_alert_that_cannot_be_sent_does_not_take_the_place_of_its_reason),
        cmocka_unit_test(a_kept_alive_connection_is_reused_and_one_that_ended_is_replaced),
        cmocka_unit_test(an_alert_that_is_due_and_cannot_be_sent_does_not_hide_its_reason),
        cmocka_unit_test(row_31_an_alert_about_the_version_is_told_as_that),
        cmocka_unit_test(a_client_that_disconnects_says_so),
        cmocka_unit_test(what_is_known_about_tls_is_in_the_report),
        cmocka_unit_test(row_31_a_ticket_that_comes_between_two_requests_leaves_the_connection),
        cmocka_unit_test(row_08_an_end_without_close_notify_before_a_reply_is_closed),
        cmocka_unit_test(nothing_stays_in_the_arena_when_a_client_is_closed),
        cmocka_unit_test(an_arena_that_is_too_small_is_said_to_be),
    };
    return unit_run(tests, argc, argv);
}
