/* test_clients.c - two clients at once: interleaved in one thread, and in two threads where mbedTLS
 * has its locks.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "peer.h"
#include "qcc_posix.h"
#include "unit.h"

#include <pthread.h>

#define BODY(name)                                                                                 \
    "{\"Status\":\"200\",\"Message\":\"ok\",\"Result\":\"http://example.test/" name ".png\"}"
#define REPLY(name) "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 68\r\n\r\n" BODY(name)

/* A client with all that belongs to it alone. */
struct station {
    struct peer peer;
    struct qcc_config config;
    struct qcc_span secret;
    struct qcc_client client;
    const char *url;
    unsigned good;
};

static uint8_t arena[2 * QCC_ARENA_SIZE];
static struct qcc_posix posix;
static struct qcc_port port;
static struct qcc_roots roots;
static struct station first, second;

static void open_station(struct station *station, int version, const char *reply, const char *url)
{
    memset(station, 0, sizeof *station);
    station->peer.identity = "good-rsa-inter";
    station->peer.version = version;
    station->peer.reply = reply;
    station->peer.piece = 300;
    station->url = url;
    station->secret = qcc_span_of("not-a-real-secret");
    peer_start(&station->peer);
    station->config.base_url = "https://localhost/api/yj";
    station->config.key = "not-a-real-key";
    station->config.signer = qcc_signer_md5(&station->secret);
    station->config.port = &station->peer.port;
    station->config.roots = &roots;
    station->config.timeout_ms = 1000000;
    assert_int_equal(qcc_client_init(&station->client, &station->config), QCC_OK);
}

static void open_both(int version)
{
    port = qcc_posix_port(&posix); /* for its entropy, which two threads may ask for at once */
    roots = peer_roots();
    assert_int_equal(qcc_memory_install(arena, sizeof arena, &port), QCC_OK);
    open_station(&first, version, REPLY("1"), "http://example.test/1.png");
    open_station(&second, version, REPLY("2"), "http://example.test/2.png");
}

static void close_both(void)
{
    qcc_client_close(&first.client);
    qcc_client_close(&second.client);
    qcc_memory_remove();
    peer_stop(&first.peer);
    peer_stop(&second.peer);
}

static void two_clients_take_turns_in_one_thread(void **state)
{
    (void)state;
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        open_both(version);
        for (unsigned round = 0; round < 3; round++) {
            unit_row("version 0x%x, round %u", (unsigned)version, round);
            enum qcc_error one, two;
            assert_int_equal(qcc_snapshot_start(&first.client, "first company"), QCC_OK);
            assert_int_equal(qcc_snapshot_start(&second.client, "second company"), QCC_OK);
            do {
                one = qcc_client_step(&first.client);
                two = qcc_client_step(&second.client);
            } while (one == QCC_PENDING || two == QCC_PENDING);
            assert_int_equal(one, QCC_OK);
            assert_int_equal(two, QCC_OK);
            assert_string_equal(first.client.reply.result, first.url);
            assert_string_equal(second.client.reply.result, second.url);
            assert_non_null(strstr(first.peer.request, "keyWord=first%20company "));
            assert_non_null(strstr(second.peer.request, "keyWord=second%20company "));
        }
        close_both();
    }
}

static void *ask_ten_times(void *context)
{
    struct station *station = context;
    for (unsigned i = 0; i < 10; i++) {
        enum qcc_error error = qcc_snapshot_get(&station->client, "91440300708461136T");
        station->good += error == QCC_OK && strcmp(station->client.reply.result, station->url) == 0;
    }
    return NULL;
}

static void two_clients_run_in_two_threads(void **state)
{
    (void)state;
#if !defined(MBEDTLS_THREADING_C)
    print_message("mbedTLS has no locks in this build; the tsan preset has\n");
    skip();
#else
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        unit_row("version 0x%x", (unsigned)version);
        pthread_t threads[2];
        open_both(version);
        assert_int_equal(pthread_create(&threads[0], NULL, ask_ten_times, &first), 0);
        assert_int_equal(pthread_create(&threads[1], NULL, ask_ten_times, &second), 0);
        assert_int_equal(pthread_join(threads[0], NULL), 0);
        assert_int_equal(pthread_join(threads[1], NULL), 0);
        assert_int_equal(first.good, 10);
        assert_int_equal(second.good, 10);
        assert_int_equal(first.peer.resumptions, 9);
        close_both();
    }
#endif
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_clients_take_turns_in_one_thread),
        cmocka_unit_test(two_clients_run_in_two_threads),
    };
    (void)ask_ten_times;
    return unit_run(tests, argc, argv);
}
