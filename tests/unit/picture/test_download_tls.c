/* test_download_tls.c - a picture over TLS: what only https has.
 * SPDX-License-Identifier: MIT */
#include "over_tls.h"

#define PNG_LEN 68
#define LINK "https://localhost/a.png"

/* test_download.c has the same one. */
static const char png[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 68\r\n\r\n"
    "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x03\x00\x00\x00"
    "\x02\x08\x00\x00\x00\x00\xb8\x1f\x39\xc6\x00\x00\x00"
    "\x0b\x49\x44\x41\x54\x78\xda\x63\x60\x80\x00\x00\x00\x08\x00\x01\x24\xfc\x04\x72\x00\x00\x00"
    "\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

static size_t got;

static enum qcc_error count(void *context, uint32_t offset, struct qcc_span piece)
{
    (void)context;
    got = offset + piece.len;
    return QCC_OK;
}

static const struct qcc_picture_sink sink = {.write = count};

static void answer_with_picture(struct peer *peer)
{
    peer->reply = png;
    peer->reply_len = sizeof png - 1;
    got = 0;
}

static void a_picture_of_the_base_url_s_host_resumes_its_session(void **state)
{
    struct peer peer = {.identity = "good-ec", .reply = CLOSING};

    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_OK);
    answer_with_picture(&peer);
    assert_int_equal(qcc_picture_get(&client, LINK, &sink), QCC_OK);
    assert_int_equal(got, PNG_LEN);
    assert_true(client.report.resumed);
    assert_int_equal(peer.resumptions, 1);
    tear_down(&peer);
}

/* Sessions are of one host and port. */
static void a_picture_of_another_port_offers_no_session(void **state)
{
    struct peer peer = {.identity = "good-ec", .reply = CLOSING};

    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_OK);
    answer_with_picture(&peer);
    assert_int_equal(qcc_picture_get(&client, "https://localhost:444/a.png", &sink), QCC_OK);
    assert_false(client.report.resumed);
    assert_int_equal(peer.handshakes, 2);
    assert_int_equal(peer.resumptions, 0);
    tear_down(&peer);
}

static void row_34_a_redirect_from_https_to_http_is_not_followed(void **state)
{
    static const char *const locations[] = {
        "HTTP/1.1 302 x\r\nLocation: http://localhost/b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 x\r\nLocation: http://localhost:8080/b\r\nContent-Length: 0\r\n\r\n"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct peer peer = {.identity = "good-ec", .reply = locations[i]};

        unit_row("%s", locations[i]);
        set_up(&peer);
        assert_int_equal(qcc_picture_get(&client, LINK, &sink), QCC_ERROR_PICTURE_REDIRECT);
        assert_int_equal(peer.requests, 1);
        tear_down(&peer);
    }
}

/* An http link is one of https before anything is resolved against it. */
static void row_34_an_http_link_follows_what_its_https_server_says(void **state)
{
    static const char *const locations[] = {
        "HTTP/1.1 302 x\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 x\r\nLocation: //localhost/b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 x\r\nLocation: b\r\nContent-Length: 0\r\n\r\n"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct peer peer = {.identity = "good-ec", .reply = locations[i]};
        enum qcc_error error;

        unit_row("%s", locations[i]);
        set_up(&peer);
        assert_int_equal(qcc_picture_start(&client, "http://localhost/a", &sink), QCC_OK);
        while ((error = qcc_client_step(&client)) == QCC_PENDING) {
            if (peer.requests == 1 && peer.reply != png) {
                answer_with_picture(&peer);
            }
        }
        assert_int_equal(error, QCC_OK);
        assert_int_equal(qcc_picture_of(&client)->redirects, 1);
        assert_non_null(strstr(peer.request, "GET /b HTTP/1.1\r\n"));
        tear_down(&peer);
    }
}

/* The session was the reason, perhaps: it is forgotten, and the next handshake is a full one. */
static void a_handshake_that_fails_with_a_session_is_tried_without_it(void **state)
{
    static const struct {
        const char *flood; /* what comes in place of a ServerHello; NULL: the stream ends */
    } rows[] = {{NULL}, {"\x15\x03\x03\x00\x02\x02\x28"}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct peer peer = {.identity = "good-ec", .reply = CLOSING};
        enum qcc_error error;

        unit_row("row %zu", i);
        set_up(&peer);
        assert_int_equal(ask(), QCC_OK);
        answer_with_picture(&peer);
        peer.flood = rows[i].flood;
        peer.ends_handshake = rows[i].flood == NULL;
        assert_int_equal(qcc_picture_start(&client, LINK, &sink), QCC_OK);
        while ((error = qcc_client_step(&client)) == QCC_PENDING) {
            if (peer.connects == 3) {
                peer.flood = NULL;
                peer.ends_handshake = false;
            }
        }
        assert_int_equal(error, QCC_OK);
        assert_int_equal(got, PNG_LEN);
        assert_int_equal(peer.connects, 3);
        assert_int_equal(qcc_picture_of(&client)->retries, 1);
        tear_down(&peer);
    }
}

/* A session that the peer could use is no reason for what comes later. */
static void a_connection_that_breaks_after_its_handshake_is_resumed_once_more(void **state)
{
    struct peer peer = {.identity = "good-ec", .reply = CLOSING};
    enum qcc_error error;

    (void)state;
    set_up(&peer);
    assert_int_equal(ask(), QCC_OK);
    answer_with_picture(&peer);
    peer.reply_len -= 10;
    peer.ending = PEER_RESET;
    assert_int_equal(qcc_picture_start(&client, LINK, &sink), QCC_OK);
    while ((error = qcc_client_step(&client)) == QCC_PENDING) {
        if (peer.connects == 3) {
            answer_with_picture(&peer);
            peer.ending = PEER_STAYS;
        }
    }
    assert_int_equal(error, QCC_OK);
    assert_int_equal(got, PNG_LEN);
    assert_int_equal(qcc_picture_of(&client)->retries, 1);
    tear_down(&peer);
}

/* What a proxy says is no page of the picture's server. */
static void a_proxy_s_answer_is_not_the_picture_s(void **state)
{
    static const struct {
        const char *answer;
        enum qcc_error error;
    } rows[] = {
        {"HTTP/1.1 200 OK\r\n\r\n", QCC_OK},
        {"HTTP/1.1 204 No Content\r\n\r\n", QCC_OK},
        {"HTTP/1.1 502 x\r\nContent-Length: 5\r\n\r\nsorry", QCC_ERROR_PROXY_STATUS},
        {"HTTP/1.1 502 x\r\nContent-Length: 99999999\r\n\r\nsorry", QCC_ERROR_PROXY_STATUS},
        {"HTTP/1.1 407 x\r\nContent-Length: 0\r\n\r\n", QCC_ERROR_PROXY_AUTH},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct qcc_proxy proxy = qcc_proxy_make("proxy.test", 3128, NULL, NULL);
        struct peer peer = {.identity = "good-ec", .proxy = rows[i].answer};

        unit_row("%s", rows[i].answer);
        set_up(&peer);
        config.proxy = &proxy;
        assert_int_equal(qcc_client_init(&client, &config), QCC_OK);
        answer_with_picture(&peer);
        assert_int_equal(qcc_picture_get(&client, LINK, &sink), rows[i].error);
        assert_int_equal(peer.connects, 1);
        tear_down(&peer);
    }
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_of_the_base_url_s_host_resumes_its_session),
        cmocka_unit_test(a_picture_of_another_port_offers_no_session),
        cmocka_unit_test(row_34_a_redirect_from_https_to_http_is_not_followed),
        cmocka_unit_test(row_34_an_http_link_follows_what_its_https_server_says),
        cmocka_unit_test(a_handshake_that_fails_with_a_session_is_tried_without_it),
        cmocka_unit_test(a_connection_that_breaks_after_its_handshake_is_resumed_once_more),
        cmocka_unit_test(a_proxy_s_answer_is_not_the_picture_s),
    };
    return unit_run(tests, argc, argv);
}
