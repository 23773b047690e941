/* test_resume.c - the session that is kept from one connection and offered in the next.
 * SPDX-License-Identifier: MIT */
#include "over_tls.h"
#include "tls/digest.h"
#include "tls/resume.h"

#include <mbedtls/ssl.h>

/* ---- Between the library and mbedTLS: each of these fails when it is told to. */

static int fail_load, fail_set, fail_get, fail_save, fail_sha256;

int __real_mbedtls_ssl_session_load(mbedtls_ssl_session *session, const unsigned char *in,
                                    size_t len);
int __wrap_mbedtls_ssl_session_load(mbedtls_ssl_session *session, const unsigned char *in,
                                    size_t len);
int __wrap_mbedtls_ssl_session_load(mbedtls_ssl_session *session, const unsigned char *in,
                                    size_t len)
{
    return fail_load != 0 ? fail_load : __real_mbedtls_ssl_session_load(session, in, len);
}

int __real_mbedtls_ssl_set_session(mbedtls_ssl_context *ssl, const mbedtls_ssl_session *session);
int __wrap_mbedtls_ssl_set_session(mbedtls_ssl_context *ssl, const mbedtls_ssl_session *session);
int __wrap_mbedtls_ssl_set_session(mbedtls_ssl_context *ssl, const mbedtls_ssl_session *session)
{
    return fail_set != 0 ? fail_set : __real_mbedtls_ssl_set_session(ssl, session);
}

int __real_mbedtls_ssl_get_session(const mbedtls_ssl_context *ssl, mbedtls_ssl_session *session);
int __wrap_mbedtls_ssl_get_session(const mbedtls_ssl_context *ssl, mbedtls_ssl_session *session);
int __wrap_mbedtls_ssl_get_session(const mbedtls_ssl_context *ssl, mbedtls_ssl_session *session)
{
    return fail_get != 0 ? fail_get : __real_mbedtls_ssl_get_session(ssl, session);
}

int __real_mbedtls_ssl_session_save(const mbedtls_ssl_session *session, unsigned char *out,
                                    size_t cap, size_t *len);
int __wrap_mbedtls_ssl_session_save(const mbedtls_ssl_session *session, unsigned char *out,
                                    size_t cap, size_t *len);
int __wrap_mbedtls_ssl_session_save(const mbedtls_ssl_session *session, unsigned char *out,
                                    size_t cap, size_t *len)
{
    return fail_save != 0 ? fail_save : __real_mbedtls_ssl_session_save(session, out, cap, len);
}

int __real_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224);
int __wrap_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224);
int __wrap_mbedtls_sha256(const unsigned char *in, size_t len, unsigned char *out, int is224)
{
    return fail_sha256 != 0 ? fail_sha256 : __real_mbedtls_sha256(in, len, out, is224);
}

/* ---- Resumption. */

/* A ticket, a session id, a ticket after the handshake. */
static const struct peer resumable[] = {
    {.identity = "good-rsa", .version = TLS1_2_VERSION, .reply = CLOSING},
    {.identity = "good-rsa", .version = TLS1_2_VERSION, .no_tickets = true, .reply = CLOSING},
    {.identity = "good-rsa", .version = TLS1_3_VERSION, .reply = CLOSING},
};

static void the_next_connection_resumes_the_session(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unit_row("%zu", i);
        struct peer peer = resumable[i];
        set_up(&peer);
        for (unsigned n = 0; n < 4; n++) {
            assert_int_equal(ask(), QCC_OK);
            assert_int_equal(peer.connects, n + 1);
            assert_int_equal(peer.resumptions, n);
            assert_int_equal(client.report.resumed, n > 0);
        }
        tear_down(&peer);
    }
}

static void a_session_ends_with_its_certificate(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unit_row("%zu", i);
        struct peer peer = resumable[i];
        peer.identity = "good-ends-first";
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(client.session.not_after_s, 2240611199); /* 2040-12-31 23:59:59 */
        client.session.not_after_s = PEER_NOW - 1;
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(peer.resumptions, 0);
        tear_down(&peer);
    }
}

static void a_session_is_offered_up_to_the_last_second_of_its_certificate(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unit_row("%zu", i);
        struct peer peer = resumable[i];
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        client.session.not_after_s = PEER_NOW;
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(peer.resumptions, 1);
        assert_int_equal(client.session.not_after_s, PEER_NOW); /* a descendant ends with it */
        tear_down(&peer);
    }
}

static void a_session_is_offered_from_the_first_second_of_its_chain_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        struct peer peer = resumable[i / 2];
        unit_row("round %d", (int)i);
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(client.session.not_before_s, 1704067200); /* 2024-01-01 */
        client.session.not_before_s = PEER_NOW + (int64_t)(i % 2);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(peer.resumptions, 1 - i % 2);
        tear_down(&peer);
    }
}

static void a_session_knows_the_root_of_its_chain(void **state)
{
    uint8_t digest[QCC_SHA256_LEN];
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unit_row("%zu", i);
        struct peer peer = resumable[i];
        set_up(&peer);
        const struct qcc_roots_table *table = roots.context;
        assert_true(qcc_sha256(table->der[0], digest)); /* root-rsa */
        for (unsigned n = 0; n < 2; n++) {
            assert_int_equal(ask(), QCC_OK);
            assert_memory_equal(client.session.anchor, digest, sizeof digest);
        }
        tear_down(&peer);
    }
}

static void
a_session_is_not_offered_when_its_root_has_gone_from_a_store_that_can_change(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unit_row("%zu", i);
        struct peer peer = resumable[i];
        set_up(&peer);
        struct qcc_roots_table table = *(struct qcc_roots_table *)roots.context;
        struct qcc_roots store = {qcc_roots_table_next, &table, false};
        config.roots = &store;
        assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(peer.resumptions, 1);
        table.der++; /* without root-rsa, which is the first */
        table.count--;
        assert_int_equal(ask(), QCC_ERROR_TLS_UNTRUSTED);
        assert_int_equal(peer.resumptions, 1);
        assert_int_equal(client.session.len, 0);
        tear_down(&peer);
    }
}

/* It stays where it is until the client ends, so a root that was there is there. */
static void a_table_in_place_is_not_searched_for_the_root_of_a_session(void **state)
{
    struct peer peer = resumable[0];
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_OK);
    memset(client.session.anchor, 0, sizeof client.session.anchor);
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(peer.resumptions, 1);
    tear_down(&peer);
}

static void a_session_that_the_peer_no_longer_knows_costs_a_full_handshake_only(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unit_row("%zu", i);
        struct peer peer = resumable[i];
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        peer_stop(&peer);
        peer_start(&peer); /* with new ticket keys and an empty cache */
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(peer.resumptions, 0);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(peer.resumptions, 1);
        tear_down(&peer);
    }
}

/* Nodes of one host that speak different versions: mbedTLS's session pins the one that it is of. */
static void a_session_of_the_other_version_costs_one_more_connection(void **state)
{
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        unit_row("%zu", i);
        struct peer peer = {.identity = "good-rsa", .version = versions[i % 2], .reply = CLOSING};
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        assert_int_not_equal(client.session.len, 0);
        if (i >= 2) { /* saved, and given back after a restart */
            uint8_t saved[QCC_SESSION_SAVED_MAX];
            size_t len;
            assert_int_equal(qcc_session_save(&client, saved, sizeof saved, &len), QCC_OK);
            qcc_client_close(&client);
            assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
            assert_int_equal(qcc_session_load(&client, qcc_span_make(saved, len)), QCC_OK);
        }
        peer_stop(&peer);
        peer.version = versions[1 - i % 2];
        peer_start(&peer);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(peer.connects, 3);
        assert_int_equal(peer.requests, 2);
        assert_false(client.report.resumed);
        assert_string_equal(client.report.tls_version, i % 2 == 0 ? "TLSv1.3" : "TLSv1.2");
        tear_down(&peer);
    }
}

static void a_handshake_without_a_session_is_not_tried_again(void **state)
{
    struct peer peer = {.identity = "good-rsa", .reply = CLOSING};
    (void)state;
    set_up(&peer);
    peer.ends_handshake = true;
    assert_int_equal(ask(), QCC_ERROR_CLOSED);
    assert_int_equal(peer.connects, 1);
    tear_down(&peer);
}

/* ---- What mbedTLS may refuse. */

static void a_session_that_mbedtls_cannot_read_costs_a_full_handshake_only(void **state)
{
    int *const failures[] = {&fail_load, &fail_set};
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        unit_row("%zu, failure %zu", i / 2, i % 2);
        struct peer peer = resumable[i / 2];
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        *failures[i % 2] = MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
        fail_save = MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL; /* so that what is left can be seen */
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(client.session.len, 0);
        *failures[i % 2] = fail_save = 0;
        assert_int_equal(peer.resumptions, 0);
        tear_down(&peer);
    }
}

static void a_session_stays_when_there_was_no_memory_to_offer_it(void **state)
{
    int *const failures[] = {&fail_load, &fail_set};
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        unit_row("%zu, failure %zu", i / 2, i % 2);
        struct peer peer = resumable[i / 2];
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        size_t used = qcc_memory_used();
        *failures[i % 2] = MBEDTLS_ERR_SSL_ALLOC_FAILED;
        assert_int_equal(ask(), QCC_ERROR_ARENA);
        *failures[i % 2] = 0;
        assert_int_equal(qcc_memory_used(), used);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(peer.resumptions, 1);
        tear_down(&peer);
    }
}

static void a_session_that_is_too_long_is_forgotten(void **state)
{
    static const uint8_t zeros[sizeof client.session];
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unit_row("%zu", i);
        struct peer peer = resumable[i];
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        fail_save = MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL;
        assert_int_equal(ask(), QCC_OK);
        fail_save = 0;
        assert_memory_equal(&client.session, zeros, sizeof zeros);
        tear_down(&peer);
    }
}

static void what_was_kept_stays_where_there_is_nothing_to_keep(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unit_row("%zu", i);
        struct peer peer = resumable[i];
        static struct qcc_tls_session before;
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        before = client.session;
        fail_get = MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
        assert_int_equal(ask(), QCC_OK);
        fail_get = 0;
        assert_memory_equal(&client.session, &before, sizeof before);
        tear_down(&peer);
    }
}

static void a_session_that_is_not_offered_is_forgotten_at_once(void **state)
{
    struct peer peer = resumable[2];
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_OK);
    client.session.not_after_s = PEER_NOW - 1;
    assert_int_equal(qcc_snapshot_start(&client, "91440300708461136T"), QCC_OK);
    while (qcc_client_phase(&client) != QCC_PHASE_HANDSHAKE) {
        assert_int_equal(qcc_client_step(&client), QCC_PENDING);
    }
    assert_int_equal(client.session.len, 0);
    assert_int_equal(qcc_client_run(&client), QCC_OK);
    tear_down(&peer);
}

static void a_ticket_that_comes_later_is_kept_too(void **state)
{
    struct peer peer = {.identity = "good-ec", .version = TLS1_3_VERSION, .reply = REPLY};
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_OK);
    memset(&client.session, 0, sizeof client.session);
    assert_int_equal(SSL_new_session_ticket(peer.ssl), 1);
    assert_int_equal(SSL_do_handshake(peer.ssl), 1);
    assert_int_equal(ask(), QCC_OK);
    assert_int_equal(peer.connects, 1);
    assert_int_not_equal(client.session.len, 0);
    tear_down(&peer);
}

static void a_session_is_kept_once(void **state)
{
    struct peer peer = {.identity = "good-ec", .version = TLS1_2_VERSION, .reply = REPLY};
    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_OK);
    memset(&client.session, 0, sizeof client.session);
    assert_int_equal(ask(), QCC_OK); /* over the same connection, which brought no other */
    assert_int_equal(peer.connects, 1);
    assert_int_equal(client.session.len, 0);
    tear_down(&peer);
}

static void a_handshake_that_fails_takes_the_session_with_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unit_row("%zu", i);
        struct peer peer = resumable[i];
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        assert_int_not_equal(client.session.len, 0);
        peer.ends_handshake = true;
        assert_int_equal(ask(), QCC_ERROR_CLOSED);
        assert_int_equal(peer.connects, 3); /* the last one without the session */
        assert_int_equal(client.session.len, 0);
        tear_down(&peer);
    }
}

static void a_stream_without_a_place_for_a_session_keeps_none(void **state)
{
    struct qcc_tls tls;
    struct qcc_tls_session session = {.len = 7};
    (void)state;
    memset(&tls, 0, sizeof tls);
    tls.session_is_new = true;
    qcc_resume_keep(&tls); /* nowhere to keep it */
    assert_int_equal(qcc_resume_offer(&tls), 0);
    tls.session = &session;
    qcc_resume_keep(&tls); /* nothing open */
    assert_int_equal(session.len, 7);
    qcc_resume_forget(NULL);
}

/* ---- The anchor. */

static const struct qcc_span ders[] = {QCC_SPAN("one"), QCC_SPAN("two"), QCC_SPAN("three")};

/* Two roots, then the source breaks. */
static enum qcc_error next_then_broken(void *context, size_t *cursor, struct qcc_span *der)
{
    (void)context;
    *der = ders[*cursor % 2];
    return (*cursor)++ < 2 ? QCC_OK : QCC_ERROR_ROOTS;
}

static void the_anchor_is_found_among_the_roots(void **state)
{
    struct qcc_roots_table table = {ders, sizeof ders / sizeof ders[0]};
    const struct qcc_roots whole = {qcc_roots_table_next, &table, true};
    const struct qcc_roots broken = {next_then_broken, NULL, true};
    uint8_t anchor[QCC_SHA256_LEN];
    (void)state;
    for (size_t i = 0; i < table.count; i++) {
        unit_row("root %zu", i);
        assert_true(qcc_sha256(ders[i], anchor));
        assert_int_equal(qcc_resume_find_anchor(&whole, anchor), QCC_OK);
        assert_int_equal(qcc_resume_find_anchor(&broken, anchor), i < 2 ? QCC_OK : QCC_ERROR_ROOTS);
        for (size_t byte = 0; byte < sizeof anchor; byte++) {
            anchor[byte] ^= 1;
            assert_int_equal(qcc_resume_find_anchor(&whole, anchor), QCC_ERROR_SESSION);
            anchor[byte] ^= 1;
        }
        fail_sha256 = -1;
        assert_int_equal(qcc_resume_find_anchor(&whole, anchor), QCC_ERROR_SESSION);
        fail_sha256 = 0;
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_connection_resumes_the_session),
        cmocka_unit_test(a_session_ends_with_its_certificate),
        cmocka_unit_test(a_session_is_offered_up_to_the_last_second_of_its_certificate),
        cmocka_unit_test(a_session_is_offered_from_the_first_second_of_its_chain_on),
        cmocka_unit_test(a_session_knows_the_root_of_its_chain),
        cmocka_unit_test(
            a_session_is_not_offered_when_its_root_has_gone_from_a_store_that_can_change),
        cmocka_unit_test(a_table_in_place_is_not_searched_for_the_root_of_a_session),
        cmocka_unit_test(a_session_that_the_peer_no_longer_knows_costs_a_full_handshake_only),
        cmocka_unit_test(a_session_of_the_other_version_costs_one_more_connection),
        cmocka_unit_test(a_handshake_without_a_session_is_not_tried_again),
        cmocka_unit_test(a_session_that_mbedtls_cannot_read_costs_a_full_handshake_only),
        cmocka_unit_test(a_session_stays_when_there_was_no_memory_to_offer_it),
        cmocka_unit_test(a_session_that_is_too_long_is_forgotten),
        cmocka_unit_test(what_was_kept_stays_where_there_is_nothing_to_keep),
        cmocka_unit_test(a_session_that_is_not_offered_is_forgotten_at_once),
        cmocka_unit_test(a_ticket_that_comes_later_is_kept_too),
        cmocka_unit_test(a_session_is_kept_once),
        cmocka_unit_test(a_handshake_that_fails_takes_the_session_with_it),
        cmocka_unit_test(a_stream_without_a_place_for_a_session_keeps_none),
        cmocka_unit_test(the_anchor_is_found_among_the_roots),
    };
    return unit_run(tests, argc, argv);
}
