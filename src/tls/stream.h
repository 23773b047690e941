/* tls.h - a verified TLS stream (RFC 8446, RFC 5246) over a port's stream: mbedTLS, and the checks
 * that it leaves to its user.
 *
 * Nothing here can be switched off: chain, name, dates, version, SAN, CA flag and key usage are
 * always checked.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_TLS_H
#define QCC_TLS_H

#include "qcc/internal/state.h"
#include "qcc/report.h"

/* Prepares `tls` for one connection; both pointers stay the caller's and must outlive it. Allocates
 * nothing. */
void qcc_tls_init(struct qcc_tls *tls, const struct qcc_port *port, const struct qcc_roots *roots);

/* Begins the one connection that `tls` was prepared for, to `host` (as in struct qcc_port's
 * connect; SNI is sent for a name and never for an address) over the port's stream, which is
 * connected. `now_s` is the wall clock that
 * certificates are judged by. `session` (may be NULL) is offered when it holds one that has not
 * ended, and is emptied when the handshake that it was offered in fails. Returns QCC_OK;
 * QCC_ERROR_ENTROPY, QCC_ERROR_ARENA, QCC_ERROR_TLS_SETUP: nothing was sent, nothing is
 * open. */
enum qcc_error qcc_tls_open(struct qcc_tls *tls, const char *host, struct qcc_tls_session *session,
                            int64_t now_s);

/* Goes on with the handshake, by one message at most. QCC_OK: it is done and the peer is verified;
 * QCC_PENDING: see `wait`; or QCC_ERROR_TLS_*, QCC_ERROR_RESET, QCC_ERROR_CLOSED, QCC_ERROR_ARENA,
 * QCC_ERROR_ENTROPY, QCC_ERROR_ROOTS. */
enum qcc_io qcc_tls_handshake(struct qcc_tls *tls);

/* As send of struct qcc_port, with an error in place of FAILED. QCC_OK: *moved bytes have been
 * handed to the port as whole records. After QCC_PENDING it must be called again with the same
 * arguments. */
enum qcc_io qcc_tls_send(struct qcc_tls *tls, const uint8_t *data, size_t len, size_t *moved);

/* As receive of struct qcc_port. QCC_OK, QCC_PENDING; QCC_ERROR_CLOSED: the peer ended the stream
 * by close_notify; QCC_ERROR_INCOMPLETE: TCP ended without one; QCC_ERROR_RESET;
 * QCC_ERROR_TLS_ALERT, QCC_ERROR_TLS_RECORD; QCC_ERROR_ARENA. */
enum qcc_io qcc_tls_receive(struct qcc_tls *tls, uint8_t *data, size_t len, size_t *moved);

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
void qcc_tls_explain(const struct qcc_tls *tls, struct qcc_report *failure);

/* SHA-256 of `bytes`; false when mbedTLS's fails. */
bool qcc_tls_digest(struct qcc_span bytes, uint8_t digest[QCC_DIGEST_LEN]);

/* QCC_OK when a root whose SHA-256 is `anchor` is among `roots`; QCC_ERROR_SESSION when none is;
 * QCC_ERROR_ROOTS when they cannot be read. */
enum qcc_error qcc_tls_find_anchor(const struct qcc_roots *roots,
                                   const uint8_t anchor[QCC_DIGEST_LEN]);

#endif
