/* stream.c - mbedTLS as a stream: what it is told, and what it says.
 * SPDX-License-Identifier: MIT */
#include "tls/stream.h"
#include "base/address.h"
#include "tls/chain.h"
#include "tls/mbedtls.h"
#include "tls/resume.h"
#include "tls/verify.h"

#include <mbedtls/error.h>
#include <mbedtls/platform.h>

#include <string.h>

/* What the stream's callbacks tell mbedTLS; the port's own verdict is in `error`. */
#define STREAM_BROKE MBEDTLS_ERR_ERROR_GENERIC_ERROR

/* Receives that one call may make of the port. */
#define RECEIVES_MAX 64

/* ---- What is offered: ECDHE with AEAD. mbedTLS passes over what it was not built with, but for
 * AES-256: it would offer that with AES_ONLY_128_BIT_KEY_LENGTH, too, and fail when the server
 * takes it. */

static const int suites[] = {
    MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
#if !defined(MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH)
    MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
#endif
    MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
#if !defined(MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH)
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
#endif
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    0,
};

static const uint16_t groups[] = {
    MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
#if defined(MBEDTLS_ECP_DP_CURVE25519_ENABLED)
    MBEDTLS_SSL_IANA_TLS_GROUP_X25519,
#endif
#if defined(MBEDTLS_ECP_DP_SECP384R1_ENABLED)
    MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
#endif
    MBEDTLS_SSL_IANA_TLS_GROUP_NONE,
};

/* ---- The port, as mbedTLS calls it. */

static int stream_send(void *context, const unsigned char *data, size_t len)
{
    struct qcc_tls *tls = context;
    size_t moved = 0;
    switch (tls->port->send(tls->port->context, data, len, &moved)) {
    case QCC_IO_DONE:
        return (int)moved;
    case QCC_IO_WOULD_BLOCK:
        tls->wait = QCC_WAIT_WRITABLE;
        return MBEDTLS_ERR_SSL_WANT_WRITE;
    default:
        tls->error = QCC_ERROR_RESET;
        return STREAM_BROKE;
    }
}

static int stream_receive(void *context, unsigned char *data, size_t len)
{
    struct qcc_tls *tls = context;
    size_t moved = 0;
    /* mbedTLS passes over warnings and the like in a loop of its own; a peer that sends nothing
     * else must not hold a step for longer than its share. */
    if (tls->budget == 0) {
        return MBEDTLS_ERR_SSL_WANT_READ;
    }
    tls->budget--;
    switch (tls->port->receive(tls->port->context, data, len, &moved)) {
    case QCC_IO_DONE:
        return (int)moved;
    case QCC_IO_WOULD_BLOCK:
        tls->wait = QCC_WAIT_READABLE;
        return MBEDTLS_ERR_SSL_WANT_READ;
    case QCC_IO_END:
        return 0;
    default:
        tls->error = QCC_ERROR_RESET;
        return STREAM_BROKE;
    }
}

/* ---- What an operation of mbedTLS came to. */

/* The error that `code` stands for; `otherwise` when it is about nothing in particular. */
static enum qcc_error judge(struct qcc_tls *tls, int code, enum qcc_error otherwise)
{
    enum qcc_error error = qcc_mbedtls_meaning(code);
    switch (error) {
    case QCC_OK:
        return otherwise;
    case QCC_ERROR_TLS_CERTIFICATE:
        return qcc_verify_judge(tls->certificate_flags);
    case QCC_ERROR_TLS_ALERT:
        tls->alert = qcc_mbedtls_alert(&tls->context->ssl);
        return tls->alert == MBEDTLS_SSL_ALERT_MSG_PROTOCOL_VERSION ? QCC_ERROR_TLS_VERSION : error;
    default:
        return error;
    }
}

/* A stream that broke when no more than an alert was to be sent is not the reason. */
static enum qcc_io fail(struct qcc_tls *tls, int code, enum qcc_error otherwise)
{
    if (tls->error == QCC_ERROR_RESET && code != STREAM_BROKE) {
        tls->error = QCC_OK;
    }
    tls->code = tls->error == QCC_ERROR_RESET ? 0 : code; /* in a reset, TLS had no part */
    if (tls->error == QCC_OK) {                           /* otherwise a callback knew better */
        tls->error = judge(tls, code, otherwise);
    }
    return QCC_IO_FAILED;
}

/* Sorts a code that is no success. */
static enum qcc_io outcome(struct qcc_tls *tls, int code, enum qcc_error otherwise)
{
    code = qcc_mbedtls_reason(&tls->context->ssl, code);
    if (code == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) {
        tls->session_is_new = true;
    }
    if (qcc_mbedtls_meaning(code) == QCC_PENDING) {
        return QCC_IO_WOULD_BLOCK; /* the callback that would have blocked has set `wait` */
    }
    return fail(tls, code, otherwise);
}

/* ---- The stream. */

void qcc_tls_init(struct qcc_tls *tls, const struct qcc_port *port, const struct qcc_roots *roots)
{
    memset(tls, 0, sizeof *tls);
    tls->port = port;
    tls->roots = roots;
    tls->version = "";
}

static int configure(struct qcc_tls *tls)
{
    mbedtls_ssl_config *config = &tls->context->config;
    int ret = mbedtls_ssl_config_defaults(config, MBEDTLS_SSL_IS_CLIENT,
                                          MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
    mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_min_tls_version(config, MBEDTLS_SSL_VERSION_TLS1_2);
    mbedtls_ssl_conf_ciphersuites(config, suites);
    mbedtls_ssl_conf_groups(config, groups);
    mbedtls_ssl_conf_cert_profile(config, &qcc_mbedtls_profile);
    mbedtls_ssl_conf_ca_cb(config, qcc_chain_candidates, tls);
    mbedtls_ssl_conf_verify(config, qcc_verify_certificate, tls);
#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH) && MBEDTLS_SSL_IN_CONTENT_LEN < 16384
    if (ret == 0) {
        ret = mbedtls_ssl_conf_max_frag_len(config, MBEDTLS_SSL_IN_CONTENT_LEN >= 4096
                                                        ? MBEDTLS_SSL_MAX_FRAG_LEN_2048
                                                        : MBEDTLS_SSL_MAX_FRAG_LEN_1024);
    }
#endif
    return ret;
}

/* On failure qcc_tls_close gives back what it took. */
static int set_up(struct qcc_tls *tls, const char *host)
{
    tls->context = mbedtls_calloc(1, sizeof *tls->context);
    if (tls->context == NULL) {
        return MBEDTLS_ERR_SSL_ALLOC_FAILED;
    }
    mbedtls_ssl_context *ssl = &tls->context->ssl;
    mbedtls_ssl_init(ssl);
    mbedtls_ssl_config_init(&tls->context->config);
    int ret = configure(tls);
    if (ret == 0) {
        ret = qcc_mbedtls_start(tls);
    }
    if (ret == 0) {
        ret = mbedtls_ssl_setup(ssl, &tls->context->config);
    }
    if (ret == 0) {
        /* With an address there is no SNI (RFC 6066 section 3); verify.c compares it. */
        ret = mbedtls_ssl_set_hostname(ssl, tls->address_len == 0 ? host : NULL);
    }
    if (ret == 0) {
        ret = qcc_resume_offer(tls);
    }
    return ret;
}

enum qcc_error qcc_tls_open(struct qcc_tls *tls, const char *host, struct qcc_tls_session *session,
                            const struct qcc_connect_terms *terms)
{
    tls->session = session;
    tls->offered = false;
    tls->any_date = terms->any_date;
    tls->pins = terms->pins;
    tls->now_s = terms->now_s;
    tls->host = qcc_span_of(host);
    tls->address_len = (uint8_t)qcc_address_parse(tls->host, tls->address);
    int ret = set_up(tls, host);
    if (ret != 0) {
        (void)fail(tls, ret, QCC_ERROR_TLS_SETUP);
        qcc_tls_close(tls, false);
        return tls->error;
    }
    mbedtls_ssl_set_bio(&tls->context->ssl, tls, stream_send, stream_receive, NULL);
    return QCC_OK;
}

/* To be called before each operation of mbedTLS on the stream. */
static mbedtls_ssl_context *begin(struct qcc_tls *tls)
{
    tls->wait = QCC_WAIT_NONE;
    tls->budget = RECEIVES_MAX;
    return &tls->context->ssl;
}

enum qcc_io qcc_tls_handshake(struct qcc_tls *tls)
{
    mbedtls_ssl_context *ssl = begin(tls);
    int ret = mbedtls_ssl_handshake_step(ssl);
    if (ret != 0) {
        enum qcc_io io = outcome(tls, ret, QCC_ERROR_TLS_HANDSHAKE);
        if (io == QCC_IO_FAILED) {
            qcc_resume_forget(tls->session); /* the next handshake does without it */
        }
        return io;
    }
    if (!mbedtls_ssl_is_handshake_over(ssl)) {
        return QCC_IO_WOULD_BLOCK;
    }
    tls->resumed = !tls->verified; /* mbedTLS checks a chain or resumes, there is no third */
    tls->session_is_new = true;
    tls->version = mbedtls_ssl_get_version(ssl);
    return QCC_IO_DONE;
}

enum qcc_io qcc_tls_send(struct qcc_tls *tls, const uint8_t *data, size_t len, size_t *moved)
{
    int ret = mbedtls_ssl_write(begin(tls), data, len);
    if (ret > 0) {
        *moved = (size_t)ret;
        return QCC_IO_DONE;
    }
    return outcome(tls, ret, QCC_ERROR_TLS_RECORD);
}

enum qcc_io qcc_tls_receive(struct qcc_tls *tls, uint8_t *data, size_t len, size_t *moved)
{
    int ret = mbedtls_ssl_read(begin(tls), data, len);
    if (ret > 0) {
        *moved = (size_t)ret;
        return QCC_IO_DONE;
    }
    if (ret == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
        return QCC_IO_END;
    }
    if (ret == 0 || ret == MBEDTLS_ERR_SSL_CONN_EOF) {
        tls->error = QCC_ERROR_INCOMPLETE;
        ret = MBEDTLS_ERR_SSL_CONN_EOF;
    }
    return outcome(tls, ret, QCC_ERROR_TLS_RECORD);
}

void qcc_tls_close(struct qcc_tls *tls, bool notify)
{
    struct qcc_tls_context *context = tls->context;
    if (context == NULL) {
        return;
    }
    if (notify) {
        (void)mbedtls_ssl_close_notify(&context->ssl);
    }
    mbedtls_ssl_free(&context->ssl);
    mbedtls_ssl_config_free(&context->config);
    qcc_mbedtls_stop(context);
    mbedtls_free(context);
    tls->context = NULL;
}

void qcc_tls_explain(const struct qcc_tls *tls, struct qcc_report *report)
{
    report->tls_version = tls->version;
    report->resumed = tls->resumed;
    report->tls_code = tls->code;
    report->tls_alert = tls->alert;
    report->certificate_flags = tls->certificate_flags;
    report->roots_skipped = tls->roots_skipped;
}
