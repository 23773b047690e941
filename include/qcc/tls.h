/* tls.h - a verified TLS stream (RFC 8446, RFC 5246) over a port's stream: mbedTLS, and the checks
 * that it leaves to its user.
 *
 * Nothing here can be switched off: chain, name, dates, version, SAN, CA flag and key usage are
 * always checked.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TLS_H
#define QCC_TLS_H

#include "qcc/config.h"
#include "qcc/failure.h"
#include "qcc/port.h"
#include "qcc/roots.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ssl.h>

/* Room for a session: master or resumption secret, ticket and, where mbedTLS keeps it, the leaf
 * certificate. A session that does not fit is not kept: the next handshake is a full one. */
#ifndef QCC_SESSION_SIZE
#if defined(MBEDTLS_SSL_KEEP_PEER_CERTIFICATE)
#define QCC_SESSION_SIZE 3072
#else
#define QCC_SESSION_SIZE 512
#endif
#endif

/* What the arena has to hold for one client: the record buffers, and the handshake's peak beside
 * them. */
#ifndef QCC_ARENA_SIZE
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
#define QCC_ARENA_SIZE (MBEDTLS_SSL_IN_CONTENT_LEN + MBEDTLS_SSL_OUT_CONTENT_LEN + 32 * 1024)
#else
#define QCC_ARENA_SIZE (MBEDTLS_SSL_IN_CONTENT_LEN + MBEDTLS_SSL_OUT_CONTENT_LEN + 16 * 1024)
#endif
#endif

#define QCC_DIGEST_LEN 32

/* A session that a later connection to the same host and port, under the same roots, may resume. It
 * holds secrets. Private but for its size; all zeros is "none". */
struct qcc_tls_session {
    int64_t not_after_s; /* Unix time at which the leaf certificate, and so the session, ends */
    uint8_t anchor[QCC_DIGEST_LEN]; /* SHA-256 of the root that the chain ended at */
    uint16_t len;                   /* of data; 0: none */
    uint8_t data[QCC_SESSION_SIZE]; /* mbedTLS's serialization */
};

/* One TLS connection at a time. Read `resumed`, `open` and `wait`; the rest is private. */
struct qcc_tls {
    bool resumed; /* this connection resumed an earlier session: the handshake was short */

    bool open;
    bool session_is_new; /* the peer gave one that has not been kept yet */
    bool verified; /* a chain was looked at in this connection: not_after_s and anchor are of it */
    uint8_t alert;
    uint8_t address_len;  /* of a host that is an IP address: 4 or 16; 0 for a name */
    uint8_t budget;       /* receives that this call may still make of the port */
    enum qcc_wait wait;   /* what the last WOULD_BLOCK waits for */
    enum qcc_error error; /* decided inside a callback of mbedTLS */
    int code;             /* mbedTLS's of the last failure */
    uint32_t certificate_flags;
    const struct qcc_port *port;
    const struct qcc_roots *roots;
    struct qcc_tls_session *session;
    struct qcc_span host;
    int64_t now_s; /* the wall clock when the connection was opened */
    int64_t not_after_s;
    uint8_t address[16];
    uint8_t anchor[QCC_DIGEST_LEN];
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config config;
    mbedtls_ctr_drbg_context drbg;
};

/* Prepares `tls` for one connection; both pointers stay the caller's and must outlive it. Allocates
 * nothing. */
void qcc_tls_init(struct qcc_tls *tls, const struct qcc_port *port, const struct qcc_roots *roots);

/* Begins the one connection that `tls` was prepared for, to `host` (as in struct qcc_port's
 * connect; SNI is sent for a name and never for an address) over the port's stream, which is
 * connected. `session` (may be NULL) is offered when it holds one that has not ended, and is
 * emptied when the handshake that it was offered in fails. Returns QCC_OK; QCC_ERROR_CLOCK,
 * QCC_ERROR_ENTROPY, QCC_ERROR_ARENA, QCC_ERROR_TLS_SETUP: nothing was sent, nothing is
 * open. */
enum qcc_error qcc_tls_open(struct qcc_tls *tls, const char *host, struct qcc_tls_session *session);

/* Goes on with the handshake, by one message at most. QCC_OK: it is done and the peer is verified;
 * QCC_PENDING: see `wait`; or QCC_ERROR_TLS_*, QCC_ERROR_RESET, QCC_ERROR_CLOSED, QCC_ERROR_ARENA,
 * QCC_ERROR_ENTROPY, QCC_ERROR_ROOTS. */
enum qcc_error qcc_tls_handshake(struct qcc_tls *tls);

/* As send of struct qcc_port, with an error in place of FAILED. QCC_OK: *moved bytes have been
 * handed to the port as whole records. After QCC_PENDING it must be called again with the same
 * arguments. */
enum qcc_error qcc_tls_send(struct qcc_tls *tls, const uint8_t *data, size_t len, size_t *moved);

/* As receive of struct qcc_port. QCC_OK, QCC_PENDING; QCC_ERROR_CLOSED: the peer ended the stream
 * by close_notify; QCC_ERROR_INCOMPLETE: TCP ended without one; QCC_ERROR_RESET;
 * QCC_ERROR_TLS_ALERT, QCC_ERROR_TLS_RECORD; QCC_ERROR_ARENA. */
enum qcc_error qcc_tls_receive(struct qcc_tls *tls, uint8_t *data, size_t len, size_t *moved);

/* Keeps the connection's session in the place that was given to qcc_tls_open. To be called after a
 * response: the tickets of TLS 1.3 come after the handshake. Where there is nothing to keep, what
 * was kept before stays. */
void qcc_tls_keep_session(struct qcc_tls *tls);

/* Sends close_notify if `notify` and if that needs no waiting, and gives everything back to the
 * arena. Harmless when nothing is open. The failure members stay until the next qcc_tls_init. */
void qcc_tls_close(struct qcc_tls *tls, bool notify);

/* "TLSv1.2", "TLSv1.3", or "" when nothing is open. Static. */
const char *qcc_tls_version(const struct qcc_tls *tls);

/* Copies what TLS knows of a failure. */
void qcc_tls_explain(const struct qcc_tls *tls, struct qcc_failure *failure);

/* SHA-256 of `bytes`; false when mbedTLS's fails. */
bool qcc_tls_digest(struct qcc_span bytes, uint8_t digest[QCC_DIGEST_LEN]);

/* QCC_OK when a root whose SHA-256 is `anchor` is among `roots`; QCC_ERROR_SESSION when none is;
 * QCC_ERROR_ROOTS when they cannot be read. */
enum qcc_error qcc_tls_find_anchor(const struct qcc_roots *roots,
                                   const uint8_t anchor[QCC_DIGEST_LEN]);

#endif
