/* peer.c - OpenSSL over memory BIOs, driven by the port's calls.
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "peer.h"

#include "unit.h"

#include <openssl/err.h>
#include <stdlib.h>

const char *peer_path(const char *name, const char *ending)
{
    static char path[512];
    const char *folder = getenv("QCC_TEST_PKI");
    assert_non_null(folder); /* the folder that tests/pki/make.sh filled */
    (void)snprintf(path, sizeof path, "%s/%s%s", folder, name, ending);
    return path;
}

static struct qcc_span read_file(const char *path)
{
    static uint8_t bytes[16384];
    static size_t used;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(bytes + used, 1, sizeof bytes - used, file);
    (void)fclose(file);
    assert_true(len > 0 && used + len < sizeof bytes);
    used += len;
    return qcc_span_make(bytes + used - len, len);
}

struct qcc_roots peer_roots(void)
{
    static struct qcc_span der[5];
    static struct qcc_roots_table table = {der, 0};
    static const char *const names[] = {"root-rsa", "root-ec", "root-ec384", "root-rsa4096",
                                        "root-expired"};
    struct qcc_roots roots = {qcc_roots_table_next, &table, true};
    while (table.count < sizeof names / sizeof names[0]) {
        der[table.count] = read_file(peer_path(names[table.count], ".der"));
        table.count++;
    }
    return roots;
}

static void write_all(SSL *ssl, const char *bytes, size_t len, size_t each)
{
    for (size_t at = 0; at < len; at += each) {
        size_t part = len - at < each ? len - at : each;
        assert_int_equal(SSL_write(ssl, bytes + at, (int)part), (int)part);
    }
}

static void answer(struct peer *peer)
{
    const char *reply = peer->reply != NULL ? peer->reply : "";
    size_t len = peer->reply_len != 0 ? peer->reply_len : strlen(reply);
    size_t half = len / 2;
    switch (peer->trick) {
    case PEER_RENEGOTIATE:
        assert_int_equal(SSL_renegotiate(peer->ssl), 1);
        (void)SSL_do_handshake(peer->ssl);
        break;
    case PEER_KEY_UPDATE:
        assert_int_equal(SSL_key_update(peer->ssl, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        break;
    case PEER_TICKET:
        assert_int_equal(SSL_new_session_ticket(peer->ssl), 1);
        write_all(peer->ssl, reply, half, half);
        assert_int_equal(SSL_new_session_ticket(peer->ssl), 1);
        write_all(peer->ssl, reply + half, len - half, len - half);
        return;
    case PEER_BYTE_RECORDS:
        write_all(peer->ssl, reply, len, 1);
        return;
    case PEER_GARBAGE:
        (void)BIO_puts(peer->to_client, "HTTP/1.1 200 OK\r\n\r\n");
        return;
    case PEER_ALERT: {
        /* A second ClientHello's worth of nonsense makes OpenSSL send one; simpler: it is told that
         * a record is bad. */
        static const unsigned char bad[] = {0x17, 3, 3, 0, 32, 1, 2, 3, 4, 5, 6, 7, 8,
                                            9,    1, 2, 3, 4,  5, 6, 7, 8, 9, 1, 2, 3,
                                            4,    5, 6, 7, 8,  9, 1, 2, 3, 4, 5};
        char byte;
        (void)BIO_write(peer->from_client, bad, (int)sizeof bad);
        (void)SSL_read(peer->ssl, &byte, 1);
        ERR_clear_error();
        return;
    }
    default:
        break;
    }
    if (len != 0) {
        write_all(peer->ssl, reply, len, len);
    }
}

static void end_stream(struct peer *peer)
{
    if (peer->ending == PEER_CLOSE_NOTIFY) {
        (void)SSL_shutdown(peer->ssl);
    }
    peer->ended = peer->ending != PEER_STAYS;
    peer->reset = peer->ending == PEER_RESET;
}

static void take_request(struct peer *peer)
{
    char *request = peer->request;
    size_t room = sizeof peer->request - 1 - peer->request_len;
    int got = SSL_read(peer->ssl, request + peer->request_len, (int)room);
    if (got <= 0) {
        return;
    }
    peer->request_len += (size_t)got;
    request[peer->request_len] = '\0';
    if (strstr(request, "\r\n\r\n") != NULL) {
        peer->requests++;
        peer->request_len = 0;
        answer(peer);
        end_stream(peer);
    }
}

/* Lets the server work on what has come. */
static void pump(struct peer *peer)
{
    if (peer->ended) {
        return;
    }
    if (peer->ends_handshake) {
        peer->ended = true;
        peer->reset = peer->ending == PEER_RESET;
        return;
    }
    if (!peer->established && SSL_do_handshake(peer->ssl) == 1) {
        const char *name = SSL_get_servername(peer->ssl, TLSEXT_NAMETYPE_host_name);
        (void)snprintf(peer->server_name, sizeof peer->server_name, "%s", name != NULL ? name : "");
        peer->established = true;
        peer->handshakes++;
        peer->resumptions += SSL_session_reused(peer->ssl) ? 1 : 0;
    }
    if (peer->established) {
        take_request(peer);
    }
    ERR_clear_error();
}

/* Takes the head of a CONNECT, into `request`. */
static void take_connect(struct peer *peer, const uint8_t *data, size_t len)
{
    assert_true(peer->request_len + len < sizeof peer->request);
    memcpy(peer->request + peer->request_len, data, len);
    peer->request_len += len;
    peer->request[peer->request_len] = '\0';
    if (strstr(peer->request, "\r\n\r\n") != NULL) {
        (void)BIO_write(peer->to_client, peer->proxy, (int)strlen(peer->proxy));
        peer->request_len = 0;
        peer->tunneled = true;
    }
}

static enum qcc_io peer_connect(void *context, const struct qcc_target *target)
{
    struct peer *peer = context;
    (void)target;
    SSL_free(peer->ssl);
    peer->ssl = SSL_new(peer->ctx);
    peer->from_client = BIO_new(BIO_s_mem());
    peer->to_client = BIO_new(BIO_s_mem());
    (void)BIO_set_mem_eof_return(peer->from_client, -1);
    SSL_set_bio(peer->ssl, peer->from_client, peer->to_client);
    SSL_set_accept_state(peer->ssl);
    peer->connects++;
    peer->sends = 0;
    peer->request_len = 0;
    peer->established = peer->ended = peer->reset = peer->tunneled = false;
    return QCC_IO_DONE;
}

static enum qcc_io peer_send(void *context, const uint8_t *data, size_t len, size_t *moved)
{
    struct peer *peer = context;
    if (peer->reset) {
        return QCC_IO_FAILED;
    }
    if (peer->takes_sends != 0 && peer->sends == peer->takes_sends) {
        return peer->then;
    }
    peer->sends++;
    if (peer->proxy != NULL && !peer->tunneled) {
        take_connect(peer, data, len);
        *moved = len;
        return QCC_IO_DONE;
    }
    assert_int_equal(BIO_write(peer->from_client, data, (int)len), (int)len);
    peer->sent += len;
    *moved = len;
    pump(peer);
    return QCC_IO_DONE;
}

static enum qcc_io peer_receive(void *context, uint8_t *data, size_t len, size_t *moved)
{
    struct peer *peer = context;
    if (peer->stalls) {
        peer->now_ms += 30000;
        return QCC_IO_WOULD_BLOCK;
    }
    if (peer->flood != NULL) {
        size_t whole = peer->flood[0] == 0x15 ? 7 : 6;
        peer->now_ms++;
        for (size_t i = 0; i < len; i++) {
            data[i] = (uint8_t)peer->flood[peer->flooded++ % whole];
        }
        *moved = len;
        return QCC_IO_DONE;
    }
    if (peer->piece != 0 && len > peer->piece) {
        len = peer->piece;
    }
    int got = BIO_read(peer->to_client, data, (int)len);
    if (got > 0) {
        *moved = (size_t)got;
        return QCC_IO_DONE;
    }
    if (peer->reset) {
        return QCC_IO_FAILED;
    }
    return peer->ended ? QCC_IO_END : QCC_IO_WOULD_BLOCK;
}

static void peer_close(void *context)
{
    struct peer *peer = context;
    peer->closes++;
    if (peer->ssl != NULL) {
        SSL_set_shutdown(peer->ssl, SSL_SENT_SHUTDOWN |
                                        SSL_RECEIVED_SHUTDOWN); /* keeps the session in its cache */
    }
    SSL_free(peer->ssl);
    peer->ssl = NULL;
}

static uint32_t peer_now_ms(void *context)
{
    return ((struct peer *)context)->now_ms++;
}

static int64_t peer_unix_time_s(void *context)
{
    return ((struct peer *)context)->unix_time_s;
}

static bool peer_entropy(void *context, uint8_t *data, size_t len)
{
    struct peer *peer = context;
    for (size_t i = 0; i < len; i++) {
        peer->entropy = (uint8_t)(peer->entropy + 97);
        data[i] = peer->entropy;
    }
    return !peer->no_entropy;
}

static void peer_wait(void *context, enum qcc_wait what, uint32_t timeout_ms)
{
    struct peer *peer = context;
    (void)what;
    (void)timeout_ms;
    peer->now_ms += 100;
}

void peer_start(struct peer *peer)
{
    static const unsigned char id[] = "libqcc";
    const struct qcc_port port = {peer,       peer_connect, peer_send,        peer_receive,
                                  peer_close, peer_now_ms,  peer_unix_time_s, peer_entropy,
                                  peer_wait};
    peer->port = port;
    peer->unix_time_s = peer->unix_time_s != 0 ? peer->unix_time_s : PEER_NOW;
    peer->ctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_security_level(peer->ctx, 0);
    assert_int_equal(
        SSL_CTX_use_certificate_chain_file(peer->ctx, peer_path(peer->identity, ".pem")), 1);
    assert_int_equal(
        SSL_CTX_use_PrivateKey_file(peer->ctx, peer_path(peer->identity, ".key"), SSL_FILETYPE_PEM),
        1);
    if (peer->version != 0) {
        SSL_CTX_set_min_proto_version(peer->ctx, peer->version);
        SSL_CTX_set_max_proto_version(peer->ctx, peer->version);
    }
    SSL_CTX_set_session_id_context(peer->ctx, id, sizeof id - 1);
    SSL_CTX_set_session_cache_mode(peer->ctx, SSL_SESS_CACHE_SERVER);
    if (peer->no_tickets) {
        SSL_CTX_set_options(peer->ctx, SSL_OP_NO_TICKET);
    }
}

void peer_stop(struct peer *peer)
{
    SSL_free(peer->ssl);
    SSL_CTX_free(peer->ctx);
    peer->ssl = NULL;
    peer->ctx = NULL;
}
