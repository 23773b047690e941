/* stream.h - a verified TLS stream (RFC 8446, RFC 5246) over a port's stream.
 *
 * Nothing here can be switched off: chain, name, dates, version, SAN, CA flag and key usage are
 * always checked.
 * SPDX-License-Identifier: MIT */
#ifndef QCC_STREAM_H
#define QCC_STREAM_H

#include "qcc/internal/state.h"
#include "qcc/report.h"

/* Prepares `tls` for one connection; both pointers stay the caller's and must outlive it. Allocates
 * nothing. */
void qcc_tls_init(struct qcc_tls *tls, const struct qcc_port *port, const struct qcc_roots *roots);

/* Begins the one connection that `tls` was prepared for, to `host` (as in struct qcc_target; SNI is
 * sent for a name and never for an address) over the port's stream, which is connected. `host` and
 * `session` stay the caller's and must last until qcc_tls_close. Of
 * `terms`, what is about certificates counts. `session` (may be NULL) is offered when it holds one
 * that has not ended, and is emptied when the handshake fails. Returns QCC_OK; QCC_ERROR_ENTROPY,
 * QCC_ERROR_ARENA, QCC_ERROR_TLS_SETUP: nothing was sent, nothing is open. */
enum qcc_error qcc_tls_open(struct qcc_tls *tls, const char *host, struct qcc_tls_session *session,
                            const struct qcc_connect_terms *terms);

/* Goes on with the handshake, by one message at most. DONE: it is done and the peer is verified;
 * WOULD_BLOCK: call again, see `wait`; FAILED: `error` is QCC_ERROR_TLS_*, QCC_ERROR_RESET,
 * QCC_ERROR_CLOSED, QCC_ERROR_ARENA, QCC_ERROR_ENTROPY or QCC_ERROR_ROOTS. After FAILED only
 * qcc_tls_close may follow. */
enum qcc_io qcc_tls_handshake(struct qcc_tls *tls);

/* As send of struct qcc_port, after the handshake. DONE: *moved bytes, 1 or more, have been handed
 * to the port as whole records; WOULD_BLOCK: call again with the same arguments, see `wait`;
 * FAILED: `error` is QCC_ERROR_RESET, QCC_ERROR_TLS_RECORD or QCC_ERROR_ARENA. */
enum qcc_io qcc_tls_send(struct qcc_tls *tls, const uint8_t *data, size_t len, size_t *moved);

/* As receive of struct qcc_port, after the handshake. DONE; WOULD_BLOCK; END: the peer ended the
 * stream by close_notify; FAILED: `error` is QCC_ERROR_INCOMPLETE (TCP ended without close_notify),
 * QCC_ERROR_RESET, QCC_ERROR_TLS_ALERT, QCC_ERROR_TLS_RECORD or QCC_ERROR_ARENA. */
enum qcc_io qcc_tls_receive(struct qcc_tls *tls, uint8_t *data, size_t len, size_t *moved);

/* Sends close_notify if `notify` and if that needs no waiting, and gives everything back to
 * mbedTLS's memory. Harmless when nothing is open. What is known of a failure stays until the next
 * qcc_tls_init. */
void qcc_tls_close(struct qcc_tls *tls, bool notify);

/* Copies what TLS knows of the connection, version and resumption, and of a failure: code, alert,
 * certificate flags, roots that could not be read. */
void qcc_tls_explain(const struct qcc_tls *tls, struct qcc_report *report);

#endif
