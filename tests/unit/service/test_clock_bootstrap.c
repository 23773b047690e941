/* test_clock_bootstrap.c - the time for a device that has none: what is asked, what is believed,
 * and that the call itself is verified in full. SPDX-License-Identifier: MIT */
#include "over_tls.h"

#define SINCE_START 42 /* what a port without a clock reads, in seconds */
#define DATED(text) "HTTP/1.1 404 Not Found\r\nDate: " text "\r\nContent-Length: 0\r\n\r\n"
#define GOOD "Fri, 15 Jan 2027 08:00:00 GMT" /* PEER_NOW */

static const char *second_reply;
static struct peer *asked_peer;
static unsigned signs;

/* By the time that a Token is made, the time has been asked for. */
static enum qcc_error sign(void *context, struct qcc_span key, struct qcc_span timespan,
                           uint8_t token[QCC_TOKEN_LEN])
{
    (void)context;
    (void)key;
    assert_true(qcc_span_equal(timespan, qcc_span_of("1800000000")));
    asked_peer->reply = second_reply;
    signs++;
    memset(token, 'A', QCC_TOKEN_LEN);
    return QCC_OK;
}

static void set_up_bootstrap(struct peer *peer, const char *first, const char *second)
{
    peer->unix_time_s = SINCE_START;
    peer->reply = first;
    set_up(peer);
    second_reply = second;
    asked_peer = peer;
    signs = 0;
    config.clock = &qcc_clock_bootstrap;
    config.signer.sign = sign;
}

static void a_device_without_a_clock_asks_for_the_time_and_then_for_the_snapshot(void **state)
{
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct peer peer = {.identity = "good-ec-inter", .version = versions[i]};
        unit_row("round %d", (int)i);
        set_up_bootstrap(&peer, DATED(GOOD), REPLY);
        assert_int_equal(ask(), QCC_OK);
        assert_int_equal(peer.connects, 2);
        assert_int_equal(peer.handshakes, 2);
        assert_int_equal(peer.resumptions, 0);
        assert_int_equal(peer.requests, 2);
        assert_true(client.report.clock_learned);
        assert_int_equal(client.report.clock_offset_s, PEER_NOW - SINCE_START);
        assert_int_equal(client.report.now_s, PEER_NOW);
        assert_int_equal(client.report.charge, QCC_CHARGE_YES);
        assert_int_not_equal(client.session.len, 0); /* of the second handshake */
        assert_int_equal(ask(), QCC_OK);             /* it knows the time now */
        assert_int_equal(peer.connects, 2);
        assert_false(client.report.clock_learned);
        tear_down(&peer);
    }
}

static void the_question_has_no_credential_and_goes_to_the_base_url(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    (void)state;
    set_up_bootstrap(&peer, DATED("no date"), REPLY);
    assert_int_equal(ask(), QCC_ERROR_CLOCK);
    assert_string_equal(peer.request, "GET /api/yj/ HTTP/1.1\r\nHost: localhost\r\n"
                                      "Connection: close\r\n\r\n");
    assert_int_equal(signs, 0);
    assert_int_equal(peer.requests, 1);
    assert_int_equal(client.report.charge, QCC_CHARGE_NO);
    assert_int_equal(client.report.phase, QCC_PHASE_BODY); /* its head was read */
    assert_int_equal(client.report.http_status, 404);
    tear_down(&peer);
}

static void row_37_a_date_outside_of_the_bounds_is_not_believed(void **state)
{
    static const char *const replies[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        DATED("Fri, 15 Jan 2027 08:00:00 CST"),
        DATED(GOOD "\r\nDate: " GOOD),
        DATED("Thu, 01 Jan 1970 00:00:00 GMT"),
        DATED("Mon, 01 Jan 2024 00:00:00 GMT"), /* before the build */
        DATED("Sat, 01 Jan 2050 00:00:00 GMT"), /* the chain has ended */
        DATED("Tue, 31 Dec 2199 23:59:59 GMT"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        struct peer peer = {.identity = "good-ec"};
        unit_row("%s", replies[i]);
        set_up_bootstrap(&peer, replies[i], REPLY);
        if (ask() != QCC_ERROR_CLOCK || client.clock_offset_s != 0 || peer.requests != 1) {
            fail_msg("%s", replies[i]);
        }
        assert_int_equal(client.session.len, 0);
        tear_down(&peer);
    }
}

/* Somebody else sets the clock while the time is asked for: there is one now. */
static void a_clock_that_was_set_meanwhile_is_as_good(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    enum qcc_error error;
    (void)state;
    set_up_bootstrap(&peer, DATED("no date"), REPLY);
    assert_int_equal(qcc_snapshot_start(&client, "91440300708461136T"), QCC_OK);
    while ((error = qcc_client_step(&client)) == QCC_PENDING) {
        peer.unix_time_s = peer.requests > 0 ? PEER_NOW : SINCE_START;
    }
    assert_int_equal(error, QCC_OK);
    assert_false(client.report.clock_learned);
    assert_int_equal(client.report.clock_offset_s, 0);
    tear_down(&peer);
}

/* An attacker with the key of a certificate that has ended: the date that he gives cannot be the
 * true one, for which his own certificate is too old. */
static void a_certificate_that_has_ended_cannot_give_the_time_of_today(void **state)
{
    static const char *const identities[] = {"bad-expired", "bad-not-yet", "bad-expired-inter",
                                             "bad-expired-root"};
    (void)state;
    for (size_t i = 0; i < sizeof identities / sizeof identities[0]; i++) {
        struct peer peer = {.identity = identities[i]};
        unit_row("%s", identities[i]);
        set_up_bootstrap(&peer, DATED(GOOD), REPLY);
        assert_int_equal(ask(), QCC_ERROR_CLOCK);
        assert_int_equal(peer.requests, 1);
        assert_int_equal(signs, 0);
        tear_down(&peer);
    }
}

static void all_but_the_dates_is_judged(void **state)
{
    static const struct {
        const char *identity;
        enum qcc_error error;
    } rows[] = {
        {"bad-unknown-root", QCC_ERROR_TLS_UNTRUSTED},
        {"bad-self-signed", QCC_ERROR_TLS_UNTRUSTED},
        {"bad-host", QCC_ERROR_TLS_NAME},
        {"bad-eku", QCC_ERROR_TLS_CERTIFICATE},
        {"bad-ca-leaf", QCC_ERROR_TLS_CERTIFICATE},
        {"bad-sha1", QCC_ERROR_TLS_CERTIFICATE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct peer peer = {.identity = rows[i].identity};
        unit_row("%s", rows[i].identity);
        set_up_bootstrap(&peer, DATED(GOOD), REPLY);
        if (ask() != rows[i].error || peer.requests != 0) {
            fail_msg("%s: %s", rows[i].identity, qcc_error_name(client.report.error));
        }
        assert_int_equal(client.report.phase, QCC_PHASE_HANDSHAKE);
        tear_down(&peer);
    }
}

static void the_call_is_verified_by_the_time_that_was_found(void **state)
{
    struct peer peer = {.identity = "good-ends-first"};
    (void)state;
    set_up_bootstrap(&peer, DATED(GOOD), REPLY);
    assert_int_equal(qcc_snapshot_start(&client, "91440300708461136T"), QCC_OK);
    assert_int_equal(qcc_client_phase(&client), QCC_PHASE_CONNECT);
    while (client.clock_offset_s == 0) {
        assert_int_equal(qcc_client_step(&client), QCC_PENDING);
    }
    peer_stop(&peer);
    peer.identity = "bad-expired"; /* another node of the host */
    peer.unix_time_s = SINCE_START;
    peer_start(&peer);
    assert_int_equal(qcc_client_run(&client), QCC_ERROR_TLS_DATES);
    assert_int_equal(peer.requests, 1);
    tear_down(&peer);
}

static void the_head_is_enough(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    (void)state;
    set_up_bootstrap(
        &peer, "HTTP/1.1 200 OK\r\nDate: " GOOD "\r\nTransfer-Encoding: chunked\r\n\r\nno chunk",
        REPLY);
    assert_int_equal(ask(), QCC_OK);
    tear_down(&peer);
    set_up_bootstrap(&peer, "HTTP/1.1 200 OK\r\nDate: " GOOD "\r\nContent-Length: 4000000\r\n\r\n",
                     REPLY);
    assert_int_equal(ask(), QCC_OK);
    tear_down(&peer);
}

static void a_failure_on_the_way_is_told_as_it_is(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    (void)state;
    set_up_bootstrap(&peer, "nonsense\r\n", REPLY);
    assert_int_equal(ask(), QCC_ERROR_STATUS_LINE);
    tear_down(&peer);
    set_up_bootstrap(&peer, DATED(GOOD), REPLY);
    peer.ends_handshake = true;
    assert_int_equal(ask(), QCC_ERROR_CLOSED);
    assert_int_equal(client.report.phase, QCC_PHASE_HANDSHAKE);
    tear_down(&peer);
}

static void a_time_that_was_asked_for_is_not_learned_once_more(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    (void)state;
    set_up_bootstrap(&peer, DATED(GOOD),
                     "HTTP/1.1 200 OK\r\nDate: Fri, 15 Jan 2027 10:00:00 GMT\r\n"
                     "Content-Length: 16\r\n\r\n{\"Status\":\"115\"}");
    assert_int_equal(ask(), QCC_ERROR_STATUS);
    assert_int_equal(signs, 1);
    assert_int_equal(client.report.clock_offset_s, PEER_NOW - SINCE_START);
    tear_down(&peer);
}

static void a_clock_that_is_set_but_wrong_is_repaired_only(void **state)
{
    struct peer peer = {.identity = "bad-expired", .reply = DATED(GOOD)};
    (void)state;
    set_up(&peer);
    config.clock = &qcc_clock_bootstrap;
    assert_int_equal(ask(), QCC_ERROR_TLS_DATES);
    assert_int_equal(peer.requests, 0);
    tear_down(&peer);
}

static void without_tls_or_without_leave_nobody_is_asked(void **state)
{
    static const struct {
        const char *name, *base_url;
        const struct qcc_clock_policy *policy;
    } rows[] = {
        {"plain http", "http://localhost", &qcc_clock_bootstrap},
        {"repair alone", "https://localhost", &qcc_clock_repair},
        {"no policy", "https://localhost", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct peer peer = {.identity = "good-ec"};
        unit_row("%s", rows[i].name);
        set_up_bootstrap(&peer, DATED(GOOD), REPLY);
        config.base_url = rows[i].base_url;
        config.allow_plain_http = true;
        config.clock = rows[i].policy;
        assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
        if (ask() != QCC_ERROR_CLOCK || peer.connects != 0) {
            fail_msg("%s", rows[i].name);
        }
        assert_int_equal(client.report.now_s, SINCE_START);
        tear_down(&peer);
    }
}

static void a_cancel_while_asking_ends_the_call(void **state)
{
    struct peer peer = {.identity = "good-ec"};
    (void)state;
    set_up_bootstrap(&peer, DATED(GOOD), REPLY);
    assert_int_equal(qcc_snapshot_start(&client, "91440300708461136T"), QCC_OK);
    assert_int_equal(qcc_client_step(&client), QCC_PENDING);
    qcc_client_cancel(&client);
    assert_int_equal(qcc_client_run(&client), QCC_ERROR_CANCELED);
    tear_down(&peer);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_without_a_clock_asks_for_the_time_and_then_for_the_snapshot),
        cmocka_unit_test(the_question_has_no_credential_and_goes_to_the_base_url),
        cmocka_unit_test(a_clock_that_was_set_meanwhile_is_as_good),
        cmocka_unit_test(row_37_a_date_outside_of_the_bounds_is_not_believed),
        cmocka_unit_test(a_certificate_that_has_ended_cannot_give_the_time_of_today),
        cmocka_unit_test(all_but_the_dates_is_judged),
        cmocka_unit_test(the_call_is_verified_by_the_time_that_was_found),
        cmocka_unit_test(the_head_is_enough),
        cmocka_unit_test(a_failure_on_the_way_is_told_as_it_is),
        cmocka_unit_test(a_time_that_was_asked_for_is_not_learned_once_more),
        cmocka_unit_test(a_clock_that_is_set_but_wrong_is_repaired_only),
        cmocka_unit_test(without_tls_or_without_leave_nobody_is_asked),
        cmocka_unit_test(a_cancel_while_asking_ends_the_call),
    };
    return unit_run(tests, argc, argv);
}
