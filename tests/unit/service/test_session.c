/* test_session.c - a TLS session as bytes: their layout, whom they belong to, what is damaged.
 * SPDX-License-Identifier: MIT */
#include "over_tls.h"
#include "tls/digest.h"

/* Fails the call that is so many calls away; 0: none. */
static unsigned sha256_fails_in;

int __real_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224);
int __wrap_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224);
int __wrap_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224)
{
    bool fails = sha256_fails_in == 1;
    sha256_fails_in -= sha256_fails_in != 0;
    return fails ? -1 : __real_mbedtls_sha256(in, len, out, is224);
}

/* A ticket, a session id, a ticket after the handshake. */
static const struct peer resumable[] = {
    {.identity = "good-rsa", .version = TLS1_2_VERSION, .reply = CLOSING},
    {.identity = "good-rsa", .version = TLS1_2_VERSION, .no_tickets = true, .reply = CLOSING},
    {.identity = "good-rsa", .version = TLS1_3_VERSION, .reply = CLOSING},
};

#define DATA_AT 118 /* where mbedTLS's part begins */

static uint8_t saved[QCC_SESSION_SAVED_MAX + 1];

/* Makes `client` one with a session of `len` bytes that no server gave. */
static void make_session(struct peer *peer, size_t len)
{
    struct qcc_tls_session *session = &client.session;
    set_up(peer);
    const struct qcc_roots_table *table = roots.context;
    assert_true(qcc_sha256(table->der[1], session->anchor));
    session->not_before_s = 0x1112;
    session->not_after_s = 0x0102030405060708;
    memset(session->pin, 0xa7, sizeof session->pin);
    session->len = (uint16_t)len;
    memset(session->data, 0x5a, len);
}

static void each_field_has_its_place(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    uint8_t digest[QCC_SHA256_LEN];
    size_t len = 0;
    (void)state;
    make_session(&peer, 0x123);
    assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
    assert_int_equal(len, DATA_AT + 0x123 + 16);
    assert_literal(saved, "QCS\x04");
    assert_true(qcc_sha256(qcc_span_of("localhost"), digest));
    assert_memory_equal(saved + 4, digest, 32);
    assert_literal(saved + 36, "\0\0\0\0\0\0\x11\x12");
    assert_literal(saved + 44, "\x01\x02\x03\x04\x05\x06\x07\x08");
    assert_memory_equal(saved + 52, client.session.anchor, 32);
    assert_memory_equal(saved + 84, client.session.pin, 32);
    assert_literal(saved + 116, "\x01\x23");
    assert_memory_equal(saved + DATA_AT, client.session.data, 0x123);
    assert_true(qcc_sha256(qcc_span_make(saved, DATA_AT + 0x123), digest));
    assert_memory_equal(saved + DATA_AT + 0x123, digest, 16);
    tear_down(&peer);
}

static void a_session_of_any_length_comes_back_as_it_was(void **state)
{
    static const size_t lengths[] = {1, 255, 256, QCC_SESSION_SIZE};
    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        unit_row("%zu bytes", lengths[i]);
        struct peer peer = {.identity = "good-ec"};
        static struct qcc_tls_session before;
        size_t len = 0;
        make_session(&peer, lengths[i]);
        before = client.session;
        assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
        memset(&client.session, 0x33, sizeof client.session);
        assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, len)), QCC_OK);
        assert_int_equal(client.session.not_after_s, before.not_after_s);
        assert_int_equal(client.session.not_before_s, before.not_before_s);
        assert_memory_equal(client.session.pin, before.pin, sizeof before.pin);
        assert_int_equal(client.session.len, before.len);
        assert_memory_equal(client.session.anchor, before.anchor, sizeof before.anchor);
        /* What is not of the session is zeros: nothing of an earlier one stays. */
        assert_memory_equal(client.session.data, before.data, sizeof before.data);
        tear_down(&peer);
    }
}

static void a_place_that_is_too_small_is_told_and_left_alone(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    size_t len = 0, whole = DATA_AT + 200 + 16;
    (void)state;
    make_session(&peer, 200);
    memset(saved, 0x33, sizeof saved);
    for (size_t cap = 0; cap < whole; cap++) {
        unit_row("room for %zu", cap);
        assert_int_equal(qcc_session_save(&client, saved, cap, &len), QCC_ERROR_TOO_SMALL);
    }
    for (size_t i = 0; i < sizeof saved; i++) {
        assert_int_equal(saved[i], 0x33);
    }
    assert_int_equal(len, 0);
    assert_int_equal(qcc_session_save(&client, saved, whole, &len), QCC_OK);
    assert_int_equal(len, whole);
    assert_int_equal(saved[whole], 0x33);
    tear_down(&peer);
}

static void nothing_is_saved_or_loaded_while_a_request_is_under_way(void **state)
{
    struct peer peer = {.identity = "good-ec", .reply = REPLY};
    size_t len = 0;
    (void)state;
    make_session(&peer, 200);
    assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
    assert_int_equal(qcc_snapshot_start(&client, "91440300708461136T"), QCC_OK);
    assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_ERROR_STATE);
    assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, len)), QCC_ERROR_STATE);
    tear_down(&peer);
}

static void a_digest_that_fails_saves_nothing_and_loads_nothing(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    size_t len = 0;
    (void)state;
    make_session(&peer, 200);
    for (unsigned call = 1; call <= 2; call++) { /* the owner's, the checksum */
        unit_row("call %u", call);
        memset(saved, 0x33, sizeof saved);
        sha256_fails_in = call;
        assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_ERROR_TLS_SETUP);
        for (size_t i = 0; i < DATA_AT + 200; i++) {
            assert_int_equal(saved[i], 0);
        }
    }
    sha256_fails_in = 0;
    assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
    for (unsigned call = 1; call <= 2; call++) {
        unit_row("call %u", call);
        sha256_fails_in = call;
        assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, len)), QCC_ERROR_SESSION);
    }
    sha256_fails_in = 0;
    assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, len)), QCC_OK);
    tear_down(&peer);
}

/* What is changed here has a good checksum. */
static void another_version_or_a_length_that_lies_is_refused(void **state)
{
    static const struct {
        const char *what;
        size_t at;
        uint8_t byte;
    } rows[] = {
        {"another magic", 0, 'q'},
        {"an older version", 3, 3},
        {"a newer version", 3, 5},
        {"longer by one", DATA_AT - 1, 201},
        {"shorter by one", DATA_AT - 1, 199},
        {"longer by 256", DATA_AT - 2, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_row("%s", rows[i].what);
        struct peer peer = {.identity = "good-ec"};
        uint8_t digest[QCC_SHA256_LEN];
        size_t len = 0;
        make_session(&peer, 200);
        assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
        saved[rows[i].at] = rows[i].byte;
        assert_true(qcc_sha256(qcc_span_make(saved, len - 16), digest));
        memcpy(saved + len - 16, digest, 16);
        enum qcc_error error = qcc_session_load(&client, qcc_span_make(saved, len));
        if (error != QCC_ERROR_SESSION) {
            print_error("%s: %s\n", rows[i].what, qcc_error_name(error));
        }
        assert_int_equal(error, QCC_ERROR_SESSION);
        tear_down(&peer);
    }
}

static void a_session_that_is_longer_than_this_builds_is_refused(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    uint8_t digest[QCC_SHA256_LEN];
    size_t len = 0;
    (void)state;
    make_session(&peer, QCC_SESSION_SIZE);
    assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
    assert_int_equal(len, QCC_SESSION_SAVED_MAX);
    saved[DATA_AT - 1] = (uint8_t)(saved[DATA_AT - 1] + 1); /* of data, which begins where it did */
    assert_true(qcc_sha256(qcc_span_make(saved, sizeof saved - 16), digest));
    memcpy(saved + sizeof saved - 16, digest, 16);
    assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, sizeof saved)),
                     QCC_ERROR_SESSION);
    tear_down(&peer);
}

static void a_client_of_plain_http_takes_no_session(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    size_t len = 0;
    (void)state;
    make_session(&peer, 200);
    assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
    config.base_url = "http://localhost";
    config.allow_plain_http = true;
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, len)), QCC_ERROR_SESSION);
    tear_down(&peer);
}

static void a_session_can_be_loaded_up_to_its_last_second(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    size_t len = 0;
    (void)state;
    make_session(&peer, 200);
    client.session.not_after_s = PEER_NOW;
    assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
    assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, len)), QCC_OK);
    peer.unix_time_s = PEER_NOW + 1;
    assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, len)), QCC_ERROR_SESSION);
    tear_down(&peer);
}

static enum qcc_error broken(void *context, size_t *cursor, struct qcc_span *der)
{
    (void)context;
    (void)der;
    (*cursor)++;
    return QCC_ERROR_ROOTS;
}

static void roots_that_cannot_be_read_are_told(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    size_t len = 0;
    (void)state;
    make_session(&peer, 200);
    assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
    client.session.len = 7;
    roots.next = broken;
    assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, len)), QCC_ERROR_ROOTS);
    assert_int_equal(client.session.len, 7); /* what was there stays */
    tear_down(&peer);
}

static void a_saved_session_is_resumed_after_power_was_off(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unit_row("%zu", i);
        struct peer peer = resumable[i];
        size_t len = 0;
        set_up(&peer);
        assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_ERROR_STATE);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
        qcc_client_close(&client);
        assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
        assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, len)), QCC_OK);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(peer.resumptions, 1);
        tear_down(&peer);
    }
}

static void a_saved_session_belongs_to_its_host_port_roots_and_time(void **state)
{
    static const char *const others[] = {"https://pro.qcc.com/api/yj",
                                         "https://localhost:444/api/yj"};
    struct peer peer = {.identity = "good-rsa", .version = TLS1_2_VERSION, .reply = CLOSING};
    size_t len = 0;
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
    struct qcc_span whole = qcc_span_make(saved, len);

    for (size_t i = 0; i < 2; i++) {
        unit_row("%s", others[i]);
        config.base_url = others[i];
        assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
        assert_int_equal(qcc_session_load(&client, whole), QCC_ERROR_SESSION);
    }
    config.base_url = "https://localhost/another/path";
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    assert_int_equal(qcc_session_load(&client, whole), QCC_OK);

    struct qcc_roots_table fewer = *(struct qcc_roots_table *)roots.context;
    struct qcc_roots without = {qcc_roots_table_next, &fewer, true};
    fewer.der++; /* without root-rsa, which is the first */
    fewer.count--;
    config.roots = &without;
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    assert_int_equal(qcc_session_load(&client, whole), QCC_ERROR_SESSION);

    config.roots = &roots;
    assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
    peer.unix_time_s = 2524608000;
    assert_int_equal(qcc_session_load(&client, whole), QCC_ERROR_SESSION);
    peer.unix_time_s = 0;
    assert_int_equal(qcc_session_load(&client, whole), QCC_ERROR_CLOCK);
    peer.unix_time_s = PEER_NOW;

    for (size_t cut = 0; cut < len; cut++) {
        unit_row("cut at %zu", cut);
        assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, cut)), QCC_ERROR_SESSION);
    }
    assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, len + 1)), QCC_ERROR_SESSION);
    for (size_t i = 0; i < len; i++) {
        unit_row("byte %zu", i);
        saved[i] ^= 0x10;
        assert_int_equal(qcc_session_load(&client, whole), QCC_ERROR_SESSION);
        saved[i] ^= 0x10;
    }
    assert_int_equal(qcc_session_load(&client, whole), QCC_OK);
    tear_down(&peer);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_field_has_its_place),
        cmocka_unit_test(a_session_of_any_length_comes_back_as_it_was),
        cmocka_unit_test(a_place_that_is_too_small_is_told_and_left_alone),
        cmocka_unit_test(nothing_is_saved_or_loaded_while_a_request_is_under_way),
        cmocka_unit_test(a_digest_that_fails_saves_nothing_and_loads_nothing),
        cmocka_unit_test(another_version_or_a_length_that_lies_is_refused),
        cmocka_unit_test(a_session_that_is_longer_than_this_builds_is_refused),
        cmocka_unit_test(a_client_of_plain_http_takes_no_session),
        cmocka_unit_test(a_session_can_be_loaded_up_to_its_last_second),
        cmocka_unit_test(roots_that_cannot_be_read_are_told),
        cmocka_unit_test(a_saved_session_is_resumed_after_power_was_off),
        cmocka_unit_test(a_saved_session_belongs_to_its_host_port_roots_and_time),
    };
    return unit_run(tests, argc, argv);
}
